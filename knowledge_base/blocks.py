"""What a guide is made of. Nothing here stores a number that its place already says."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock

from support_plugin.blocks import AnswerTimeBlock, TicketButtonBlock

from .figures.scenarios import choices as scenario_choices
from .pictures import rendition
from .rich_text import GuideTextBlock

INLINE = ["bold", "italic", "link", "document-link", "code"]
TEXT = [*INLINE, "ol", "ul"]


def paragraph_block():
    return GuideTextBlock(
        label=_("Paragraph"), features=TEXT, icon="pilcrow", template="knowledge_base/blocks/paragraph.html"
    )


class FigureBlock(blocks.StructBlock):
    """A picture with its words. Without a file it keeps its place: readers see a frame, editors a reminder."""

    image = ImageChooserBlock(label=_("Picture"), required=False)
    alt = blocks.CharBlock(
        label=_("Alternative text"),
        required=False,
        max_length=250,
        help_text=_("What the picture shows, for people who cannot see it."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)
    decorative = blocks.BooleanBlock(
        label=_("Decorative"),
        required=False,
        help_text=_("It adds nothing to the text; screen readers pass over it."),
    )
    source_url = blocks.CharBlock(
        label=_("Where it came from"),
        required=False,
        max_length=500,
        help_text=_("Address of an imported picture that is not here yet. Readers do not see it."),
    )
    alt_suggestion = blocks.CharBlock(
        label=_("Suggested alternative text"),
        required=False,
        max_length=250,
        help_text=_(
            "Taken from the text before the picture at import. Copy it above if it fits; readers do not see it."
        ),
    )

    taken_by = blocks.ChoiceBlock(
        choices=scenario_choices,
        label=_("Taken by"),
        required=False,
        search_index=False,
        help_text=_(
            "The scenario that takes this picture from the running software. Where the software no longer looks "
            "like it, a draft with a new picture comes by itself. Empty: the picture was uploaded."
        ),
    )

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["picture"] = rendition(value["image"]) if value.get("image") else None
        return context

    def get_api_representation(self, value, context=None):
        """What readers see of it: `{"image", "alt", "caption", "decorative"}`.

        `image` is null without a picture, else `{"id", "title", "url", "full_url", "width", "height"}`, the address and
        the pixels being those of the shown rendition.
        """
        image = value.get("image")
        picture = rendition(image) if image else None
        return {
            "image": picture
            and {
                "id": image.pk,
                "title": image.title,
                "url": picture.url,
                "full_url": picture.full_url,
                "width": picture.width,
                "height": picture.height,
            },
            "alt": value.get("alt") or "",
            "caption": value.get("caption") or "",
            "decorative": bool(value.get("decorative")),
        }

    def get_searchable_content(self, value):
        """What readers see of it."""
        return [value.get("alt") or "", value.get("caption") or ""]

    class Meta:
        icon = "image"
        label = _("Figure")
        # What an editor seldom needs stands behind the button of settings.
        form_layout = blocks.BlockGroup(
            children=["image", "alt", "caption", "decorative", "source_url", "alt_suggestion"],
            settings=["taken_by"],
        )
        template = "knowledge_base/blocks/figure.html"
        label_format = "{caption} {alt}"


class NoteBlock(blocks.StructBlock):
    """Something to mind, in one of three levels."""

    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("info", _("Note")), ("tip", _("Tip")), ("warning", _("Warning"))],
        default="info",
    )
    text = GuideTextBlock(label=_("Text"), features=TEXT)

    def get_searchable_content(self, value):
        """Its text: what the level is called depends on who reads."""
        return self.child_blocks["text"].get_searchable_content(value["text"])

    class Meta:
        icon = "info-circle"
        label = _("Note")
        template = "knowledge_base/blocks/note.html"


class FieldBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name of the field"), max_length=80)
    text = GuideTextBlock(label=_("Explanation"), features=INLINE)
    optional = blocks.BooleanBlock(label=_("Optional"), required=False)

    class Meta:
        icon = "list-ul"
        label = _("Field")
        label_format = "{name}"


class CodeBlock(blocks.StructBlock):
    code = blocks.TextBlock(label=_("Code"), help_text=_("Shown as typed, never run."))

    class Meta:
        icon = "code"
        label = _("Code")
        template = "knowledge_base/blocks/code.html"


def heading_block(**kwargs):
    return blocks.CharBlock(
        label=_("Heading"),
        icon="title",
        max_length=150,
        template="knowledge_base/blocks/heading.html",
        **kwargs,
    )


def field_list_block():
    return blocks.ListBlock(
        FieldBlock(),
        label=_("List of fields"),
        icon="list-ul",
        template="knowledge_base/blocks/field_list.html",
    )


def table_block():
    return TypedTableBlock(
        [
            ("text", GuideTextBlock(label=_("Text"), features=INLINE)),
            ("number", blocks.CharBlock(label=_("Number"))),
        ],
        label=_("Table"),
        icon="table",
        template="knowledge_base/blocks/table.html",
    )


class StepBody(blocks.StreamBlock):
    paragraph = paragraph_block()
    figure = FigureBlock()
    field_list = field_list_block()
    note = NoteBlock()
    code = CodeBlock()
    heading = heading_block()
    table = table_block()
    ticket_button = TicketButtonBlock()


class StepBlock(blocks.StructBlock):
    """One step of a procedure. Its number is its place among the guide's steps."""

    title = blocks.CharBlock(
        label=_("Title"),
        required=False,
        max_length=150,
        help_text=_("Without “Step one”: the number is added."),
    )
    body = StepBody(label=_("Content"))

    class Meta:
        icon = "list-ol"
        label = _("Step")
        template = "knowledge_base/blocks/step.html"
        label_format = "{title}"


class GuideBody(blocks.StreamBlock):
    """The body of a guide."""

    paragraph = paragraph_block()
    heading = heading_block()
    step = StepBlock()
    figure = FigureBlock()
    field_list = field_list_block()
    note = NoteBlock()
    ticket_button = TicketButtonBlock()
    answer_time = AnswerTimeBlock()
    table = table_block()
    code = CodeBlock()
