"""Working time: the reckoning that every promise rests on."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import jdatetime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_plugin.sla import clock
from support_plugin.sla.clock import ALWAYS, Schedule
from support_plugin.sla.holidays import days_of
from support_plugin.sla.week import default_week

TEHRAN = ZoneInfo("Asia/Tehran")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DAY_OF_MINUTES = 24 * 60


def jalali(year, month, day, hour=0, minute=0):
    day = jdatetime.date(year, month, day).togregorian()
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=TEHRAN)


def office(*more_days_off, closures=()):
    """Saturday to Wednesday 8 to 17, Thursday 8 to 13, and the holidays of 1405."""
    week = default_week()
    days_off = {holiday.day for year in (2026, 2027) for holiday in days_of(year)}
    return Schedule(
        timezone=TEHRAN,
        week=tuple(tuple(map(tuple, week[str(day)])) for day in range(7)),
        days_off=frozenset(days_off | set(more_days_off)),
        closures=closures,
    )


THURSDAY_5_AZAR = jalali(1405, 9, 5).date()


@pytest.mark.parametrize(
    ("schedule", "start", "end"),
    [
        # Wednesday evening: the rest is worked on Thursday.
        (office(), jalali(1405, 9, 4, 16, 50), jalali(1405, 9, 5, 8, 20)),
        # Thursday noon: Friday is closed.
        (office(), jalali(1405, 9, 5, 12, 50), jalali(1405, 9, 7, 8, 20)),
        # A holiday between.
        (office(), jalali(1405, 10, 1, 16, 45), jalali(1405, 10, 3, 8, 15)),
        # Friday, the nationalisation of oil and Nowruz: a week later.
        (office(), jalali(1405, 12, 27, 12, 45), jalali(1406, 1, 5, 8, 15)),
        # An announced closure of Thursday.
        (office(THURSDAY_5_AZAR), jalali(1405, 9, 4, 16, 50), jalali(1405, 9, 7, 8, 20)),
    ],
)
def test_half_an_hour_of_work(schedule, start, end):
    assert clock.add(schedule, start, 30 * MINUTE) == end
    assert clock.between(schedule, start, end) == 30 * MINUTE


def test_an_hour_that_summer_time_skips_was_not_worked():
    """On 1 Farvardin 1401 the clocks of Iran went from 0:00 to 1:00."""
    around_the_clock = Schedule(TEHRAN, ALWAYS.week)
    start = datetime(2022, 3, 21, 23, 30, tzinfo=TEHRAN)
    end = datetime(2022, 3, 22, 1, 30, tzinfo=TEHRAN)
    assert clock.between(around_the_clock, start, end) == HOUR
    assert clock.add(around_the_clock, start, HOUR) == end


def test_an_hour_that_is_repeated_was_worked_twice():
    """On 30 Shahrivar 1401 they went from 24:00 back to 23:00."""
    evening = Schedule(TEHRAN, (((22 * 60, 24 * 60),),) * 7)
    start = datetime(2022, 9, 21, 21, 0, tzinfo=TEHRAN)
    assert clock.between(evening, start, start + DAY) == 3 * HOUR


def test_office_hours_of_a_summer_are_those_of_its_offset():
    start = datetime(2021, 7, 3, 16, 50, tzinfo=TEHRAN)  # Saturday, +04:30
    assert clock.add(office(), start, 30 * MINUTE) == datetime(2021, 7, 4, 3, 50, tzinfo=UTC)


def test_the_day_after_the_last_summer_begins_at_the_same_time_of_day():
    start = datetime(2022, 9, 21, 16, 50, tzinfo=TEHRAN)
    assert clock.add(office(), start, 30 * MINUTE) == datetime(2022, 9, 22, 8, 20, tzinfo=TEHRAN)


def test_an_amount_is_over_with_its_last_minute_and_not_at_the_next_opening():
    start = jalali(1405, 9, 7, 8, 0)
    assert clock.add(office(), start, 9 * HOUR) == jalali(1405, 9, 7, 17, 0)


def test_nothing_left_is_due_as_soon_as_somebody_works():
    friday = jalali(1405, 9, 6, 12, 0)
    assert clock.add(office(), friday, timedelta()) == jalali(1405, 9, 7, 8, 0)


def test_seconds_are_kept():
    start = jalali(1405, 9, 7, 9, 0) + timedelta(seconds=17)
    assert clock.add(office(), start, 30 * MINUTE) == start + 30 * MINUTE
    assert clock.between(office(), start, start + timedelta(seconds=5)) == timedelta(seconds=5)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (jalali(1405, 9, 4, 12, 0), jalali(1405, 9, 4, 12, 0)),
        (jalali(1405, 9, 4, 7, 59), jalali(1405, 9, 4, 8, 0)),
        (jalali(1405, 9, 4, 17, 0), jalali(1405, 9, 5, 8, 0)),
        (jalali(1405, 9, 5, 13, 0), jalali(1405, 9, 7, 8, 0)),
    ],
)
def test_when_the_desk_opens(at, opens):
    assert clock.next_opening(office(), at) == opens
    assert clock.is_open(office(), at) == (at == opens)


def test_a_closure_is_cut_out_to_the_minute():
    closure = (jalali(1405, 9, 4, 10, 0), jalali(1405, 9, 4, 11, 30))
    schedule = office(closures=(closure,))
    assert clock.next_opening(schedule, jalali(1405, 9, 4, 10, 30)) == jalali(1405, 9, 4, 11, 30)
    assert clock.add(schedule, jalali(1405, 9, 4, 9, 45), 30 * MINUTE) == jalali(1405, 9, 4, 11, 45)


def test_closures_may_overlap_and_last_for_days():
    closures = (
        (jalali(1405, 9, 4, 10, 0), jalali(1405, 9, 8, 0, 0)),
        (jalali(1405, 9, 7, 6, 0), jalali(1405, 9, 8, 9, 0)),
    )
    schedule = office(closures=closures)
    assert clock.next_opening(schedule, jalali(1405, 9, 4, 10, 0)) == jalali(1405, 9, 8, 9, 0)


def test_a_desk_that_never_opens_promises_nothing():
    closed = Schedule(TEHRAN)
    now = jalali(1405, 9, 4, 12, 0)
    assert clock.next_opening(closed, now) is None
    assert clock.add(closed, now, MINUTE) is None
    assert clock.between(closed, now, now + 5000 * DAY) == timedelta()
    assert not clock.is_open(closed, now)


def test_an_hour_a_week_still_comes_to_a_year():
    sundays = Schedule(TEHRAN, (*((),) * 6, ((9 * 60, 10 * 60),)))
    start = jalali(1405, 1, 1)
    due = clock.add(sundays, start, 1000 * HOUR)
    assert clock.between(sundays, start, due) == 1000 * HOUR


def test_the_end_of_time_is_no_error():
    late = datetime(9999, 12, 31, 12, 0, tzinfo=UTC)
    assert clock.add(ALWAYS, late, 100 * DAY) is None
    assert clock.next_opening(Schedule(UTC), late) is None


# Against a clock that looks at every minute ----------------------------------------------------------------------


def is_worked(schedule, minute):
    """The definition, as the module's docstring says it."""
    wall = minute.astimezone(schedule.timezone)
    of_day = wall.hour * 60 + wall.minute
    return (
        wall.date() not in schedule.days_off
        and any(start <= of_day < end for start, end in schedule.week[wall.weekday()])
        and not any(start <= minute < end for start, end in schedule.closures)
    )


# The clocks of Tehran changed in March and September up to 2022; Lord Howe's change by half an hour.
BEGINNINGS = [
    datetime(2022, 3, 20, tzinfo=UTC),
    datetime(2022, 9, 20, tzinfo=UTC),
    datetime(2021, 7, 1, tzinfo=UTC),
    datetime(2026, 11, 25, tzinfo=UTC),
    datetime(2027, 4, 3, tzinfo=UTC),
]
ZONES = [
    TEHRAN,
    UTC,
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("America/St_Johns"),
]


@st.composite
def ranges_of_a_day(draw):
    edges = sorted(draw(st.sets(st.integers(0, DAY_OF_MINUTES), max_size=6)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def schedules(draw, beginning):
    days = st.integers(-1, 4).map(lambda days: (beginning + days * DAY).date())
    minutes = st.integers(-600, 5000)
    closures = draw(st.lists(st.tuples(minutes, st.integers(1, 2000)), max_size=3))
    return Schedule(
        timezone=draw(st.sampled_from(ZONES)),
        week=tuple(draw(st.tuples(*[ranges_of_a_day()] * 7))),
        days_off=frozenset(draw(st.sets(days, max_size=2))),
        closures=tuple(
            (beginning + start * MINUTE, beginning + (start + length) * MINUTE) for start, length in closures
        ),
    )


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_it_agrees_with_a_clock_that_looks_at_every_minute(data):
    beginning = data.draw(st.sampled_from(BEGINNINGS))
    schedule = data.draw(schedules(beginning))
    start = beginning + data.draw(st.integers(0, 2 * DAY_OF_MINUTES)) * MINUTE
    minutes = data.draw(st.integers(0, 2 * DAY_OF_MINUTES))
    worked = [start + n * MINUTE for n in range(minutes) if is_worked(schedule, start + n * MINUTE)]
    end = start + minutes * MINUTE

    assert clock.between(schedule, start, end) == len(worked) * MINUTE
    assert clock.is_open(schedule, start) == is_worked(schedule, start)
    if worked:
        assert clock.next_opening(schedule, start) == worked[0]
        assert clock.add(schedule, start, len(worked) * MINUTE) == worked[-1] + MINUTE
        half = worked[: len(worked) // 2 + 1]
        assert clock.add(schedule, start, len(half) * MINUTE) == half[-1] + MINUTE


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_what_is_paused_is_neither_lost_nor_counted(data):
    """However a span is cut into pieces, the pieces come to the same working time."""
    beginning = data.draw(st.sampled_from(BEGINNINGS))
    schedule = data.draw(schedules(beginning))
    moments = sorted(data.draw(st.lists(st.integers(0, 4 * DAY_OF_MINUTES), min_size=2, max_size=6)))
    moments = [beginning + minute * MINUTE for minute in moments]
    pieces = [clock.between(schedule, start, end) for start, end in zip(moments, moments[1:], strict=False)]
    assert sum(pieces, timedelta()) == clock.between(schedule, moments[0], moments[-1])


def test_days_off_are_days_where_the_desk_is():
    """Midnight in Tehran is the evening before in UTC."""
    schedule = Schedule(TEHRAN, ALWAYS.week, frozenset({date(2026, 11, 25)}))
    assert clock.next_opening(schedule, datetime(2026, 11, 24, 21, 0, tzinfo=UTC)) == datetime(
        2026, 11, 25, 20, 30, tzinfo=UTC
    )
