"""Public holidays: written into the table once a year, then the editors' own. Never computed when somebody asks.

The days are those of the package `holidays`. What follows the moon and is not announced yet is marked as estimated.
Closures that are announced at short notice are not in it: editors add them.
"""

from datetime import timedelta

import holidays
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from support_plugin import conf

from . import recalculation
from .models import Holiday, HolidayYear

# The next year is written so long before it begins.
AHEAD = timedelta(days=90)


def seed_missing_years(now=None):
    """Write the present year, and the next one in time, where it was not done before; return how many days."""
    today = timezone.localdate(now)
    years = {today.year, (today + AHEAD).year}
    years -= set(HolidayYear.objects.values_list("year", flat=True))
    return sum(seed(year) for year in sorted(years))


def seed(year):
    """Write the days of a year that are not in the table yet; return how many. Open tickets are counted anew."""
    if not (days := days_of(year)):
        return 0
    known = set(Holiday.objects.filter(day__year=year).values_list("day", flat=True))
    fresh = [holiday for holiday in days if holiday.day not in known]
    with transaction.atomic():
        # Another tick may write them at the same time.
        HolidayYear.objects.bulk_create([HolidayYear(year=year)], ignore_conflicts=True)
        Holiday.objects.bulk_create(fresh, ignore_conflicts=True)
        if fresh:
            recalculation.start(hours_changed=True)
    return len(fresh)


def days_of(year):
    """`Holiday`s of HOLIDAYS_COUNTRY in a year of the Gregorian calendar, unsaved; none if it is no such country."""
    if conf.HOLIDAYS_COUNTRY not in holidays.list_supported_countries():
        return []
    tables = _tables(year)
    some_table = next(iter(tables.values()))
    return [
        Holiday(
            day=day,
            name={code: _name(table, day) for code, table in tables.items()},
            is_estimated=any(name.endswith(_mark(some_table)) for name in some_table.get_list(day)),
        )
        for day in sorted(some_table)
    ]


def _tables(year):
    """`{language of the site: the package's table of the year in it}`; else one in the package's choice."""
    country = conf.HOLIDAYS_COUNTRY
    spoken = holidays.country_holidays(country, years=year).supported_languages
    languages = {
        code: next((each for each in spoken if each.split("_")[0] == code.split("-")[0]), None)
        for code, _label in settings.LANGUAGES
    }
    languages = {code: each for code, each in languages.items() if each} or {settings.LANGUAGE_CODE: None}
    return {
        code: holidays.country_holidays(country, years=year, language=language)
        for code, language in languages.items()
    }


def _name(table, day):
    return " / ".join(name.removesuffix(_mark(table)) for name in table.get_list(day))


def _mark(table):
    """What the package adds to the name of a day that may still move, in the table's language."""
    label = getattr(table, "estimated_label", "%s")
    return table.tr(label).removeprefix("%s")
