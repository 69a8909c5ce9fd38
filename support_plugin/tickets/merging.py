"""Merging: two tickets of one customer are read and answered as one, and can be parted again.

No message moves. The merged ticket is closed and points at the other; a thread is read over both
(`Message.objects.in_thread_of`), so that parting them gives back exactly what was.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from . import errors
from .changing import begin, lock, point_at_the_newest, save, turn
from .models import FINISHED, WAITING_FOR_US, Event, Side, Status, Ticket
from .permissions import require_agent
from .recalling import MOVING, TURNING, settle
from .snapshots import restore, snapshot
from .timeline import record, standing

Kind = Event.Kind
# After these alone a ticket can still be put back to what it was before the first of them.
JOINING = frozenset({Kind.MERGED_IN, Kind.UNMERGED_FROM})


@transaction.atomic
def merge(ticket, into, *, by):
    """Make `ticket` a part of `into`: from now on there is one thread, under the number of `into`.

    Both must be the same customer's, and `by` an agent of both. `unmerge` undoes it. Raises MergeIntoItself,
    MergeOfTwoCustomers, TicketIsMerged, HasMergedTickets, AnswerNotSettled, and TicketIsClosed where `into` is.
    """
    lock_both(ticket, into)
    require_agent(by, ticket)
    require_agent(by, into)
    _refuse_merging(ticket, into)
    before, before_into = snapshot(ticket), snapshot(into)

    settle(ticket)
    turn(ticket, Status.CLOSED)
    ticket.merged_into = into
    save(ticket)

    settle(into)
    facts = _join(into, before)
    save(into)

    merged = record(ticket, Kind.MERGED, by=by, other=ticket_fact(into), before=before)
    record(
        into, Kind.MERGED_IN, by=by, other=ticket_fact(ticket), merge=merged.pk, before=before_into, **facts
    )
    return into


@transaction.atomic
def unmerge(ticket, *, by):
    """Part a merged ticket from the one it was merged into. Both are again what they were.

    Where the other one was answered or changed since, it keeps its state and only loses what was not its own.
    Raises TicketIsNotMerged, AnswerNotSettled.
    """
    into = ticket.merged_into
    if into is None:
        raise errors.TicketIsNotMerged
    lock_both(ticket, into)
    require_agent(by, ticket)
    require_agent(by, into)
    merged = ticket.events.filter(kind=Kind.MERGED).last()
    if ticket.merged_into_id != into.pk or merged is None:
        raise errors.TicketIsNotMerged
    _refuse_unsettled(ticket, into)
    merged_in = into.events.filter(kind=Kind.MERGED_IN, data__merge=merged.pk).last()

    ticket.merged_into = None
    _put_back(ticket, merged.data["before"], ticket.events.filter(pk__gt=merged.pk))
    save(ticket, customer_may_know=False)

    settle(into)
    _part(into, merged_in)
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


def lock_both(first, second):
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
    _refuse_unsettled(ticket, into)


def _refuse_unsettled(*tickets):
    """What can still be taken back stands in the way: taking it back would bring up what was before the merge."""
    now = timezone.now()
    if any(each.settles_at and each.settles_at > now for each in tickets):
        raise errors.AnswerNotSettled


def _join(into, other):
    """What a ticket says of its turn once another, of which `other` is the snapshot, is a part of it.

    Returns the facts for the clocks: whose question came along (`side`), and what was promised in it (`until`).
    """
    facts = {}
    waits = into.status in (Status.WAITING_CUSTOMER, *FINISHED)
    asks = other["status"] in WAITING_FOR_US
    promise = other["promised_until"] if into.promised_until is None else None
    if asks and into.status != Status.ON_HOLD:
        facts["side"] = Side.CUSTOMER
    if asks and waits:
        turn(into, Status.OPEN)
    elif promise and waits:
        turn(into, Status.ON_HOLD)
    if promise:
        # What was promised in one is owed in both.
        facts["until"] = promise
        into.promised_until = datetime.fromisoformat(promise)
    into.last_request_pk = max(into.last_request_pk, other["last_request_pk"])
    into.last_answer_pk = max(into.last_answer_pk, other["last_answer_pk"])
    written_at = datetime.fromisoformat(other["last_message_at"])
    if written_at > into.last_message_at:
        into.last_message_at, into.last_message_side = written_at, other["last_message_side"]
    return facts


def _put_back(ticket, facts, since):
    """What it was by a snapshot, but for what was done `since` (events) and has nothing to do with the merge."""
    kinds = set(since.values_list("kind", flat=True))
    restore(ticket, facts, all_but={"assignee_id", "changed_at"} if kinds & MOVING else ())
    if kinds & {Kind.TAKEN, Kind.ASSIGNED}:
        begin(ticket)
    if (
        Kind.PROMISE_DUE in kinds
        and ticket.status == Status.ON_HOLD
        and ticket.promised_until <= timezone.now()
    ):
        turn(ticket, Status.OPEN, keep_promise=True)


def _part(into, merged_in):
    """Take away from a ticket what came with one merge.

    Where nothing but merges passed the turn since, it is what it was before the first of them, joined by those
    that still stand: tickets are parted in any order. Else it keeps its state.
    """
    joining = _joining_events(into)
    joined = [event for event in joining if event.kind == Kind.MERGED_IN]
    if merged_in not in joined:
        point_at_the_newest(into)
        return
    first = joined[0]
    _put_back(into, first.data["before"], into.events.filter(pk__gt=first.pk))
    for event in standing(joining):
        if event != merged_in:
            _join(into, Event.objects.get(pk=event.data["merge"]).data["before"])
    known = {event.pk for event in joined}
    if any(event.pk > first.pk and not known.issuperset(event.data.get("undoes", ())) for event in joining):
        # What was parted meanwhile had left its mark before the first.
        point_at_the_newest(into)


def _joining_events(into):
    """The newest events that passed the turn of a ticket, as far back as they are merges and partings."""
    events = []
    for event in into.events.filter(kind__in=TURNING).order_by("-pk").iterator():
        if event.kind not in JOINING:
            break
        events.insert(0, event)
    return events
