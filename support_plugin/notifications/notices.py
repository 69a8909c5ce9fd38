"""The bell: what somebody was told in the panel or at the desk, and how far they have read.

Rights are asked when it is read: what one may not see any more is neither listed nor counted.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from django.db.models import Case, Count, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from support_plugin import conf
from support_plugin.text.dates import local
from support_plugin.tickets.models import Event, Message, ReadMark, Ticket

from .kinds import FOR_AGENTS, FOR_CUSTOMERS, Kind
from .letters import headline
from .models import Notice

PER_PAGE = 20
# Counting stops here: a bell with more needs no exact number.
MOST_COUNTED = 100
ICONS = {
    Kind.REGISTERED: "tray",
    Kind.ANSWERED: "bubble",
    Kind.NEEDS_MORE_TIME: "clock",
    Kind.WAITING: "reply",
    Kind.RESOLVED: "check-circle",
    Kind.NEW_TICKET: "tray",
    Kind.CUSTOMER_REPLIED: "bubble",
    Kind.ASSIGNED: "user",
    Kind.MENTIONED: "chat",
    Kind.DUE_SOON: "clock",
    Kind.OVERDUE: "warning",
}


def of_customer(user):
    """What they were told of the tickets they filed."""
    if not user.is_authenticated:
        return Notice.objects.none()
    tickets = Ticket.objects.filed_by(user)
    return Notice.objects.filter(user=user, kind__in=FOR_CUSTOMERS, ticket__in=tickets)


def of_agent(user):
    """What they were told of the tickets they work now."""
    tickets = Ticket.objects.worked_by(user)
    if not user.is_authenticated:
        return Notice.objects.none()
    return Notice.objects.filter(user=user, kind__in=FOR_AGENTS, ticket__in=tickets.exclude(customer=user))


def ring(user, delivery):
    """Show a delivery in the bell; done twice it changes nothing.

    What is still unread of the same ticket and COLLAPSE_MINUTES young takes it in. Who has opened the thread since
    and read all it tells of is not called again.
    """
    if Notice.objects.filter(uuid=delivery.uuid).exists() or _has_read(user, delivery):
        return
    kinds = FOR_CUSTOMERS if delivery.kind in FOR_CUSTOMERS else FOR_AGENTS
    since = timezone.now() - timedelta(minutes=conf.COLLAPSE_MINUTES)
    shown = Notice.objects.filter(
        user=user, ticket=delivery.ticket_id, kind__in=kinds, read_at=None, created_at__gt=since
    ).last()
    if shown is None:
        facts = {"ticket_id": delivery.ticket_id, "kind": delivery.kind, "events": delivery.events}
        Notice.objects.get_or_create(uuid=delivery.uuid, defaults={"user": user, **facts})
        return
    known = {pk for pk, _kind in shown.events}
    if new := [told for told in delivery.events if told[0] not in known]:
        Notice.objects.filter(pk=shown.pk).update(events=[*shown.events, *new], kind=delivery.kind)


def _has_read(user, delivery):
    """Were they shown every message that it tells of? What is no message is not read by opening the thread."""
    keys = [pk for pk, _kind in delivery.events]
    messages = [
        data.get("message") for data in Event.objects.filter(pk__in=keys).values_list("data", flat=True)
    ]
    if not messages or None in messages:
        return False
    read = ReadMark.objects.filter(ticket=delivery.ticket_id, user=user, message_pk__gte=max(messages))
    return read.exists()


def count_unread(notices):
    """How many of these are unread; stops counting at MOST_COUNTED."""
    return notices.filter(read_at=None).order_by()[:MOST_COUNTED].count()


def mark_read(notices):
    """Mark these as read. Where nothing is unread nothing is written."""
    unread = notices.filter(read_at=None)
    if unread.exists():
        unread.update(read_at=timezone.now())


@dataclass(frozen=True)
class Page:
    """Some notices, newest first, by day: `[(moment of the first, [notice])]`, each with `sentence` and `icon`.

    `older` is the anchor of the next page, empty on the last.
    """

    days: list
    newest: str
    older: str


def page(notices, older=""):
    """The page beyond the notice with the UUID `older`, or the first. Two queries, whatever stands on it."""
    rows = notices.select_related("ticket__department").annotate(place=_newest_place()).order_by("-pk")
    if anchor := find(notices, older):
        rows = rows.filter(pk__lt=anchor.pk)
    rows = list(rows[: PER_PAGE + 1])
    rows, has_older = rows[:PER_PAGE], len(rows) > PER_PAGE
    for notice in rows:
        notice.sentence = headline(notice.kind, notice.ticket, notice.events)
        notice.icon = ICONS[notice.kind]
    by_day = groupby(rows, key=lambda notice: local(notice.created_at).date())
    days = [list(group) for _day, group in by_day]
    return Page(
        days=[(group[0].created_at, group) for group in days],
        newest=str(rows[0].uuid) if rows else "",
        older=str(rows[-1].uuid) if has_older else "",
    )


def find(notices, key):
    """The notice with this UUID among these; None for whatever else was sent."""
    try:
        key = uuid.UUID(key)
    except (ValueError, AttributeError, TypeError):
        return None
    return notices.filter(uuid=key).first()


def _newest_place():
    """The place of the newest message in the thread its reader sees: notes count for agents only."""
    thread = Message.objects.in_thread_of(OuterRef(OuterRef("ticket"))).order_by()
    everything, public = _number_of(thread), _number_of(thread.public())
    return Coalesce(Case(When(kind__in=FOR_AGENTS, then=everything), default=public), 0)


def _number_of(messages):
    return Subquery(messages.values(thread=Value(1)).annotate(number=Count("pk")).values("number"))
