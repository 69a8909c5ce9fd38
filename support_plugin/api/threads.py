"""What is read of a ticket: itself as this reader sees it, its messages, its timeline. One place for both sides."""

import hashlib

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from support_plugin.sla.expectation import expectations
from support_plugin.tickets import answers
from support_plugin.tickets.models import Event, Message, ReadMark, Side
from support_plugin.tickets.recalling import as_customer_sees
from support_plugin.tickets.timeline import may_customer_know

NEWEST = 20
# What a customer's program may hear of; what they read as a sentence in the panel, and every answer.
CUSTOMER_KINDS = (*Event.PUBLIC_KINDS, Event.Kind.REPLIED, Event.Kind.HELD, Event.Kind.WAITED)


def with_unread(tickets, user, side):
    """Annotate what `as_seen` makes `has_unread` of."""
    if side == Side.TEAM:
        return tickets.with_unread_requests(user)
    marks = ReadMark.objects.filter(ticket=OuterRef("pk"), user=user)
    return tickets.annotate(read_up_to=Subquery(marks.values("message_pk")[:1]))


def with_shown(tickets, user, side):
    """What a ticket's shape needs, in a fixed number of queries for any number of tickets."""
    tickets = with_unread(tickets.with_row_details().select_related("merged_into"), user, side)
    return tickets.prefetch_related("tags") if side == Side.TEAM else tickets


def as_seen(tickets, side):
    """The tickets as a reader on this side sees them, each with its `side`, `has_unread` and `expected`."""
    tickets = list(tickets)
    answers.with_versions(tickets)
    expected = expectations(tickets) if side == Side.CUSTOMER else {}
    seen = []
    for ticket in tickets:
        shown = as_customer_sees(ticket) if side == Side.CUSTOMER else ticket
        shown.side, shown.expected = side, expected.get(ticket.pk)
        shown.has_unread = (
            getattr(ticket, "has_unread_request", False) if side == Side.TEAM else _has_unread_answer(shown)
        )
        seen.append(shown)
    return seen


def _has_unread_answer(ticket):
    """Is there an answer that its customer has not opened? An earlier one stays unread while a later one is held back."""
    if ticket.settles_at and ticket.settles_at > timezone.now() and not ticket.before_answer:
        return False
    return ticket.last_answer_pk > (getattr(ticket, "read_up_to", None) or 0)


def etag_of(ticket, side):
    """Changes with everything about the ticket that a reader on this side may know of."""
    seen = as_customer_sees(ticket) if side == Side.CUSTOMER else ticket
    stamp = seen.changed_at if side == Side.CUSTOMER else seen.updated_at
    told = f"{seen.pk}:{side}:{stamp.isoformat()}:{seen.last_answer_pk}:{seen.last_request_pk}"
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:24]}"'


def messages_of(ticket, side):
    """The thread as this side reads it, oldest first."""
    messages = Message.objects.in_thread_of(ticket)
    if side == Side.CUSTOMER:
        messages = messages.public()
    return messages.select_related("ticket__department").prefetch_related("attachments")


def events_of(ticket, side):
    """The ticket's timeline for a reader on this side, oldest first."""
    events = ticket.events.select_related("ticket", "actor").order_by("pk")
    if side == Side.TEAM:
        return events
    # Left out before pages are made: a gap in one would tell that there is something.
    untold = undone(ticket.events) | {event.pk for event in pending(ticket.events)}
    return events.filter(kind__in=CUSTOMER_KINDS).exclude(pk__in=untold)


def undone(events):
    """The keys of those of these events that were taken back since, and of the lines that took them back."""
    undoing = list(
        events.filter(kind=Event.Kind.RECALLED, data__has_key="undoes")
        .order_by()
        .values_list("pk", "data__undoes")
    )
    return {pk for pk, _undone in undoing} | {key for _pk, keys in undoing for key in keys}


def pending(events):
    """Those of these events of which customers hear later, oldest first: of an answer that can still be taken back."""
    now = timezone.now()
    told_later = events.filter(ticket__settles_at__gt=now, data__has_key="visible_at").order_by("pk")
    return [event for event in told_later if not may_customer_know(event, now)]
