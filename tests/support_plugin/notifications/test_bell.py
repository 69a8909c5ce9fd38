"""The bell rings at once, takes in what comes while it is unread, and is silent about what was read already."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from support_plugin.models import Delivery, Notice, Preferences
from support_plugin.notifications import due, post
from support_plugin.notifications.tasks import send_what_is_due
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


@pytest.mark.parametrize(("days", "is_kept"), [(6, True), (8, False)])
def test_finished_tasks_go_after_a_week(days, is_kept, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    finished, waiting = (send_what_is_due.enqueue() for _each in range(2))
    ended = timezone.now() - timedelta(days=days)
    DBTaskResult.objects.filter(pk=finished.id).update(status="SUCCESSFUL", finished_at=ended)
    done = due.do_what_is_due()
    assert DBTaskResult.objects.filter(pk=finished.id).exists() == is_kept
    assert DBTaskResult.objects.filter(pk=waiting.id).exists()
    assert done["finished tasks"] == (0 if is_kept else 1)


@pytest.mark.parametrize(
    "host",
    [{"SUPPORT_KEEP_TASKS_DAYS": 0}, {"TASKS": {"default": {"BACKEND": "django_tasks.ImmediateBackend"}}}],
)
def test_tasks_that_are_not_ours_to_purge_stay(host, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    task = send_what_is_due.enqueue()
    DBTaskResult.objects.update(status="FAILED", finished_at=timezone.now() - timedelta(days=400))
    for name, value in host.items():
        setattr(settings, name, value)
    due.do_what_is_due()
    assert DBTaskResult.objects.filter(pk=task.id).exists()


@pytest.mark.parametrize(
    ("days", "is_read", "is_kept"),
    [(89, True, True), (91, True, False), (91, False, True), (366, False, False)],
)
def test_notices_that_nobody_read_are_kept_longer(days, is_read, is_kept, quiet_ticket, customer):
    moment = timezone.now() - timedelta(days=days)
    Notice.objects.create(
        uuid=uuid.uuid4(),
        user=customer,
        ticket=quiet_ticket,
        kind="answered",
        created_at=moment,
        read_at=moment if is_read else None,
    )
    due.do_what_is_due()
    assert Notice.objects.exists() == is_kept


def test_one_job_that_fails_holds_up_none_of_the_others(quiet_ticket, agent, customer, settings):
    """Here the days of one setting are none that can be counted."""
    actions.reply(quiet_ticket, "پاسخ", by=agent)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.SUPPORT_KEEP_TASKS_DAYS = "many"
    Delivery.objects.update(state="sent", ended_at=timezone.now() - timedelta(days=91))
    done = due.do_what_is_due()
    assert (done["finished tasks"], Delivery.objects.count()) == (0, 0)
