"""What becomes due by the clock alone. Called by `manage.py support_tick`; doing it twice changes nothing.

One ticket that cannot be moved is logged and left; the others go on.
"""

import logging
from datetime import timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from support_plugin import conf

from . import bulk, trails
from .actions import close, remind_of_promise
from .attachments import purge_kept
from .changing import lock
from .models import Status, Ticket

logger = logging.getLogger(__name__)

BATCH = 500


def do_what_is_due(now=None):
    """Do all of it; return how many of each."""
    jobs = {
        "promises": _promises,
        "closed": _closing,
        "files": purge_kept,
        "bulk actions": bulk.take_up_stale,
        "old trails": trails.purge,
        "readings": trails.forget_readings,
    }
    return do_each(jobs, now or timezone.now())


def do_each(jobs, now):
    """Do every job by itself, so that one that fails holds up none of the others: `{name: how many}`."""
    done = {}
    for name, job in jobs.items():
        try:
            done[name] = job(now)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("What is due: %s failed", name)
            done[name] = 0
    return done


def _promises(now):
    due = Ticket.objects.filter(status=Status.ON_HOLD, promised_until__lte=now).order_by("promised_until")
    return sum(_done(remind_of_promise, ticket) for ticket in due[:BATCH])


def _closing(now):
    """Close what was resolved CLOSE_AFTER_DAYS ago and stayed so."""
    before = now - timedelta(days=conf.CLOSE_AFTER_DAYS)
    due = Ticket.objects.filter(status=Status.RESOLVED, resolved_at__lte=before).order_by("resolved_at")
    return sum(_done(_close_resolved, ticket, before) for ticket in due[:BATCH])


@transaction.atomic
def _close_resolved(ticket, before):
    """Since we looked, its customer may have opened it again."""
    lock(ticket)
    if ticket.status == Status.RESOLVED and ticket.resolved_at <= before:
        close(ticket, by=None)
        return True
    return False


def _done(move, ticket, *facts):
    """Was this ticket moved?"""
    try:
        return bool(move(ticket, *facts))
    except (OperationalError, InterfaceError):
        # The database is in trouble, not the ticket.
        raise
    except Exception:
        logger.exception("Ticket %s: %s failed", ticket.reference, move.__name__)
        return False
