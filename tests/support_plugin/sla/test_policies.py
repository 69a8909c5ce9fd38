"""Policies stand in an order; the first that matches counts. A lead confirms them."""

import pytest
from django.utils import translation

from support_plugin.models import Department
from support_plugin.sla.models import Policy
from support_plugin.sla.policies import may_confirm, minutes_in_words, policy_for
from tests import factories


def test_a_fresh_desk_has_a_policy_per_priority_and_none_counts_until_it_is_confirmed(ticket):
    assert list(Policy.objects.values_list("priority", "first_reply_minutes", "resolution_minutes")) == [
        ("urgent", 30, 120),
        ("high", 60, 240),
        ("normal", 480, 1440),
        ("low", 1440, 4320),
    ]
    assert not Policy.objects.active().exists()
    assert policy_for(ticket) is None
    Policy.objects.update(is_active=True)
    assert policy_for(ticket).priority == "normal"


def test_what_a_policy_leaves_empty_matches_everything(policy, ticket):
    everything = policy()
    assert policy_for(ticket) == everything


@pytest.mark.parametrize(
    ("field", "own", "other"),
    [
        ("department", "department", "other_department"),
        ("ticket_type", "ticket_type", "other_type"),
        ("product", "product", None),
        ("priority", None, None),
    ],
)
def test_what_a_policy_names_must_be_the_tickets(field, own, other, policy, open_ticket, product, request):
    ticket = open_ticket(product=product)
    if field == "priority":
        values = ("normal", "urgent")
    else:
        stranger = request.getfixturevalue(other) if other else factories.product("other", fa="دیگر")
        values = (request.getfixturevalue(own), stranger)
    row = policy(**{field: values[0]})
    assert policy_for(ticket) == row
    setattr(row, field, values[1])
    row.save()
    assert policy_for(ticket) is None


def test_the_first_that_matches_counts_and_inactive_ones_are_passed_over(policy, ticket, department):
    asleep = policy(is_active=False)
    narrow = policy(department=department)
    wide = policy()
    assert policy_for(ticket) == narrow
    for order, row in enumerate([wide, narrow, asleep]):
        Policy.objects.filter(pk=row.pk).update(sort_order=order)
    assert policy_for(ticket) == wide


@pytest.mark.parametrize(
    ("who", "of_department", "of_all"),
    [
        ("admin", True, True),
        ("keeper", False, False),
        ("lead", True, True),
        ("half_lead", True, False),
        ("agent", False, False),
        ("agent2", False, False),
        ("editor", False, False),
        ("customer", False, False),
    ],
)
def test_who_may_confirm_a_policy(who, of_department, of_all, policy, department, request):
    person = request.getfixturevalue(who)
    assert may_confirm(person, policy(department=department)) is of_department
    assert may_confirm(person, policy()) is of_all


@pytest.fixture
def keeper(db):
    from django.contrib.auth.models import Permission

    person = factories.user("keeper")
    person.user_permissions.add(Permission.objects.get(codename="change_policy"))
    return person


@pytest.fixture
def half_lead(department, other_department, lead):
    return factories.agent("half-lead", department, role="lead")


def test_an_inactive_department_needs_no_lead(policy, department, other_department, half_lead):
    Department.objects.filter(pk=other_department.pk).update(is_active=False)
    assert may_confirm(half_lead, policy())


def test_a_lead_who_was_deactivated_confirms_nothing(policy, department, lead):
    lead.is_active = False
    assert not may_confirm(lead, policy(department=department))


@pytest.mark.parametrize(
    ("minutes", "hours", "words"),
    [
        (30, "working", "30 working minutes"),
        (1, "working", "1 working minute"),
        (60, "working", "1 working hour"),
        (480, "working", "8 working hours"),
        (90, "clock", "90 minutes"),
        (1440, "clock", "24 hours"),
    ],
)
def test_targets_are_said_exactly(minutes, hours, words):
    with translation.override("en"):
        assert minutes_in_words(minutes, hours) == words
