"""Bulk actions on the desk: tick, say what, read what became of it."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from support_plugin.desk.suggestions import answer_time_for
from support_plugin.models import BulkItem, BulkRun, CannedReply, Event, Ticket
from support_plugin.text.digits import to_ascii
from support_plugin.tickets import actions, bulk, errors
from tests import factories

pytestmark = pytest.mark.django_db


def order(verb):
    return reverse("support_desk:bulk_order", args=[verb])


@pytest.fixture
def three(open_ticket):
    return [open_ticket(subject=f"درخواست {number}") for number in "۱۲۳"]


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def ticked(tickets, **also):
    return {"ticket": [ticket.reference for ticket in tickets], "key": str(uuid.uuid4()), **also}


def test_every_row_has_a_tick_and_the_bar_every_action(on_desk, three):
    shown = page(on_desk.get(reverse("support_desk:queue")))
    boxes = shown.select('.desk-queue input[type=checkbox][form="desk-bulk"]')
    assert {box["value"] for box in boxes} == {ticket.reference for ticket in three}
    actions_of_bar = [button["formaction"] for button in shown.select("#desk-bulk button[formaction]")]
    assert sorted(actions_of_bar) == sorted(order(verb) for verb in bulk.BulkRun.Verb.values)


@pytest.mark.parametrize("verb", bulk.BulkRun.Verb.values)
def test_an_order_says_what_and_for_which_tickets(verb, on_desk, three):
    response = on_desk.get(order(verb), {"ticket": [ticket.reference for ticket in three]})
    assert response.status_code == 200
    text = page(response).get_text()
    assert all(ticket.subject in text for ticket in three)


def test_nothing_skipped_leads_back_to_the_same_view(on_desk, three, colleague):
    response = on_desk.post(order("assign"), ticked(three, agent=colleague.pk, query="turn=ours"))
    assert response.url == f"{reverse('support_desk:queue')}?turn=ours"
    assert set(Ticket.objects.values_list("assignee", flat=True)) == {colleague.pk}


def test_what_was_skipped_is_named_with_its_reason(on_desk, three, agent):
    actions.close(three[0], by=agent)
    response = on_desk.post(order("resolve"), ticked(three))
    shown = page(on_desk.get(response.url))
    assert len(shown.select(".desk-bulk-page__skipped tbody tr")) == 1
    assert three[0].subject in shown.select_one(".desk-bulk-page__skipped").get_text()
    assert set(Ticket.objects.values_list("status", flat=True)) == {"closed", "resolved"}


def test_of_a_hundred_transferred_three_are_named_with_reason_and_remedy(
    client, lead, ticket, department, other_department, other_type
):
    client.force_login(lead)
    tickets = list(factories.copies_of(ticket, 100))
    actions.close(tickets[10], by=lead)
    actions.resolve(tickets[20], by=lead)
    # Ticked, and gone before it was ordered: to a department that this lead does not know.
    away = factories.department("away", fa="محرمانه", en="Secret")
    Ticket.objects.filter(pk=tickets[30].pk).update(department=away, subject="پنهان")
    to = f"{other_department.slug}/{other_type.slug}"
    response = client.post(order("transfer"), ticked(tickets, target=to))
    shown = page(client.get(response.url))
    assert shown.select_one("#bulk-run h2").get_text() == "۹۷ تیکت منتقل شد، ۳ تیکت رد شد."
    rows = [row.select("td") for row in shown.select(".desk-bulk-page__skipped tbody tr")]
    assert [row[0].select_one("a") is not None for row in rows] == [True, True, False]
    assert [row[1].get_text() for row in rows] == [
        str(error()) for error in (errors.TicketIsClosed, errors.TicketIsResolved, errors.NotYours)
    ]
    remedies = [row[2].a["href"] if row[2].a else "" for row in rows]
    assert remedies == [f"{order('reopen')}?ticket={tickets[at].reference}" for at in (10, 20)] + [""]
    assert "پنهان" not in shown.get_text()
    moved = Event.objects.filter(kind="transferred").values_list("ticket", flat=True)
    assert sorted(moved) == [ticket.pk for at, ticket in enumerate(tickets) if at not in (10, 20, 30)]


def test_the_skipped_are_selected_in_the_queue(on_desk, three, agent, colleague, open_ticket):
    actions.close(three[0], by=agent)
    response = on_desk.post(order("resolve"), ticked(three))
    url = page(on_desk.get(response.url)).select(".desk-bulk-page__acts a")[-1]["href"]
    shown = page(on_desk.get(url))
    assert [box["value"] for box in shown.select("input[name=ticket]")] == [three[0].reference]
    assert shown.select_one("#desk-bulk")["data-desk-bulk-ticked-value"] == "true"
    assert "تیکت‌های ردشده" in shown.select_one(".w-active-filters").get_text()
    on_desk.force_login(colleague)
    assert not page(on_desk.get(url)).select("input[name=ticket]")
    assert on_desk.get(f"{reverse('support_desk:queue')}?skipped=nonsense").status_code == 200


def test_of_what_left_the_agents_departments_since_only_the_number_is_shown(
    on_desk, three, agent, other_department
):
    actions.close(three[0], by=agent)
    response = on_desk.post(order("resolve"), ticked(three))
    Ticket.objects.filter(pk=three[0].pk).update(department=other_department, subject="پنهان")
    shown = page(on_desk.get(response.url))
    assert three[0].reference[-4:] in to_ascii(
        shown.select_one(".desk-bulk-page__skipped tbody td").get_text()
    )
    assert "پنهان" not in shown.get_text()
    assert not shown.select(".desk-bulk-page__acts a[href*=skipped]")


def test_many_skipped_tickets_stand_on_pages(on_desk, ticket, agent):
    tickets = factories.copies_of(ticket, 150)
    tickets.update(status="closed", resolved_at=timezone.now(), closed_at=timezone.now())
    unknown = ["99999998", "99999999"]
    numbers = [each.reference for each in tickets] + unknown
    response = on_desk.post(order("resolve"), {"ticket": numbers, "key": str(uuid.uuid4())})
    rows = [
        page(on_desk.get(response.url, {"p": number})).select(".desk-bulk-page__skipped tbody tr")
        for number in (1, 2, 3)
    ]
    assert [len(each) for each in rows] == [100, 52, 52]
    assert sum(bool(row.select("td")[0].a) for row in rows[1]) == 50


@pytest.mark.parametrize("count", [1, 3])
def test_a_result_asks_the_database_equally_often(
    count, on_desk, open_ticket, agent, django_assert_num_queries
):
    tickets = [open_ticket() for _ticket in range(count)]
    for each in tickets:
        actions.close(each, by=agent)
    response = on_desk.post(order("resolve"), ticked(tickets))
    on_desk.get(response.url)
    with django_assert_num_queries(18):
        on_desk.get(response.url)


def test_more_ticks_than_a_page_can_have_are_refused(on_desk, three):
    numbers = [str(number) for number in range(20_000_000, 20_000_501)]
    assert on_desk.post(order("resolve"), {"ticket": numbers}).status_code == 422
    assert not BulkRun.objects.exists()


def test_only_canned_replies_of_the_agents_departments_are_offered(on_desk, three, other_department):
    here = CannedReply.objects.create(name="همه‌جا", body="سلام")
    elsewhere = CannedReply.objects.create(name="جای دیگر", body="سلام")
    elsewhere.departments.add(other_department)
    shown = page(on_desk.get(order("canned"), {"ticket": three[0].reference}))
    assert [option["value"] for option in shown.select("select[name=canned] option")] == ["", str(here.pk)]
    assert "جای دیگر" not in shown.get_text()
    assert on_desk.post(order("canned"), ticked(three, canned=elsewhere.pk)).status_code == 422


def test_the_answering_time_is_filled_in_for_each_ticket(on_desk, three):
    text = CannedReply.objects.create(name="دریافت شد", body="{answer_time}")
    on_desk.post(order("canned"), ticked(three, canned=text.pk))
    bodies = {message.body for each in three for message in each.messages.filter(side="team")}
    assert bodies == {f"<p>{answer_time_for(three[0])}</p>"}


def test_what_one_does_not_work_is_answered_like_what_does_not_exist(
    on_desk, three, open_ticket, other_department, other_type
):
    foreign = open_ticket(subject="پنهان", department=other_department, ticket_type=other_type)
    numbers = [three[0].reference, foreign.reference, "99999999"]
    response = on_desk.post(order("resolve"), {"ticket": numbers, "key": str(uuid.uuid4())})
    shown = page(on_desk.get(response.url))
    rows = [row.select("td") for row in shown.select(".desk-bulk-page__skipped tbody tr")]
    assert len({cells[1].get_text() for cells in rows}) == 1
    assert len(rows) == 2
    assert "پنهان" not in shown.get_text()
    foreign.refresh_from_db()
    assert foreign.status == "new"


def test_all_that_match_is_read_anew_from_the_address(on_desk, three, agent, open_ticket):
    actions.take(three[0], by=agent)
    on_desk.post(
        order("priority"),
        {"all": "1", "query": "turn=unfinished&assignee=none", "key": str(uuid.uuid4()), "priority": "high"},
    )
    assert set(Ticket.objects.filter(priority="high")) == {three[1], three[2]}


def test_a_long_address_loses_none_of_its_filters(on_desk, three):
    query = f"x={'0' * 4000}&answer_gone=x"
    data = {"all": "1", "query": query, "key": str(uuid.uuid4()), "priority": "high"}
    on_desk.post(order("priority"), data)
    assert not Ticket.objects.filter(priority="high").exists()


def test_a_click_sent_twice_is_one_run(on_desk, three):
    data = ticked(three, add="مالی، فوری")
    for _each in range(2):
        on_desk.post(order("tag"), data)
    assert BulkRun.objects.count() == 1
    assert {tag.name for tag in three[0].tags.all()} == {"مالی", "فوری"}


def test_a_canned_reply_answers_them_all(on_desk, three, mailoutbox):
    canned = CannedReply.objects.create(name="پاسخ", body="سلام {customer_name}")
    on_desk.post(order("canned"), ticked(three, canned=canned.pk))
    assert set(Ticket.objects.values_list("status", flat=True)) == {"waiting_customer"}


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("assign", {"agent": "999999"}),
        ("assign", {"agent": "x"}),
        ("assign", {}),
        ("transfer", {"target": "no/where"}),
        ("priority", {"priority": "most"}),
        ("priority", {"priority": ""}),
        ("tag", {"add": " ،, "}),
        ("canned", {"canned": "0"}),
    ],
)
def test_a_wrong_choice_is_said_and_changes_nothing(verb, data, on_desk, three):
    response = on_desk.post(order(verb), ticked(three, **data))
    assert response.status_code == 422
    assert not BulkRun.objects.exists()
    kept = [field["value"] for field in page(response).select(".desk-bulk-page input[name=ticket]")]
    assert kept == [ticket.reference for ticket in three]


@pytest.mark.parametrize("given", [{}, {"ticket": ["abc", "", "\u0000"]}, {"ticket": ["9" * 40]}])
def test_without_a_tick_one_is_asked_to_tick(given, on_desk, three):
    for method in (on_desk.get, on_desk.post):
        assert method(order("resolve"), given).status_code == 302
    assert not BulkRun.objects.exists()


def test_an_unknown_action_does_not_exist(on_desk, three):
    assert on_desk.get(order("delete"), ticked(three)).status_code == 404


@pytest.mark.parametrize("who", ["customer", "editor", "agent2"])
def test_nobody_else_sees_a_run(who, client, request, three, agent):
    run = bulk.start("priority", [three[0].pk], by=agent, priority="high")
    client.force_login(request.getfixturevalue(who))
    response = client.get(reverse("support_desk:bulk_run", args=[run.uuid]))
    assert response.status_code in (302, 404)
    assert client.post(order("resolve"), ticked(three)).status_code in (302, 404)
    assert not Ticket.objects.filter(status="resolved").exists()


def test_a_run_under_way_shows_how_far_it_is(on_desk, three, agent):
    run = BulkRun.objects.create(actor=agent, verb="resolve", facts={}, language="en", total=3)
    BulkItem.objects.bulk_create([BulkItem(run=run, ticket=ticket) for ticket in three])
    run.items.filter(ticket=three[0]).update(state="done")
    shown = page(on_desk.get(reverse("support_desk:bulk_run", args=[run.uuid])))
    bar = shown.select_one("progress")
    assert (bar["max"], bar["value"]) == ("3", "1")
    assert shown.select_one("noscript meta[http-equiv=refresh]")
    assert shown.select_one("[data-controller=desk-bulk-run]")


def test_more_than_a_person_waits_for_is_the_workers(on_desk, three, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 2)
    response = on_desk.post(order("resolve"), ticked(three))
    run = BulkRun.objects.get()
    assert response.url == reverse("support_desk:bulk_run", args=[run.uuid])
    assert (run.is_finished, run.counts()["pending"]) == (False, 3)
    bulk.go_on(run.pk)
    assert BulkRun.objects.get().is_finished


def test_an_agent_finds_what_they_ordered_and_nobody_elses(on_desk, three, agent2, django_assert_num_queries):
    shown = page(on_desk.get(reverse("support_desk:bulk_runs")))
    assert "هنوز" in shown.get_text()
    on_desk.post(order("resolve"), ticked(three))
    bulk.start("close", [], by=agent2, key=uuid.uuid4())
    rows = page(on_desk.get(reverse("support_desk:bulk_runs"))).select(".desk-bulk-page tbody tr")
    assert [row.select("td")[2].get_text(strip=True) for row in rows] == ["۳ تیکت حل شد."]
    on_desk.post(order("reopen"), ticked(three))
    with django_assert_num_queries(14):
        on_desk.get(reverse("support_desk:bulk_runs"))


def test_another_order_from_a_form_that_was_sent_is_not_taken_for_the_first(on_desk, three, agent, colleague):
    chosen = ticked(three, agent=agent.pk)
    assert on_desk.post(order("assign"), chosen).status_code == 302
    again = on_desk.post(order("assign"), {**chosen, "agent": colleague.pk})
    assert again.status_code == 409
    assert {ticket.assignee for ticket in Ticket.objects.all()} == {agent}
    assert on_desk.post(order("assign"), chosen).status_code == 302
    assert BulkRun.objects.count() == 1
    fresh = again.context["key"]
    assert on_desk.post(order("assign"), {**chosen, "agent": colleague.pk, "key": fresh}).status_code == 302
    assert {ticket.assignee for ticket in Ticket.objects.all()} == {colleague}
