"""Taking an answer back: for a few seconds after it was sent nobody but the desk has seen it.

The message says from when on its customer sees it (`visible_at`); nothing waits for a worker. Until then the ticket
keeps what it was before (`before_answer`), which is what its customer goes on reading.
"""

import copy
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from . import errors
from .changing import lock, point_at_the_newest, save
from .models import Attachment, Event, Message, Side
from .permissions import require_agent
from .snapshots import restore
from .timeline import record, standing

Kind = Event.Kind
# After these it is another's turn than before the answer, whatever was taken back.
TURNING = frozenset(
    {
        Kind.REPLIED,
        Kind.HELD,
        Kind.WAITED,
        Kind.RESOLVED,
        Kind.REOPENED,
        Kind.CLOSED,
        Kind.MERGED,
        Kind.MERGED_IN,
        Kind.UNMERGED,
        Kind.UNMERGED_FROM,
    }
)
# After these somebody else has it.
MOVING = frozenset({Kind.TRANSFERRED, Kind.ASSIGNED, Kind.TAKEN, Kind.RELEASED})


@dataclass(frozen=True)
class Recalled:
    """What was taken back, for the composer: its files are kept for their author under `submission_key`."""

    kind: str
    body: str
    is_rich: bool
    promised_until: object
    submission_key: uuid.UUID


@transaction.atomic
def recall(message, *, by):
    """Take one's own answer back before its customer can see it, with all that was done by sending it.

    Returns what was written (`Recalled`). Raises TooLateToRecall once it is visible or gone, NotYours for others.
    """
    ticket = message.ticket
    lock(ticket)
    require_agent(by, ticket)
    message = Message.objects.filter(pk=message.pk).first()
    if message is None or message.visible_at is None or message.visible_at <= timezone.now():
        raise errors.TooLateToRecall
    if message.author_id != by.pk:
        raise errors.NotYours
    done, later = _done_by_sending(ticket, message)
    before = {} if later & TURNING else before_of(ticket, message)
    held = _without(ticket.before_answer, message)
    key = uuid.uuid4()
    Attachment.objects.filter(message=message).update(
        message=None, submission_key=key, created_at=timezone.now()
    )
    recalled = Recalled(message.kind, message.body, message.is_rich, message.promised_until, key)
    message.delete()
    if before:
        restore(ticket, before, all_but={"assignee_id"} if later & MOVING else ())
    else:
        point_at_the_newest(ticket)
        answers = ticket.messages.exclude(kind=Message.Kind.NOTE).filter(side=Side.TEAM)
        ticket.first_response_at = answers.values_list("created_at", flat=True).first()
    still_pending = ticket.messages.filter(visible_at__gt=timezone.now())
    ticket.settles_at = still_pending.aggregate(last=Max("visible_at"))["last"]
    ticket.before_answer = held if ticket.settles_at else {}
    save(ticket, customer_may_know=False)
    record(ticket, Kind.RECALLED, by=by, undoes=[event.pk for event in done])
    return recalled


def remember(ticket, message, before):
    """Keep what the ticket was before this answer (a snapshot), for as long as it can be taken back.

    Where an answer before it can still be taken back as well, what was before that one is kept with it (`earlier`).
    """
    if message.visible_at:
        is_pending = ticket.settles_at and ticket.settles_at > timezone.now() and ticket.before_answer
        earlier = {"earlier": ticket.before_answer} if is_pending else {}
        ticket.settles_at = message.visible_at
        ticket.before_answer = {"message": message.pk, **before, **earlier}


def forget_before(ticket):
    """What it was before the answer holds no more, even if the answer is taken back: somebody else did something."""
    ticket.before_answer = {}


def settle(ticket):
    """Nothing is held back any more."""
    ticket.settles_at, ticket.before_answer = None, {}


def before_of(ticket, message):
    """The snapshot taken before this answer; empty where another answer has taken its place."""
    before = ticket.before_answer
    return before if before.get("message") == message.pk else {}


def as_customer_sees(ticket, now=None):
    """The ticket, or a copy of it as it was before an answer that can still be taken back."""
    if ticket.settles_at is None or ticket.settles_at <= (now or timezone.now()) or not ticket.before_answer:
        return ticket
    before = ticket.before_answer
    while before.get("earlier"):
        before = before["earlier"]
    seen = copy.copy(ticket)
    restore(seen, before)
    return seen


def _without(held, message):
    """The snapshots that are kept, without that of an answer that is taken back."""
    if not held:
        return {}
    earlier = held.get("earlier", {})
    if held["message"] == message.pk:
        return earlier
    if earlier.get("message") == message.pk:
        # What was before the one is now what was before the other.
        return {**earlier, "message": held["message"]}
    return {**held, "earlier": _without(earlier, message)}


def _done_by_sending(ticket, message):
    """`(events of the sending, the kinds of what happened since)`."""
    done, later = [], set()
    for event in standing(ticket.events.filter(created_at__gte=message.created_at)):
        if message.pk in (event.data.get("message"), event.data.get("with_message")):
            done.append(event)
        elif done:
            later.add(event.kind)
    return done, later
