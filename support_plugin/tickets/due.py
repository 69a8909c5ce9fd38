"""What becomes due by the clock alone. Called by `manage.py support_tick`; doing it twice changes nothing."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from support_plugin import conf

from .actions import close, lock, remind_of_promise
from .attachments import purge_kept
from .models import Status, Ticket

BATCH = 500


def do_what_is_due(now=None):
    """Do all of it; return how many of each: promises, closed, files."""
    now = now or timezone.now()
    return {
        "promises": _promises(now),
        "closed": _closing(now),
        "files": purge_kept(now),
    }


def _promises(now):
    due = Ticket.objects.filter(status=Status.ON_HOLD, promised_until__lte=now)
    return sum(1 for ticket in due[:BATCH] if remind_of_promise(ticket))


def _closing(now):
    """Close what was resolved CLOSE_AFTER_DAYS ago and stayed so."""
    before = now - timedelta(days=conf.CLOSE_AFTER_DAYS)
    count = 0
    for ticket in Ticket.objects.filter(status=Status.RESOLVED, resolved_at__lte=before)[:BATCH]:
        with transaction.atomic():
            lock(ticket)
            if ticket.status == Status.RESOLVED and ticket.resolved_at <= before:
                close(ticket, by=None)
                count += 1
    return count
