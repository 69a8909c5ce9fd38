"""Hears the timeline and sees to it that people are told. Tickets know nothing of this."""

import logging
from functools import partial

from django.db import transaction
from django.dispatch import receiver

from support_plugin.tickets.models import Event, Side
from support_plugin.tickets.signals import ticket_changing

from .tasks import announce

logger = logging.getLogger(__name__)


@receiver(ticket_changing, dispatch_uid="support_plugin.notifications")
def announce_with_the_change(sender, event, **kwargs):
    """Order the announcement together with the change: where tasks live in the database, both commit as one.

    An order that fails is logged and never breaks the change.
    """
    if not is_announced(event):
        return
    if not _is_stored_in_this_database(announce):
        transaction.on_commit(partial(announce.enqueue, event.pk), robust=True)
        return
    try:
        with transaction.atomic():
            announce.enqueue(event.pk)
    except Exception:
        logger.exception("Event %s could not be announced", event.pk)


def is_announced(event):
    """A new ticket, and an answer of the team."""
    if event.kind == Event.Kind.REPLIED:
        return event.data.get("side") == Side.TEAM
    return event.kind == Event.Kind.OPENED


def _is_stored_in_this_database(task):
    return type(task.get_backend()).__module__.startswith("django_tasks_db")
