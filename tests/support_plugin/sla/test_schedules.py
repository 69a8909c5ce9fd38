"""From the editors' tables to what is counted by."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from support_plugin.sla import clock
from support_plugin.sla.models import Calendar, Closure, DepartmentCalendar, Holiday
from support_plugin.sla.schedules import schedule_for, schedules_for
from tests import factories

pytestmark = pytest.mark.django_db
NIGHT = {str(day): [[0, 6 * 60]] for day in range(7)}


@pytest.fixture
def default():
    return Calendar.objects.get(is_default=True)


@pytest.fixture
def night():
    return Calendar.objects.create(name="شب", week=NIGHT, timezone="Europe/Berlin")


def test_a_department_works_by_the_default_calendar(department, default):
    schedule = schedule_for(department)
    assert schedule.timezone == ZoneInfo(default.timezone)
    assert schedule.week[0] == ((480, 1020),)
    assert schedule.week[4] == ()


def test_or_by_the_one_that_names_it(department, other_department, night):
    DepartmentCalendar.objects.create(calendar=night, department=department)
    schedules = schedules_for([department, other_department])
    assert schedules[department.pk].week == (((0, 360),),) * 7
    assert schedules[department.pk].timezone == ZoneInfo("Europe/Berlin")
    assert schedules[other_department.pk].week[0] == ((480, 1020),)


def test_without_any_calendar_our_hours_count(department, default):
    default.delete()
    assert schedule_for(department).week[0] == ((480, 1020),)


def test_public_holidays_are_days_off_where_they_are_kept(department, other_department, night):
    Holiday.objects.create(day=date(2026, 11, 25), name="تعطیل")
    night.keeps_holidays = False
    night.save()
    DepartmentCalendar.objects.create(calendar=night, department=department)
    schedules = schedules_for([department, other_department])
    assert schedules[department.pk].days_off == frozenset()
    assert schedules[other_department.pk].days_off == {date(2026, 11, 25)}


def test_closures_are_everybodys_or_of_one_calendar(department, other_department, night):
    DepartmentCalendar.objects.create(calendar=night, department=department)
    everybody = (datetime(2026, 11, 25, 8, tzinfo=UTC), datetime(2026, 11, 25, 9, tzinfo=UTC))
    nightly = (datetime(2026, 11, 26, 1, tzinfo=UTC), datetime(2026, 11, 26, 2, tzinfo=UTC))
    Closure.objects.create(starts_at=everybody[0], ends_at=everybody[1], reason="همه")
    Closure.objects.create(starts_at=nightly[0], ends_at=nightly[1], reason="شب", calendar=night)
    schedules = schedules_for([department, other_department])
    assert set(schedules[department.pk].closures) == {everybody, nightly}
    assert set(schedules[other_department.pk].closures) == {everybody}
    assert not clock.is_open(schedules[other_department.pk], everybody[0])


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_departments_takes_the_same_queries(count, django_assert_num_queries):
    departments = [factories.department(f"department-{n}", fa=f"دپارتمان {n}") for n in range(count)]
    with django_assert_num_queries(4):
        schedules_for(departments)
