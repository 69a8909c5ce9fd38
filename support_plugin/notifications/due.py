"""What the clock alone brings: retries and purges. Called by `support_tick`; twice changes nothing."""

from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from support_plugin import conf
from support_plugin.tickets.due import do_each

from .kinds import Kind
from .models import Delivery, Notice
from .sending import is_anything_due
from .tasks import is_stored_in_this_database, order_round, send_what_is_due

BATCH = 2000
AN_HOUR = timedelta(hours=1)


def do_what_is_due(now=None):
    """Do all of it; return how many of each."""
    jobs = {
        "rounds of the post": _order_round,
        "stale account mails": _let_go_stale,
        "old deliveries": _purge_deliveries,
        "old notices": _purge_notices,
        "finished tasks": _purge_tasks,
    }
    return do_each(jobs, now or timezone.now())


def _order_round(now):
    """Retries, what waited for a window or for quiet hours to end, what a worker that died left."""
    if not is_anything_due(now):
        return 0
    order_round()
    return 1


def _let_go_stale(now):
    """Account mail whose link is worth nothing any more is not sent late, and its text is not kept."""
    before = now - timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    kept = [Delivery.State.PENDING, Delivery.State.PARKED]
    stale = Delivery.objects.filter(kind=Kind.ACCOUNT, state__in=kept, created_at__lt=before)
    return stale.update(
        state=Delivery.State.DROPPED,
        reason="too_late",
        content={},
        ended_at=now,
        lease=None,
        leased_until=None,
    )


def _purge_deliveries(now):
    """What was sent or dropped is kept for a while, what waits for a person longer."""
    ended, unseen = _before(now)
    parked = Q(state=Delivery.State.PARKED)
    old = (~parked & Q(ended_at__lt=ended)) | (parked & Q(ended_at__lt=unseen))
    return _purge(Delivery.objects.filter(old))


def _purge_notices(now):
    read, unseen = _before(now)
    old = Q(created_at__lt=read, read_at__isnull=False) | Q(created_at__lt=unseen)
    return _purge(Notice.objects.filter(old))


def _purge_tasks(now):
    """The rows of tasks that ended, where tasks live in the database; once an hour, for no index leads to them."""
    if not (conf.KEEP_TASKS_DAYS and is_stored_in_this_database(send_what_is_due)):
        return 0
    if not cache.add("support_plugin.tasks_purged", True, int(AN_HOUR.total_seconds())):
        return 0
    finished = apps.get_model("django_tasks_database", "DBTaskResult").objects.finished()
    return _purge(finished.filter(finished_at__lt=now - timedelta(days=conf.KEEP_TASKS_DAYS)))


def _before(now):
    """Older than these is what was dealt with, and what nobody has dealt with yet."""
    return now - timedelta(days=conf.KEEP_DELIVERIES_DAYS), now - timedelta(days=conf.KEEP_UNSEEN_DAYS)


def _purge(rows):
    """Delete a batch of these; the next call takes the next."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return rows.model.objects.filter(pk__in=keys).delete()[0] if keys else 0
