"""What the clock alone brings: warnings, misses, measurements. Called by `support_tick`; twice changes nothing."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from support_plugin import conf
from support_plugin.tickets.actions import lock
from support_plugin.tickets.models import Event, Status
from support_plugin.tickets.timeline import record

from . import holidays, measuring, recalculation
from .models import Deadline, Target

BATCH = 500


def do_what_is_due(now=None):
    """Do all of it; return how many of each: holidays, overdue, due_soon, measured, recalculated."""
    now = now or timezone.now()
    return {
        "holidays": holidays.seed_missing_years(now),
        "overdue": _tell(overdue_unheard(now), now, Event.Kind.OVERDUE, "overdue_at"),
        "due_soon": _tell(due_soon_unheard(now), now, Event.Kind.DUE_SOON, "warned_at"),
        "measured": measuring.measure(now),
        "recalculated": recalculation.take_up_stale(now),
    }


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


def _tell(unheard, now, kind, mark):
    """One line in the timeline per clock; of two ticks at the same time one writes it. Returns how many."""
    count = 0
    for deadline in unheard.select_related("ticket").order_by("due_at")[:BATCH]:
        with transaction.atomic():
            ticket = deadline.ticket
            lock(ticket)
            # Since we looked, it may have been answered, or told by another tick.
            deadline = unheard.filter(pk=deadline.pk).first()
            if deadline is None:
                continue
            setattr(deadline, mark, now)
            deadline.save(update_fields=[mark])
            record(ticket, kind, by=None, target=deadline.target, due=deadline.due_at.isoformat())
            count += 1
    return count
