"""Working time, as pure functions: what is open when, and how much of it lies between two moments.

A moment is open if its time of day, in the time zone of the schedule, lies in a range of its weekday, its day is no
day off and no closure covers it. Everything is counted in UTC, so that an hour that a change to summer time skips
is not worked and one that it repeats is worked twice.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

NOTHING = timedelta()
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
# After so many days without an open minute we stop looking: closed until further notice.
LOOK_AHEAD = 400


@dataclass(frozen=True)
class Schedule:
    """When somebody works.

    `week` has for each weekday (0 is Monday) ranges of minutes of the day, `(480, 1020)` being 8:00 to 17:00, in
    order and apart from each other; `days_off` are dates in `timezone`; `closures` pairs of aware datetimes.
    """

    timezone: tzinfo = UTC
    week: tuple[tuple[tuple[int, int], ...], ...] = ((),) * 7
    days_off: frozenset[date] = field(default_factory=frozenset)
    closures: tuple[tuple[datetime, datetime], ...] = ()


# Around the clock, every day.
ALWAYS = Schedule(week=(((0, 24 * 60),),) * 7)


def is_open(schedule, at):
    """Is this moment within working time?"""
    return next_opening(schedule, at) == at


def next_opening(schedule, at):
    """The first open moment from `at` on, in UTC: `at` itself while open; None if closed until further notice."""
    for start, end in _windows(schedule, at):
        if end > at:
            return max(start, at.astimezone(UTC))
    return None


def closing(schedule, at):
    """When the open stretch ends that `at` lies in, or the next one, in UTC; None if closed until further notice."""
    return next((end for _start, end in _windows(schedule, at) if end > at), None)


def add(schedule, start, amount):
    """The moment, in UTC, at which `amount` (a timedelta) of working time from `start` on has passed.

    It ends with the minute that completes the amount, not with the next opening: 9 hours from 8:00 are over at
    17:00. Nothing left: the next open moment. None if there is not so much working time ahead.
    """
    start = start.astimezone(UTC)
    if amount <= NOTHING:
        return next_opening(schedule, start)
    for opens, closes in _windows(schedule, start):
        opens = max(opens, start)
        if closes <= opens:
            continue
        if closes - opens >= amount:
            return opens + amount
        amount -= closes - opens
    return None


def between(schedule, start, end):
    """How much working time lies between two moments, as a timedelta; nothing if `end` comes before `start`."""
    total = NOTHING
    if end <= start:
        return total
    for opens, closes in _windows(schedule, start):
        if opens >= end:
            break
        total += max(NOTHING, min(closes, end) - max(opens, start))
    return total


def _windows(schedule, start):
    """Open stretches `(from, until)` in UTC, in order, beginning with the day that `start` lies in."""
    day, last_open = start.astimezone(schedule.timezone).date(), None
    while last_open is None or day - last_open <= LOOK_AHEAD * DAY:
        last_open = last_open or day
        for window in _windows_of_day(schedule, day):
            last_open = day
            yield window
        if day == date.max:
            return
        day += DAY


def _windows_of_day(schedule, day):
    ranges = schedule.week[day.weekday()]
    if not ranges or day in schedule.days_off:
        return
    midnight = datetime.combine(day, time(), UTC)
    for begins, ends, offset in _stretches_of_one_offset(schedule.timezone, midnight):
        for first, last in ranges:
            opens = max(midnight + first * MINUTE - offset, begins)
            closes = min(midnight + last * MINUTE - offset, ends)
            if opens < closes:
                yield from _without(schedule.closures, opens, closes)


def _stretches_of_one_offset(zone, midnight):
    """The time around a day, `(from, until, offset from UTC)`: two stretches where the clocks change, else one."""
    try:
        begins, ends = midnight - DAY, midnight + 2 * DAY
    except OverflowError:
        return []
    before, after = _offset(zone, begins), _offset(zone, ends)
    if before == after:
        return [(begins, ends, before)]
    # Bisect the moment of the change.
    low, high = begins, ends
    while high - low > MINUTE:
        middle = low + (high - low) // (2 * MINUTE) * MINUTE
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return [(begins, high, before), (high, ends, after)]


def _offset(zone, at):
    return at.astimezone(zone).utcoffset()


def _without(closures, opens, closes):
    """What remains of a window when the closures are cut out, in order."""
    rest = [(opens, closes)]
    for begins, ends in closures:
        if begins < closes and ends > opens:
            cut = [
                piece for start, end in rest for piece in ((start, min(end, begins)), (max(start, ends), end))
            ]
            rest = [(start, end) for start, end in cut if start < end]
    return [(start.astimezone(UTC), end.astimezone(UTC)) for start, end in rest]
