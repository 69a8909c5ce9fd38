"""The bell rings at once, takes in what comes while it is unread, and is silent about what was read already."""

from datetime import timedelta

import pytest
from django.utils import timezone

from support_plugin.models import Delivery, Notice, Preferences
from support_plugin.notifications import due, post
from support_plugin.tickets import actions
from support_plugin.tickets.reading import mark_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet_ticket(ticket, agent):
    actions.take(ticket, by=agent)
    Delivery.objects.all().delete()
    return ticket


def told_of(notice):
    return [kind for _pk, kind in notice.events]


def test_it_rings_at_once_and_grows_while_it_is_unread(quiet_ticket, agent, customer):
    for text in ("یک", "دو"):
        actions.reply(quiet_ticket, text, by=agent)
        post.drain()
    actions.resolve(quiet_ticket, by=agent)
    post.drain()
    [notice] = Notice.objects.filter(user=customer)
    assert (notice.kind, told_of(notice)) == ("resolved", ["answered", "answered", "resolved"])


def test_what_was_read_is_a_notice_of_its_own_afterwards(quiet_ticket, agent, customer):
    actions.reply(quiet_ticket, "یک", by=agent)
    post.drain()
    Notice.objects.update(read_at=timezone.now())
    actions.reply(quiet_ticket, "دو", by=agent)
    post.drain()
    assert [told_of(notice) for notice in Notice.objects.order_by("pk")] == [["answered"], ["answered"]]


def test_it_does_not_ring_for_what_was_read_meanwhile(quiet_ticket, agent, customer):
    message = actions.reply(quiet_ticket, "پاسخ", by=agent)
    mark_read(quiet_ticket, customer, up_to=message.pk)
    post.drain()
    assert not Notice.objects.filter(user=customer).exists()
    assert Delivery.objects.get(recipient=customer, channel="panel").state == "sent"


def test_sent_twice_it_rings_once(quiet_ticket, agent, customer):
    actions.reply(quiet_ticket, "پاسخ", by=agent)
    post.drain()
    Delivery.objects.filter(channel="panel").update(state="pending", ended_at=None)
    post.drain()
    [notice] = Notice.objects.filter(user=customer)
    assert told_of(notice) == ["answered"]


def test_who_has_switched_it_off_since_is_not_told(quiet_ticket, agent, customer, mailoutbox):
    actions.reply(quiet_ticket, "پاسخ", by=agent)
    Preferences.objects.create(user=customer, choices={"answered": {"email": False}})
    post.drain()
    assert mailoutbox == []
    delivery = Delivery.objects.get(recipient=customer, channel="email")
    assert (delivery.state, delivery.reason) == ("dropped", "not_wanted")


def test_of_several_things_only_those_that_are_wanted_are_told(quiet_ticket, agent, customer, mailoutbox):
    actions.reply(quiet_ticket, "پاسخ", by=agent)
    actions.resolve(quiet_ticket, by=agent)
    Preferences.objects.create(user=customer, choices={"resolved": {"email": False}})
    post.drain()
    [mail] = mailoutbox
    assert "resolved" not in mail.subject.lower()


def test_the_next_message_waits_from_when_the_last_one_left(quiet_ticket, agent, customer):
    actions.reply(quiet_ticket, "یک", by=agent)
    left = timezone.now() - timedelta(minutes=2)
    written = timezone.now() - timedelta(hours=3)
    mails = Delivery.objects.filter(channel="email", recipient=customer)
    mails.update(state="sent", ended_at=left, created_at=written)
    actions.reply(quiet_ticket, "دو", by=agent)
    assert mails.get(state="pending").due_at == left + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("state", "days", "is_kept"), [("sent", 91, False), ("parked", 91, True), ("parked", 366, False)]
)
def test_what_nobody_has_dealt_with_is_kept_longer(state, days, is_kept, quiet_ticket, agent, customer):
    actions.reply(quiet_ticket, "پاسخ", by=agent)
    Delivery.objects.update(state=state, ended_at=timezone.now() - timedelta(days=days))
    due.do_what_is_due()
    assert Delivery.objects.exists() == is_kept


def test_finished_tasks_go_after_a_week(settings):
    from django.core.cache import cache
    from django_tasks_db.models import DBTaskResult

    from support_plugin.notifications.tasks import send_what_is_due

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    cache.clear()
    for _each in range(2):
        send_what_is_due.enqueue()
    old, waiting = DBTaskResult.objects.all()
    DBTaskResult.objects.filter(pk=old.pk).update(
        status="SUCCESSFUL", finished_at=timezone.now() - timedelta(days=8)
    )
    due.do_what_is_due()
    assert [row.pk for row in DBTaskResult.objects.all() if row.status != "READY"] == []
    assert DBTaskResult.objects.filter(pk=waiting.pk).exists()
