"""What the clock alone does to tokens. Called by `support_tick`; twice changes nothing."""

from datetime import timedelta

from django.utils import timezone

from support_plugin.tickets.due import do_each

from .models import ApiToken

KEPT = timedelta(days=90)
BATCH = 500


def do_what_is_due(now=None):
    """Do all of it; return how many of each."""
    return do_each({"old tokens": _purge}, now or timezone.now())


def _purge(now):
    """What was revoked or expired long ago is shown to nobody any more."""
    keys = list(ApiToken.objects.over_before(now - KEPT).order_by("pk").values_list("pk", flat=True)[:BATCH])
    return ApiToken.objects.filter(pk__in=keys).delete()[0] if keys else 0
