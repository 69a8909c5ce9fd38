"""How soon a department usually answers, in words that are the same everywhere.

Measured where there are enough answers, else the number an editor configured, else nothing. Said is what nine
of ten customers did not have to wait longer for, in working time; and, while the desk is closed, when it opens.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from support_plugin import conf
from support_plugin.taxonomy.models import Department
from support_plugin.text.dates import moment_in_words
from support_plugin.text.digits import localized

from . import clock
from .usual import Measured, usual_for

MOST_MINUTES = 90
STEP = 5
EXACT_TO = 10


@dataclass(frozen=True)
class AnswerTimeWords:
    """What a page may say. `sentence` has no full stop; the rest are its pieces, already in the reader's language."""

    sentence: str
    # Its first half as markup, the number emphasised, for where it stands alone and large.
    usually: str
    number: str
    opening: str
    is_open: bool
    opens_at: datetime | None
    # Working minutes: the ninth decile, or what was configured.
    minutes: int
    measured: Measured | None = None

    def __str__(self):
        return self.sentence

    @property
    def median(self):
        return duration(self.measured.median) if self.measured else ""

    @property
    def ninth_decile(self):
        return duration(self.measured.ninth_decile) if self.measured else ""

    @property
    def period(self):
        """Over how many days it was measured."""
        return conf.ANSWER_TIME_DAYS


def answer_time(department, ticket_type=None, now=None):
    """The words for one department, or None where nothing is known."""
    return answer_times([department], ticket_type, now)[department.pk]


def answer_times(departments, ticket_type=None, now=None):
    """`{department pk: words or None}`, in a fixed number of queries for any number of departments."""
    now = now or timezone.now()
    departments = list(departments)
    usual = usual_for(departments)
    return {
        department.pk: _words(usual[department.pk], department, ticket_type, now)
        for department in departments
    }


def answer_time_for(ticket):
    """How soon this department usually answers, in the language of the ticket; "" where nobody knows."""
    with override(ticket.language or settings.LANGUAGE_CODE):
        return str(answer_time(ticket.department, ticket.ticket_type) or "")


def first_department_with_time(now=None):
    """The first department one can write to whose answering time is known, with the words: `(department, words)`."""
    departments = list(Department.objects.open_for_tickets())
    times = answer_times(departments, now=now)
    for department in departments:
        if words := times[department.pk]:
            return department, words
    return None, None


def duration(minutes):
    """Working time as people say it: “40 minutes”, “3 hours”; rounded up, never promising too much."""
    number, words = _rounded(minutes)
    return words.format(number=localized(number))


def _words(usual, department, ticket_type, now):
    minutes = usual.minutes_for(department, ticket_type)
    if not minutes:
        return None
    opens_at = clock.next_opening(usual.schedule, now)
    is_open = opens_at is not None and opens_at <= now
    opening = "" if is_open else _opening(opens_at, now)
    usually = _("Usually within {duration}")
    sentence = usually.format(duration=duration(minutes))
    if opening:
        sentence = _("{answer_time}; {opening}").format(answer_time=sentence, opening=opening)
    number, together = _rounded(minutes)
    number = localized(number)
    return AnswerTimeWords(
        sentence=sentence,
        usually=format_html(usually, duration=format_html(together, number=format_html("<b>{}</b>", number))),
        number=number,
        opening=opening,
        is_open=is_open,
        opens_at=opens_at,
        minutes=minutes,
        measured=usual.measured_for(ticket_type),
    )


def _opening(opens_at, now):
    if opens_at is None:
        return _("closed until further notice")
    return _("open again {moment}").format(moment=moment_in_words(opens_at, now))


def _rounded(minutes):
    """(number, words around it): minutes up to an hour and a half, by fives above ten; then working hours."""
    minutes = max(1, minutes)
    if minutes > EXACT_TO:
        minutes = -(-minutes // STEP) * STEP
    if minutes <= MOST_MINUTES:
        return minutes, ngettext("{number} minute", "{number} minutes", minutes)
    hours = -(-minutes // 60)
    return hours, ngettext("{number} working hour", "{number} working hours", hours)
