"""One function says whose turn it is, in each reader's words; events become sentences without leaking."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from support_plugin.tickets import actions
from support_plugin.tickets.models import Event, Side
from support_plugin.tickets.sentences import sentence, status_word
from support_plugin.tickets.timeline import record


@pytest.fixture
def in_state(ticket, agent, customer):
    def until_new():
        pass

    def until_open():
        actions.take(ticket, by=agent)

    def until_answered():
        actions.reply(ticket, "پاسخ", by=agent)

    def until_customer_replied():
        until_answered()
        actions.reply(ticket, "سؤال دیگر", by=customer)

    def until_waiting():
        until_answered()
        actions.wait(ticket, by=agent)

    def until_on_hold():
        actions.hold(ticket, timezone.now() + timedelta(days=2), "تا پس‌فردا", by=agent)

    def until_resolved():
        actions.resolve(ticket, by=agent)

    def until_closed():
        actions.close(ticket, by=agent)

    def reach(state):
        {name[6:]: step for name, step in steps.items()}[state]()
        return ticket

    steps = {name: value for name, value in locals().items() if name.startswith("until_")}
    return reach


@pytest.mark.parametrize(
    ("state", "customers", "agents", "tone"),
    [
        ("new", "Registered", "New", "us"),
        ("open", "In progress", "In progress", "us"),
        ("answered", "Answered", "Answered", "new"),
        ("customer_replied", "Waiting for support", "Customer replied", "us"),
        ("waiting", "Waiting for you", "Waiting for the customer", "you"),
        ("on_hold", "Needs more time", "On hold", "us"),
        ("resolved", "Resolved", "Resolved", "done"),
        ("closed", "Closed", "Closed", "rest"),
    ],
)
def test_a_status_says_whose_turn_it_is(state, customers, agents, tone, in_state):
    ticket = in_state(state)
    with translation.override("en"):
        word = status_word(ticket, Side.CUSTOMER)
        assert (word.label, word.tone) == (customers, tone)
        assert status_word(ticket, Side.TEAM).label == agents


def test_a_promise_carries_its_date(in_state):
    ticket = in_state("on_hold")
    assert status_word(ticket, Side.CUSTOMER).until == ticket.promised_until


def test_every_kind_of_event_has_a_sentence_for_the_desk_and_none_names_an_agent_to_the_customer(
    ticket, open_ticket, agent, colleague, lead, customer, other_department, other_type
):
    actions.take(ticket, by=agent)
    actions.assign(ticket, colleague, by=lead)
    actions.release(ticket, by=lead)
    actions.set_priority(ticket, "urgent", by=agent)
    actions.note(ticket, "محرمانه", by=agent)
    actions.reply(ticket, "پاسخ", by=agent)
    actions.wait(ticket, by=agent)
    actions.hold(ticket, timezone.now() + timedelta(minutes=1), "صبر", by=agent)
    type(ticket).objects.update(promised_until=timezone.now())
    actions.remind_of_promise(ticket)
    for kind in (Event.Kind.DUE_SOON, Event.Kind.OVERDUE):
        record(ticket, kind, by=None, target="first_reply", due=timezone.now().isoformat())
    actions.resolve(ticket, by=customer)
    actions.reopen(ticket, by=agent)
    actions.transfer(ticket, other_department, by=lead, ticket_type=other_type)
    actions.tag(ticket, by=lead, add=["تازه"])
    actions.recall(actions.reply(ticket, "اشتباه", by=lead, undo_seconds=10), by=lead)
    other = open_ticket(subject="دیگر", department=other_department, ticket_type=other_type)
    actions.merge(other, ticket, by=lead)
    actions.unmerge(other, by=lead)
    actions.close(ticket, by=lead)
    events = [*ticket.events.all(), *other.events.all()]
    assert {event.kind for event in events} == set(Event.Kind.values)
    for event in events:
        for_desk, for_customer = sentence(event, Side.TEAM), sentence(event, Side.CUSTOMER)
        assert for_desk
        assert "{" not in for_desk + for_customer
        assert bool(for_customer) is (event.kind in Event.PUBLIC_KINDS)
        for person in (agent, colleague, lead):
            assert person.get_full_name() not in for_customer
