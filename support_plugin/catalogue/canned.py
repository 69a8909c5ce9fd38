"""The screen of canned replies: editors write them for every department, leads for the departments they lead."""

from django import forms
from django.conf import settings
from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import render
from django.urls import re_path
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language_info, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail_modeladmin.views import WMABaseView

from support_plugin.forms.models import FormField
from support_plugin.text.clean import clean
from support_plugin.text.digits import localized
from support_plugin.tickets.canned import CannedReply, answer_name, placeholders, with_values
from support_plugin.tickets.permissions import led_departments
from support_plugin.tickets.tagging import tags_named
from support_plugin.tickets.tags import tag_key, tag_name

from .columns import TaxonomyColumns, name_columns
from .filters import DepartmentFilter, StateFilter
from .forms import DepartmentsField
from .helpers import SearchKeySearch
from .ordering import OrderedCreateView
from .permissions import ByPolicy, EditorsOrderView, OwnRowsHistoryView, OwnRowsIndexView
from .screens import CSS, FALLS_BACK, OrderedAdmin
from .views import CatalogueEditView

LANGUAGES = [code for code, _name in settings.LANGUAGES]
MOST_TAGS = 20


class TagNamesField(forms.CharField):
    """Tags by their names, separated by commas; a list of names when cleaned."""

    def prepare_value(self, value):
        if isinstance(value, (list, tuple)):
            return gettext(", ").join(str(tag) for tag in value)
        return value

    def clean(self, value):
        names = clean(super().clean(value)).replace("،", ",").split(",")
        named = {tag_key(name): tag_name(name) for name in names if tag_key(tag_name(name))}
        if len(named) > MOST_TAGS:
            raise ValidationError(_("At most {limit} tags.").format(limit=localized(MOST_TAGS)))
        return list(named.values())

    def has_changed(self, initial, data):
        names = self.prepare_value(initial) or ""
        return {tag_key(name) for name in self.clean(names)} != {
            tag_key(name) for name in clean(data or "").replace("،", ",").split(",") if tag_key(name)
        }


class CannedReplyForm(WagtailAdminModelForm):
    departments = DepartmentsField(
        required=False, help_text=_("Where it is offered. None chosen: in every department.")
    )
    tags = TagNamesField(
        required=False,
        max_length=1200,
        label=_("Tags to add"),
        help_text=_("Names, separated by commas. A name that is no tag yet becomes one."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.for_user.has_perm("support_plugin.change_cannedreply"):
            offered = self.fields["departments"]
            offered.queryset = led_departments(self.for_user)
            offered.required = True
            offered.help_text = _("Where it is offered: the departments you lead.")
            offered.error_messages["required"] = _("Choose at least one of the departments you lead.")
        for widget in self.fields["body"].widget.widgets:
            widget.attrs["rows"] = 8
        self.fields["priority"].choices = [("", _("Stays as it is")), *self.fields["priority"].choices[1:]]

    def _save_m2m(self):
        self.cleaned_data["tags"] = tags_named(self.cleaned_data["tags"])
        super()._save_m2m()


class WithPreview:
    """What the form's page shows beside the fields."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            placeholders=[(f"{{{name}}}", meaning) for name, meaning in placeholders().items()],
            preview_url=self.url_helper.get_action_url("preview"),
            languages=[get_language_info(code) for code in LANGUAGES],
            **kwargs,
        )


class CannedCreateView(WithPreview, OrderedCreateView):
    pass


class CannedEditView(WithPreview, CatalogueEditView):
    pass


@method_decorator(xframe_options_sameorigin, name="dispatch")
class CannedPreview(WMABaseView):
    """What is typed, with example values. Stores nothing."""

    http_method_names = ["post"]
    template_name = "support_plugin/catalogue/canned_preview.html"

    def check_action_permitted(self, user):
        return self.permission_helper.user_can_list(user)

    def post(self, request):
        language = request.GET.get("language", settings.LANGUAGE_CODE)
        if language not in LANGUAGES:
            raise Http404
        form_class = self.model_admin.get_edit_handler().bind_to_model(CannedReply).get_form_class()
        form = form_class(request.POST, instance=CannedReply(), for_user=request.user)
        form.is_valid()
        errors = form.errors.get("body", [])
        with override(language):
            text = "" if errors else with_values(form.cleaned_data["body"].localize(language), examples())
            context = {"errors": errors, "text": text}
            return render(request, self.template_name, context, status=422 if errors else 200)


def examples():
    """A believable value for each placeholder, in the active language."""
    return {
        **{answer_name(field.slug): _example_answer(field) for field in _asked_fields()},
        "customer_name": gettext("Mina Rastin"),
        "number": localized("10248317"),
        "department": gettext("Technical support"),
        "ticket_type": gettext("Bug report"),
        "product": gettext("SMS panel"),
        "agent_name": gettext("Negar Sepehri"),
        "answer_time": gettext("Usually within 40 minutes."),
    }


def _asked_fields():
    return FormField.objects.filter(was_published=True).prefetch_related("choices")


def _example_answer(field):
    choice = next(iter(field.choices.all()), None)
    return str(choice or field.placeholder) or gettext("Example answer")


class CannedReplyAdmin(TaxonomyColumns, OrderedAdmin):
    model = CannedReply
    base_url_path = "support/canned-replies"
    menu_item_name = "support-canned-replies"
    menu_label = _("Canned replies")
    menu_icon = "comment"
    permission_helper_class = ByPolicy
    index_view_class = OwnRowsIndexView
    create_view_class = CannedCreateView
    edit_view_class = CannedEditView
    history_view_class = OwnRowsHistoryView
    order_view_class = EditorsOrderView
    inspect_view_enabled = False
    create_template_name = "support_plugin/catalogue/canned_create.html"
    edit_template_name = "support_plugin/catalogue/canned_edit.html"
    form_view_extra_css = [*CSS, "support_plugin/catalogue/letters.css"]
    form_class = CannedReplyForm
    search_handler_class = SearchKeySearch
    search_fields = ("search_key",)
    list_filter = (StateFilter, DepartmentFilter)
    delete_note = _("What was sent with it stays as it is.")
    panels = [
        FieldPanel("name", icon="globe", help_text=FALLS_BACK),
        FieldPanel("body", icon="globe", help_text=_("What is sent. A blank line begins a new paragraph.")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("kind"), FieldPanel("is_active")]), FieldPanel("departments")],
            heading=_("Where it is offered"),
            icon="group",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("then"), FieldPanel("priority")]),
                FieldPanel("takes"),
                FieldPanel("tags"),
            ],
            heading=_("What sending it changes"),
            icon="cogs",
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("departments", "tags")

    def get_list_display(self, request):
        handle = ("drag_handle",) if self.can_reorder(request) else ()
        return (*handle, *name_columns(), "offered_in", "changes", "state")

    def get_list_display_add_buttons(self, request):
        return name_columns()[0]

    @display(description=_("Changes"))
    def changes(self, canned):
        words = changes_in_words(canned)
        if not words:
            return format_html('<span class="catalogue-none">{}</span>', gettext("Only the text"))
        return format_html_join("", '<span class="catalogue-line">{}</span>', [(word,) for word in words])

    def get_admin_urls_for_registration(self):
        own = [
            address
            for address in super().get_admin_urls_for_registration()
            if not address.name.endswith(("_activate", "_deactivate"))
        ]
        return (*own, self._preview_address())

    def _preview_address(self):
        def preview(request):
            return CannedPreview.as_view(model_admin=self)(request)

        urls = self.url_helper
        return re_path(rf"^{self.base_url_path}/preview/$", preview, name=urls.get_action_url_name("preview"))


def changes_in_words(canned):
    """What sending it does beside the text, in the order it is done."""
    words = []
    if canned.kind == CannedReply.Kind.NOTE:
        words.append(gettext("Internal note"))
    if canned.priority:
        words.append(gettext("Priority: {priority}").format(priority=canned.get_priority_display()))
    if canned.takes:
        words.append(gettext("Assigns to whoever sends it"))
    if tags := [str(tag) for tag in canned.tags.all()]:
        words.append(gettext("Tags: {tags}").format(tags=gettext(", ").join(tags)))
    if canned.then:
        words.append(canned.get_then_display())
    return words
