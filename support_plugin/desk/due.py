"""What is due, as the desk shows it: a badge in a row or a head, a line per clock among the facts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from support_plugin import conf
from support_plugin.sla.models import Deadline, Target
from support_plugin.sla.policies import minutes_in_words
from support_plugin.text.dates import format_date, local, moment_in_words
from support_plugin.text.digits import localized

MINUTE, HOUR, DAY = 60, 3600, 86400
# From here on what is left is said in hours.
MOST_MINUTES = 90


@dataclass(frozen=True)
class Badge:
    """`tone` is one of late, soon, promise, calm, paused, met; `at` the moment that `words` speak of, if any."""

    tone: str
    icon: str
    words: str
    at: datetime | None = None


@dataclass(frozen=True)
class Clock:
    """One target of a ticket among its facts."""

    name: str
    badge: Badge


def with_paused_clocks(tickets):
    """Annotate `has_paused_clock`: a policy counts for the ticket, and nothing runs at the moment."""
    paused = Deadline.objects.filter(ticket=OuterRef("pk"), met_at__isnull=True, running_since__isnull=True)
    return tickets.annotate(has_paused_clock=Exists(paused))


def has_paused(deadlines):
    """The same of rows that were read already."""
    return any(row.met_at is None and row.running_since is None for row in deadlines)


def due_badge(ticket, now=None, *, has_paused_clock=None):
    """What is due next on this ticket; None where nothing is counted."""
    now = now or timezone.now()
    # Tickets of before the clocks were kept have a promise and no due time.
    at = ticket.due_at or ticket.promised_until
    if at:
        return badge_of(at, now, is_promise=at == ticket.promised_until)
    if has_paused_clock is None:
        has_paused_clock = ticket.has_paused_clock
    if has_paused_clock and not ticket.is_finished:
        return Badge("paused", "pause", _("The clock is paused"))
    return None


def badge_of(at, now, *, is_promise=False):
    """A moment that runs: how late, how soon, or by when."""
    if at <= now:
        return Badge("late", "warning", _overdue_by(now - at), at)
    if at <= now + timedelta(minutes=conf.DUE_SOON_MINUTES):
        return Badge("soon", "clock", _left(at - now), at)
    if is_promise:
        moment = moment_in_words(at, now)
        return Badge("promise", "clock", _("Promised: {moment}").format(moment=moment), at)
    is_today = local(at).date() == local(now).date()
    moment = localized(f"{local(at):%H:%M}") if is_today else moment_in_words(at, now)
    return Badge("calm", "clock", pgettext("due", "by {moment}").format(moment=moment), at)


def clocks_of(ticket, deadlines, now=None):
    """A `Clock` for each target of the ticket, in the order of `Target`."""
    now = now or timezone.now()
    rows = {row.target: row for row in deadlines}
    return [
        Clock(label, _badge_of_clock(rows[target], ticket, now))
        for target, label in Target.choices
        if target in rows
    ]


def _badge_of_clock(row, ticket, now):
    if row.met_at:
        return _met(row)
    if row.running_since and row.due_at:
        return badge_of(row.due_at, now, is_promise=row.due_at == ticket.promised_until)
    if row.running_since:
        return Badge("paused", "pause", _("closed until further notice"))
    if row.due_at or row.overdue_at:
        return Badge("late", "pause", _("missed, paused"))
    left = _left_of(row)
    words = _("paused, {time} left").format(time=left) if left else _("paused")
    return Badge("paused", "pause", words)


def _met(row):
    moment = format_date(row.met_at, "j F، H:i")
    if row.overdue_at or (row.due_at and row.due_at < row.met_at):
        return Badge("late", "warning", _("met late, {moment}").format(moment=moment))
    return Badge("met", "check", _("met, {moment}").format(moment=moment))


def _left_of(row):
    """How much of a paused clock is left, in words; nothing where its policy is gone."""
    limit = row.policy and getattr(row.policy, f"{row.target}_minutes")
    if not limit:
        return ""
    minutes = max(1, limit - int(row.used.total_seconds() // MINUTE))
    if minutes > MOST_MINUTES:
        minutes -= minutes % 60
    return minutes_in_words(minutes, row.policy.hours)


def _left(distance):
    number = max(1, round(distance.total_seconds() / MINUTE))
    return ngettext("{number} minute left", "{number} minutes left", number).format(number=localized(number))


def _overdue_by(distance):
    seconds = distance.total_seconds()
    if seconds < HOUR:
        number = max(1, int(seconds // MINUTE))
        words = ngettext("{number} minute overdue", "{number} minutes overdue", number)
    elif seconds < DAY:
        number = int(seconds // HOUR)
        words = ngettext("{number} hour overdue", "{number} hours overdue", number)
    else:
        number = int(seconds // DAY)
        words = ngettext("{number} day overdue", "{number} days overdue", number)
    return words.format(number=localized(number))
