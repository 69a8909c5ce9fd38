"""The pieces a form is put together from in the admin: sections with fields and notes, each with its condition."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from support_plugin.text.clean import clean, is_blank, refuse_forbidden

from .checking import OPERATOR_WORDS
from .choosing import FieldChooserBlock, askable


class TranslatedBlock(blocks.StructBlock):
    """A text per language, side by side. `max_length` counts for each; the site's own language is what required means.

    Deconstructed as itself, so that a reusable app's migrations do not depend on the host's languages.
    """

    def __init__(self, max_length=None, is_long=False, **kwargs):
        kind = blocks.TextBlock if is_long else blocks.CharBlock
        self.is_required = kwargs.pop("required", True)
        texts = [
            (code, kind(required=False, max_length=max_length, label=get_language_info(code)["name_local"]))
            for code, _name in settings.LANGUAGES
        ]
        for code, block in texts:
            direction = "rtl" if get_language_info(code)["bidi"] else "ltr"
            block.field.widget.attrs.update({"lang": code, "dir": direction})
        super().__init__(texts, form_classname="struct-block support-side-by-side", **kwargs)

    def clean(self, value):
        value = super().clean(value)
        errors = {}
        for code, text in value.items():
            try:
                refuse_forbidden(text or "")
            except ValidationError as error:
                errors[code] = error
            text = "\n".join(clean(line) for line in (text or "").splitlines()).strip()
            value[code] = "" if is_blank(text) else text
        if self.is_required and not value.get(settings.LANGUAGE_CODE):
            errors[settings.LANGUAGE_CODE] = ValidationError(
                _("Fill in the text in {language}.").format(
                    language=get_language_info(settings.LANGUAGE_CODE)["name_local"]
                ),
                code="required",
            )
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return value

    def deconstruct(self):
        return blocks.Block.deconstruct(self)

    def deconstruct_with_lookup(self, lookup):
        return self.deconstruct()

    @classmethod
    def construct_from_lookup(cls, lookup, *args, **kwargs):
        return cls(*args, **kwargs)


class RuleBlock(blocks.StructBlock):
    ask = blocks.ChoiceBlock(choices=askable, label=_("Answer of"))
    operator = blocks.ChoiceBlock(choices=list(OPERATOR_WORDS.items()), default="is", label=_("Comparison"))
    value = blocks.CharBlock(
        required=False,
        max_length=200,
        label=_("Value"),
        help_text=_("A date: like 2026-11-23 or ۱۴۰۵/۰۹/۰۲."),
    )

    class Meta:
        label = _("Rule")
        icon = "help"
        form_classname = "struct-block support-rule"


class ConditionBlock(blocks.StructBlock):
    """No rule: no condition."""

    match = blocks.ChoiceBlock(
        choices=[("all", _("all of these are true")), ("any", _("one of these is true"))],
        default="all",
        label=_("When"),
    )
    rules = blocks.ListBlock(RuleBlock(), default=[], label=_("Rules"))

    class Meta:
        icon = "help"
        collapsed = True


class FieldBlock(blocks.StructBlock):
    field = FieldChooserBlock(label=_("Field"))
    required = blocks.BooleanBlock(required=False, label=_("Must be answered"))
    show = ConditionBlock(label=_("Shown only when…"))
    require = ConditionBlock(label=_("Must be answered when…"))

    class Meta:
        label = _("Field")
        icon = "edit"


class NoteBlock(blocks.StructBlock):
    text = TranslatedBlock(max_length=600, is_long=True, label=_("Text"))
    page = blocks.PageChooserBlock(
        required=False, label=_("Guide"), help_text=_("A page that answers this, linked below the text.")
    )
    path = blocks.CharBlock(
        required=False,
        max_length=255,
        label=_("Path of a guide that is not here yet"),
        help_text=_(
            "Kept by an import of the catalogue. Linked once the page exists and the form is published again."
        ),
    )
    show = ConditionBlock(label=_("Shown only when…"))

    class Meta:
        label = _("Note")
        icon = "info-circle"


class SectionItems(blocks.StreamBlock):
    field = FieldBlock()
    note = NoteBlock()


class SectionBlock(blocks.StructBlock):
    heading = TranslatedBlock(max_length=120, label=_("Heading"))
    help = TranslatedBlock(max_length=300, required=False, label=_("Help"))
    show = ConditionBlock(label=_("Shown only when…"))
    items = SectionItems(label=_("Fields and notes"))

    class Meta:
        label = _("Section")
        icon = "list-ul"


class FormBody(blocks.StreamBlock):
    section = SectionBlock()
