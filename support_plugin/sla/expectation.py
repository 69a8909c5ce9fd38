"""Whose turn a ticket is, what happens next and by when: in the customer's words and calendar.

What was promised is said as it was promised; what is only usual is called usual; what did not come is admitted.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from support_plugin import conf
from support_plugin.text.dates import format_date, moment_in_words
from support_plugin.tickets.models import WAITING_FOR_US, Event, Side, Status
from support_plugin.tickets.recalling import as_customer_sees
from support_plugin.tickets.timeline import may_customer_know, standing

from . import clock
from .usual import usual_for

Kind = Event.Kind
# The lines of a timeline that pass the turn.
TURN_KINDS = (
    Kind.OPENED,
    Kind.REPLIED,
    Kind.WAITED,
    Kind.HELD,
    Kind.RESOLVED,
    Kind.REOPENED,
    Kind.CLOSED,
    Kind.MERGED_IN,
    # What these undo did not happen.
    Kind.RECALLED,
    Kind.UNMERGED,
    Kind.UNMERGED_FROM,
)


@dataclass(frozen=True)
class Expectation:
    """`sentence` for the thread; `short`, without a full stop, for a row of the list (may be empty)."""

    turn: str  # us, you, or nobody
    sentence: str
    short: str = ""
    by: datetime | None = None
    is_late: bool = False


def expectations(tickets, now=None):
    """`{ticket pk: Expectation}`, in a fixed number of queries for any number of tickets (departments loaded)."""
    now = now or timezone.now()
    tickets = [as_customer_sees(ticket, now) for ticket in tickets]
    ours = [ticket for ticket in tickets if _is_plainly_ours(ticket)]
    timelines = _timelines(ours, now)
    usual = usual_for([ticket.department for ticket in ours])
    return {
        ticket.pk: _expectation(ticket, timelines.get(ticket.pk, ()), usual.get(ticket.department_id), now)
        for ticket in tickets
    }


def expectation(ticket, events, now=None):
    """The same for one ticket whose timeline was read already (the kinds TURN_KINDS at least)."""
    now = now or timezone.now()
    ticket = as_customer_sees(ticket, now)
    usual = usual_for([ticket.department])[ticket.department_id] if _is_plainly_ours(ticket) else None
    timeline = [(event.kind, event.data, event.created_at) for event in _known(events, now)]
    return _expectation(ticket, timeline, usual, now)


def _is_plainly_ours(ticket):
    """Our turn, and no date was promised."""
    return ticket.status in WAITING_FOR_US and ticket.promised_until is None


def _known(events, now):
    """What stands of a timeline, and is with the customer already."""
    return [event for event in standing(events) if may_customer_know(event, now)]


def _timelines(tickets, now):
    timelines = defaultdict(list)
    if tickets:
        events = Event.objects.filter(ticket__in=[ticket.pk for ticket in tickets], kind__in=TURN_KINDS)
        for event in _known(events.order_by("pk"), now):
            timelines[event.ticket_id].append((event.kind, event.data, event.created_at))
    return timelines


def _expectation(ticket, timeline, usual, now):
    if ticket.status == Status.RESOLVED:
        return _closes_soon(ticket)
    if ticket.is_finished:
        return Expectation("nobody", _("This ticket is closed. If you reply, it opens again."))
    if ticket.promised_until:
        return _promised(ticket.promised_until, now)
    if ticket.status == Status.WAITING_CUSTOMER:
        return _yours(ticket)
    return _usual(ticket, our_turn_since(timeline) or ticket.created_at, usual, now)


def our_turn_since(timeline):
    """When the ball came to us: the oldest request since we last passed it on. None: it is not with us."""
    since = None
    for kind, data, at in timeline:
        match kind:
            case Kind.OPENED | Kind.REOPENED:
                since = at if since is None else since
            case Kind.REPLIED | Kind.MERGED_IN if data.get("side") == Side.CUSTOMER:
                since = at if since is None else since
            case Kind.REPLIED | Kind.WAITED | Kind.HELD | Kind.RESOLVED | Kind.CLOSED:
                since = None
    return since


def _usual(ticket, since, usual, now):
    minutes = usual.minutes_for(ticket.department, ticket.ticket_type)
    by = clock.add(usual.schedule, since, timedelta(minutes=minutes)) if minutes else None
    if by is None:
        return Expectation("us", _("It is our turn. The answer comes in this same ticket."))
    if by < now:
        return Expectation(
            "us",
            _("It is our turn. This is taking longer than usual; your ticket is in the queue."),
            _("Taking longer than usual; your ticket is in the queue"),
            by,
            is_late=True,
        )
    moment = moment_in_words(by, now)
    return Expectation(
        "us",
        _("It is our turn. The answer comes in this same ticket, usually by {moment}.").format(moment=moment),
        _("Answer usually by {moment}").format(moment=moment),
        by,
    )


def _promised(until, now):
    moment = moment_in_words(until, now)
    if until <= now:
        return Expectation(
            "us",
            _(
                "We had promised to write by {moment} and have not done so yet. We apologise; "
                "the ticket is marked as late for our agents."
            ).format(moment=moment),
            _("The promised news is late; we apologise"),
            until,
            is_late=True,
        )
    return Expectation(
        "us",
        _("This needs more time. You hear from us in this ticket by {date}.").format(date=moment),
        _("News by {moment}").format(moment=moment),
        until,
    )


def _yours(ticket):
    if ticket.asked_customer:
        return Expectation(
            "you", _("We need your answer to go on."), _("Your turn: we need your answer to go on")
        )
    return Expectation(
        "you",
        _("We have answered. Reply if something is still open; otherwise you can close the ticket."),
        _("Your turn: reply if something is still open"),
    )


def _closes_soon(ticket):
    closes = ticket.resolved_at + timedelta(days=conf.CLOSE_AFTER_DAYS)
    date = format_date(closes, "l j F")
    return Expectation(
        "nobody",
        _(
            "This ticket is resolved. Without a reply it is closed on {date}; whenever you reply, it opens again."
        ).format(date=date),
        _("Without a reply it is closed on {date}").format(date=date),
        closes,
    )
