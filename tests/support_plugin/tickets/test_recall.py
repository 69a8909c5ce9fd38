"""Taking an answer back: for some seconds it is nobody's but the desk's, and then it never happened."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from support_plugin.models import Attachment, Event, Message, Ticket
from support_plugin.sla.expectation import expectation
from support_plugin.tickets import actions, errors
from support_plugin.tickets.attachments import keep
from support_plugin.tickets.models import Side
from support_plugin.tickets.reading import count_unread_answers
from support_plugin.tickets.recalling import as_customer_sees
from support_plugin.tickets.sentences import status_word
from support_plugin.tickets.snapshots import snapshot
from support_plugin.tickets.timeline import standing
from tests import factories

SECONDS = 10
WORDS = "پاسخی که هنوز نرسیده است"


@pytest.fixture
def answer(watch, ticket, agent):
    """Answers the ticket as the agent, to be taken back for ten seconds."""

    def _answer(body=WORDS, **words):
        words = {"by": agent, "undo_seconds": SECONDS} | words
        return actions.reply(ticket, body, **words)

    return _answer


def refreshed(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def seconds_later(watch, seconds):
    watch.now += timedelta(seconds=seconds)


@pytest.mark.parametrize("then", ["", "wait", "resolve"])
def test_taking_back_restores_what_the_ticket_was(then, answer, ticket, agent):
    before = snapshot(refreshed(ticket))
    message = answer(then=then)
    assert snapshot(refreshed(ticket)) != before
    recalled = actions.recall(message, by=agent)
    assert snapshot(refreshed(ticket)) == before
    assert (recalled.kind, recalled.body) == ("reply", WORDS)
    assert refreshed(ticket).settles_at is None
    assert ticket.messages.count() == 1


def test_a_promise_taken_back_was_never_made(watch, ticket, agent):
    before = snapshot(refreshed(ticket))
    until = watch.now + timedelta(days=2)
    message = actions.hold(ticket, until, "تا سه‌شنبه", by=agent, undo_seconds=SECONDS)
    recalled = actions.recall(message, by=agent)
    assert recalled.promised_until == until
    assert snapshot(refreshed(ticket)) == before


def test_what_was_assigned_by_answering_is_nobodys_again(answer, ticket, agent):
    message = answer()
    assert refreshed(ticket).assignee == agent
    actions.recall(message, by=agent)
    assert refreshed(ticket).assignee is None


def test_its_files_wait_for_the_next_attempt(answer, ticket, agent):
    key = uuid.uuid4()
    file = keep(factories.upload(), owner=agent, submission_key=key)
    message = answer(attachments=[file], submission_key=key)
    recalled = actions.recall(message, by=agent)
    assert list(Attachment.objects.kept(agent, recalled.submission_key)) == [file]
    assert recalled.submission_key != key
    again = actions.reply(ticket, WORDS, by=agent, attachments=[file], submission_key=recalled.submission_key)
    assert list(again.attachments.all()) == [file]


def test_its_events_are_undone(answer, ticket, agent):
    message = answer(then="resolve")
    actions.recall(message, by=agent)
    assert [event.kind for event in ticket.events.all()] == [
        "opened",
        "taken",
        "replied",
        "resolved",
        "recalled",
    ]
    assert [event.kind for event in standing(ticket.events.all())] == [Event.Kind.OPENED]


def test_the_clocks_run_as_if_nobody_had_answered(watch, policy, answer, ticket, agent):
    from support_plugin.sla.models import Deadline

    def clocks():
        rows = Deadline.objects.filter(ticket=ticket).order_by("target")
        return list(rows.values_list("target", "due_at", "met_at", "running_since"))

    policy()
    actions.reply(ticket, "چه شد؟", by=ticket.customer)
    before = clocks()
    message = answer(then="resolve")
    assert clocks() != before
    actions.recall(message, by=agent)
    assert clocks() == before


# What the customer sees ---------------------------------------------------------


def test_until_then_the_customer_sees_nothing_of_it(watch, client, answer, ticket, agent, customer):
    key = uuid.uuid4()
    file = keep(factories.upload("محرمانه.png"), owner=agent, submission_key=key)
    status, expected = status_word(ticket, Side.CUSTOMER), expectation(ticket, ticket.events.all())
    answer(attachments=[file], then="resolve")
    client.force_login(customer)
    thread = reverse("support:ticket", args=[ticket.reference])
    page = client.get(thread).content.decode()
    seen = refreshed(ticket)
    assert WORDS not in page
    assert "محرمانه" not in page
    assert client.get(reverse("support:attachment", args=[file.uuid])).status_code == 404
    assert status_word(as_customer_sees(seen), Side.CUSTOMER) == status
    assert expectation(seen, seen.events.all()) == expected
    assert count_unread_answers(customer) == 0
    assert status.label in client.get(reverse("support:tickets")).content.decode()

    seconds_later(watch, SECONDS)
    assert count_unread_answers(customer) == 1
    page = client.get(thread).content.decode()
    assert WORDS in page
    assert "محرمانه" in page
    assert client.get(reverse("support:attachment", args=[file.uuid])).status_code == 200
    assert status_word(as_customer_sees(refreshed(ticket)), Side.CUSTOMER).key == "resolved"
    assert count_unread_answers(customer) == 0


# What cannot be taken back ---------------------------------------------------------


def test_what_the_customer_can_see_stays(watch, answer, agent):
    message = answer()
    seconds_later(watch, SECONDS)
    with pytest.raises(errors.TooLateToRecall):
        actions.recall(message, by=agent)
    assert Message.objects.filter(pk=message.pk).exists()


def test_what_was_sent_at_once_stays(answer, agent):
    with pytest.raises(errors.TooLateToRecall):
        actions.recall(answer(undo_seconds=0), by=agent)


def test_twice_is_too_late(answer, agent):
    message = answer()
    actions.recall(message, by=agent)
    with pytest.raises(errors.TooLateToRecall):
        actions.recall(message, by=agent)


@pytest.mark.parametrize("who", ["colleague", "lead", "agent2", "customer"])
def test_nobody_takes_back_what_another_wrote(who, answer, request):
    message = answer()
    with pytest.raises(errors.NotYours):
        actions.recall(message, by=request.getfixturevalue(who))
    assert Message.objects.filter(pk=message.pk).exists()


def test_a_customer_who_wrote_meanwhile_goes_on_waiting(answer, ticket, agent, customer):
    message = answer(then="resolve")
    theirs = actions.reply(ticket, "یک چیز دیگر", by=customer)
    actions.recall(message, by=agent)
    now = refreshed(ticket)
    assert (now.status, now.last_request_pk, now.last_answer_pk) == ("open", theirs.pk, 0)
    assert now.last_message_side == Side.CUSTOMER
    assert now.first_response_at is None


def test_the_answer_before_it_stays_the_newest(watch, answer, ticket, agent):
    first = answer(undo_seconds=0)
    seconds_later(watch, 60)
    before = snapshot(refreshed(ticket))
    actions.recall(answer("دومی"), by=agent)
    assert snapshot(refreshed(ticket)) == before
    assert refreshed(ticket).last_answer_pk == first.pk


def test_of_two_answers_both_taken_back_nothing_is_left(watch, answer, ticket, agent):
    before = snapshot(refreshed(ticket))
    first, second = answer("یک"), answer("دو")
    actions.recall(second, by=agent)
    assert as_customer_sees(refreshed(ticket)).status == before["status"]
    assert refreshed(ticket).settles_at == first.visible_at
    actions.recall(first, by=agent)
    assert snapshot(refreshed(ticket)) == before
    assert refreshed(ticket).settles_at is None


def test_of_two_answers_the_first_taken_back_leaves_the_second(watch, answer, ticket, agent):
    before = snapshot(refreshed(ticket))
    first, second = answer("یک"), answer("دو")
    # The customer has seen neither.
    assert as_customer_sees(refreshed(ticket)).status == before["status"]
    actions.recall(first, by=agent)
    assert refreshed(ticket).last_answer_pk == second.pk
    assert as_customer_sees(refreshed(ticket)).last_answer_pk == 0
    actions.recall(second, by=agent)
    assert snapshot(refreshed(ticket)) == before


def test_something_else_under_the_same_key_is_refused(ticket, agent):
    key = uuid.uuid4()
    note = actions.note(ticket, "فقط ما", by=agent, submission_key=key)
    assert actions.note(ticket, "فقط ما", by=agent, submission_key=key) == note
    with pytest.raises(errors.SentAlready):
        actions.note(ticket, "چیز دیگر", by=agent, submission_key=key)
    with pytest.raises(errors.SentAlready):
        actions.reply(ticket, "فقط ما", by=agent, submission_key=key)
    assert ticket.messages.count() == 2
