"""The editors' screen of public holidays."""

from datetime import date

import pytest
from django.utils import translation
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from support_plugin.models import Holiday
from tests import factories

from .answering_times import BROKEN, counted, errors, rows, soup, titles
from .conftest import address

SCREEN = "holidays"


@pytest.fixture
def eid(db):
    return Holiday.objects.create(
        day=date(2026, 5, 27), name={"fa": "عید قربان", "en": "Eid al-Adha"}, is_estimated=True
    )


@pytest.fixture
def as_english_editor(client, db):
    """Reads the admin in English."""
    person = factories.editor("john")
    UserProfile.objects.create(user=person, preferred_language="en")
    client.force_login(person)
    return client


def words(day="۱۴۰۵/۰۹/۰۲", **fields):
    return {"day": day, "name_0": "تعطیل", "name_1": "Holiday"} | fields


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(many, as_editor, django_assert_num_queries):
    for number in range(many):
        Holiday.objects.create(day=date(2026, 3, 21 + number), name=f"نوروز {number}")
    as_editor.get(address(SCREEN))
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        response = as_editor.get(address(SCREEN))
    assert len(titles(response)) == many


QUERIES_OF_THE_LIST = 15


@pytest.mark.parametrize("typed", ["۱۴۰۵/۰۹/۰۲", "1405/9/2", "١٤٠٥-٠٩-٠٢", "2026-11-23", "۲۰۲۶/۱۱/۲۳"])
def test_a_day_is_taken_in_either_calendar_and_any_digits(typed, as_editor):
    assert as_editor.post(address(SCREEN, "create"), words(typed)).status_code == 302
    assert Holiday.objects.get().day == date(2026, 11, 23)
    assert counted() == 1


def test_the_list_and_the_form_show_the_readers_calendar(as_editor, eid):
    [row] = rows(as_editor.get(address(SCREEN)))
    assert row[1] == "Eid al-Adha"
    assert row[2] == "چهارشنبه ۶ خرداد ۱۴۰۵"
    form = soup(as_editor.get(address(SCREEN, "edit", eid.pk)))
    assert form.select_one("[name=day]")["value"] == "۱۴۰۵/۰۳/۰۶"


def test_in_english_it_is_iso(as_english_editor, eid):
    with translation.override("en"):
        form = soup(as_english_editor.get(address(SCREEN, "edit", eid.pk)))
        assert form.select_one("[name=day]")["value"] == "2026-05-27"
        assert "Wednesday 27 May 2026" in rows(as_english_editor.get(address(SCREEN)))[0][2]
        assert titles(as_english_editor.get(address(SCREEN), {"year": "2026"})) == ["عید قربان"]


def test_the_list_narrows_to_a_year_of_the_readers_calendar(as_editor, eid):
    Holiday.objects.create(day=date(2026, 3, 20), name="نفت")
    Holiday.objects.create(day=date(2026, 3, 21), name="نوروز")
    assert titles(as_editor.get(address(SCREEN), {"year": "1404"})) == ["نفت"]
    assert titles(as_editor.get(address(SCREEN), {"year": "1405"})) == ["نوروز", "عید قربان"]
    assert len(titles(as_editor.get(address(SCREEN), {"year": "2026"}))) == 3
    assert titles(as_editor.get(address(SCREEN), {"day": "estimated"})) == ["عید قربان"]


def test_an_estimated_day_is_confirmed_by_a_post_and_nothing_is_counted(as_editor, eid):
    url = address(SCREEN, "confirm", eid.pk)
    assert url in as_editor.get(address(SCREEN)).content.decode()
    assert "۶ خرداد ۱۴۰۵" in as_editor.get(url).content.decode()
    eid.refresh_from_db()
    assert eid.is_estimated
    assert as_editor.post(url).status_code == 302
    eid.refresh_from_db()
    assert not eid.is_estimated
    assert as_editor.post(url).status_code == 302
    assert ModelLogEntry.objects.get().action == "support_plugin.confirm"
    assert url not in as_editor.get(address(SCREEN)).content.decode()
    assert counted() == 0


def test_only_another_day_is_counted_not_another_name(as_editor, eid):
    url = address(SCREEN, "edit", eid.pk)
    as_editor.post(url, words("۱۴۰۵/۰۳/۰۶"))
    assert counted() == 0
    as_editor.post(url, words("۱۴۰۵/۰۳/۰۷"))
    assert counted() == 1
    as_editor.post(address(SCREEN, "delete", eid.pk))
    assert not Holiday.objects.exists()
    assert counted() == 1
    assert ModelLogEntry.objects.filter(action="wagtail.delete").count() == 1


@pytest.mark.parametrize(
    "day",
    [
        "",
        "1899-12-31",
        "1200/01/01",
        "۱۴۰۵/۱۳/۰۱",
        "2026-02-30",
        "9999-12-31",
        "2200-01-01",
        "0000-00-00",
        *BROKEN,
    ],
)
def test_a_bad_day_is_refused_and_what_was_typed_stays(day, as_editor):
    response = as_editor.post(address(SCREEN, "create"), words(day))
    assert errors(response, "day")
    page = soup(response)
    assert page.select_one("[name=name_1]")["value"] == "Holiday"
    if day and day != "\x00":
        assert page.select_one("[name=day]")["value"] == day
    assert not Holiday.objects.exists()
    assert counted() == 0


def test_one_day_is_one_holiday(as_editor, eid):
    assert errors(as_editor.post(address(SCREEN, "create"), words("2026-05-27")), "day")


@pytest.mark.parametrize("name", ["", "نام\x00", "x" * 121])
def test_a_bad_name_is_refused(name, as_editor):
    assert errors(as_editor.post(address(SCREEN, "create"), words(name_0=name)), "name")


@pytest.mark.parametrize("query", ["year=%00", "year=x", "year=99999", "day=%00", "p=%00", "day__gte=1"])
def test_a_list_survives_whatever_stands_in_its_address(query, as_editor, eid):
    assert titles(as_editor.get(f"{address(SCREEN)}?{query}")) == ["عید قربان"]
