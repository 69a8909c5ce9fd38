"""Dates at the edges: stored in UTC, read and written in the calendar of the reader's language.

Jalali with Persian digits where the active language is Persian, Gregorian otherwise; both in the current
time zone. Formats use Django's letters. Arithmetic of the calendar is jdatetime's.
"""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import jdatetime
from django.utils import dateformat, timezone
from django.utils.formats import get_format
from django.utils.translation import get_language, gettext, ngettext, pgettext

from .digits import localized, to_ascii, to_persian
from .reader import is_persian, zone

MONTHS = [
    "فروردین",
    "اردیبهشت",
    "خرداد",
    "تیر",
    "مرداد",
    "شهریور",
    "مهر",
    "آبان",
    "آذر",
    "دی",
    "بهمن",
    "اسفند",
]
WEEKDAYS = ["دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"]
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199

DATE = "j F Y"
DATE_TIME = "j F Y، H:i"
FULL = "l j F Y، H:i"

_FORMAT = re.compile(r"\\(.)|([A-Za-z])|(.)", re.DOTALL)
# Letters for the hour and minute, and those that say more of a moment than both.
TIMES = re.compile(r"(?<!\\)[Hi]")
OTHER_TIMES = re.compile(r"(?<!\\)[aAcefgGhIOPrsTuUZ]")
_DATE = re.compile(r"\A\s*(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*\Z")
_TIME = re.compile(r"\A\s*(\d{1,2})\s*:\s*(\d{2})\s*\Z")


def local(moment):
    """An aware datetime in the current time zone; dates and naive datetimes stay as they are."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return moment if moment.tzinfo is zone() else moment.astimezone(zone())
    return moment


def format_date(moment, pattern=DATE_TIME):
    """A date or datetime in words, by Django's format letters."""
    return _format_local(local(moment), pattern)


def _format_local(moment, pattern):
    if not is_persian():
        return dateformat.format(moment, pattern.replace("،", ","))
    if moment.year > LATEST_YEAR:
        # Nobody means such a year, and jdatetime ends before datetime does.
        return to_persian(dateformat.format(moment, pattern))
    if not isinstance(moment, datetime):
        return _in_jalali(moment, None, pattern)
    says_more, says_time = _times_of(pattern)
    if says_more:
        return _in_jalali.__wrapped__(moment.date(), moment, pattern)
    return _in_jalali(moment.date(), (moment.hour, moment.minute) if says_time else None, pattern)


@lru_cache(maxsize=256)
def _times_of(pattern):
    """Does a pattern say more of a moment than its hour and minute, and does it say these?"""
    return bool(OTHER_TIMES.search(pattern)), bool(TIMES.search(pattern))


@lru_cache(maxsize=8192)
def _in_jalali(day, at, pattern):
    """`at` is a moment, the hour and minute, or None where the pattern asks for neither."""
    letters = _letters_of_day(day)
    if isinstance(at, tuple):
        letters = {**letters, "H": f"{at[0]:02}", "i": f"{at[1]:02}"}

    def piece(match):
        escaped, letter, other = match.groups()
        if letter is None:
            return escaped or other
        if letter in letters:
            return letters[letter]
        return dateformat.format(at or day, letter)

    return to_persian(_FORMAT.sub(piece, pattern))


@lru_cache(maxsize=2048)
def _letters_of_day(day):
    """What each letter of a format says of this day. Lists show the same few days again and again."""
    jalali = jdatetime.date.fromgregorian(date=day)
    month, weekday = MONTHS[jalali.month - 1], WEEKDAYS[day.weekday()]
    return {
        "d": f"{jalali.day:02}",
        "j": str(jalali.day),
        "m": f"{jalali.month:02}",
        "n": str(jalali.month),
        "y": f"{jalali.year % 100:02}",
        "Y": str(jalali.year),
        "F": month,
        "M": month,
        "N": month,
        "b": month,
        "E": month,
        "l": weekday,
        "D": weekday,
        "L": str(jalali.isleap()),
        "t": str(jdatetime.j_days_in_month[jalali.month - 1] + (jalali.month == 12 and jalali.isleap())),
        "z": str(jalali.yday()),
        "S": "",
    }


def relative(moment, now=None):
    """How long ago, or in how long, as people say it; days are counted by the calendar, not by 24 hours."""
    now = local(now or timezone.now())
    moment = local(moment)
    seconds = (now - moment).total_seconds()
    past, distance = seconds >= 0, abs(seconds)
    if distance < 45:
        return gettext("just now")
    days = abs((now.date() - moment.date()).days)
    if distance < 3570:
        return _count_of(distance / 60, past, _minutes)
    if days == 0:
        return _count_of(distance / 3600, past, _hours)
    if days == 1:
        words = gettext("yesterday at {time}") if past else gettext("tomorrow at {time}")
        return words.format(time=localized(f"{moment:%H:%M}"))
    if days <= 6:
        return _count_of(days, past, _days)
    return _format_local(moment, "j F" if _is_same_year(moment, now) else DATE)


def _is_same_year(one, other):
    """Of two local moments."""
    return one.date() == other.date() or _format_local(one, "Y") == _format_local(other, "Y")


def moment_in_words(moment, now=None):
    """A moment as one makes an appointment: “today at 12:30”, “Saturday 8:30”, “Saturday 5 December 8:30”."""
    now = local(now or timezone.now())
    moment = local(moment)
    time_of_day = localized(f"{moment.hour}:{moment:%M}")
    days = (moment.date() - now.date()).days
    if days == 0:
        return pgettext("day and time of day", "today at {time}").format(time=time_of_day)
    if days == 1:
        return pgettext("day and time of day", "tomorrow at {time}").format(time=time_of_day)
    if days == -1:
        return pgettext("day and time of day", "yesterday at {time}").format(time=time_of_day)
    if 0 < days <= 6:
        day = _format_local(moment, "l")
    else:
        day = _format_local(moment, "l j F" if _is_same_year(moment, now) else "l j F Y")
    return pgettext("day and time of day", "{day} {time}").format(day=day, time=time_of_day)


def days_in_order():
    """The weekdays (0 is Monday) in the order in which the reader's week goes: in Persian from Saturday."""
    first = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7
    return [(first + number) % 7 for number in range(7)]


def parse_date(text):
    """The date a person wrote: `۱۴۰۵/۰۹/۰۲` or `2026-11-23`, any digits. Raises ValueError with a sentence."""
    match = _DATE.match(to_ascii(text))
    if not match:
        raise ValueError(_date_sentence())
    year, month, day = map(int, match.groups())
    try:
        if 1300 <= year < 1600:
            return jdatetime.date(year, month, day).togregorian()
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            raise ValueError
        return date(year, month, day)
    except ValueError:
        raise ValueError(_date_sentence()) from None


def parse_time(text):
    """The time of day a person wrote: `۱۴:۳۰`. Raises ValueError with a sentence."""
    match = _TIME.match(to_ascii(text))
    try:
        return time(*map(int, match.groups()))
    except (AttributeError, ValueError):
        raise ValueError(
            gettext("This time is not right. Write it like {example}.").format(example=localized("14:30"))
        ) from None


def date_for_input(day):
    """A date as the fields of forms show and take it: `۱۴۰۵/۰۹/۰۲` or `2026-11-23`."""
    return format_date(day, "Y/m/d" if is_persian() else "Y-m-d")


def _date_sentence():
    example = date_for_input(timezone.localdate() + timedelta(days=1))
    return gettext("This date is not right. Write it like {example}.").format(example=example)


def _count_of(amount, past, words):
    return _counted(max(1, round(amount)), past, words, get_language())


@lru_cache(maxsize=1024)
def _counted(number, past, words, language):
    """Lists say the same few hours and days again and again."""
    return words(number, past).format(number=localized(number))


def _minutes(number, past):
    if past:
        return ngettext("{number} minute ago", "{number} minutes ago", number)
    return ngettext("in {number} minute", "in {number} minutes", number)


def _hours(number, past):
    if past:
        return ngettext("{number} hour ago", "{number} hours ago", number)
    return ngettext("in {number} hour", "in {number} hours", number)


def _days(number, past):
    if past:
        return ngettext("{number} day ago", "{number} days ago", number)
    return ngettext("in {number} day", "in {number} days", number)


def day_name(day, now=None):
    """A day as a heading: «امروز، یکشنبه ۱ آذر», “Yesterday, Monday 23 November”."""
    today = local(now or timezone.now()).date()
    day = day.date() if isinstance(day, datetime) else day
    name = format_date(day, "l j F" if format_date(day, "Y") == format_date(today, "Y") else "l j F Y")
    if day == today:
        return pgettext("day heading", "Today, {day}").format(day=name)
    if day == today - timedelta(days=1):
        return pgettext("day heading", "Yesterday, {day}").format(day=name)
    return name
