"""The screen of form fields: what forms can ask, with choices and limits; also made while a form is put together."""

from django import forms
from django.conf import settings
from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, OuterRef
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from support_plugin import conf
from support_plugin.forms.kinds import LIMITS, WITH_CHOICES
from support_plugin.forms.models import FieldChoice, FormField
from support_plugin.text.clean import clean, is_blank
from support_plugin.text.digits import localized
from support_plugin.text.translated import as_translated
from support_plugin.tickets.answers import Answer

from .filters import KindFilter, StateFilter
from .forms import TaxonomyForm
from .screens import CSS, FALLS_BACK, TaxonomyAdmin
from .slugs import free_slug
from .usage import MOST_COUNTED, CappedCount

MOST_CHOICES = 100
FIXED = _("Stays as it is: a published form has asked it, and answers are kept under it.")


def kinds_of(limit):
    """Class names by which form_fields.js shows a limit only for the kinds it limits."""
    return " ".join(
        ["support-limit", *(f"support-limit--{kind}" for kind, names in LIMITS.items() if limit in names)]
    )


def accepted_endings(text):
    """“pdf, png” of what was typed for kinds of files. Raises ValidationError where the desk takes none of a kind."""
    endings = [each.strip().lower().lstrip(".") for each in text.split(",")]
    unknown = [each for each in endings if each and each not in conf.ATTACHMENT_TYPES]
    if unknown:
        raise ValidationError(
            _("The desk does not accept “{ending}”. There are: {endings}").format(
                ending=unknown[0], endings=", ".join(conf.ATTACHMENT_TYPES)
            )
        )
    return ", ".join(each for each in endings if each)


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
            left = [
                form
                for form in self.formsets["choices"].forms
                if form not in self.formsets["choices"].deleted_forms
            ]
            if not any(form.cleaned_data.get("label") for form in left if hasattr(form, "cleaned_data")):
                self.add_error("kind", _("Add the choices below."))
        return not self.errors


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
        last = FormField.objects.aggregate(last=Max("sort_order"))["last"]
        field.sort_order = 0 if last is None else last + 1
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


def limit(name, **kwargs):
    return FieldPanel(name, classname=kinds_of(name), **kwargs)


class FormFieldAdmin(TaxonomyAdmin):
    model = FormField
    base_url_path = "support/form-fields"
    menu_item_name = "support-form-fields"
    menu_label = _("Form fields")
    menu_icon = "edit"
    form_class = FormFieldForm
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

    def get_queryset(self, request):
        answers = Answer.objects.filter(field=OuterRef("pk")).order_by().values("pk")[:MOST_COUNTED]
        return super(TaxonomyAdmin, self).get_queryset(request).annotate(counted_tickets=CappedCount(answers))

    @display(description=_("Kind"))
    def kind_in_words(self, field):
        return field.get_kind_display()
