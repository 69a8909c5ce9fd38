"""Who hears of what, and by which channel. The policy of `tickets.permissions` has the last word, twice: when the
event is written down, and again when a message is sent."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from support_plugin.tickets.models import DepartmentMembership, Event, Follower, Side, Ticket
from support_plugin.tickets.permissions import TicketPermissionPolicy, is_agent_of

from . import channels
from .kinds import FOR_CUSTOMERS, Kind
from .matrix import Reach, choice_of, is_told, reaches_of
from .models import Preferences


@dataclass(frozen=True)
class Hearing:
    """One person is told one thing by one channel (its name)."""

    user: Any
    kind: str
    channel: str


def recipients(event):
    """Who is told of an event, as `[Hearing]`: one kind per person, never the one who did it.

    The receipt of a new ticket is the exception: it goes to the customer who filed it.
    """
    found = [*_customers(event), *_agents(event)]
    people = [user for user, _choice, _kind in found]
    chosen = dict(Preferences.objects.filter(user__in=people).values_list("user", "choices")) if found else {}
    names = [channel.name for channel in channels.available()]
    return [
        Hearing(user, kind, name)
        for user, choice, kind in found
        for name in names
        if is_told(choice, name, chosen.get(user.pk))
    ]


def may_hear(user, ticket, kind):
    """May this be sent to them now? Asked of the database anew, for rights may have changed since the event."""
    user = get_user_model().objects.filter(pk=user.pk, is_active=True).first()
    if user is None:
        return False
    if kind in FOR_CUSTOMERS:
        return Ticket.objects.filed_by(user).filter(pk=ticket.pk).exists()
    return Ticket.objects.worked_by(user).filter(pk=ticket.pk).exclude(customer=user).exists()


def wants_to_hear(user, kind, channel):
    """Do they want this kind by this channel now, for any of the reasons for which one may hear of it?"""
    chosen = Preferences.objects.filter(user=user).values_list("choices", flat=True).first() or {}
    lines = [choice_of(kind, reach) for reach in reaches_of(kind)]
    return any(is_told(line, channel, chosen) for line in lines if line)


# Customers --------------------------------------------------------------------------------------------------------


def _customers(event):
    customer, kind = event.ticket.customer, _kind_for_customer(event)
    if kind is None or not customer.is_active:
        return []
    if customer.pk == event.actor_id and kind != Kind.REGISTERED:
        return []
    return [(customer, choice_of(kind), kind)]


def _kind_for_customer(event):
    match event.kind:
        case Event.Kind.OPENED:
            return Kind.REGISTERED
        case Event.Kind.REPLIED if event.data.get("side") == Side.TEAM:
            return Kind.ANSWERED
        case Event.Kind.HELD:
            return Kind.NEEDS_MORE_TIME
        case Event.Kind.WAITED:
            return Kind.WAITING
        case Event.Kind.RESOLVED if event.data.get("side") == Side.TEAM:
            return Kind.RESOLVED
    return None


# Agents -----------------------------------------------------------------------------------------------------------


def _agents(event):
    """`[(user, choice, kind)]`, in a fixed number of queries. Where nobody works any more superusers are called."""
    kind = _kind_for_agents(event)
    if kind is None:
        return []
    ticket = event.ticket
    is_everybodys = _is_everybodys(kind, ticket)
    reaches = _reaches(event, kind, is_everybodys)
    called = Q(pk__in=reaches)
    if is_everybodys:
        called |= Q(
            pk__in=DepartmentMembership.objects.filter(department=ticket.department_id).values("user")
        )
    others = (
        TicketPermissionPolicy(Ticket)
        .users_with_any_permission_for_instance({"view"}, ticket)
        .exclude(pk__in={ticket.customer_id, event.actor_id} - {None})
        .order_by("pk")
    )
    people = list(others.filter(called))
    if not people and is_everybodys and _is_deserted(ticket):
        people = others.filter(is_superuser=True)
    return [(user, choice_of(kind, reaches.get(user.pk, Reach.UNASSIGNED)), kind) for user in people]


def _reaches(event, kind, is_everybodys):
    """Who is meant by name: `{user key: reach}`."""
    if kind == Kind.MENTIONED:
        return dict.fromkeys(event.data["mentions"], Reach.MINE)
    known = reaches_of(kind)
    reaches = {}
    if Reach.FOLLOWED in known:
        followers = Follower.objects.filter(ticket=event.ticket_id)
        reaches = dict.fromkeys(followers.values_list("user", flat=True), Reach.FOLLOWED)
    if is_everybodys:
        # Who works here and follows it too hears as one who works here: the stronger reach.
        workers = DepartmentMembership.objects.filter(department=event.ticket.department_id, user__in=reaches)
        for key in workers.values_list("user", flat=True) if reaches else ():
            reaches[key] = Reach.UNASSIGNED
    if Reach.MINE in known and event.ticket.assignee_id:
        reaches[event.ticket.assignee_id] = Reach.MINE
    return reaches


def _kind_for_agents(event):
    facts = event.data
    match event.kind:
        case Event.Kind.OPENED:
            return Kind.NEW_TICKET
        case Event.Kind.TRANSFERRED if _has_moved(facts):
            return Kind.NEW_TICKET
        case Event.Kind.REPLIED | Event.Kind.REOPENED if facts.get("side") == Side.CUSTOMER:
            return Kind.CUSTOMER_REPLIED
        case Event.Kind.ASSIGNED:
            return Kind.ASSIGNED
        case Event.Kind.NOTED if facts.get("mentions"):
            return Kind.MENTIONED
        case Event.Kind.DUE_SOON:
            return Kind.DUE_SOON
        case Event.Kind.OVERDUE | Event.Kind.PROMISE_DUE:
            return Kind.OVERDUE
    return None


def _has_moved(facts):
    """To another department, not only to another type."""
    return (facts.get("before") or {}).get("id") != (facts.get("department") or {}).get("id")


def _is_everybodys(kind, ticket):
    """Nobody who is still here has taken it, so all who work in its department are called."""
    return Reach.UNASSIGNED in reaches_of(kind) and not _has_assignee(ticket)


def _has_assignee(ticket):
    """Somebody who may still see it: who left the department or was deactivated cannot answer for it."""
    assignee = ticket.assignee_id and get_user_model().objects.filter(pk=ticket.assignee_id).first()
    return bool(assignee) and is_agent_of(assignee, ticket.department_id)


def _is_deserted(ticket):
    """Nobody works in its department who could answer it."""
    members = DepartmentMembership.objects.filter(department=ticket.department_id, user__is_active=True)
    return not members.exclude(user=ticket.customer_id).exists()
