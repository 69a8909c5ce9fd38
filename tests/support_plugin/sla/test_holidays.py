"""Public holidays come into the table once a year, and are the editors' from then on."""

from datetime import UTC, date, datetime

import jdatetime
import pytest
from django.core.management import CommandError, call_command

from support_plugin.sla import holidays
from support_plugin.sla.models import Holiday, HolidayYear, Recalculation

pytestmark = pytest.mark.django_db
AUTUMN = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SPRING = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_written():
    Holiday.objects.all().delete()
    HolidayYear.objects.all().delete()


def days():
    return set(Holiday.objects.values_list("day", flat=True))


def test_a_year_of_iran_is_written_in_both_languages():
    holidays.seed(2026)
    revolution = Holiday.objects.get(day=date(2026, 2, 11))
    assert revolution.name.data == {"fa": "پیروزی انقلاب اسلامی", "en": "Islamic Revolution Day"}
    assert not revolution.is_estimated


def test_the_days_are_those_of_the_solar_year_1405():
    holidays.seed(2026)
    holidays.seed(2027)
    year = [jdatetime.date.fromgregorian(date=day) for day in sorted(days())]
    assert [(day.month, day.day) for day in year if day.year == 1405] == [
        *[(1, 1), (1, 2), (1, 3), (1, 4), (1, 12), (1, 13), (1, 25)],
        *[(3, 6), (3, 14), (3, 15), (4, 3), (4, 4)],
        *[(5, 13), (5, 21), (5, 22), (5, 30), (6, 8), (8, 22)],
        *[(10, 2), (10, 16), (11, 4), (11, 22), (12, 10), (12, 19), (12, 20), (12, 29)],
    ]


def test_what_follows_the_moon_is_estimated_and_its_name_does_not_say_so():
    holidays.seed(2027)
    fitr = Holiday.objects.get(day=date(2027, 3, 10))
    assert fitr.is_estimated
    assert fitr.name.data == {"fa": "عید سعید فطر", "en": "Eid al-Fitr"}
    assert not Holiday.objects.get(day=date(2027, 3, 21)).is_estimated


def test_the_next_year_is_written_in_autumn():
    holidays.seed_missing_years(SPRING)
    assert {day.year for day in days()} == {2026}
    holidays.seed_missing_years(AUTUMN)
    assert {day.year for day in days()} == {2026, 2027}


def test_a_day_that_an_editor_wrote_first_does_not_stand_for_the_year():
    Holiday.objects.create(day=date(2027, 5, 1), name="از خود ما")
    holidays.seed_missing_years(AUTUMN)
    assert Holiday.objects.filter(day__year=2027).count() == 29


def test_a_year_that_an_editor_emptied_stays_empty():
    holidays.seed_missing_years(AUTUMN)
    Holiday.objects.all().delete()
    assert holidays.seed_missing_years(AUTUMN) == 0
    assert days() == set()


def test_a_day_that_an_editor_deleted_stays_away():
    holidays.seed_missing_years(AUTUMN)
    Holiday.objects.get(day=date(2026, 12, 23)).delete()
    assert holidays.seed_missing_years(AUTUMN) == 0
    assert date(2026, 12, 23) not in days()


def test_a_day_that_an_editor_wrote_stays_as_it_is():
    Holiday.objects.create(day=date(2026, 2, 11), name="از خود ما")
    holidays.seed(2026)
    assert str(Holiday.objects.get(day=date(2026, 2, 11)).name) == "از خود ما"


def test_open_tickets_are_counted_anew_once():
    holidays.seed(2026)
    holidays.seed(2026)
    assert Recalculation.objects.count() == 1


def test_a_country_that_speaks_none_of_our_languages_still_has_names(settings):
    settings.SUPPORT_HOLIDAYS_COUNTRY = "JP"
    settings.LANGUAGES = [("fa", "فارسی")]
    holidays.seed(2026)
    assert str(Holiday.objects.get(day=date(2026, 1, 1)).name)


@pytest.mark.parametrize("country", ["", "XX"])
def test_no_country_has_no_holidays(settings, country):
    settings.SUPPORT_HOLIDAYS_COUNTRY = country
    assert holidays.seed_missing_years(AUTUMN) == 0


def test_the_command_says_what_it_wrote(capsys):
    call_command("support_holidays", "2026", "2027")
    assert capsys.readouterr().out == "2026: 32 days written\n2027: 28 days written\n"


@pytest.mark.parametrize("year", ["0", "-5", "1850", "99999999999"])
def test_the_command_refuses_years_without_holidays(year):
    with pytest.raises(CommandError, match="There are no public holidays"):
        call_command("support_holidays", "--", year)
    assert days() == set()
