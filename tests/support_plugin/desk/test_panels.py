"""Beside the conversation: the customer, the timeline, what hosts add, and who can see the ticket."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.ui.side_panels import BaseSidePanel

from support_plugin.desk import sight
from support_plugin.desk.sight import who_sees
from support_plugin.tickets import actions
from support_plugin.tickets.following import follow
from tests import factories


def url(ticket, verb="conversation"):
    return reverse(f"support_desk:{verb}", args=[ticket.reference])


@pytest.fixture
def page(client, agent, ticket):
    """The conversation as the agent reads it."""
    client.force_login(agent)
    return lambda: client.get(url(ticket)).content.decode()


def test_the_customers_other_tickets_are_those_this_agent_may_see(
    page, open_ticket, other_department, other_type, foreign_ticket
):
    other = open_ticket(subject="باز هم خطا")
    hidden = open_ticket(subject="فاکتور پنهان", department=other_department, ticket_type=other_type)
    shown = page()
    assert url(other) in shown
    assert hidden.subject not in shown
    assert foreign_ticket.subject not in shown


def test_the_panel_counts_open_tickets_beyond_those_it_lists(page, open_ticket, client, agent):
    for number in range(12):
        other = open_ticket(subject=f"تیکت {number}")
    actions.resolve(other, by=agent)
    shown = page()
    assert shown.count('<li><a href="/admin/support/tickets/') == 10
    assert "<dd>۱۱</dd>" in shown
    counter = BeautifulSoup(shown, "html.parser").select_one("[data-side-panel-toggle=customer] div")
    assert "۱۱" in counter.text
    assert not counter.has_attr("hidden")
    assert "?customer=" in shown


def test_no_other_ticket_is_no_number(page):
    counter = BeautifulSoup(page(), "html.parser").select_one("[data-side-panel-toggle=customer] div")
    assert counter.has_attr("hidden")


def test_the_customers_own_zone_is_heeded_and_a_broken_one_breaks_nothing(page, customer):
    from wagtail.users.models import UserProfile

    assert "Asia/Tehran" in page()
    profile = UserProfile.get_for_user(customer)
    for zone, expected in (("Europe/Berlin", "Europe/Berlin"), ("Mars/Phobos", "Asia/Tehran")):
        profile.current_time_zone = zone
        profile.save()
        assert expected in page()


def test_products_are_asked_of_the_host_and_trouble_there_is_not_ours(page, customer):
    def own(user):
        assert user == customer
        return [{"name": "پنل <پیامک>", "url": "/shop/1/"}, {"name": "درگاه"}]

    def broken(user):
        raise RuntimeError

    with (
        hooks.register_temporarily("support_customer_products", own),
        hooks.register_temporarily("support_customer_products", broken),
    ):
        shown = page()
    assert '<a href="/shop/1/"><bdi>پنل &lt;پیامک&gt;</bdi></a>' in shown
    assert "<bdi>درگاه</bdi>" in shown
    assert "/shop/1/" not in page()


class BillsPanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "صورتحساب‌ها"
        icon_name = "form"

    name = "bills"
    title = "صورتحساب‌ها"
    template_name = "tests/bills.html"
    order = 150

    def render_html(self, parent_context):
        return f"<p>صورتحساب‌های {self.object.customer.get_full_name()}</p>"


def test_a_host_adds_panels_and_trouble_there_is_not_ours(page, ticket):
    def broken(ticket, request):
        raise RuntimeError

    with (
        hooks.register_temporarily("support_ticket_panels", BillsPanel),
        hooks.register_temporarily("support_ticket_panels", broken),
        hooks.register_temporarily("support_ticket_panels", lambda ticket, request: []),
        hooks.register_temporarily("support_ticket_panels", lambda ticket, request: None),
    ):
        shown = page()
    assert "صورتحساب‌های بهنام کاویانی" in shown
    order = [shown.index(f'data-side-panel="{name}"') for name in ("ticket", "bills", "customer", "timeline")]
    assert order == sorted(order)
    assert "bills" not in page()


def test_the_timeline_says_before_and_after_by_day(page, agent, ticket, lead):
    actions.set_priority(ticket, "high", by=agent)
    panel = page().split('data-side-panel="timeline"')[1]
    assert "<h3>" in panel
    assert "عادی" in panel
    assert "زیاد" in panel


# Who can see it --------------------------------------------------------------------


def reasons(ticket):
    return [(group.reason, group.names) for group in who_sees(ticket)]


def test_everybody_who_sees_the_ticket_is_named_with_the_reason(
    ticket, customer, agent, agent2, lead, editor, stranger, admin
):
    named = [name for _reason, names in reasons(ticket) for name in names]
    assert named == ["بهنام کاویانی", "لیلا فروزان", "مینا راستین", "admin"]
    for reason, _names in reasons(ticket)[1:3]:
        assert "پشتیبانی فنی" in reason


def test_following_gives_no_right(ticket, agent, department):
    follow(ticket, by=agent)
    agent.department_memberships.all().delete()
    assert [names for _reason, names in reasons(ticket)] == [["بهنام کاویانی"]]


def test_who_was_deactivated_sees_nothing(ticket, agent):
    agent.is_active = False
    agent.save()
    assert [names for _reason, names in reasons(ticket)] == [["بهنام کاویانی"]]


def test_of_a_merged_ticket_the_targets_agents_read_as_well(
    ticket, agent, agent2, lead, open_ticket, other_department, other_type
):
    elsewhere = open_ticket(subject="فاکتور", department=other_department, ticket_type=other_type)
    actions.merge(ticket, elsewhere, by=lead)
    ticket.refresh_from_db()
    (reason,) = [reason for reason, names in reasons(ticket) if names == ["آرش نیک‌پور"]]
    assert "مالی و صورتحساب" in reason


def test_a_large_team_is_counted_not_listed(ticket, department, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(sight, "MOST_OF_A_KIND", 2)
    for number in range(5):
        factories.agent(f"agent-{number}", department)
    (group,) = [group for group in who_sees(ticket) if len(group.names) == 2]
    assert group.more == "۳"


@pytest.mark.parametrize("who", ["customer", "stranger", "agent2", "editor"])
def test_the_wrong_person_learns_nothing(who, request, client, ticket):
    client.force_login(request.getfixturevalue(who))
    assert client.get(url(ticket, "sight")).status_code in (302, 404)


def test_an_agent_reads_it_from_the_panel_on(client, agent, page, ticket):
    assert url(ticket, "sight") in page()
    shown = client.get(url(ticket, "sight")).content.decode()
    assert "بهنام کاویانی" in shown
    assert client.post(url(ticket, "sight")).status_code == 405
