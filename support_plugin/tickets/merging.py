"""Merging: two tickets of one customer are read and answered as one, and can be parted again.

No message moves. The merged ticket is closed and points at the other; a thread is read over both
(`Message.objects.in_thread_of`), so that parting them gives back exactly what was.
"""

from django.db import transaction
from django.utils import timezone

from . import errors
from .changing import lock, save, turn
from .models import FINISHED, WAITING_FOR_US, Event, Message, Side, Status, Ticket
from .permissions import require_agent
from .recalling import TURNING, settle
from .snapshots import restore, snapshot
from .timeline import record

Kind = Event.Kind


@transaction.atomic
def merge(ticket, into, *, by):
    """Make `ticket` a part of `into`: from now on there is one thread, under the number of `into`.

    Both must be the same customer's, and `by` an agent of both. Raises MergeNotPossible (a sentence says why) and
    TicketIsClosed where `into` is closed. `unmerge` undoes it.
    """
    _lock_both(ticket, into)
    require_agent(by, ticket)
    require_agent(by, into)
    _refuse_merging(ticket, into)
    before, before_into = snapshot(ticket), snapshot(into)
    asks = ticket.status in WAITING_FOR_US and into.status in (Status.WAITING_CUSTOMER, *FINISHED)
    promise = ticket.promised_until if into.promised_until is None else None

    settle(ticket)
    turn(ticket, Status.CLOSED)
    ticket.merged_into = into
    save(ticket)

    if asks:
        turn(into, Status.OPEN)
    elif promise and into.status in (Status.WAITING_CUSTOMER, *FINISHED):
        turn(into, Status.ON_HOLD)
    if promise:
        # What was promised in one is owed in both.
        into.promised_until = promise
    settle(into)
    into.last_request_pk = max(into.last_request_pk, ticket.last_request_pk)
    into.last_answer_pk = max(into.last_answer_pk, ticket.last_answer_pk)
    if ticket.last_message_at > into.last_message_at:
        into.last_message_at, into.last_message_side = ticket.last_message_at, ticket.last_message_side
    save(into)

    merged = record(ticket, Kind.MERGED, by=by, other=ticket_fact(into), before=before)
    facts = {"side": Side.CUSTOMER} if asks else {}
    if promise:
        facts["until"] = promise.isoformat()
    record(
        into, Kind.MERGED_IN, by=by, other=ticket_fact(ticket), merge=merged.pk, before=before_into, **facts
    )
    return into


@transaction.atomic
def unmerge(ticket, *, by):
    """Part a merged ticket from the one it was merged into. Both are again what they were.

    Where the other one was answered or changed since, it keeps its state and only loses what was not its own.
    Raises TicketIsNotMerged.
    """
    into = ticket.merged_into
    if into is None:
        raise errors.TicketIsNotMerged
    _lock_both(ticket, into)
    require_agent(by, ticket)
    require_agent(by, into)
    merged = ticket.events.filter(kind=Kind.MERGED).last()
    if ticket.merged_into_id != into.pk or merged is None:
        raise errors.TicketIsNotMerged
    merged_in = into.events.filter(kind=Kind.MERGED_IN, data__merge=merged.pk).last()

    ticket.merged_into = None
    restore(ticket, merged.data["before"])
    save(ticket, customer_may_know=False)

    is_untouched = (
        merged_in is not None and not into.events.filter(pk__gt=merged_in.pk, kind__in=TURNING).exists()
    )
    settle(into)
    if is_untouched:
        restore(into, merged_in.data["before"])
    else:
        _point_at_its_own(into)
    save(into, customer_may_know=False)

    record(ticket, Kind.UNMERGED, by=by, other=ticket_fact(into), undoes=[merged.pk])
    undone = [merged_in.pk] if merged_in else []
    record(into, Kind.UNMERGED_FROM, by=by, other=ticket_fact(ticket), undoes=undone)
    return ticket


def ticket_fact(ticket):
    """How a ticket stands in an event of another."""
    return {"id": ticket.pk, "reference": ticket.reference, "subject": ticket.subject}


def can_be_merged_into(ticket, user):
    """The tickets of the same customer that this one may become a part of, for an agent who works them."""
    others = Ticket.objects.worked_by(user).filter(customer=ticket.customer_id, merged_into=None)
    return others.exclude(pk=ticket.pk).exclude(status=Status.CLOSED).order_by("-last_message_at", "-pk")


def _lock_both(first, second):
    """In the order of their keys, so that two who merge at once do not wait for each other for ever."""
    for ticket in sorted((first, second), key=lambda each: each.pk):
        lock(ticket)


def _refuse_merging(ticket, into):
    if ticket.pk == into.pk:
        raise errors.MergeIntoItself
    if ticket.customer_id != into.customer_id:
        raise errors.MergeOfTwoCustomers
    if ticket.is_merged:
        raise errors.TicketIsMerged(reference=ticket.merged_into.reference)
    if into.is_merged:
        raise errors.TicketIsMerged(reference=into.merged_into.reference)
    if into.status == Status.CLOSED:
        raise errors.TicketIsClosed
    if ticket.merged_tickets.exists():
        raise errors.HasMergedTickets
    now = timezone.now()
    if any(each.settles_at and each.settles_at > now for each in (ticket, into)):
        raise errors.AnswerNotSettled


def _point_at_its_own(ticket):
    """Whose word is the newest, told by the messages that are left with it."""
    public = Message.objects.in_thread_of(ticket).exclude(kind=Message.Kind.NOTE)
    rows = list(public.values_list("pk", "side", "created_at"))
    ticket.last_request_pk = max((pk for pk, side, _at in rows if side == Side.CUSTOMER), default=0)
    ticket.last_answer_pk = max((pk for pk, side, _at in rows if side == Side.TEAM), default=0)
    _pk, ticket.last_message_side, ticket.last_message_at = rows[-1]
