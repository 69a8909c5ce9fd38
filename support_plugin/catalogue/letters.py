"""The editors' screen of the messages people get: our words, and the editors' own in their place."""

from django import forms
from django.conf import settings
from django.contrib.admin import display
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import re_path
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language_info, gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.views import InstanceSpecificView

from support_plugin.notifications.kinds import FOR_CUSTOMERS
from support_plugin.notifications.letters import example
from support_plugin.notifications.models import LetterText
from support_plugin.notifications.placeholders import MEANINGS, allowed
from support_plugin.notifications.texts import FIELDS, WITH_SMS, our_words, words_for

from . import views
from .labels import in_language
from .screens import CSS, CatalogueAdmin

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PREVIEW = "support_plugin/catalogue/letter_preview.html"


class LetterTextForm(WagtailAdminModelForm):
    """Each text in every language, with our own words below it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kind = self.instance.kind
        if kind not in WITH_SMS:
            self.fields.pop("sms", None)
        for name, field in self.fields.items():
            field.help_text = our_words_in_every_language(kind, name)
            for widget in field.widget.widgets:
                widget.attrs.update({"dir": "auto"})
                if isinstance(widget, forms.Textarea):
                    widget.attrs["rows"] = 5


def our_words_in_every_language(kind, part):
    lines = []
    for code in LANGUAGES:
        with override(code):
            lines.append((code, get_language_info(code)["bidi"], getattr(our_words(kind), part)))
    shown = format_html_join(
        "",
        '<span lang="{}" dir="{}">{}</span>',
        ((code, "rtl" if is_rtl else "ltr", words) for code, is_rtl, words in lines),
    )
    return format_html(
        '{} <span class="letters-ours">{}</span>', gettext("A language left empty says our words:"), shown
    )


class NeverMadeOrDeleted(PermissionHelper):
    """There is one row per kind of message, made with the tables."""

    def user_can_create(self, user):
        return False

    def user_can_delete_obj(self, user, obj):
        return False


class LetterEditView(views.CatalogueEditView):
    def get_context_data(self, **kwargs):
        kind = self.instance.kind
        return super().get_context_data(
            placeholders=[(f"{{{name}}}", MEANINGS[name]) for name in allowed(kind, in_sms=kind in WITH_SMS)],
            preview_url=self.url_helper.get_action_url("preview", self.instance.pk),
            first_language=settings.LANGUAGE_CODE,
            languages=[get_language_info(code) for code in LANGUAGES],
            **kwargs,
        )


@method_decorator(xframe_options_sameorigin, name="dispatch")
class LetterPreview(InstanceSpecificView):
    """The message with example values, as saved (GET) or as typed (POST). Changes nothing."""

    def check_action_permitted(self, user):
        return self.permission_helper.user_can_edit_obj(user, self.instance)

    def get(self, request):
        return self._show(self.instance)

    def post(self, request):
        form_class = self.model_admin.get_edit_handler().bind_to_model(LetterText).get_form_class()
        form = form_class(request.POST, instance=self.instance, for_user=request.user)
        if not form.is_valid():
            errors = [error for messages in form.errors.values() for error in messages]
            context = {"errors": errors, "language": self._language()}
            return render(request, "support_plugin/catalogue/letter_errors.html", context, status=422)
        # The form has put what was typed on the instance, which nobody saves.
        return self._show(form.instance)

    def _show(self, letter_text):
        with override(self._language()):
            words = words_for(letter_text.kind, letter_text)
            return HttpResponse(example(letter_text.kind, words, PREVIEW).html)

    def _language(self):
        language = self.request.GET.get("language", settings.LANGUAGE_CODE)
        if language not in LANGUAGES:
            raise Http404
        return language


class LetterTextAdmin(CatalogueAdmin):
    """What each message says. The list of messages is closed; only their words are the editors'."""

    model = LetterText
    base_url_path = "support/message-texts"
    menu_item_name = "support-message-texts"
    menu_label = _("Message texts")
    menu_icon = "mail"
    menu_order = 230
    permission_helper_class = NeverMadeOrDeleted
    edit_view_class = LetterEditView
    edit_template_name = "support_plugin/catalogue/letter_edit.html"
    index_view_extra_css = form_view_extra_css = [*CSS, "support_plugin/catalogue/letters.css"]
    list_display = ("message", "goes_to", "own_words")
    list_display_add_buttons = "message"
    ordering = ("pk",)
    form_class = LetterTextForm
    panels = [FieldPanel("subject"), FieldPanel("body"), FieldPanel("button"), FieldPanel("sms")]

    @display(description=_("Message"))
    def message(self, letter_text):
        return letter_text.get_kind_display()

    @display(description=pgettext_lazy("of a message", "Goes to"))
    def goes_to(self, letter_text):
        return gettext("Customer") if letter_text.kind in FOR_CUSTOMERS else gettext("Agents")

    @display(description=pgettext_lazy("of a message", "Words"))
    def own_words(self, letter_text):
        changed = [
            get_language_info(code)["name_local"]
            for code in LANGUAGES
            if any(in_language(getattr(letter_text, name), code) for name in FIELDS)
        ]
        if not changed:
            return format_html('<span class="catalogue-none">{}</span>', gettext("Ours"))
        return format_html_join(gettext(", "), "<bdi>{}</bdi>", [(name,) for name in changed])

    def get_admin_urls_for_registration(self):
        return (*super().get_admin_urls_for_registration(), self._preview_address())

    def _preview_address(self):
        def preview(request, instance_pk):
            return LetterPreview.as_view(model_admin=self, instance_pk=instance_pk)(request)

        urls = self.url_helper
        return re_path(
            urls.get_action_url_pattern("preview"), preview, name=urls.get_action_url_name("preview")
        )
