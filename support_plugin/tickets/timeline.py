"""The timeline: the one door out of a change."""

from datetime import datetime

from django.db import transaction

from .signals import ticket_changed, ticket_changing


def record(ticket, kind, *, by, **facts):
    """Add a line to the ticket's timeline and let everyone else hear of it.

    `facts` must be JSON; sentences are made of them later, for each reader (`tickets.sentences`).
    `by` is the person who did it, or None for the desk itself.
    """
    event = ticket.events.create(kind=kind, actor=by, data=facts)
    ticket_changing.send(type(ticket), event=event)
    transaction.on_commit(lambda: ticket_changed.send_robust(type(ticket), event=event))
    return event


def standing(events):
    """The events without those that were undone since, and without the lines that undid them."""
    events = list(events)
    undone = {pk for event in events for pk in event.data.get("undoes", ())}
    return [event for event in events if event.pk not in undone and "undoes" not in event.data]


def may_customer_know(event, now):
    """Is what this line tells of with the customer already? An answer can be taken back for some seconds."""
    visible_at = event.data.get("visible_at")
    return not visible_at or datetime.fromisoformat(visible_at) <= now


def person_fact(user):
    """How a person stands in an event: their key, and their name as it read then."""
    return {"id": user.pk, "name": person_name(user)} if user else None


def taxonomy_fact(item):
    """How a department, type or product stands in an event: its key, and its names as they read then."""
    return {"id": item.pk, "name": item.name.data} if item else None


def person_name(user):
    return user.get_full_name() or user.get_username()
