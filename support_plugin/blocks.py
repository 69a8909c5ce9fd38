"""Blocks for any StreamField: ways from a page to the desk."""

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


def department_choices():
    """Departments that take tickets, by their slugs."""
    from .models import Department

    return [(department.slug, str(department)) for department in Department.objects.active()]


def ticket_type_choices():
    from .models import TicketType

    return [(kind.slug, str(kind)) for kind in TicketType.objects.active()]


def product_choices():
    from .models import Product

    return [(product.slug, str(product)) for product in Product.objects.active()]


class AboutDepartment(blocks.StructBlock):
    """A block that names a department, and perhaps one of its ticket types, by their slugs."""

    def clean(self, value):
        """A type without its department leads nowhere."""
        from .models import TicketType

        cleaned = super().clean(value)
        department, ticket_type = cleaned.get("department"), cleaned.get("ticket_type")
        offered = TicketType.objects.filter(slug=ticket_type, departments__slug=department or None)
        if ticket_type and not offered.exists():
            error = ValidationError(_("The department does not offer this ticket type."), code="not_offered")
            raise blocks.StructBlockValidationError({"ticket_type": error})
        return cleaned


class TicketButtonBlock(AboutDepartment):
    """A button that opens the ticket wizard, with the department, type and product chosen that are named by their slugs.

    On a guide the wizard learns which guide and block the customer came from (`?guide=&step=`).
    """

    label = blocks.CharBlock(
        label=_("Label"), required=False, max_length=60, help_text=_("Empty: “File a ticket”.")
    )
    department = blocks.ChoiceBlock(
        choices=department_choices,
        label=_("Department"),
        required=False,
        search_index=False,
        help_text=_("Empty: the customer chooses."),
    )
    ticket_type = blocks.ChoiceBlock(
        choices=ticket_type_choices,
        label=_("Ticket type"),
        required=False,
        search_index=False,
        help_text=_("Only together with a department that offers it."),
    )
    product = blocks.ChoiceBlock(
        choices=product_choices,
        label=_("Product"),
        required=False,
        search_index=False,
        help_text=_("Chosen beforehand where the department has it."),
    )

    class Meta:
        icon = "plus"
        label = _("Ticket button")
        template = "support_plugin/blocks/ticket_button.html"
        preview_value = {"label": "", "department": "", "ticket_type": "", "product": ""}

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        page, block_id = context.get("page"), context.get("block_id")
        context["url"] = ticket_url(
            value.get("department"),
            value.get("ticket_type"),
            product=value.get("product"),
            guide=getattr(page, "pk", None),
            step=block_id,
        )
        return context


class AnswerTimeBlock(AboutDepartment):
    """How soon a department usually answers: measured, else what is configured, else nothing is shown."""

    department = blocks.ChoiceBlock(choices=department_choices, label=_("Department"), search_index=False)
    ticket_type = blocks.ChoiceBlock(
        choices=ticket_type_choices,
        label=_("Ticket type"),
        required=False,
        search_index=False,
        help_text=_("Empty: all types of the department together."),
    )

    class Meta:
        icon = "time"
        label = _("Answering time")
        template = "support_plugin/blocks/answer_time.html"
        preview_value = {"department": "", "ticket_type": ""}
        label_format = "{department} {ticket_type}"


def ticket_url(department="", ticket_type="", **prefill):
    """The wizard's address at the furthest step that is known.

    `prefill` becomes its query, as far as it says anything: `product` (slug), `guide` (page id), `step` (block id).
    """
    if department and ticket_type:
        url = reverse("support:new_form", args=[department, ticket_type])
    elif department:
        url = reverse("support:new_type", args=[department])
    else:
        url = reverse("support:new")
    query = urlencode({name: value for name, value in prefill.items() if value})
    return f"{url}?{query}" if query else url
