"""Blocks that name a department: chosen from those there are, never typed."""

import pytest
from django.core.exceptions import ValidationError

from support_plugin.blocks import AnswerTimeBlock, TicketButtonBlock

pytestmark = pytest.mark.django_db


def choices(block, name):
    return [str(value) for value, _label in block.child_blocks[name].field.choices]


def test_editors_choose_among_active_departments_and_types(department, other_department, ticket_type):
    block = TicketButtonBlock()
    assert choices(block, "department") == ["", "technical", "billing"]
    assert choices(block, "ticket_type") == ["", "bug-report"]
    department.is_active = False
    department.save()
    assert choices(block, "department") == ["", "billing"]


def test_a_button_brings_its_product_along(department, product):
    block = TicketButtonBlock()
    assert choices(block, "product") == ["", "sms-panel"]
    value = block.clean(block.to_python({"department": "technical", "product": "sms-panel"}))
    assert block.get_context(value)["url"] == "/panel/tickets/new/technical/?product=sms-panel"


@pytest.mark.parametrize("block", [TicketButtonBlock, AnswerTimeBlock])
def test_a_department_and_its_type_are_taken(block, department, ticket_type):
    value = {"label": "", "department": "technical", "ticket_type": "bug-report"}
    assert block().clean(block().to_python(value))["ticket_type"] == "bug-report"


@pytest.mark.parametrize(
    ("chosen", "ticket_type"), [("billing", "bug-report"), ("", "bug-report"), ("no-such", "")]
)
def test_what_leads_nowhere_is_refused(chosen, ticket_type, department, other_department, request):
    request.getfixturevalue("ticket_type")
    block = TicketButtonBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"label": "", "department": chosen, "ticket_type": ticket_type}))
