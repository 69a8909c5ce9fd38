"""What waits for a person, or was not sent, goes out again: under the same UUID, and so the same Message-ID.

Rights and address are asked again when it is sent, as for every delivery.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from .kinds import Kind
from .models import Delivery
from .tasks import order_round

ACTION = "support_plugin.send_again"
# Of one call: each is an update and a line in the log.
MOST_AT_ONCE = 200


class CannotBeSentAgain(Exception):
    """Nothing was changed; `message` is the sentence for the person."""

    message = _("This message cannot be sent again.")

    def __str__(self):
        return str(self.message)


class UnderWayOrSent(CannotBeSentAgain):
    message = _("This message is under way or was sent: nothing was changed.")


class NoLongerKept(CannotBeSentAgain):
    message = _(
        "The text of this account message is no longer kept or its link is invalid. "
        "Its recipient can ask for a new one."
    )


def sendable_again(now=None):
    """What `send_again` takes, as a condition: parked or not sent, and of account mail what is still of use."""
    now = now or timezone.now()
    freshest = now - timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    is_useless = Q(kind=Kind.ACCOUNT) & (Q(content={}) | Q(created_at__lt=freshest))
    return Q(state__in=[Delivery.State.PARKED, Delivery.State.DROPPED]) & ~is_useless


@transaction.atomic
def send_again(delivery, *, by):
    """Put a delivery back into the outbox, due now, and wake the worker. Of two who ask at once one is refused."""
    if not _put_back(delivery.pk, by):
        delivery.refresh_from_db(fields=["state"])
        has_ended_unsent = delivery.state in (Delivery.State.PARKED, Delivery.State.DROPPED)
        raise NoLongerKept if has_ended_unsent else UnderWayOrSent
    order_round()
    delivery.refresh_from_db()
    return delivery


@transaction.atomic
def send_all_again(deliveries, *, by):
    """Put those of these back that can be, oldest first, MOST_AT_ONCE at most; return how many were."""
    keys = deliveries.filter(sendable_again()).order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE]
    count = sum(_put_back(key, by) for key in list(keys))
    if count:
        order_round()
    return count


def _put_back(key, by):
    """Whether it was: the condition stands in the update itself, so that nothing is sent twice for one wish."""
    now = timezone.now()
    is_ours = Delivery.objects.filter(sendable_again(now), pk=key).update(
        state=Delivery.State.PENDING,
        reason="",
        tries=0,
        due_at=now,
        ended_at=None,
        lease=None,
        leased_until=None,
        remote_id="",
    )
    if is_ours:
        delivery = Delivery.objects.only("uuid").get(pk=key)
        log(instance=delivery, action=ACTION, user=by, title=str(delivery.uuid))
    return bool(is_ours)
