"""Counting open tickets anew after a calendar or a policy changed: in the background, in batches, resumable."""

import logging
from datetime import timedelta
from functools import partial

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django_tasks import task

from support_plugin.taxonomy.models import Department
from support_plugin.tickets.models import FINISHED, Ticket

from . import measuring
from .deadlines import count_anew
from .models import Recalculation
from .policies import active_policies
from .schedules import schedules_for

logger = logging.getLogger(__name__)

BATCH = 200
SILENT_AFTER = timedelta(minutes=10)


def start(by=None, *, hours_changed=True):
    """Have every open ticket counted anew after the commit; return the row that shows how far it is.

    One that is still under way gives way to the new one. Where working hours changed, answering times are
    measured anew as well.
    """
    recalculation = Recalculation.objects.create(started_by=by)
    if hours_changed:
        measuring.forget()
    # A process that dies before this line is made good by the next tick that finds the row silent.
    transaction.on_commit(partial(recalculate.enqueue, recalculation.pk), robust=True)
    return recalculation


def take_up_stale(now=None):
    """Go on with a recalculation whose worker fell silent; return whether there was one."""
    now = now or timezone.now()
    stale = Recalculation.objects.filter(finished_at=None, touched_at__lte=now - SILENT_AFTER).first()
    if stale is None:
        return 0
    _touch(stale)
    recalculate.enqueue(stale.pk)
    return 1


@task()
def recalculate(pk):
    """The worker's part: all batches, one after the other."""
    run(pk)


def run(pk):
    """Count the open tickets in batches of BATCH by key, from where it was left to the end."""
    while _step(pk):
        pass


@transaction.atomic
def _step(pk):
    """One batch; answers whether there may be more. A step that another worker has taken changes nothing."""
    recalculation = Recalculation.objects.select_for_update().filter(pk=pk, finished_at=None).first()
    if recalculation is None:
        return False
    if Recalculation.objects.filter(pk__gt=pk).exists():
        return _touch(recalculation, finished_at=timezone.now())
    if not recalculation.done:
        # Read when the work begins, so that nobody waits for the counting of a long queue.
        recalculation.total = _open_after(recalculation).count()
    tickets = list(
        _open_after(recalculation).select_for_update(no_key=True, of=("self",)).order_by("pk")[:BATCH]
    )
    if not tickets:
        return _touch(recalculation, finished_at=timezone.now(), total=recalculation.done)
    departments = Department.objects.in_bulk({ticket.department_id for ticket in tickets})
    for ticket in tickets:
        ticket.department = departments[ticket.department_id]
    _count(tickets, active_policies(), schedules_for(departments.values()))
    done = recalculation.done + len(tickets)
    return _touch(
        recalculation,
        reached=tickets[-1].pk,
        done=done,
        # Tickets were filed meanwhile.
        total=max(recalculation.total, done),
    )


def _count(tickets, policies, schedules):
    """All at once; where one cannot be counted, one by one, and that one is left as it was."""
    try:
        with transaction.atomic():
            # A policy that is switched on does not write to everybody about every old ticket at once.
            return count_anew(tickets, policies, schedules, timezone.now())
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        if len(tickets) == 1:
            return logger.exception("Ticket %s could not be counted anew", tickets[0].reference)
    for ticket in tickets:
        _count([ticket], policies, schedules)
    return None


def _open_after(recalculation):
    return Ticket.objects.exclude(status__in=FINISHED).filter(pk__gt=recalculation.reached)


def _touch(recalculation, **columns):
    """Write how far it is; answers whether it goes on."""
    Recalculation.objects.filter(pk=recalculation.pk).update(touched_at=timezone.now(), **columns)
    return columns.get("finished_at") is None
