"""Blocks for any StreamField: ways from a page to the desk."""

from urllib.parse import urlencode

from django.core.validators import RegexValidator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

slug_shape = RegexValidator(
    r"\A[a-z0-9-]+\Z", _("Use the address of the department or type as in the catalogue.")
)


class TicketButtonBlock(blocks.StructBlock):
    """A button that opens the ticket wizard, at a department and type if they are named by their slugs.

    On a guide the wizard learns which guide and block the customer came from (`?guide=&step=`).
    """

    label = blocks.CharBlock(
        label=_("Label"), required=False, max_length=60, help_text=_("Empty: “File a ticket”.")
    )
    department = blocks.CharBlock(
        label=_("Department"),
        required=False,
        max_length=50,
        validators=[slug_shape],
        help_text=_("Its address in the catalogue. Empty: the customer chooses."),
    )
    ticket_type = blocks.CharBlock(
        label=_("Ticket type"),
        required=False,
        max_length=50,
        validators=[slug_shape],
        help_text=_("Its address in the catalogue. Only together with a department."),
    )

    class Meta:
        icon = "plus"
        label = _("Ticket button")
        template = "support_plugin/blocks/ticket_button.html"
        preview_value = {"label": "", "department": "", "ticket_type": ""}

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        page, block_id = context.get("page"), context.get("block_id")
        origin = {"guide": getattr(page, "pk", None), "step": block_id}
        context["url"] = ticket_url(
            value.get("department"),
            value.get("ticket_type"),
            **{name: key for name, key in origin.items() if key},
        )
        return context


class AnswerTimeBlock(blocks.StructBlock):
    """How soon a department usually answers: measured, else what is configured, else nothing is shown."""

    department = blocks.CharBlock(
        label=_("Department"),
        max_length=50,
        validators=[slug_shape],
        search_index=False,
        help_text=_("Its address in the catalogue."),
    )
    ticket_type = blocks.CharBlock(
        label=_("Ticket type"),
        required=False,
        max_length=50,
        validators=[slug_shape],
        search_index=False,
        help_text=_("Its address in the catalogue. Empty: all types of the department together."),
    )

    class Meta:
        icon = "time"
        label = _("Answering time")
        template = "support_plugin/blocks/answer_time.html"
        preview_value = {"department": "", "ticket_type": ""}
        label_format = "{department} {ticket_type}"


def ticket_url(department="", ticket_type="", **origin):
    """The wizard's address at the furthest step that is known; `origin` becomes its query."""
    if department and ticket_type:
        url = reverse("support:new_form", args=[department, ticket_type])
    elif department:
        url = reverse("support:new_type", args=[department])
    else:
        url = reverse("support:new")
    return f"{url}?{urlencode(origin)}" if origin else url
