"""What the clock alone brings: retries and purges. Called by `support_tick`; twice changes nothing."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from support_plugin import conf

from .kinds import Kind
from .models import Delivery, Notice
from .sending import is_anything_due
from .tasks import order_round

BATCH = 2000


def do_what_is_due(now=None):
    """Do all of it; return how many of each."""
    now = now or timezone.now()
    before = now - timedelta(days=conf.KEEP_DELIVERIES_DAYS)
    return {
        "rounds of the post": _order_round(now),
        "stale account mails": _let_go_stale(now),
        "old deliveries": _purge(Delivery.objects.filter(ended_at__lt=before)),
        "old notices": _purge(Notice.objects.filter(created_at__lt=before, read_at__isnull=False)),
    }


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


def _purge(rows):
    """Delete a batch of these, oldest first; the next minute takes the next."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return rows.model.objects.filter(pk__in=keys).delete()[0] if keys else 0
