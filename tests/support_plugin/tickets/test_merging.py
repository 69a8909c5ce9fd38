"""Two tickets of one customer as one thread, and parted again as if nothing had been."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support_plugin.models import Attachment, Deadline, Event, Message, Ticket
from support_plugin.tickets import actions, attachments, errors
from support_plugin.tickets.merging import can_be_merged_into
from tests import factories

from .test_parallel import at_once

SECRET = "رمز مهمان این مشتری را عوض کردیم"


@pytest.fixture
def other(open_ticket):
    """The same customer's second ticket, in the same department."""
    return open_ticket(subject="باز هم خطا در ارسال گروهی", description="دوباره همان پیام را می‌بینیم.")


@pytest.fixture
def elsewhere(open_ticket, other_department, other_type):
    """The same customer's ticket in the other department."""
    return open_ticket(department=other_department, ticket_type=other_type, subject="فاکتور دو بار آمده است")


@pytest.fixture
def clocks(policy):
    return policy()


def file_of(person, key, name="تصویر خطا.png"):
    return attachments.keep(factories.upload(name), owner=person, submission_key=key)


def everything(*tickets):
    """All that is stored of these tickets but their timelines, the time of the last change and the clocks' own keys."""
    keys = [ticket.pk for ticket in tickets]
    clocks = [field.attname for field in Deadline._meta.concrete_fields if field.name != "id"]
    return (
        [
            {name: value for name, value in row.items() if name != "updated_at"}
            for row in Ticket.objects.filter(pk__in=keys).order_by("pk").values()
        ],
        list(Message.objects.filter(ticket__in=keys).order_by("pk").values()),
        list(Attachment.objects.filter(message__ticket__in=keys).order_by("pk").values()),
        list(Deadline.objects.filter(ticket__in=keys).order_by("ticket", "target").values(*clocks)),
    )


def thread_for_customer(client, ticket):
    """What the page shows of the thread, byte for byte."""
    page = client.get(reverse("support:ticket", args=[ticket.reference])).content.decode()
    return re.search(r'<ol class="desk-thread".*?</ol>', page, re.S)[0]


def messages_for_agent(client, ticket):
    page = client.get(reverse("support_desk:conversation", args=[ticket.reference])).content.decode()
    return re.findall(r'<article id="m-\d+.*?</article>', page, re.S)


def test_the_customers_old_link_leads_to_the_target(client, customer, agent, ticket, other):
    actions.merge(ticket, other, by=agent)
    client.force_login(customer)
    response = client.get(reverse("support:ticket", args=[ticket.reference]), follow=True)
    assert response.redirect_chain == [(reverse("support:ticket", args=[other.reference]), 302)]
    page = response.content.decode()
    assert "از امروز صبح پیام" in page
    assert "دوباره همان پیام" in page


def test_a_merged_ticket_is_closed_and_the_timelines_of_both_say_why(agent, ticket, other):
    actions.merge(ticket, other, by=agent)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.merged_into) == ("closed", other)
    assert ticket.events.last().data["other"]["reference"] == other.reference
    assert other.events.last().data["other"]["reference"] == ticket.reference
    assert [ticket.events.last().kind, other.events.last().kind] == ["merged", "merged_in"]


@pytest.mark.parametrize("state", ["new", "answered", "waiting", "promised", "resolved", "closed"])
@pytest.mark.parametrize("target", ["new", "answered", "waiting", "promised", "resolved"])
def test_parted_again_both_are_byte_for_byte_what_they_were(clocks, state, target, agent, ticket, other):
    bring_to(state, ticket, agent, days=2)
    bring_to(target, other, agent, days=3)
    before = everything(ticket, other)
    actions.merge(ticket, other, by=agent)
    assert everything(ticket, other) != before
    actions.unmerge(ticket, by=agent)
    assert everything(ticket, other) == before


def bring_to(state, ticket, agent, *, days=1):
    if state == "promised":
        actions.hold(ticket, timezone.now() + timedelta(days=days), "بررسی می‌کنیم.", by=agent)
    elif state != "new":
        actions.reply(ticket, "پاسخ", by=agent)
    if state == "waiting":
        actions.wait(ticket, by=agent)
    if state in ("resolved", "closed"):
        actions.resolve(ticket, by=agent)
    if state == "closed":
        actions.close(ticket, by=agent)


def test_parted_again_both_read_as_before(client, customer, agent, ticket, other):
    actions.reply(ticket, "پاسخ نخست", by=agent, attachments=[file_of(agent, ticket.submission_key)])
    actions.note(other, SECRET, by=agent)
    actions.reply(other, "پاسخ دوم", by=agent)
    read = {customer: thread_for_customer, agent: messages_for_agent}

    def shown():
        pages = []
        for person, page in read.items():
            client.force_login(person)
            pages += [page(client, ticket), page(client, other)]
        return pages

    shown()
    before = shown()
    actions.merge(ticket, other, by=agent)
    client.force_login(customer)
    merged = thread_for_customer(client, other)
    assert "پاسخ نخست" in merged
    assert "پاسخ دوم" in merged
    actions.unmerge(ticket, by=agent)
    assert shown() == before


def test_what_was_answered_meanwhile_stays_and_each_keeps_its_own(agent, customer, ticket, other):
    actions.reply(other, "پاسخ", by=agent)
    actions.merge(ticket, other, by=agent)
    answer = actions.reply(other, "پاسخ به هر دو", by=agent)
    actions.unmerge(ticket, by=agent)
    other.refresh_from_db()
    ticket.refresh_from_db()
    assert (ticket.status, other.status) == ("new", "waiting_customer")
    assert list(ticket.messages.values_list("body", flat=True)) == [ticket.messages.get().body]
    assert (other.last_answer_pk, other.last_message_at) == (answer.pk, answer.created_at)
    assert other.last_request_pk == other.messages.first().pk


def test_who_took_it_meanwhile_keeps_it(agent, colleague, ticket, other):
    actions.merge(ticket, other, by=agent)
    actions.take(other, by=colleague)
    actions.unmerge(ticket, by=agent)
    other.refresh_from_db()
    assert (other.assignee, other.status) == (colleague, "open")


@pytest.mark.parametrize("note_in", ["merged", "target"])
def test_an_internal_note_of_either_never_reaches_the_customer(
    note_in, client, customer, agent, ticket, other
):
    noted = ticket if note_in == "merged" else other
    file = file_of(agent, noted.submission_key, "صورت‌جلسه.png")
    actions.note(noted, SECRET, by=agent, attachments=[file])
    actions.merge(ticket, other, by=agent)
    client.force_login(customer)
    for address in ("support:panel", "support:tickets"):
        assert SECRET not in client.get(reverse(address)).content.decode()
    for each in (ticket, other):
        page = client.get(reverse("support:ticket", args=[each.reference]), follow=True).content.decode()
        assert SECRET not in page
        assert "صورت‌جلسه" not in page
    assert client.get(reverse("support:attachment", args=[file.uuid])).status_code == 404
    actions.unmerge(ticket, by=agent)
    for each in (ticket, other):
        assert SECRET not in thread_for_customer(client, each)


def test_agents_of_only_the_targets_department_read_what_was_merged_in(
    client, agent2, lead, customer, ticket, elsewhere
):
    file = file_of(customer, ticket.submission_key)
    actions.reply(ticket, "این هم تصویر", by=customer, attachments=[file])
    url = reverse("support:attachment", args=[file.uuid])
    client.force_login(agent2)
    assert client.get(url).status_code == 404
    actions.merge(ticket, elsewhere, by=lead)
    assert "این هم تصویر" in "".join(messages_for_agent(client, elsewhere))
    assert client.get(url).status_code == 200
    # The merged ticket itself is still none of theirs.
    conversation = reverse("support_desk:conversation", args=[ticket.reference])
    assert client.get(conversation).status_code == 404
    actions.unmerge(ticket, by=lead)
    assert client.get(url).status_code == 404
    assert "این هم تصویر" not in "".join(messages_for_agent(client, elsewhere))


def test_whoever_works_only_one_of_the_two_merges_and_parts_nothing(agent, agent2, lead, ticket, elsewhere):
    for person in (agent, agent2):
        with pytest.raises(errors.NotYours):
            actions.merge(ticket, elsewhere, by=person)
    actions.merge(ticket, elsewhere, by=lead)
    for person in (agent, agent2):
        with pytest.raises(errors.NotYours):
            actions.unmerge(ticket, by=person)
    assert Event.objects.filter(kind__in=["merged", "unmerged"]).count() == 1


def test_what_cannot_be_merged_is_refused_with_its_reason(
    agent, admin, ticket, other, foreign_ticket, open_ticket
):
    third = open_ticket(subject="سومین")
    with pytest.raises(errors.MergeIntoItself):
        actions.merge(ticket, ticket, by=agent)
    with pytest.raises(errors.MergeOfTwoCustomers):
        actions.merge(ticket, foreign_ticket, by=admin)
    actions.merge(ticket, other, by=agent)
    with pytest.raises(errors.TicketIsMerged):
        actions.merge(ticket, third, by=agent)
    with pytest.raises(errors.TicketIsMerged):
        actions.merge(third, ticket, by=agent)
    with pytest.raises(errors.HasMergedTickets):
        actions.merge(other, third, by=agent)
    actions.close(third, by=agent)
    with pytest.raises(errors.TicketIsClosed):
        actions.merge(other, third, by=agent)
    with pytest.raises(errors.TicketIsNotMerged):
        actions.unmerge(other, by=agent)


def test_an_answer_that_can_be_taken_back_delays_merging_and_parting(agent, ticket, other):
    actions.reply(ticket, "پاسخ", by=agent, undo_seconds=30)
    with pytest.raises(errors.AnswerNotSettled):
        actions.merge(ticket, other, by=agent)
    Ticket.objects.update(settles_at=None, before_answer={})
    actions.merge(ticket, other, by=agent)
    answer = actions.reply(other, "پاسخ", by=agent, undo_seconds=30)
    with pytest.raises(errors.AnswerNotSettled):
        actions.unmerge(ticket, by=agent)
    actions.recall(answer, by=agent)
    actions.unmerge(ticket, by=agent)


def test_a_waiting_question_opens_an_answered_target(clocks, agent, ticket, other):
    actions.reply(other, "پاسخ", by=agent)
    actions.resolve(other, by=agent)
    actions.merge(ticket, other, by=agent)
    other.refresh_from_db()
    assert (other.status, other.resolved_at) == ("open", None)
    assert other.due_at is not None


def test_a_promise_of_the_merged_is_owed_in_the_target(clocks, agent, ticket, other):
    until = timezone.now() + timedelta(days=2)
    actions.hold(ticket, until, "بررسی می‌کنیم.", by=agent)
    actions.reply(other, "پاسخ", by=agent)
    actions.merge(ticket, other, by=agent)
    other.refresh_from_db()
    assert (other.status, other.promised_until, other.due_at) == ("on_hold", until, until)


def test_a_finished_ticket_disturbs_nothing(agent, ticket, other):
    actions.reply(ticket, "پاسخ", by=agent)
    actions.close(ticket, by=agent)
    actions.reply(other, "پاسخ", by=agent)
    actions.merge(ticket, other, by=agent)
    other.refresh_from_db()
    assert other.status == "waiting_customer"


def test_offered_are_the_same_customers_open_tickets_that_the_agent_works(
    agent, lead, ticket, other, elsewhere, foreign_ticket, open_ticket
):
    closed = open_ticket(subject="بسته")
    actions.close(closed, by=agent)
    assert list(can_be_merged_into(ticket, agent)) == [other]
    assert set(can_be_merged_into(ticket, lead)) == {other, elsewhere}


# Any order, any number -------------------------------------------------------------

STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "unmerge", "note"]), st.integers(0, 3), st.integers(0, 3)),
    max_size=14,
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(steps=STEPS, last=st.permutations(range(4)))
def test_however_they_are_merged_and_parted_in_the_end_all_is_as_before(
    steps, last, agent, open_ticket, clocks
):
    with transaction.atomic():
        tickets = [open_ticket(subject=f"تیکت {number}") for number in range(4)]
        for ticket, state in zip(tickets, ("new", "answered", "promised", "resolved"), strict=True):
            bring_to(state, ticket, agent)
        before = everything(*tickets)
        for verb, first, second in steps:
            ticket, other = (Ticket.objects.get(pk=tickets[each].pk) for each in (first, second))
            try:
                with transaction.atomic():
                    if verb == "merge":
                        actions.merge(ticket, other, by=agent)
                    elif verb == "unmerge":
                        actions.unmerge(ticket, by=agent)
            except errors.TicketError:
                pass
        for number in last:
            ticket = Ticket.objects.get(pk=tickets[number].pk)
            if ticket.is_merged:
                actions.unmerge(ticket, by=agent)
        assert everything(*tickets) == before
        transaction.set_rollback(True)


# At once ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_crosswise_at_once_one_wins(agent, colleague, ticket, other):
    results = at_once(
        lambda: actions.merge(Ticket.objects.get(pk=ticket.pk), Ticket.objects.get(pk=other.pk), by=agent),
        lambda: actions.merge(
            Ticket.objects.get(pk=other.pk), Ticket.objects.get(pk=ticket.pk), by=colleague
        ),
    )
    assert sum(isinstance(result, errors.TicketError) for result in results) == 1
    assert Event.objects.filter(kind="merged").count() == 1
    assert Ticket.objects.exclude(merged_into=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_reply_during_the_merge_is_in_the_thread_or_refused_with_the_way_on(agent, customer, ticket, other):
    results = at_once(
        lambda: actions.merge(Ticket.objects.get(pk=ticket.pk), Ticket.objects.get(pk=other.pk), by=agent),
        lambda: actions.reply(Ticket.objects.get(pk=ticket.pk), "یک نکته دیگر", by=customer),
    )
    refused = [result for result in results if isinstance(result, errors.TicketError)]
    in_thread = Message.objects.in_thread_of(other).filter(body="یک نکته دیگر").count()
    assert in_thread == 1 - len(refused)
    assert [each.reference for each in refused] == [other.reference] * len(refused)
