"""What is due, as agents see it: in the queue, in the head, among the facts."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone, translation

from support_plugin.desk.due import badge_of, clocks_of, due_badge
from support_plugin.models import Ticket
from support_plugin.sla.models import Deadline, Policy
from support_plugin.tickets import actions

QUEUE = reverse("support_desk:queue")


@pytest.fixture
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def due_in(open_ticket):
    """A ticket that is due in so many minutes; None: no clock runs."""

    def make(minutes, **columns):
        ticket = open_ticket(subject=str(minutes))
        if minutes is not None:
            columns["due_at"] = timezone.now() + timedelta(minutes=minutes)
        Ticket.objects.filter(pk=ticket.pk).update(due_target="first_reply", **columns)
        return ticket

    return make


def subjects(response):
    return [ticket.subject for ticket in response.context["tickets"]]


def page(response):
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.usefixtures("_in_english")
@pytest.mark.parametrize(
    ("minutes", "tone", "words"),
    [
        (-40, "late", "40 minutes overdue"),
        (-1, "late", "1 minute overdue"),
        (-0.1, "late", "1 minute overdue"),
        (-125, "late", "2 hours overdue"),
        (-60 * 24 * 3, "late", "3 days overdue"),
        (18, "soon", "18 minutes left"),
        (0.2, "soon", "1 minute left"),
        (45, "calm", "by 12:45"),
        (60 * 21, "calm", "by tomorrow at 9:00"),
        (60 * 24 * 3, "calm", "by Wednesday 12:00"),
    ],
)
def test_a_badge_says_how_late_how_soon_or_by_when(minutes, tone, words, watch):
    badge = badge_of(watch.now + timedelta(minutes=minutes), watch.now)
    assert (badge.tone, badge.words) == (tone, words)


def test_a_badge_is_in_its_readers_words(watch):
    with translation.override("en"):
        promise = badge_of(watch.at(16), watch.now, is_promise=True)
    assert (promise.tone, promise.words) == ("promise", "Promised: today at 16:00")


@pytest.mark.usefixtures("_in_english")
def test_a_ticket_without_a_clock_has_no_badge(ticket, agent):
    assert due_badge(ticket, has_paused_clock=False) is None
    assert due_badge(ticket, has_paused_clock=True).words == "The clock is paused"
    actions.resolve(ticket, by=agent)
    assert due_badge(ticket, has_paused_clock=True) is None


def test_where_it_is_our_turn_what_is_due_next_comes_first(on_desk, due_in):
    for minutes in (None, 90, -20, 10):
        due_in(minutes)
    response = on_desk.get(QUEUE, {"turn": "ours"})
    assert subjects(response) == ["-20", "10", "90", "None"]
    assert subjects(on_desk.get(QUEUE, {"turn": "ours", "ordering": "-due"})) == ["90", "10", "-20", "None"]
    assert subjects(on_desk.get(QUEUE)) == ["10", "-20", "90", "None"]
    [sorted_by] = page(response).select("thead [aria-sort]")
    assert sorted_by["aria-sort"] == "ascending"
    assert page(response).select(".desk-sort")[0] in sorted_by


def test_the_first_click_on_due_shows_what_is_due_next(on_desk, due_in):
    for minutes in (90, -20):
        due_in(minutes)
    link = page(on_desk.get(QUEUE)).select(".desk-sort")[0]["href"]
    assert subjects(on_desk.get(link)) == ["-20", "90"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("overdue", ["-2000", "-20"]),
        ("soon", ["10"]),
        ("promised", ["held"]),
        ("nonsense", ["held", "-2000", "10", "-20", "None", "90"]),
    ],
)
def test_the_queue_is_narrowed_by_what_is_due(value, found, on_desk, due_in, open_ticket, agent):
    for minutes in (90, None, -20, 10, -2000):
        due_in(minutes)
    held = open_ticket(subject="held")
    # The last minute of today is never the past.
    tonight = timezone.localtime().replace(hour=23, minute=59, second=59)
    actions.hold(held, timezone.now() + timedelta(days=3), "تا آن روز", by=agent)
    Ticket.objects.filter(pk=held.pk).update(promised_until=tonight, due_at=tonight + timedelta(days=3))
    response = on_desk.get(QUEUE, {"due": value})
    assert response.status_code == 200
    assert subjects(response) == found


@pytest.mark.parametrize(("due", "label"), [("overdue", "Overdue"), ("promised", "Promised today")])
def test_what_is_overdue_and_what_is_promised_today_are_views(due, label, on_desk, agent, ticket):
    from wagtail.users.models import UserProfile

    UserProfile.objects.create(user=agent, preferred_language="en")
    [current] = page(on_desk.get(QUEUE, {"due": due})).select(".desk-views [aria-current]")
    assert current.get_text(strip=True) == label
    assert current["href"] == f"{QUEUE}?due={due}"


def test_a_finished_ticket_is_not_overdue(on_desk, due_in, agent):
    ticket = due_in(-20)
    Ticket.objects.filter(pk=ticket.pk).update(status="resolved", resolved_at=timezone.now())
    assert subjects(on_desk.get(QUEUE, {"due": "overdue"})) == []


def test_each_row_says_what_is_due(on_desk, due_in, agent):
    for minutes in (-20, 10, 9000, None):
        due_in(minutes)
    waiting = due_in(5)
    Ticket.objects.filter(pk=waiting.pk).update(due_at=None, due_target="", status="waiting_customer")
    Deadline.objects.create(
        ticket=waiting, target="resolution", started_at=timezone.now(), used=timedelta(minutes=3)
    )
    rows = page(on_desk.get(QUEUE, {"ordering": "due"})).select(".desk-queue tbody tr")
    badges = [row.select_one(".desk-row__due .desk-due") for row in rows]
    tones = [badge and badge["class"][1].removeprefix("desk-due--") for badge in badges]
    assert tones == ["late", "soon", "calm", None, "paused"]
    assert all(badge.select_one("svg[aria-hidden]") for badge in badges if badge)


@pytest.mark.parametrize("number", [1, 3])
def test_due_times_cost_the_queue_no_query(
    number,
    on_desk,
    policy,
    open_ticket,
    agent,
    product,
    django_assert_num_queries,
):
    policy()
    for _number in range(number):
        actions.take(open_ticket(product=product), by=agent)
    on_desk.get(QUEUE)
    with django_assert_num_queries(13):
        on_desk.get(QUEUE)


def test_the_facts_name_every_clock_and_its_state(watch, policy, open_ticket, agent, customer):
    policy(resolution_minutes=600)
    ticket = open_ticket()

    def facts():
        with translation.override("en"):
            rows = ticket.deadlines.select_related("policy")
            return {str(clock.name): clock.badge.words for clock in clocks_of(ticket, rows, watch.now)}

    watch.forward(10)
    assert facts() == {
        "First reply": "20 minutes left",
        "Promised update": "by 13:00",
        "Resolution": "by tomorrow at 13:00",
    }
    actions.reply(ticket, "پاسخ", by=agent)
    assert facts() == {
        "First reply": "met, 22 November, 12:10",
        "Promised update": "paused, 1 working hour left",
        "Resolution": "paused, 9 working hours left",
    }
    watch.forward(30)
    actions.reply(ticket, "سؤال دیگر", by=customer)
    watch.forward(70)
    assert facts()["Next reply"] == "40 minutes overdue"
    actions.wait(ticket, by=agent)
    assert facts()["Next reply"] == "missed, paused"
    actions.reply(ticket, "پاسخ", by=agent)
    assert facts()["Next reply"] == "met late, 22 November, 13:50"


def test_the_conversation_shows_them(on_desk, policy, open_ticket):
    policy(hours=Policy.Hours.CLOCK)
    ticket = open_ticket()
    shown = page(on_desk.get(reverse("support_desk:conversation", args=[ticket.reference])))
    assert len(shown.select(".desk-head .desk-due")) == 1
    assert len(shown.select(".desk-dl .desk-due")) == 3


def test_an_agent_of_another_department_sees_none_of_it(client, agent2, due_in):
    due_in(-20)
    client.force_login(agent2)
    for due in ("overdue", "soon", "promised"):
        assert subjects(client.get(QUEUE, {"due": due})) == []
