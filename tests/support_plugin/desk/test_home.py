"""The desk on the admin's home page and in its search."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from support_plugin.models import Ticket
from support_plugin.sla.measuring import measure
from support_plugin.tickets import actions

HOME = reverse("wagtailadmin_home")
QUEUE = reverse("support_desk:queue")


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def numbers(response):
    return {
        " ".join(kpi.span.text.split()): (" ".join(kpi.b.text.split()), kpi["href"])
        for kpi in page(response).select(".desk-kpi")
    }


def test_an_agent_reads_their_numbers_and_what_is_due_next(on_desk, agent, open_ticket, colleague):
    mine, free, theirs = (open_ticket(subject=name) for name in ("mine", "free", "theirs"))
    actions.take(mine, by=agent)
    actions.take(theirs, by=colleague)
    for minutes, ticket in enumerate((free, mine, theirs)):
        moment = timezone.now() + timedelta(minutes=minutes - 1)
        Ticket.objects.filter(pk=ticket.pk).update(due_at=moment - timedelta(seconds=1))
    response = on_desk.get(HOME)
    shown = list(numbers(response).values())
    assert [number for number, _url in shown[:4]] == ["۱", "۲", "۰", "۱"]
    assert shown[0][1] == f"{QUEUE}?turn=ours&assignee=me"
    assert [row.a.text for row in page(response).select(".desk-dues li")] == ["free", "mine"]
    assert page(response).select_one(".desk-home form")["action"] == reverse("support_desk:next")


def test_numbers_of_nothing_are_grey_and_the_panel_stays(on_desk):
    response = on_desk.get(HOME)
    assert len(page(response).select(".desk-kpi")) == 5
    assert len(page(response).select(".desk-kpi--none")) == 5
    assert page(response).select(".desk-dues li") == []


def test_the_median_is_of_own_first_answers(on_desk, agent, colleague, open_ticket, watch):
    for who, minutes in ((agent, 10), (agent, 20), (agent, 40), (colleague, 5)):
        ticket = open_ticket()
        Ticket.objects.filter(pk=ticket.pk).update(created_at=watch.now)
        watch.forward(minutes)
        actions.reply(ticket, "پاسخ", by=who)
    measure(watch.now, force=True)
    words = [number for number, _url in numbers(on_desk.get(HOME)).values()]
    assert words[4] == "۲۰ دقیقه کاری"


def test_each_number_leads_to_its_tickets(on_desk, open_ticket):
    open_ticket()
    for number, url in list(numbers(on_desk.get(HOME)).values())[:4]:
        rows = on_desk.get(url).context["tickets"]
        assert len(rows) == int(number.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")))


@pytest.mark.parametrize("number", [1, 3])
def test_the_home_page_costs_the_same_for_one_ticket_and_for_three(
    number, on_desk, open_ticket, django_assert_num_queries
):
    for _number in range(number):
        Ticket.objects.filter(pk=open_ticket().pk).update(due_at=timezone.now())
    on_desk.get(HOME)
    with django_assert_num_queries(21):
        on_desk.get(HOME)


def test_the_panel_is_for_agents_and_stands_first(client, editor, agent, ticket):
    client.force_login(editor)
    assert page(client.get(HOME)).select(".desk-home") == []
    client.force_login(agent)
    assert page(client.get(HOME)).select_one("section.w-panel")["id"] == "support-work-section"


def test_the_search_of_the_admin_finds_tickets(client, agent, editor, ticket):
    search = reverse("wagtailadmin_pages:search")
    client.force_login(editor)
    assert f"{QUEUE}?q=" not in client.get(search, {"q": "خطا"}).content.decode()
    client.force_login(agent)
    assert [row.subject for row in client.get(QUEUE, {"q": ticket.reference}).context["tickets"]] == [
        ticket.subject
    ]
