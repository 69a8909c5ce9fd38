"""The screen of form fields: what forms can ask, with choices and limits; also made while a form is put together."""

from django import forms
from django.conf import settings
from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.log_actions import log
from wagtail_modeladmin.views import InstanceSpecificView

from support_plugin import conf
from support_plugin.forms.checking import problems
from support_plugin.forms.compiling import compiled
from support_plugin.forms.kinds import LIMITS, WITH_CHOICES, endings
from support_plugin.forms.models import FieldChoice, FormField
from support_plugin.forms.versions import behind, freeze
from support_plugin.text.clean import clean, is_blank
from support_plugin.text.digits import localized
from support_plugin.text.slugs import latin_slug
from support_plugin.text.translated import as_translated

from .filters import KindFilter, StateFilter
from .forms import TaxonomyForm
from .ordering import last_place
from .screens import CSS, FALLS_BACK, TaxonomyAdmin
from .slugs import free_slug
from .views import CatalogueEditView

MOST_CHOICES = 100
FIXED = _("Stays as it is: a published form has asked it, and answers are kept under it.")


def kinds_of(limit):
    """Class names by which form_fields.js shows a limit only for the kinds it limits."""
    return " ".join(
        ["support-limit", *(f"support-limit--{kind}" for kind, names in LIMITS.items() if limit in names)]
    )


def accepted_endings(text):
    """“pdf, png” of what was typed for kinds of files. Raises ValidationError where the desk takes none of a kind."""
    named = endings(text)
    unknown = [each for each in named if each not in conf.ATTACHMENT_TYPES]
    if unknown:
        raise ValidationError(
            _("The desk does not accept “{ending}”. There are: {endings}").format(
                ending=unknown[0], endings=", ".join(conf.ATTACHMENT_TYPES)
            )
        )
    return ", ".join(named)


class FormFieldForm(TaxonomyForm):
    """Choices stand where the kind has some; name and kind are fixed once a published form asked the field."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.was_published:
            for name in ("kind", "slug"):
                self.fields[name].disabled = True
                self.fields[name].help_text = FIXED

    def clean_file_types(self):
        return accepted_endings(self.cleaned_data["file_types"])

    def is_valid(self):
        """A field of choices has some, a default is one of them: known only once the choices were read."""
        if not super().is_valid():
            return False
        if self.cleaned_data.get("kind") in WITH_CHOICES:
            self._check_choices()
        return not self.errors

    def _check_choices(self):
        formset = self.formsets["choices"]
        rows = [form.cleaned_data for form in formset.forms if form not in formset.deleted_forms]
        left = [row for row in rows if row.get("label")]
        if not left:
            self.add_error("kind", _("Add the choices below."))
        default = self.cleaned_data.get("default")
        known = {row.get("value") or latin_slug(row["label"], 50, otherwise="choice") for row in left}
        if default and default not in known:
            self.add_error("default", _("None of the choices has this address."))
        addresses = [row["value"] for row in left if row.get("value")]
        if twice := next((each for each in addresses if addresses.count(each) > 1), None):
            self.add_error("kind", _("Two choices have the address “{address}”.").format(address=twice))


class FormFieldEditView(CatalogueEditView):
    """Says which published forms still ask the field as it was, and offers to bring the change into them."""

    def get_success_message(self, instance):
        return format_html("{} {}", super().get_success_message(instance), self._waiting())

    @cached_property
    def waiting(self):
        return behind(self.instance)

    def get_success_message_buttons(self, instance):
        buttons = super().get_success_message_buttons(instance)
        if self.request.user.has_perm("support_plugin.publish_requestform") and self.waiting:
            url = self.url_helper.get_action_url("publish", instance.pk)
            buttons.append(messages.button(url, gettext("Publish it in these forms")))
        return buttons

    def _waiting(self):
        names = gettext(", ").join(map(str, self.waiting))
        if not names:
            return ""
        return gettext("Customers see the change when these forms are published again: {forms}.").format(
            forms=names
        )


class PublishView(InstanceSpecificView):
    """Asks first; then each published form that asks the field gets a version with it as it is now. Drafts stay drafts."""

    template_name = "support_plugin/catalogue/field_publish.html"
    page_title = _("Publish a field’s change")

    def check_action_permitted(self, user):
        return user.has_perm("support_plugin.publish_requestform")

    def get_page_title(self):
        return self.page_title

    def post(self, request, *args, **kwargs):
        for form in behind(self.instance):
            self._renew(form)
        return redirect(self.index_url)

    def _renew(self, form):
        """A form that the change would make contradict itself stays as it was published, and its editor is told why."""
        if wrong := problems(compiled(form.body)):
            messages.error(
                self.request, gettext("“{form}” stays as it is: {why}").format(form=form, why=wrong[0])
            )
            return
        with transaction.atomic():
            freeze(form)
            log(instance=form, action="support_plugin.renew", data={"field": str(self.instance)})
        messages.success(
            self.request,
            gettext("In “{form}” customers see “{field}” as it is now.").format(
                form=form, field=self.instance
            ),
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(forms=behind(self.instance), **kwargs)


class FieldCreationForm(WagtailAdminModelForm):
    """The few things a new field needs; the rest has its own screen."""

    lines = forms.CharField(
        required=False,
        label=_("Choices"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_(
            "For fields with choices: one per line; its other language after a “|”: اشتباه در مبلغ | Wrong amount"
        ),
    )

    class Meta:
        model = FormField
        fields = ["name", "description", "kind"]
        labels = {"name": _("Question"), "description": _("Help")}

    def clean_lines(self):
        lines = [clean(line) for line in self.cleaned_data["lines"].splitlines()]
        lines = [line for line in lines if not is_blank(line)]
        if len(lines) > MOST_CHOICES:
            raise ValidationError(_("At most {limit} choices.").format(limit=localized(MOST_CHOICES)))
        if any(len(part.strip()) > 120 for line in lines for part in line.split("|")):
            raise ValidationError(_("At most {limit} characters for a choice.").format(limit=localized(120)))
        return lines

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") in WITH_CHOICES and not cleaned.get("lines") and "lines" not in self.errors:
            self.add_error("lines", _("Write the choices, one per line."))
        return cleaned

    @transaction.atomic
    def save(self, commit=True):
        field = self.instance
        field.slug = free_slug(field, field.name)
        field.sort_order = last_place(FormField)
        if field.has_choices:
            field.choices = [
                FieldChoice(sort_order=place, label=labels_of(line))
                for place, line in enumerate(self.cleaned_data["lines"])
            ]
        return super().save(commit)


def labels_of(line):
    """`{language: text}` of “one | other”: the site's languages in their order."""
    texts = [part.strip() for part in line.split("|")]
    codes = [code for code, _name in settings.LANGUAGES]
    return as_translated({code: text for code, text in zip(codes, texts, strict=False) if text})


def limit(name):
    return FieldPanel(name, classname=kinds_of(name))


class FormFieldAdmin(TaxonomyAdmin):
    model = FormField
    base_url_path = "support/form-fields"
    menu_item_name = "support-form-fields"
    menu_label = _("Form fields")
    menu_icon = "edit"
    form_class = FormFieldForm
    edit_view_class = FormFieldEditView
    list_display = ("kind_in_words",)
    list_filter = (StateFilter, KindFilter)
    inspect_view_fields = ("name", "description", "slug", "kind", "is_active")
    delete_note = _("No published form has asked it.")
    form_view_extra_css = [*CSS, "support_plugin/catalogue/form_fields.css"]
    form_view_extra_js = ["support_plugin/catalogue/form_fields.js"]
    panels = [
        FieldPanel("name", icon="globe", heading=_("Question"), help_text=_("What stands above the field.")),
        FieldPanel(
            "description",
            icon="globe",
            heading=_("Help"),
            help_text=FALLS_BACK,
        ),
        FieldPanel("kind", icon="edit"),
        InlinePanel(
            "choices",
            heading=_("Choices"),
            label=_("Choice"),
            classname="support-limit support-limit--choice support-limit--choices",
            panels=[FieldPanel("label"), FieldPanel("value")],
        ),
        MultiFieldPanel(
            [FieldPanel("placeholder"), FieldPanel("default")],
            heading=_("In the empty field"),
            icon="info-circle",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([limit("shortest"), limit("longest")]),
                FieldRowPanel([limit("smallest"), limit("largest")]),
                FieldRowPanel([limit("earliest"), limit("latest")]),
                FieldRowPanel([limit("fewest"), limit("most")]),
                limit("pattern"),
                FieldPanel("pattern_help", classname=kinds_of("pattern")),
                limit("file_types"),
                FieldRowPanel([limit("most_files"), limit("file_megabytes")]),
            ],
            heading=_("Limits"),
            icon="lock",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("slug", help_text=_("What programs, reports and placeholders call it.")),
                        FieldPanel("is_active", help_text=_("Inactive: new forms are not offered it.")),
                    ]
                )
            ],
            heading=_("Address"),
        ),
    ]

    def get_admin_urls_for_registration(self):
        publish = self._address("publish", self._instance_view(PublishView))
        return (*super().get_admin_urls_for_registration(), publish)

    @display(description=_("Kind"))
    def kind_in_words(self, field):
        return field.get_kind_display()
