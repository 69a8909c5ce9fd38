"""The post: what people are to be told is written down with the change itself, and sent by the worker.

`write` and `write_mail` fill the outbox (`Delivery`), `drain` empties it.
"""

from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from support_plugin import conf
from support_plugin.text.clean import clean
from support_plugin.tickets.models import Event

from .kinds import Kind
from .matrix import PANEL
from .models import Delivery
from .recipients import recipients
from .sending import drain
from .tasks import order_round

__all__ = ["drain", "write", "write_mail"]

LONG_AGO = datetime.min.replace(tzinfo=UTC)
# A taking back that began in time may be committed a little later.
MARGIN = timedelta(seconds=5)
# After these one hears at once of whatever comes next.
OPEN_NO_WINDOW = (Kind.REGISTERED, Kind.NEW_TICKET)


def write(event):
    """Write down who is to be told of an event; called inside its transaction, so that both commit or neither.

    What still waits for the same person about the same ticket takes the event in. For COLLAPSE_MINUTES after a message
    was sent the next one waits, and collects what comes meanwhile. The bell disturbs nobody and rings at once.
    """
    if undone := event.data.get("undoes"):
        return _take_back(event, undone)
    hearings = recipients(event)
    if not hearings:
        return None
    now = timezone.now()
    not_before = _may_be_known_from(event, now)
    earlier = _earlier(event, hearings, now)
    written, grown = [], []
    for hearing in hearings:
        before = earlier.get((hearing.user.pk, hearing.channel), ())
        waiting = next((delivery for delivery in before if _takes_more_in(delivery)), None)
        if waiting:
            waiting.events = [*waiting.events, [event.pk, hearing.kind]]
            waiting.kind = hearing.kind
            waiting.due_at = max(waiting.due_at, not_before)
            grown.append(waiting)
        else:
            written.append(
                Delivery(
                    kind=hearing.kind,
                    channel=hearing.channel,
                    ticket=event.ticket,
                    recipient=hearing.user,
                    events=[[event.pk, hearing.kind]],
                    created_at=now,
                    due_at=not_before
                    if hearing.channel == PANEL
                    else max(not_before, _end_of_window(before)),
                )
            )
    if grown:
        Delivery.objects.bulk_update(grown, ["events", "kind", "due_at"])
    if written:
        Delivery.objects.bulk_create(written)
    due = [delivery.due_at for delivery in (*written, *grown)]
    if any(moment <= now for moment in due):
        order_round()
    if not_before > now and not_before in due:
        order_round(at=not_before)
    return None


def write_mail(address, *, subject, text, html="", user=None):
    """Write down a mail of the host's accounts, which is sent whatever its reader chose to hear."""
    content = {"subject": clean(subject), "text": text, "html": html}
    Delivery.objects.create(
        kind=Kind.ACCOUNT, channel="email", recipient=user, address=address, content=content
    )
    order_round()


def _take_back(event, undone):
    """What was written down of events that were undone is not told. Nobody has been: they were not due yet."""
    waiting = Delivery.objects.select_for_update().filter(ticket=event.ticket, state=Delivery.State.PENDING)
    for delivery in waiting:
        left = [told for told in delivery.events if told[0] not in undone]
        if left == delivery.events:
            continue
        if left:
            Delivery.objects.filter(pk=delivery.pk).update(events=left, kind=left[-1][1])
        else:
            Delivery.objects.filter(pk=delivery.pk).update(
                state=Delivery.State.DROPPED, reason="recalled", ended_at=timezone.now()
            )


def _may_be_known_from(event, now):
    """An answer that can be taken back is told of once it cannot be any more."""
    visible_at = event.data.get("visible_at")
    return datetime.fromisoformat(visible_at) + MARGIN if visible_at else now


def _earlier(event, hearings, now):
    """`{(user key, channel): [Delivery]}`: what these people are or were lately told of this ticket, newest first.

    The rows are locked: the worker cannot take up what grows at this moment.
    """
    if event.kind == Event.Kind.OPENED:
        return {}
    since = now - timedelta(minutes=conf.COLLAPSE_MINUTES)
    found = Delivery.objects.select_for_update().filter(
        Q(ended_at__gt=since) | Q(state=Delivery.State.PENDING),
        ticket=event.ticket,
        recipient__in={hearing.user.pk for hearing in hearings},
    )
    earlier = {}
    for delivery in found.order_by("-pk"):
        earlier.setdefault((delivery.recipient_id, delivery.channel), []).append(delivery)
    return earlier


def _takes_more_in(delivery):
    """What may have left us once is not changed any more: readers' programs know it by its Message-ID.

    One that is sent again has no tries yet; the address it went to tells it.
    """
    is_untouched = delivery.tries == 0 and delivery.lease is None and not delivery.address
    return delivery.state == Delivery.State.PENDING and is_untouched


def _end_of_window(before):
    """Until when the next message waits: counted from when the one before it was sent, or is to be sent."""
    windows = [
        (delivery.ended_at or delivery.due_at) + timedelta(minutes=conf.COLLAPSE_MINUTES)
        for delivery in before
        if delivery.kind not in OPEN_NO_WINDOW and delivery.state != Delivery.State.DROPPED
    ]
    return max(windows, default=LONG_AGO)
