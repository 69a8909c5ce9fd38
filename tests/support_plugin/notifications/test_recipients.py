"""Who hears of what, by which channel."""

from datetime import timedelta

import pytest
from django.utils import timezone

from support_plugin.notifications.matrix import AGENTS, CUSTOMERS, choice_of, is_told
from support_plugin.notifications.models import Preferences
from support_plugin.notifications.recipients import recipients
from support_plugin.tickets import actions
from support_plugin.tickets.following import follow
from support_plugin.tickets.models import Event
from support_plugin.tickets.timeline import record
from tests import factories

Kind = Event.Kind


def told(ticket, channel=None):
    """Who is told of the ticket's newest event, as `{username: kind}`, by this channel or any."""
    hearings = recipients(ticket.events.order_by("pk").last())
    return {
        hearing.user.username: str(hearing.kind) for hearing in hearings if channel in (None, hearing.channel)
    }


def tomorrow():
    return timezone.now() + timedelta(days=1)


@pytest.fixture
def crew(agent, colleague, agent2, lead, editor, admin, stranger):
    """Everybody who could hear something; who should not is here too."""


@pytest.fixture
def taken(crew, ticket, agent):
    """The ticket is the agent's."""
    return actions.take(ticket, by=agent)


# Customers -----------------------------------------------------------------------------------------------------------


def test_a_new_ticket_is_confirmed_and_called_out_in_its_department(crew, ticket):
    assert told(ticket) == {
        "customer": "registered",
        "agent": "new_ticket",
        "colleague": "new_ticket",
        "lead": "new_ticket",
    }


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        (lambda ticket, agent: actions.reply(ticket, "پاسخ", by=agent), "answered"),
        (lambda ticket, agent: actions.hold(ticket, tomorrow(), "فردا", by=agent), "needs_more_time"),
        (lambda ticket, agent: actions.wait(ticket, by=agent), "waiting"),
        (lambda ticket, agent: actions.resolve(ticket, by=agent), "resolved"),
    ],
)
def test_what_the_team_says_is_told_to_the_customer_alone(what, kind, crew, ticket, agent):
    what(ticket, agent)
    assert told(ticket) == {"customer": kind}


@pytest.mark.parametrize(
    "what",
    [
        lambda ticket, agent: actions.take(ticket, by=agent),
        lambda ticket, agent: actions.set_priority(ticket, "urgent", by=agent),
        lambda ticket, agent: actions.note(ticket, "محرمانه", by=agent),
        lambda ticket, agent: actions.resolve(ticket, by=ticket.customer),
        lambda ticket, agent: actions.close(ticket, by=agent),
        lambda ticket, agent: actions.assign(ticket, agent, by=agent),
    ],
)
def test_what_concerns_nobody_else_is_told_to_nobody(what, crew, ticket, agent):
    what(ticket, agent)
    assert told(ticket) == {}


def test_an_sms_is_offered_for_answers_and_solutions_alone(settings):
    by_sms = [choice.key for choice in (*CUSTOMERS, *AGENTS) if choice.offers("sms")]
    assert by_sms == ["answered", "resolved"]


def test_every_channel_of_the_settings_is_used(crew, ticket, agent, settings):
    settings.SUPPORT_CHANNELS = ["email", "panel", "sms"]
    actions.reply(ticket, "پاسخ", by=agent)
    event = ticket.events.last()
    assert [(hearing.user.username, hearing.channel) for hearing in recipients(event)] == [
        ("customer", "email"),
        ("customer", "panel"),
        ("customer", "sms"),
    ]
    actions.wait(ticket, by=agent)
    assert [hearing.channel for hearing in recipients(ticket.events.last())] == ["email", "panel"]


def test_a_channel_that_a_host_adds_begins_where_email_does():
    assert is_told(choice_of("answered"), "carrier_pigeon", None)
    assert not is_told(choice_of("customer_replied", "followed"), "carrier_pigeon", None)


# Agents --------------------------------------------------------------------------------------------------------------


def test_a_customers_reply_reaches_the_assignee(taken, customer):
    actions.reply(taken, "سلام", by=customer)
    assert told(taken) == {"agent": "customer_replied"}


def test_a_customers_reply_to_nobodys_ticket_reaches_the_department(crew, ticket, customer):
    actions.reply(ticket, "سلام", by=customer)
    assert set(told(ticket, "panel")) == {"agent", "colleague", "lead"}
    assert set(told(ticket, "email")) == set()


def test_a_customer_who_opens_it_again_is_heard_as_one_who_replies(taken, agent, customer):
    actions.resolve(taken, by=agent)
    actions.reopen(taken, by=customer)
    assert told(taken) == {"agent": "customer_replied"}


def test_who_follows_a_ticket_hears_of_it_too(taken, colleague, customer):
    follow(taken, by=colleague)
    actions.reply(taken, "سلام", by=customer)
    assert told(taken, "panel") == {"agent": "customer_replied", "colleague": "customer_replied"}
    assert told(taken, "email") == {"agent": "customer_replied"}


def test_an_assignment_is_told_to_whom_it_concerns(taken, colleague, lead):
    actions.assign(taken, colleague, by=lead)
    assert told(taken) == {"colleague": "assigned"}


def test_a_transfer_is_a_new_ticket_for_the_other_department(
    crew, ticket, lead, other_department, other_type
):
    actions.transfer(ticket, other_department, by=lead, ticket_type=other_type)
    assert told(ticket) == {"agent2": "new_ticket"}


def test_another_type_in_the_same_department_is_no_new_ticket(crew, ticket, lead, department):
    actions.transfer(
        ticket, department, by=lead, ticket_type=factories.ticket_type("question", department, fa="پرسش")
    )
    assert told(ticket) == {}


def test_a_note_is_told_to_whom_it_calls(taken, agent, colleague):
    actions.note(taken, "@colleague @agent2 @customer نظرتان؟", by=agent)
    assert told(taken) == {"colleague": "mentioned"}


@pytest.mark.parametrize(
    ("kind", "facts", "heard"),
    [
        (Kind.DUE_SOON, {"target": "first_reply"}, "due_soon"),
        (Kind.OVERDUE, {"target": "first_reply"}, "overdue"),
        (Kind.PROMISE_DUE, {}, "overdue"),
    ],
)
def test_deadlines_are_told_to_the_assignee_or_else_to_the_department(
    kind, facts, heard, crew, ticket, agent
):
    record(ticket, kind, by=None, **facts)
    assert told(ticket) == {"agent": heard, "colleague": heard, "lead": heard}
    actions.take(ticket, by=agent)
    record(ticket, kind, by=None, **facts)
    assert told(ticket) == {"agent": heard}


def test_each_person_hears_once_for_the_strongest_reason(crew, ticket, agent, colleague, customer):
    follow(ticket, by=colleague)
    # A follower's e-mail would be off, but the ticket is everybody's of the department.
    Preferences.objects.create(
        user=colleague,
        choices={
            "customer_replied.unassigned": {"email": True},
            "customer_replied.followed": {"email": False, "panel": False},
        },
    )
    actions.reply(ticket, "سلام", by=customer)
    hearings = [
        hearing.channel
        for hearing in recipients(ticket.events.last())
        if hearing.user.username == "colleague"
    ]
    assert hearings == ["email", "panel"]


def test_an_agent_who_filed_it_is_its_customer(crew, open_ticket, agent, colleague):
    ticket = open_ticket(by=agent)
    assert told(ticket) == {"agent": "registered", "colleague": "new_ticket", "lead": "new_ticket"}
    actions.reply(ticket, "سلام", by=agent)
    assert set(told(ticket)) == {"colleague", "lead"}
    actions.note(ticket, "@agent", by=colleague)
    assert told(ticket) == {}
    record(ticket, Kind.OVERDUE, by=None, target="first_reply")
    assert set(told(ticket)) == {"colleague", "lead"}


def test_a_superuser_hears_of_what_they_took_or_follow(crew, ticket, admin, customer):
    actions.take(ticket, by=admin)
    actions.reply(ticket, "سلام", by=customer)
    assert told(ticket) == {"admin": "customer_replied"}


# Preferences ---------------------------------------------------------------------------------------------------------


def test_everybody_hears_what_they_chose(crew, ticket, agent, customer):
    Preferences.objects.create(user=customer, choices={"answered": {"email": False}})
    actions.reply(ticket, "پاسخ", by=agent)
    assert told(ticket, "email") == {}
    assert told(ticket, "panel") == {"customer": "answered"}


@pytest.mark.parametrize(
    "choices",
    [[], "x", 7, None, {"answered": None}, {"answered": []}, {"answered": {"email": "no"}}, {"x": {"y": 1}}],
)
def test_choices_that_make_no_sense_are_none(choices):
    assert is_told(choice_of("answered"), "email", choices)


# Cost ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_three_agents_cost_no_more_than_one(
    number, ticket, agent, customer, department, django_assert_num_queries
):
    for extra in range(number - 1):
        person = factories.agent(f"agent-{extra}", department)
        follow(ticket, by=person)
    follow(ticket, by=agent)
    actions.reply(ticket, "سلام", by=customer)
    event = ticket.events.select_related("ticket__customer").last()
    with django_assert_num_queries(4):
        assert len(recipients(event)) == number


def test_the_assignee_is_looked_up_once(taken, customer, django_assert_num_queries):
    actions.reply(taken, "سلام", by=customer)
    event = taken.events.select_related("ticket__customer").last()
    with django_assert_num_queries(5):
        assert {hearing.user.username for hearing in recipients(event)} == {"agent"}


# An assignee who is gone ---------------------------------------------------------------------------------------------


def left_the_department(agent):
    agent.department_memberships.all().delete()


def was_deactivated(agent):
    agent.is_active = False
    agent.save()


@pytest.mark.parametrize("gone", [left_the_department, was_deactivated], ids=lambda gone: gone.__name__)
@pytest.mark.parametrize("kind", [Kind.REPLIED, Kind.OVERDUE, Kind.PROMISE_DUE])
def test_somebody_hears_where_the_assignee_is_gone(kind, gone, taken, agent, customer):
    gone(agent)
    taken.refresh_from_db()
    by = customer if kind == Kind.REPLIED else None
    record(taken, kind, by=by, side="customer", target="first_reply")
    assert set(told(taken)) == {"colleague", "lead"}
