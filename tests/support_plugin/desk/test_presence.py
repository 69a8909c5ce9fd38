"""Who else is in a ticket, as its page and its row say it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession

from support_plugin.desk.rows import with_rows
from support_plugin.models import Ticket

PING = "wagtailadmin_editing_sessions:ping"


def url(ticket):
    return reverse("support_desk:conversation", args=[ticket.reference])


@pytest.fixture
def enters(client, ticket):
    """Opens the ticket as somebody; answers where their page pings."""

    def _enters(person, **state):
        client.force_login(person)
        client.get(url(ticket))
        session = EditingSession.objects.filter(user=person).last()
        EditingSession.objects.filter(pk=session.pk).update(**state)
        return reverse(PING, args=["support_plugin", "ticket", ticket.pk, session.pk])

    return _enters


def words(ticket, user):
    [row] = with_rows(Ticket.objects.filter(pk=ticket.pk), user, ["pk"])
    return [str(each) for each in row.presence]


def test_who_looks_at_a_ticket_is_shown_to_the_next_who_opens_it(enters, client, ticket, agent, colleague):
    enters(colleague)
    client.force_login(agent)
    page = client.get(url(ticket))
    assert "نگار سپهری" in page.content.decode().split("desk-conv")[0]
    assert page.context["writers"] == []


def test_who_writes_is_named_above_the_modes(enters, client, ticket, agent, colleague):
    enters(colleague, is_editing=True)
    client.force_login(agent)
    page = client.get(url(ticket))
    assert page.context["writers"] == ["نگار سپهری"]
    assert "نگار سپهری هم‌اکنون در حال نوشتن پاسخ است." in page.content.decode()


def test_the_ping_tells_who_came_since(enters, client, agent, colleague):
    ping = enters(agent)
    enters(colleague, is_editing=True)
    client.force_login(agent)
    others = client.post(ping).json()["other_sessions"]
    assert [(other["user"], other["is_editing"]) for other in others] == [("نگار سپهری", True)]


def test_rows_say_who_looks_and_who_writes(enters, ticket, agent, colleague, lead):
    enters(colleague)
    enters(lead, is_editing=True)
    assert words(ticket, agent) == ["لیلا فروزان می‌نویسد", "نگار سپهری می‌بیند"]
    assert words(ticket, colleague) == ["لیلا فروزان می‌نویسد"]


def test_two_windows_are_one_person(enters, ticket, agent, colleague):
    enters(colleague)
    enters(colleague, is_editing=True)
    assert words(ticket, agent) == ["نگار سپهری می‌نویسد"]


@pytest.mark.parametrize(
    ("ago", "is_editing", "said"),
    [
        (timedelta(seconds=30), False, ["نگار سپهری می‌بیند"]),
        (timedelta(minutes=1), False, []),
        (timedelta(minutes=5), True, ["نگار سپهری می‌نویسد"]),
        (timedelta(minutes=11), True, []),
    ],
)
def test_who_has_left_is_not_there(ago, is_editing, said, enters, ticket, agent, colleague):
    enters(colleague, is_editing=is_editing, last_seen_at=timezone.now() - ago)
    assert words(ticket, agent) == said


def test_pages_left_long_ago_are_forgotten(enters, colleague):
    enters(colleague, last_seen_at=timezone.now() - timedelta(hours=2))
    call_command("support_tick")
    assert not EditingSession.objects.exists()
