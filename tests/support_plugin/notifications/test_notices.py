"""The bell of customers and agents."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from support_plugin.models import DepartmentMembership
from support_plugin.notifications import notices
from support_plugin.notifications.models import Notice
from support_plugin.tickets import actions

PANEL, DESK = "/panel/notices/", "/admin/support/notices/"


def bring(user, ticket, kind="answered", **fields):
    return Notice.objects.create(
        uuid=uuid.uuid4(), user=user, ticket=ticket, kind=kind, events=[[1, kind]], **fields
    )


def number(ticket):
    return ticket.reference.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


def unread():
    return Notice.objects.filter(read_at=None).count()


@pytest.fixture
def at_home(client, customer):
    client.force_login(customer)
    return client


@pytest.fixture
def on_desk(client, agent):
    client.force_login(agent)
    return client


# The customer's ------------------------------------------------------------------------------------------------------


def test_the_bell_counts_what_is_unread(at_home, customer, ticket):
    assert "desk-count" not in at_home.get(PANEL).text
    bring(customer, ticket)
    bring(customer, ticket, read_at=timezone.now())
    page = at_home.get("/panel/")
    assert page.context["support_notices"]() == 1
    assert 'desk-count">۱<' in page.text


def test_a_bell_that_rang_too_often_stops_counting(at_home, customer, ticket, monkeypatch):
    monkeypatch.setattr(notices, "MOST_COUNTED", 2)
    for _number in range(3):
        bring(customer, ticket)
    assert at_home.get("/panel/").context["support_notices"]() == 2


def test_the_list_leads_to_the_newest_message(at_home, customer, agent, ticket):
    actions.note(ticket, "محرمانه", by=agent)
    actions.reply(ticket, "پاسخ", by=agent)
    bring(customer, ticket)
    html = at_home.get(PANEL).text
    assert f'href="{reverse("support:ticket", args=[ticket.reference])}#m-2"' in html
    assert number(ticket) in html
    assert f"<bdi>{ticket.subject}</bdi>" in html


def test_the_list_goes_by_days_newest_first(at_home, customer, ticket):
    now = timezone.now()
    for days in (2, 1, 0):
        bring(customer, ticket, created_at=now - timedelta(days=days))
    bring(customer, ticket, created_at=now)
    days = at_home.get(PANEL).context["page_of"].days
    assert [len(group) for _day, group in days] == [2, 1, 1]
    html = at_home.get(PANEL).text
    assert html.index("امروز") < html.index("دیروز")


def test_an_empty_bell_says_what_will_be_here(at_home):
    page = at_home.get(PANEL)
    assert page.context["page_of"].days == []
    assert reverse("support:preferences") in page.text


def test_opening_the_ticket_reads_its_notices_and_no_others(at_home, customer, ticket, open_ticket, stranger):
    other = open_ticket(subject="دیگر")
    bring(customer, ticket)
    bring(customer, ticket)
    left = [bring(customer, other), bring(stranger, ticket)]
    at_home.get(reverse("support:ticket", args=[ticket.reference]))
    assert list(Notice.objects.filter(read_at=None).order_by("pk")) == left


def test_marking_all_as_read_reads_what_was_on_the_page(at_home, customer, ticket, stranger, foreign_ticket):
    bring(customer, ticket)
    newest = at_home.get(PANEL).context["page_of"].newest
    left = [bring(stranger, foreign_ticket), bring(customer, ticket)]
    assert at_home.post(f"{PANEL}read/", {"newest": newest}).url == PANEL
    assert list(Notice.objects.filter(read_at=None).order_by("pk")) == left


def test_looking_at_the_list_reads_nothing(at_home, customer, ticket):
    bring(customer, ticket)
    at_home.get(PANEL)
    assert at_home.get(f"{PANEL}read/").status_code == 405
    assert unread() == 1


@pytest.mark.parametrize("newest", ["", "x", "\x00", "0", "0f8fad5b-d9cb-469f-a165-70867728950e", "9" * 5000])
def test_what_is_no_notice_of_theirs_marks_nothing(newest, at_home, customer, ticket):
    bring(customer, ticket)
    assert at_home.post(f"{PANEL}read/", {"newest": newest}).status_code == 404
    assert at_home.get(PANEL, {"older": newest}).status_code == 200
    assert unread() == 1


def test_a_strangers_notice_is_no_anchor(at_home, customer, stranger, ticket, foreign_ticket):
    bring(customer, ticket)
    theirs = bring(stranger, foreign_ticket)
    assert at_home.post(f"{PANEL}read/", {"newest": str(theirs.uuid)}).status_code == 404
    assert unread() == 2


def test_pages_go_on_with_older_ones(at_home, customer, ticket, monkeypatch):
    monkeypatch.setattr(notices, "PER_PAGE", 2)
    brought = [bring(customer, ticket) for _number in range(3)]
    first = at_home.get(PANEL).context["page_of"]
    assert [notice for _day, group in first.days for notice in group] == [brought[2], brought[1]]
    second = at_home.get(PANEL, {"older": first.older})
    assert [notice for _day, group in second.context["page_of"].days for notice in group] == [brought[0]]
    assert second.context["page_of"].older == ""
    assert f'href="{PANEL}"' in second.text


def test_what_one_may_not_see_any_more_is_neither_listed_nor_counted(at_home, customer, stranger, ticket):
    bring(customer, ticket)
    bring(customer, ticket, kind="overdue")
    ticket.customer = stranger
    ticket.save()
    page = at_home.get(PANEL)
    assert page.context["page_of"].days == []
    assert page.context["support_notices"]() == 0


def test_the_panel_needs_a_login(client):
    assert client.get(PANEL).url.startswith("/accounts/login/")
    assert client.post(f"{PANEL}read/").url.startswith("/accounts/login/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    count, at_home, customer, open_ticket, django_assert_num_queries
):
    for each in range(count):
        bring(customer, open_ticket(subject=str(each)))
    at_home.get(PANEL)
    with django_assert_num_queries(7):
        at_home.get(PANEL)


# The agent's ---------------------------------------------------------------------------------------------------------


def test_the_desk_has_a_bell_of_its_own(on_desk, agent, ticket):
    bring(agent, ticket, kind="new_ticket")
    page = on_desk.get(DESK)
    assert f'href="{reverse("support_desk:conversation", args=[ticket.reference])}#m-1"' in page.text
    assert number(ticket) in page.text
    assert f"<bdi>{ticket.subject}</bdi>" in page.text
    assert f"<bdi>{ticket.customer.get_full_name() or ticket.customer.username}</bdi>" in page.text
    assert '"data-desk-count": "\\u06f1"' in page.text


def test_customers_kinds_stay_in_the_panel_and_agents_at_the_desk(on_desk, agent, open_ticket, ticket):
    own = open_ticket(by=agent)
    bring(agent, own, kind="answered")
    bring(agent, own, kind="customer_replied")
    shown = bring(agent, ticket, kind="customer_replied")
    assert list(notices.of_agent(agent)) == [shown]
    assert [notice.kind for notice in notices.of_customer(agent)] == ["answered"]


def test_opening_the_conversation_reads_its_notices(on_desk, agent, colleague, ticket):
    bring(agent, ticket, kind="new_ticket")
    left = bring(colleague, ticket, kind="new_ticket")
    on_desk.get(reverse("support_desk:conversation", args=[ticket.reference]))
    assert list(Notice.objects.filter(read_at=None)) == [left]


def test_marking_all_as_read_at_the_desk(on_desk, agent, colleague, ticket):
    bring(agent, ticket, kind="new_ticket")
    left = bring(colleague, ticket, kind="new_ticket")
    newest = on_desk.get(DESK).context["page_of"].newest
    assert on_desk.post(f"{DESK}read/", {"newest": newest}).url == DESK
    assert list(Notice.objects.filter(read_at=None)) == [left]
    assert on_desk.post(f"{DESK}read/", {"newest": str(left.uuid)}).status_code == 404


def test_a_former_agents_bell_is_empty(on_desk, agent, ticket, other_department):
    bring(agent, ticket, kind="new_ticket")
    DepartmentMembership.objects.filter(user=agent).update(department=other_department)
    page = on_desk.get(DESK)
    assert page.context["page_of"].days == []
    assert "data-desk-count" not in page.text


@pytest.mark.parametrize("url", [DESK, f"{DESK}read/", "/admin/support/preferences/"])
def test_who_works_nowhere_has_no_bell_at_the_desk(url, client, editor):
    client.force_login(editor)
    assert client.post(url).status_code == 404
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_desks_list_costs_the_same_for_one_and_for_three(
    count, on_desk, agent, open_ticket, django_assert_num_queries
):
    for each in range(count):
        bring(agent, open_ticket(subject=str(each)), kind="new_ticket")
    on_desk.get(DESK)
    with django_assert_num_queries(14):
        on_desk.get(DESK)


def test_a_notice_of_merged_tickets_leads_to_the_end_of_their_thread(
    db, ticket, open_ticket, agent, customer
):
    actions.merge(open_ticket(subject="همان"), ticket, by=agent)
    actions.reply(ticket, "پاسخ", by=agent)
    bring(customer, ticket)
    [day] = notices.page(notices.of_customer(customer)).days
    assert [notice.place for notice in day[1]] == [3]
