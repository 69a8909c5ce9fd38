"""What the clock alone brings: warnings, misses, measurements. Called by `support_tick`; twice changes nothing."""

import logging
from datetime import timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from support_plugin import conf
from support_plugin.tickets.changing import lock
from support_plugin.tickets.due import do_each
from support_plugin.tickets.models import Event, Status
from support_plugin.tickets.timeline import record

from . import holidays, measuring, recalculation
from .models import Deadline, Target

logger = logging.getLogger(__name__)

BATCH = 500


def do_what_is_due(now=None):
    """Do all of it; return how many of each: holidays, overdue, due_soon, measured, recalculated."""
    jobs = {
        "holidays": holidays.seed_missing_years,
        "overdue": _tell_overdue,
        "due_soon": _tell_due_soon,
        "measured": measuring.measure,
        "recalculated": recalculation.take_up_stale,
    }
    return do_each(jobs, now or timezone.now())


def due_soon_unheard(now):
    """Clocks that run out within DUE_SOON_MINUTES and whose agents were not warned."""
    soon = now + timedelta(minutes=conf.DUE_SOON_MINUTES)
    return Deadline.objects.filter(
        running_since__isnull=False, warned_at__isnull=True, due_at__gt=now, due_at__lte=soon
    )


def overdue_unheard(now):
    """Clocks that ran out unrecorded. Of a promised date that comes while on hold the ticket reminds by itself."""
    unheard = Deadline.objects.filter(running_since__isnull=False, overdue_at__isnull=True, due_at__lte=now)
    return unheard.exclude(target=Target.UPDATE, ticket__status=Status.ON_HOLD)


def _tell_overdue(now):
    return _tell(overdue_unheard(now), now, Event.Kind.OVERDUE, "overdue_at")


def _tell_due_soon(now):
    return _tell(due_soon_unheard(now), now, Event.Kind.DUE_SOON, "warned_at", is_time=_is_half_over)


def _is_half_over(deadline, now):
    """A short target is not announced the moment it begins: at least half of what was left has passed."""
    return now - deadline.running_since >= deadline.due_at - now


def _tell(unheard, now, kind, mark, is_time=None):
    """One line in the timeline per clock; of two ticks at the same time one writes it. Returns how many.

    A ticket whose line cannot be written is logged and left; the others go on.
    """
    count = 0
    for deadline in unheard.select_related("ticket").order_by("due_at")[:BATCH]:
        if is_time and not is_time(deadline, now):
            continue
        try:
            count += _tell_one(unheard, deadline, now, kind, mark)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("Ticket %s: %s could not be written", deadline.ticket.reference, kind)
    return count


@transaction.atomic
def _tell_one(unheard, deadline, now, kind, mark):
    ticket = deadline.ticket
    lock(ticket)
    # Since we looked, it may have been answered, or told by another tick.
    deadline = unheard.filter(pk=deadline.pk).first()
    if deadline is None:
        return False
    setattr(deadline, mark, now)
    deadline.save(update_fields=[mark])
    record(ticket, kind, by=None, target=deadline.target, due=deadline.due_at.isoformat())
    return True
