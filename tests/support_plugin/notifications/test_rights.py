"""Nobody who may not see a ticket is ever told of it: every role × every event × every change of rights.

Asked twice: when the event is written (`recipients`), and again when a message is about to be sent (`may_hear`).
"""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from support_plugin.notifications.kinds import FOR_AGENTS, FOR_CUSTOMERS
from support_plugin.notifications.recipients import may_hear, recipients
from support_plugin.tickets import actions
from support_plugin.tickets.models import DepartmentMembership, Event, Follower, Ticket
from support_plugin.tickets.timeline import record
from tests import factories

Kind = Event.Kind


@pytest.fixture
def everybody(customer, stranger, agent, colleague, agent2, lead, editor, admin, department, other_type):
    """All roles; the agent has the ticket. Two of them lost their rights before the event."""
    former = factories.agent("former", department)
    former.department_memberships.all().delete()
    deactivated = factories.agent("deactivated", department)
    deactivated.is_active = False
    deactivated.save()
    people = [customer, stranger, agent, colleague, agent2, lead, editor, admin, former, deactivated]
    return {person.username: person for person in people}


@pytest.fixture
def watched(everybody, ticket):
    """The ticket with an assignee, and everybody as its follower: also those who should not be able to follow."""
    actions.take(ticket, by=everybody["agent"])
    Follower.objects.bulk_create(Follower(ticket=ticket, user=person) for person in everybody.values())
    return ticket


def tomorrow():
    return timezone.now() + timedelta(days=1)


def transfer(ticket, people):
    billing = people["agent2"].department_memberships.get().department
    actions.transfer(ticket, billing, by=people["admin"], ticket_type=billing.ticket_types.first())


def note(ticket, people):
    """Calls everybody, and claims to have found them all."""
    actions.note(ticket, "محرمانه " + " ".join(f"@{name}" for name in people), by=people["colleague"])
    event = ticket.events.last()
    event.data["mentions"] = [person.pk for person in people.values()]
    event.save()


# Each leaves the event it is named after as the ticket's newest.
EVENTS = {
    Kind.OPENED: lambda ticket, people: record(ticket, Kind.OPENED, by=people["customer"]),
    Kind.REPLIED: lambda ticket, people: actions.reply(ticket, "سلام", by=people["customer"]),
    "answered": lambda ticket, people: actions.reply(ticket, "پاسخ", by=people["lead"]),
    Kind.NOTED: note,
    Kind.ASSIGNED: lambda ticket, people: actions.assign(ticket, people["colleague"], by=people["lead"]),
    Kind.TAKEN: lambda ticket, people: record(ticket, Kind.TAKEN, by=people["agent"]),
    Kind.RELEASED: lambda ticket, people: actions.release(ticket, by=people["lead"]),
    Kind.TRANSFERRED: transfer,
    Kind.PRIORITY_SET: lambda ticket, people: actions.set_priority(ticket, "urgent", by=people["lead"]),
    Kind.WAITED: lambda ticket, people: actions.wait(ticket, by=people["lead"]),
    Kind.HELD: lambda ticket, people: actions.hold(ticket, tomorrow(), "فردا", by=people["lead"]),
    Kind.PROMISE_DUE: lambda ticket, people: record(ticket, Kind.PROMISE_DUE, by=None),
    Kind.DUE_SOON: lambda ticket, people: record(ticket, Kind.DUE_SOON, by=None, target="first_reply"),
    Kind.OVERDUE: lambda ticket, people: record(ticket, Kind.OVERDUE, by=None, target="first_reply"),
    Kind.RESOLVED: lambda ticket, people: actions.resolve(ticket, by=people["lead"]),
    Kind.REOPENED: lambda ticket, people: _reopen(ticket, people),
    Kind.CLOSED: lambda ticket, people: actions.close(ticket, by=people["lead"]),
    Kind.TAGGED: lambda ticket, people: actions.tag(ticket, by=people["lead"], add=["فوری"]),
    Kind.RECALLED: lambda ticket, people: _recall(ticket, people),
    Kind.MERGED: lambda ticket, people: record(ticket, Kind.MERGED, by=people["lead"]),
    Kind.MERGED_IN: lambda ticket, people: record(ticket, Kind.MERGED_IN, by=people["lead"]),
    Kind.UNMERGED: lambda ticket, people: record(ticket, Kind.UNMERGED, by=people["lead"]),
    Kind.UNMERGED_FROM: lambda ticket, people: record(ticket, Kind.UNMERGED_FROM, by=people["lead"]),
}


def _recall(ticket, people):
    message = actions.reply(ticket, "اشتباه", by=people["lead"], undo_seconds=10)
    actions.recall(message, by=people["lead"])


def _reopen(ticket, people):
    actions.resolve(ticket, by=people["lead"])
    actions.reopen(ticket, by=people["customer"])


def nothing(ticket, people):
    pass


def memberships_removed(ticket, people):
    DepartmentMembership.objects.all().delete()


def transferred(ticket, people):
    if ticket.is_finished:
        actions.reopen(ticket, by=people["admin"])
    first, other = people["lead"].department_memberships.order_by("pk").values_list("department", flat=True)
    Ticket.objects.filter(pk=ticket.pk).update(department=other if ticket.department_id == first else first)


def deactivated(ticket, people):
    get_user_model().objects.update(is_active=False)


def sold(ticket, people):
    """The ticket is another customer's now."""
    Ticket.objects.filter(pk=ticket.pk).update(customer=people["stranger"])


CHANGES = [nothing, memberships_removed, transferred, deactivated, sold]


def may_see(person, ticket, kind):
    """The rule in its own words, not through the code that is tested."""
    person = get_user_model().objects.get(pk=person.pk)
    ticket = Ticket.objects.get(pk=ticket.pk)
    if not person.is_active:
        return False
    is_customer = ticket.customer_id == person.pk
    if kind in FOR_CUSTOMERS:
        return is_customer
    works_here = DepartmentMembership.objects.filter(user=person, department=ticket.department_id).exists()
    return (person.is_superuser or works_here) and not is_customer


@pytest.mark.parametrize("what", EVENTS, ids=str)
def test_every_event_is_told_only_to_who_may_see_the_ticket(what, watched, everybody):
    EVENTS[what](watched, everybody)
    event = watched.events.order_by("pk").last()
    for hearing in recipients(event):
        assert may_see(hearing.user, watched, hearing.kind), hearing
        assert hearing.user.pk != event.actor_id or hearing.kind == "registered"
        assert may_hear(hearing.user, watched, hearing.kind)
    kinds = {}
    for hearing in recipients(event):
        assert kinds.setdefault(hearing.user.pk, hearing.kind) == hearing.kind


def test_no_kind_of_event_is_left_out():
    assert {Kind.REPLIED if name == "answered" else name for name in EVENTS} == set(Kind)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("what", EVENTS, ids=str)
def test_rights_that_changed_meanwhile_are_asked_anew(what, change, watched, everybody):
    EVENTS[what](watched, everybody)
    hearings = recipients(watched.events.order_by("pk").last())
    change(watched, everybody)
    for hearing in hearings:
        # The very objects of then, with all they remember: what counts is the database of now.
        assert may_hear(hearing.user, watched, hearing.kind) == may_see(hearing.user, watched, hearing.kind)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("kind", [*FOR_CUSTOMERS, *FOR_AGENTS])
def test_every_role_may_hear_of_every_kind_exactly_what_it_may_see(kind, change, watched, everybody):
    for person in everybody.values():
        person.department_memberships.exists()
    change(watched, everybody)
    heard = {name for name, person in everybody.items() if may_hear(person, watched, kind)}
    assert heard == {name for name, person in everybody.items() if may_see(person, watched, kind)}


def test_something_is_told_at_all(watched, everybody):
    """The tables above would also be content with silence."""
    actions.reply(watched, "سلام", by=everybody["customer"])
    told = {hearing.user.username for hearing in recipients(watched.events.last())}
    assert told == {"agent", "colleague", "lead", "admin"}


def assignee_deactivated(ticket, people):
    get_user_model().objects.filter(pk=people["agent"].pk).update(is_active=False)


def assignee_left(ticket, people):
    people["agent"].department_memberships.all().delete()


def only_leads_left(ticket, people):
    DepartmentMembership.objects.exclude(role="lead").delete()


def nobody_left(ticket, people):
    DepartmentMembership.objects.all().delete()


# Of these somebody who works here hears, whoever has left. What calls people by name goes to them or to nobody.
CALLS = [Kind.OPENED, Kind.REPLIED, Kind.DUE_SOON, Kind.OVERDUE, Kind.PROMISE_DUE]


@pytest.mark.parametrize(
    ("who_left", "hears"),
    [
        (assignee_deactivated, {"colleague", "lead"}),
        (assignee_left, {"colleague", "lead"}),
        (only_leads_left, {"lead"}),
        (nobody_left, {"admin"}),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
@pytest.mark.parametrize("what", CALLS, ids=str)
def test_somebody_hears_whoever_has_left(what, who_left, hears, everybody, ticket):
    if what != Kind.OPENED:
        actions.take(ticket, by=everybody["agent"])
    who_left(ticket, everybody)
    ticket.refresh_from_db()
    EVENTS[what](ticket, everybody)
    told = {
        hearing.user.username
        for hearing in recipients(ticket.events.order_by("pk").last())
        if hearing.kind in FOR_AGENTS
    }
    assert told == hears


def test_who_has_a_department_to_themselves_calls_no_superuser(everybody, ticket):
    DepartmentMembership.objects.exclude(user=everybody["lead"]).delete()
    actions.set_priority(ticket, "urgent", by=everybody["lead"])
    event = record(ticket, Kind.OVERDUE, by=everybody["lead"], target="first_reply")
    assert recipients(event) == []


def test_an_account_that_is_gone_hears_nothing(watched, stranger):
    gone = type(stranger)(pk=10**9)
    assert not may_hear(gone, watched, "answered")
