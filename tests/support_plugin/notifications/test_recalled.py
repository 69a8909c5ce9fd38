"""An answer that can be taken back is told of once it cannot be any more; one that was taken back never."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from support_plugin.models import Delivery, Notice
from support_plugin.notifications import post
from support_plugin.tickets import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet_ticket(ticket, agent):
    """Taken by the agent, and nobody waits to be told of it."""
    actions.take(ticket, by=agent)
    Delivery.objects.all().delete()
    return ticket


def to_customer(ticket):
    return Delivery.objects.filter(recipient=ticket.customer).order_by("pk")


def test_nobody_is_told_while_it_can_be_taken_back(quiet_ticket, agent, mailoutbox):
    message = actions.reply(quiet_ticket, "پاسخ", by=agent, undo_seconds=10)
    assert all(delivery.due_at > message.visible_at for delivery in to_customer(quiet_ticket))
    post.drain()
    assert mailoutbox == []
    assert not Notice.objects.filter(user=quiet_ticket.customer).exists()
    post.drain(message.visible_at + timedelta(seconds=6))
    assert [mail.to for mail in mailoutbox] == [[quiet_ticket.customer.email]]


@pytest.mark.parametrize("then", ["", "wait", "resolve"])
def test_what_was_taken_back_is_never_told(quiet_ticket, agent, mailoutbox, then):
    message = actions.reply(quiet_ticket, "اشتباه", by=agent, undo_seconds=10, then=then)
    actions.recall(message, by=agent)
    assert {(each.state, each.reason) for each in to_customer(quiet_ticket)} == {("dropped", "recalled")}
    post.drain(timezone.now() + timedelta(hours=1))
    assert mailoutbox == []


def test_what_else_was_to_be_told_is_told_all_the_same(quiet_ticket, agent, mailoutbox):
    actions.reply(quiet_ticket, "پاسخ نخست", by=agent)
    actions.recall(actions.reply(quiet_ticket, "اشتباه", by=agent, undo_seconds=10, then="resolve"), by=agent)
    [told] = to_customer(quiet_ticket).filter(channel="email")
    assert (told.state, told.kind, len(told.events)) == ("pending", "answered", 1)
    post.drain(timezone.now() + timedelta(hours=1))
    assert len(mailoutbox) == 1


def test_the_worker_is_called_for_the_moment_when_it_can_be_told(settings, quiet_ticket, agent):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    message = actions.reply(quiet_ticket, "پاسخ", by=agent, undo_seconds=10)
    [order] = DBTaskResult.objects.all()
    assert order.run_after == post.MARGIN + datetime.fromisoformat(message.visible_at.isoformat())
