"""Bulk actions on the desk: tick, say what, read what became of it."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from support_plugin.models import BulkItem, BulkRun, CannedReply, Ticket
from support_plugin.tickets import actions, bulk

pytestmark = pytest.mark.django_db


def order(verb):
    return reverse("support_desk:bulk_order", args=[verb])


@pytest.fixture
def on_desk(client, agent):
    client.force_login(agent)
    return client


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
    actions_of_bar = [button["formaction"] for button in shown.select("#desk-bulk button")]
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
    again = [field["value"] for field in shown.select(".desk-bulk-page__acts input[name=ticket]")]
    assert again == [three[0].reference]
    assert set(Ticket.objects.values_list("status", flat=True)) == {"closed", "resolved"}


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
    run = BulkRun.objects.create(actor=agent, verb="priority", facts={}, language="en", total=3)
    BulkItem.objects.bulk_create([BulkItem(run=run, ticket=ticket) for ticket in three])
    run.items.filter(ticket=three[0]).update(state="done")
    shown = page(on_desk.get(reverse("support_desk:bulk_run", args=[run.uuid])))
    bar = shown.select_one("progress")
    assert (bar["max"], bar["value"]) == ("3", "1")
    assert shown.select_one("meta[http-equiv=refresh]")


def test_more_than_a_person_waits_for_is_the_workers(on_desk, three, monkeypatch):
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 2)
    response = on_desk.post(order("resolve"), ticked(three))
    run = BulkRun.objects.get()
    assert response.url == reverse("support_desk:bulk_run", args=[run.uuid])
    assert (run.is_finished, run.counts()["pending"]) == (False, 3)
    bulk.go_on(run.pk)
    assert BulkRun.objects.get().is_finished
