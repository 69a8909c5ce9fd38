"""What is read of a ticket: itself as this reader sees it, its messages, its timeline. One place for both sides."""

import hashlib

from django.utils import timezone

from support_plugin.sla.expectation import expectations
from support_plugin.tickets import answers
from support_plugin.tickets.models import Event, Message, Side
from support_plugin.tickets.recalling import as_customer_sees
from support_plugin.tickets.timeline import may_customer_know, standing

NEWEST = 20
# What a customer's program may hear of; what they read as a sentence in the panel, and every answer.
CUSTOMER_KINDS = (*Event.PUBLIC_KINDS, Event.Kind.REPLIED, Event.Kind.HELD, Event.Kind.WAITED)


def with_unread(tickets, user, side):
    """Annotate what `as_seen` makes `has_unread` of."""
    return tickets.with_unread_requests(user) if side == Side.TEAM else tickets.with_unread_answers(user)


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
        name = "has_unread_request" if side == Side.TEAM else "has_unread_answer"
        shown.has_unread = getattr(ticket, name, False)
        seen.append(shown)
    return seen


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
    return events if side == Side.TEAM else events.filter(kind__in=CUSTOMER_KINDS)


def known_to_customer(events):
    """Of these events those that happened for a customer: not what was taken back, nor what still can be."""
    events, now = list(events), timezone.now()
    recalls = Event.objects.filter(
        ticket__in={event.ticket_id for event in events}, data__has_key="undoes"
    ).only("pk", "data")
    undone = {pk for event in recalls for pk in event.data["undoes"]} if events else set()
    return [event for event in standing(events) if event.pk not in undone and may_customer_know(event, now)]
