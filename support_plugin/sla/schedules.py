"""The editors' calendars as the schedules that the clock counts by."""

from collections import defaultdict
from zoneinfo import ZoneInfo

from .clock import Schedule
from .models import Calendar, Closure, DepartmentCalendar, Holiday


def schedule_for(department):
    """How this department works."""
    return schedules_for([department])[department.pk]


def schedules_for(departments):
    """`{department pk: Schedule}`, in a fixed number of queries for any number of departments."""
    keys = [department.pk for department in departments]
    calendars = {calendar.pk: calendar for calendar in Calendar.objects.all()}
    # Ours, where nobody left a default.
    default = next((each for each in calendars.values() if each.is_default), None) or Calendar()
    chosen = dict(
        DepartmentCalendar.objects.filter(department__in=keys).values_list("department", "calendar")
    )
    holidays = frozenset(Holiday.objects.values_list("day", flat=True))
    closures = defaultdict(list)
    for calendar, starts_at, ends_at in Closure.objects.values_list("calendar", "starts_at", "ends_at"):
        closures[calendar].append((starts_at, ends_at))

    made = {}
    for pk in keys:
        calendar = calendars.get(chosen.get(pk), default)
        if calendar.pk not in made:
            made[calendar.pk] = _schedule(calendar, holidays, (*closures[None], *closures[calendar.pk]))
    return {pk: made[calendars.get(chosen.get(pk), default).pk] for pk in keys}


def _schedule(calendar, holidays, closures):
    return Schedule(
        timezone=ZoneInfo(calendar.timezone),
        week=tuple(tuple(tuple(pair) for pair in calendar.week[str(day)]) for day in range(7)),
        days_off=holidays if calendar.keeps_holidays else frozenset(),
        closures=tuple(closures),
    )
