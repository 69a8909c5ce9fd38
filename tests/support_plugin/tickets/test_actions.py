"""The life of a ticket, verb by verb."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from support_plugin.tickets import actions, errors
from support_plugin.tickets.models import Event, Message, Side, Status, Ticket
from support_plugin.tickets.sentences import status_key
from support_plugin.tickets.signals import ticket_changed, ticket_changing


def kinds(ticket):
    return list(ticket.events.values_list("kind", flat=True))


# Filing ----------------------------------------------------------------------


def test_a_filed_ticket_has_its_message_and_its_first_line(ticket, customer, department, ticket_type):
    assert ticket.status == Status.NEW
    assert ticket.customer == customer
    assert (ticket.department, ticket.ticket_type) == (department, ticket_type)
    assert ticket.priority == ticket_type.default_priority
    assert ticket.language == "fa"
    assert [message.side for message in ticket.messages.all()] == [Side.CUSTOMER]
    assert kinds(ticket) == [Event.Kind.OPENED]


def test_a_reference_is_eight_ascii_digits_not_beginning_with_zero(ticket):
    assert len(ticket.reference) == 8
    assert ticket.reference.isascii()
    assert ticket.reference.isdigit()
    assert ticket.reference[0] != "0"


def test_a_reference_that_is_taken_is_drawn_again(open_ticket, monkeypatch):
    taken = open_ticket().reference
    drawn = iter([taken, taken, "87654321"])
    monkeypatch.setattr(actions, "new_reference", lambda: next(drawn))
    assert open_ticket().reference == "87654321"


def test_one_submission_key_is_one_ticket_and_other_words_under_it_are_refused(open_ticket):
    key = uuid.uuid4()
    first = open_ticket(submission_key=key)
    assert open_ticket(submission_key=key) == first
    with pytest.raises(errors.SentAlready):
        open_ticket(submission_key=key, subject="چیز دیگر")
    assert Ticket.objects.count() == 1
    assert Message.objects.count() == 1


def test_another_customers_key_is_simply_new(open_ticket, stranger):
    key = uuid.uuid4()
    assert open_ticket(submission_key=key) != open_ticket(by=stranger, submission_key=key)


def test_a_similar_open_ticket_is_named_instead_of_filing_another(open_ticket):
    first = open_ticket(subject="خطا در ورود كاربران")
    with pytest.raises(errors.SimilarTicketOpen) as refused:
        open_ticket(subject="خطا در ورود  کاربران", despite_similar=False)
    assert refused.value.ticket == first
    assert Ticket.objects.count() == 1


def test_a_resolved_ticket_is_not_similar(open_ticket, agent):
    actions.resolve(open_ticket(subject="خطا"), by=agent)
    assert open_ticket(subject="خطا", despite_similar=False)


def test_a_ticket_filed_yesterday_is_not_similar(open_ticket):
    first = open_ticket(subject="خطا")
    Ticket.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(hours=25))
    assert open_ticket(subject="خطا", despite_similar=False) != first


def test_too_many_tickets_in_an_hour_are_refused(open_ticket, stranger, settings):
    settings.SUPPORT_TICKETS_PER_HOUR = 2
    key = uuid.uuid4()
    open_ticket()
    second = open_ticket(submission_key=key)
    with pytest.raises(errors.TooManyTickets) as refused:
        open_ticket()
    assert 1 <= refused.value.minutes <= 60
    assert open_ticket(submission_key=key) == second  # a replay does not count
    assert open_ticket(by=stranger)  # nor do other people's tickets


def test_a_type_of_another_department_is_refused(open_ticket, other_type):
    with pytest.raises(errors.ChoiceNotOffered):
        open_ticket(ticket_type=other_type)
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize("what", ["department", "ticket_type"])
def test_an_inactive_choice_is_refused(what, open_ticket, request):
    item = request.getfixturevalue(what)
    item.is_active = False
    item.save()
    with pytest.raises(errors.ChoiceNotOffered):
        open_ticket()


def test_a_product_is_needed_exactly_where_the_department_has_one(
    open_ticket, product, other_department, other_type
):
    with pytest.raises(errors.ProductMissing):
        open_ticket()
    assert open_ticket(product=product).product == product
    with pytest.raises(errors.ChoiceNotOffered):
        open_ticket(department=other_department, ticket_type=other_type, product=product)
    assert open_ticket(department=other_department, ticket_type=other_type).product is None


def test_a_ticket_without_words_is_refused(open_ticket):
    for words in ({"subject": " \u200c "}, {"description": "\n "}):
        with pytest.raises(errors.NothingWritten):
            open_ticket(**words)
    assert Ticket.objects.count() == 0


# The turn --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status", "word"),
    [("customer", Status.OPEN, "customer_replied"), ("agent", Status.WAITING_CUSTOMER, "answered")],
)
def test_a_reply_passes_the_turn(who, status, word, ticket, agent, request):
    actions.reply(ticket, "سلام. بررسی می‌کنیم.", by=agent)
    actions.reply(ticket, "متن تازه", by=request.getfixturevalue(who))
    assert ticket.status == status
    assert status_key(ticket) == word


def test_a_new_ticket_stays_new_when_its_customer_adds_to_it(ticket, customer):
    actions.reply(ticket, "یک نکته دیگر", by=customer)
    assert ticket.status == Status.NEW


def test_the_first_response_is_the_teams_first_public_word(ticket, agent, customer):
    actions.note(ticket, "یادداشت", by=agent)
    actions.reply(ticket, "مشتری", by=customer)
    assert ticket.first_response_at is None
    answer = actions.reply(ticket, "پاسخ", by=agent)
    actions.reply(ticket, "پاسخ دیگر", by=agent)
    assert ticket.first_response_at == answer.created_at


def test_a_repeated_reply_is_one_message(ticket, agent):
    key = uuid.uuid4()
    first = actions.reply(ticket, "پاسخ", by=agent, submission_key=key)
    assert actions.reply(ticket, "پاسخ", by=agent, submission_key=key) == first
    assert ticket.messages.count() == 2


def test_a_note_changes_neither_status_nor_turn_nor_what_the_customer_may_know(ticket, agent):
    before = Ticket.objects.get(pk=ticket.pk)
    actions.note(ticket, "فقط برای همکاران", by=agent)
    after = Ticket.objects.get(pk=ticket.pk)
    assert after.updated_at > before.updated_at
    for field in (
        "status",
        "last_message_at",
        "last_message_side",
        "last_answer_pk",
        "changed_at",
        "first_response_at",
    ):
        assert getattr(after, field) == getattr(before, field), field


def test_waiting_asks_the_customer_and_their_answer_takes_the_turn_back(ticket, agent, customer):
    actions.reply(ticket, "لطفاً نسخه را بنویسید.", by=agent)
    actions.wait(ticket, by=agent)
    assert status_key(ticket) == "waiting_customer"
    actions.reply(ticket, "نسخه ۲٫۱", by=customer)
    assert status_key(ticket) == "customer_replied"


def test_more_time_is_a_public_promise_with_a_date(ticket, agent):
    until = timezone.now() + timedelta(days=2)
    message = actions.hold(ticket, until, "تا پس‌فردا خبر می‌دهیم.", by=agent)
    assert ticket.status == Status.ON_HOLD
    assert ticket.promised_until == until
    assert message.is_progress
    assert message.promised_until == until
    assert ticket.last_answer_pk == message.pk


@pytest.mark.parametrize(
    ("language", "words"),
    [("fa", "تا یکشنبه ۸ آذر، ۱۲:۰۰ "), ("en", "by Sunday 29 November, 12:00.")],
)
def test_more_time_without_a_word_says_so_in_the_customers_language(language, words, ticket, agent, watch):
    ticket.language = language
    ticket.save(update_fields=["language"])
    message = actions.hold(ticket, watch.at(12, days=7), " ", by=agent, is_rich=True)
    assert words in message.body
    assert not message.is_rich


def test_a_promise_in_the_past_is_refused(ticket, agent):
    with pytest.raises(errors.DateIsPast):
        actions.hold(ticket, timezone.now() - timedelta(minutes=1), "دیروز", by=agent)
    assert ticket.messages.count() == 1


def test_a_promise_stands_until_the_team_speaks(ticket, agent, customer):
    actions.hold(ticket, timezone.now() + timedelta(days=1), "فردا", by=agent)
    actions.reply(ticket, "باشد", by=customer)
    assert ticket.status == Status.OPEN
    assert ticket.promised_until is not None
    actions.reply(ticket, "آماده شد.", by=agent)
    assert ticket.promised_until is None


# Whose it is -----------------------------------------------------------------


def test_taking_begins_the_work(ticket, agent):
    actions.take(ticket, by=agent)
    assert (ticket.assignee, ticket.status) == (agent, Status.OPEN)
    assert kinds(ticket)[-1] == Event.Kind.TAKEN


def test_the_second_to_take_is_told_who_was_first(ticket, agent, colleague):
    actions.take(ticket, by=agent)
    with pytest.raises(errors.AlreadyTaken) as refused:
        actions.take(ticket, by=colleague)
    assert refused.value.agent == "مینا راستین"
    ticket.refresh_from_db()
    assert ticket.assignee == agent


def test_doing_it_twice_leaves_one_line(ticket, agent, colleague):
    for _again in range(2):
        actions.take(ticket, by=agent)
        actions.assign(ticket, agent, by=colleague)
        actions.set_priority(ticket, "urgent", by=agent)
    assert kinds(ticket) == ["opened", "taken", "priority_set"]


def test_assigning_moves_it_and_releasing_gives_it_back(ticket, agent, colleague, lead):
    actions.assign(ticket, agent, by=lead)
    actions.assign(ticket, colleague, by=lead)
    assert ticket.assignee == colleague
    actions.release(ticket, by=lead)
    assert ticket.assignee is None
    assert kinds(ticket) == ["opened", "assigned", "assigned", "released"]


def test_only_people_of_the_department_can_be_assigned(ticket, agent, agent2):
    with pytest.raises(errors.NotAnAgentHere):
        actions.assign(ticket, agent2, by=agent)


def test_a_transfer_needs_a_type_of_the_new_department(ticket, agent, other_department, other_type):
    actions.take(ticket, by=agent)
    with pytest.raises(errors.TypeNotOffered):
        actions.transfer(ticket, other_department, by=agent)
    actions.transfer(ticket, other_department, by=agent, ticket_type=other_type)
    assert (ticket.department, ticket.ticket_type, ticket.assignee) == (other_department, other_type, None)


def test_a_transferred_ticket_keeps_an_assignee_who_works_there_too(
    ticket, lead, other_department, other_type
):
    actions.take(ticket, by=lead)
    actions.transfer(ticket, other_department, by=lead, ticket_type=other_type)
    assert ticket.assignee == lead


# The end, and after ----------------------------------------------------------


@pytest.mark.parametrize("who", ["customer", "agent"])
def test_both_sides_can_resolve_and_reopen(who, ticket, request, agent):
    person = request.getfixturevalue(who)
    actions.resolve(ticket, by=person)
    assert ticket.resolved_at is not None
    actions.reopen(ticket, by=person)
    assert (ticket.status, ticket.resolved_at) == (Status.OPEN, None)


def test_a_customers_reply_opens_a_resolved_ticket(ticket, agent, customer):
    actions.resolve(ticket, by=agent)
    actions.reply(ticket, "هنوز نشده", by=customer)
    assert (ticket.status, ticket.resolved_at) == (Status.OPEN, None)


def test_a_customers_reply_opens_a_closed_ticket_within_the_window_only(ticket, agent, customer, settings):
    actions.close(ticket, by=agent)
    actions.reply(ticket, "هنوز نشده", by=customer)
    assert ticket.status == Status.OPEN

    actions.close(ticket, by=agent)
    Ticket.objects.filter(pk=ticket.pk).update(closed_at=timezone.now() - timedelta(days=31))
    for verb in (
        lambda: actions.reply(ticket, "باز", by=customer),
        lambda: actions.reopen(ticket, by=customer),
    ):
        with pytest.raises(errors.ReopenWindowOver):
            verb()
    assert actions.reopen(ticket, by=agent).status == Status.OPEN


def test_a_closed_ticket_takes_notes_but_nothing_else_of_agents(ticket, agent):
    actions.close(ticket, by=agent)
    assert actions.note(ticket, "برای بعد", by=agent)
    refused = [
        lambda: actions.reply(ticket, "پاسخ", by=agent),
        lambda: actions.take(ticket, by=agent),
        lambda: actions.wait(ticket, by=agent),
        lambda: actions.resolve(ticket, by=agent),
        lambda: actions.close(ticket, by=agent),
        lambda: actions.set_priority(ticket, "high", by=agent),
        lambda: actions.hold(ticket, timezone.now() + timedelta(days=1), "صبر", by=agent),
    ]
    for verb in refused:
        with pytest.raises(errors.TicketIsClosed):
            verb()


def test_what_is_open_cannot_be_reopened_and_what_is_resolved_not_resolved(ticket, agent):
    with pytest.raises(errors.TicketIsOpen):
        actions.reopen(ticket, by=agent)
    actions.resolve(ticket, by=agent)
    with pytest.raises(errors.TicketIsResolved):
        actions.resolve(ticket, by=agent)


# Who may ---------------------------------------------------------------------


VERBS = {
    "reply": lambda ticket, by, item: actions.reply(ticket, "متن", by=by),
    "note": lambda ticket, by, item: actions.note(ticket, "متن", by=by),
    "assign": lambda ticket, by, item: actions.assign(ticket, by, by=by),
    "take": lambda ticket, by, item: actions.take(ticket, by=by),
    "release": lambda ticket, by, item: actions.release(ticket, by=by),
    "transfer": lambda ticket, by, item: actions.transfer(
        ticket, item.department, by=by, ticket_type=item.ticket_type
    ),
    "set_priority": lambda ticket, by, item: actions.set_priority(ticket, "high", by=by),
    "wait": lambda ticket, by, item: actions.wait(ticket, by=by),
    "hold": lambda ticket, by, item: actions.hold(ticket, timezone.now() + timedelta(days=1), "متن", by=by),
    "resolve": lambda ticket, by, item: actions.resolve(ticket, by=by),
    "reopen": lambda ticket, by, item: actions.reopen(ticket, by=by),
    "close": lambda ticket, by, item: actions.close(ticket, by=by),
}
CUSTOMERS_VERBS = {"reply", "resolve", "reopen"}


@pytest.mark.parametrize("who", ["stranger", "agent2", "editor"])
@pytest.mark.parametrize("verb", VERBS)
def test_a_ticket_does_not_exist_for_strangers(verb, who, ticket, foreign_ticket, request):
    person = request.getfixturevalue(who)
    with pytest.raises(errors.NotYours):
        VERBS[verb](ticket, person, foreign_ticket)
    assert kinds(ticket) == ["opened"]


@pytest.mark.parametrize("verb", sorted(set(VERBS) - CUSTOMERS_VERBS))
def test_customers_have_only_their_own_verbs(verb, ticket, customer, foreign_ticket):
    with pytest.raises(errors.NotYours):
        VERBS[verb](ticket, customer, foreign_ticket)


# Who hears -------------------------------------------------------------------


def test_a_listener_inside_the_transaction_can_refuse_the_change(ticket, agent):
    def refuse(sender, event, **kwargs):
        raise errors.TicketError

    ticket_changing.connect(refuse)
    try:
        with pytest.raises(errors.TicketError):
            actions.resolve(ticket, by=agent)
    finally:
        ticket_changing.disconnect(refuse)
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW
    assert kinds(ticket) == ["opened"]


def test_after_commit_every_listener_hears_even_if_one_fails(
    ticket, agent, django_capture_on_commit_callbacks
):
    heard = []

    def fail(sender, event, **kwargs):
        raise RuntimeError("a listener's own trouble")

    def listen(sender, event, **kwargs):
        heard.append(event.kind)

    ticket_changed.connect(fail)
    ticket_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            actions.resolve(ticket, by=agent)
            assert heard == []
    finally:
        ticket_changed.disconnect(fail)
        ticket_changed.disconnect(listen)
    assert heard == ["resolved"]
