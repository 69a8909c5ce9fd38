"""The worker's half of the post: takes up what is due, one delivery at a time, and says what became of it.

A delivery is leased in a short transaction, sent outside of any, and marked under its lease. Whoever dies in between
leaves a lease that runs out, and the delivery is taken up again under the same Message-ID.
"""

import logging
import random
import uuid
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from support_plugin import conf
from support_plugin.text.clean import clean

from . import channels, letters
from .channels.base import Recipient, Result
from .kinds import Kind
from .models import Delivery
from .recipients import may_hear, wants_to_hear

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(days=1)
# How long a channel that reaches nobody is left in peace.
REST = timedelta(minutes=1)
# How long a message waits for a channel that reaches nobody: RFC 5321 §4.5.4.1 asks for four to five days.
GIVE_UP_AFTER = timedelta(days=4)
LONGEST_REASON = Delivery._meta.get_field("reason").max_length


def drain(now=None, limit=None):
    """Send what is due until nothing is left or `limit` deliveries were taken up; return how many were.

    Any number of these may run at once. `now` stands still where it is given.
    """
    ways, taken = channels.known(), 0
    try:
        while limit is None or taken < limit:
            moment = now or timezone.now()
            delivery = take_up(moment, _resting(ways, moment))
            if delivery is None:
                break
            taken += 1
            _send(delivery, ways.get(delivery.channel), moment)
    finally:
        for way in ways.values():
            if hasattr(way, "close"):
                way.close()
    return taken


def is_anything_due(now):
    """Is there something that a drain would take up?"""
    return _due(now, _resting(channels.known(), now)).exists()


def take_up(now, resting=()):
    """Lease the delivery that has been due longest, of channels that do not rest; None where there is none."""
    while True:
        with transaction.atomic():
            due = _due(now, resting).order_by("due_at", "pk")
            delivery = due.select_for_update(skip_locked=_can_skip_locked()).first()
            if delivery is None:
                return None
            former, delivery.lease = delivery.lease, uuid.uuid4()
            delivery.leased_until = now + timedelta(seconds=conf.DELIVERY_LEASE_SECONDS)
            delivery.tries += 1
            # Where a database knows no row locks, the former lease decides who was first.
            is_ours = Delivery.objects.filter(
                pk=delivery.pk, lease=former, state=Delivery.State.PENDING
            ).update(lease=delivery.lease, leased_until=delivery.leased_until, tries=delivery.tries)
        if is_ours:
            return delivery


def _due(now, resting):
    return (
        Delivery.objects.filter(state=Delivery.State.PENDING, due_at__lte=now)
        .filter(Q(leased_until=None) | Q(leased_until__lte=now))
        .exclude(channel__in=resting)
    )


def _can_skip_locked():
    return connection.features.has_select_for_update_skip_locked


# One delivery -----------------------------------------------------------------------------------------------------


def _send(delivery, channel, now):
    """Send one that was taken up, and mark what became of it. Raises only where the database is in trouble."""
    try:
        prepared = _prepare(delivery, channel, now)
    except (OperationalError, InterfaceError):
        # Not the message's fault: its lease runs out, and it is taken up again.
        raise
    except Exception as error:
        logger.exception("Delivery %s could not be written", delivery.uuid)
        return _park(delivery, reason_of("unwritable", f"{type(error).__name__}: {error}"), now)
    if prepared is None:
        return None
    recipient, context = prepared
    try:
        result = channel.send(recipient, delivery.kind, context)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("The channel %s failed", delivery.channel)
        result = Result("failed", retryable=True, reason=f"broken: {type(error).__name__}: {error}")
    return _mark_result(delivery, result, recipient.address, now)


def _prepare(delivery, channel, now):
    """`(Recipient, context)`, or None if the delivery is not to be sent now and was marked so."""
    if channel is None:
        return _drop(delivery, "no_channel", now)
    if delivery.tries > conf.DELIVERY_TRIES:
        # Taken up so often, and never brought to an end: whoever takes it up dies of it.
        address = delivery.address or channel.address_of(delivery.recipient)
        return _park(delivery, delivery.reason or "worker_died", now, address=address)
    address = delivery.address
    if delivery.kind != Kind.ACCOUNT:
        if not may_hear(delivery.recipient, delivery.ticket, delivery.kind):
            return _drop(delivery, "not_allowed", now)
        if not _still_wanted(delivery):
            return _drop(delivery, "not_wanted", now)
        address = channel.address_of(delivery.recipient)
    if not address:
        return _drop(delivery, "no_address", now)
    later = channel.not_before(now) if hasattr(channel, "not_before") else None
    if later and later > now:
        return _mark(delivery, tries=delivery.tries - 1, due_at=later)
    letter = letters.compose(delivery)
    context = {
        "letter": letter,
        "delivery": delivery,
        "message_id": message_id(delivery),
        "headers": {
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Id": f"<support.{_host()}>",
        },
    }
    return Recipient(delivery.recipient, address, letter.language), context


def _still_wanted(delivery):
    """Leave out what its reader has switched off since it was written down. Is anything left?"""
    told = {
        kind: wants_to_hear(delivery.recipient, kind, delivery.channel)
        for kind in {delivery.kind, *(kind for _pk, kind in delivery.events)}
    }
    left = [[pk, kind] for pk, kind in delivery.events if told[kind]]
    if left:
        delivery.events, delivery.kind = left, left[-1][1]
    return bool(left) or (not delivery.events and told[delivery.kind])


def _mark_result(delivery, result, address, now):
    if result.is_channel_down:
        _let_rest(delivery.channel, now)
    if result.status == "sent":
        return _end(delivery, Delivery.State.SENT, "", now, address=address, remote_id=clean(result.id)[:200])
    reason = reason_of(*result.reason.split(":", 1))
    if not result.retryable:
        return _park(delivery, reason, now, address=address)
    if not result.was_tried:
        if now - delivery.created_at >= GIVE_UP_AFTER:
            return _park(delivery, reason, now, address=address)
        return _mark(delivery, reason=reason, tries=delivery.tries - 1, due_at=now + _a_little_longer(REST))
    if delivery.tries >= conf.DELIVERY_TRIES:
        return _park(delivery, reason, now, address=address)
    return _mark(delivery, reason=reason, due_at=now + pause_after(delivery.tries))


def pause_after(tries):
    """2^(tries - 1) minutes, at most a day, each up to a fifth longer: many failures do not come back at once."""
    return _a_little_longer(min(FIRST_PAUSE * 2 ** min(tries - 1, 16), LONGEST_PAUSE))


def _a_little_longer(pause):
    return pause * random.uniform(1, 1.2)  # noqa: S311


def reason_of(word, said=""):
    """A stable word, and what the other side said, fit to be stored and shown."""
    said = clean(said)
    return (f"{clean(word)}: {said}" if said else clean(word))[:LONGEST_REASON]


def message_id(delivery):
    """The name under which it is sent, however often."""
    return f"<{delivery.uuid}@{_host()}>"


def _host():
    """The host of our addresses, as it may stand in a header."""
    name = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return "localhost"


# What became of it ------------------------------------------------------------------------------------------------


def _park(delivery, reason, now, **facts):
    """It waits for a person, with all that is needed to send it again."""
    return _end(delivery, Delivery.State.PARKED, reason, now, **facts)


def _drop(delivery, reason, now):
    return _end(delivery, Delivery.State.DROPPED, reason, now)


def _end(delivery, state, reason, now, **facts):
    if delivery.kind == Kind.ACCOUNT:
        # Addresses that set a password are secrets: kept no longer than they are needed.
        facts |= {"address": delivery.address} | ({} if state == Delivery.State.PARKED else {"content": {}})
    return _mark(delivery, state=state, reason=reason, ended_at=now, **facts)


def _mark(delivery, **values):
    """Under our own lease only: whoever lost it meanwhile has no say any more."""
    Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease).update(
        lease=None, leased_until=None, **values
    )


# Channels that rest -----------------------------------------------------------------------------------------------


def _let_rest(name, now):
    """So that one dead server does not keep the worker: neither in this round nor in those right after it."""
    cache.set(_rest_key(name), (now + REST).timestamp(), int(REST.total_seconds()))


def _resting(ways, now):
    until = cache.get_many([_rest_key(name) for name in ways])
    return [name for name in ways if until.get(_rest_key(name), 0) > now.timestamp()]


def _rest_key(name):
    return f"support_plugin.channel_rests.{name}"
