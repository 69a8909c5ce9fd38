"""The editors' screen of extra closures."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from support_plugin.models import Calendar, Closure

from .answering_times import BROKEN, counted, errors, rows, soup, titles
from .conftest import address

SCREEN = "closures"
TEHRAN = ZoneInfo("Asia/Tehran")


@pytest.fixture
def berlin(db):
    return Calendar.objects.create(name="برلین", timezone="Europe/Berlin")


def make(reason="گرما", starts=1, ends=2, **fields):
    now = timezone.now()
    return Closure.objects.create(
        reason=reason, starts_at=now + timedelta(days=starts), ends_at=now + timedelta(days=ends), **fields
    )


def words(**fields):
    return {
        "reason_0": "آلودگی هوا",
        "reason_1": "Air pollution",
        "starts_at_0": "۱۴۰۵/۰۹/۰۷",
        "starts_at_1": "۱۲:۳۰",
        "ends_at_0": "2026-11-28",
        "ends_at_1": "15:00",
        "calendar": "",
    } | fields


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(many, as_editor, berlin, django_assert_num_queries):
    for _number in range(many):
        make(calendar=berlin)
    as_editor.get(address(SCREEN))
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        response = as_editor.get(address(SCREEN))
    assert len(titles(response)) == many


QUERIES_OF_THE_LIST = 14


def test_what_lies_ahead_comes_first_the_next_one_on_top_and_then_what_is_over(as_editor):
    for reason, starts, ends in [
        ("past", -3, -2),
        ("later", 5, 6),
        ("long past", -9, -8),
        ("now", -1, 1),
        ("soon", 2, 3),
    ]:
        make(reason, starts, ends)
    assert titles(as_editor.get(address(SCREEN))) == ["now", "soon", "later", "past", "long past"]


def test_a_closure_for_everybody_is_on_the_sites_clock(as_editor, editor):
    assert as_editor.post(address(SCREEN, "create"), words()).status_code == 302
    closure = Closure.objects.get()
    assert closure.starts_at == datetime(2026, 11, 28, 12, 30, tzinfo=TEHRAN)
    assert closure.ends_at == datetime(2026, 11, 28, 15, 0, tzinfo=TEHRAN)
    assert closure.calendar is None
    assert closure.reason.data == {"fa": "آلودگی هوا", "en": "Air pollution"}
    assert ModelLogEntry.objects.for_instance(closure).get().user == editor
    assert counted() == 1


def test_a_closure_of_some_hours_is_on_their_clock_and_is_shown_on_it(as_editor, berlin):
    as_editor.post(address(SCREEN, "create"), words(calendar=berlin.pk))
    closure = Closure.objects.get()
    assert closure.starts_at == datetime(2026, 11, 28, 12, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    form = soup(as_editor.get(address(SCREEN, "edit", closure.pk)))
    assert form.select_one("[name=starts_at_0]")["value"] == "۱۴۰۵/۰۹/۰۷"
    assert form.select_one("[name=starts_at_1]")["value"] == "۱۲:۳۰"
    [row] = rows(as_editor.get(address(SCREEN)))
    assert row[2:5] == ["شنبه ۷ آذر ۱۴۰۵، ۱۲:۳۰", "شنبه ۷ آذر ۱۴۰۵، ۱۵:۰۰", "برلین"]


def test_without_times_whole_days_are_closed_and_shown_as_such(as_editor):
    as_editor.post(address(SCREEN, "create"), words(starts_at_1="", ends_at_0="۱۴۰۵/۰۹/۰۸", ends_at_1=""))
    closure = Closure.objects.get()
    assert closure.starts_at == datetime(2026, 11, 28, tzinfo=TEHRAN)
    assert closure.ends_at == datetime(2026, 11, 30, tzinfo=TEHRAN)
    form = soup(as_editor.get(address(SCREEN, "edit", closure.pk)))
    shown = [form.select_one(f"[name={name}]").get("value", "") for name in ("ends_at_0", "ends_at_1")]
    assert shown == ["۱۴۰۵/۰۹/۰۸", ""]
    assert rows(as_editor.get(address(SCREEN)))[0][3] == "یکشنبه ۸ آذر ۱۴۰۵"


def test_only_other_times_are_counted_not_another_reason(as_editor):
    as_editor.post(address(SCREEN, "create"), words())
    closure = Closure.objects.get()
    assert counted() == 1
    url = address(SCREEN, "edit", closure.pk)
    as_editor.post(url, words(reason_0="برف"))
    assert counted() == 0
    as_editor.post(url, words(ends_at_1="16:00"))
    assert counted() == 1
    as_editor.post(address(SCREEN, "delete", closure.pk))
    assert not Closure.objects.exists()
    assert counted() == 1


@pytest.mark.parametrize(
    ("day", "moment"), [("2026-11-28", "12:30"), ("2026-11-28", "12:00"), ("2026-11-27", "")]
)
def test_it_ends_after_it_starts(day, moment, as_editor):
    response = as_editor.post(address(SCREEN, "create"), words(ends_at_0=day, ends_at_1=moment))
    assert len(errors(response, "ends_at")) == 1
    assert not Closure.objects.exists()


@pytest.mark.parametrize("value", ["", "1899-12-31", "9999-12-31", "2200-01-01", *BROKEN])
@pytest.mark.parametrize("field", ["starts_at", "ends_at"])
def test_a_bad_day_is_refused_at_its_field_and_what_was_typed_stays(field, value, as_editor):
    response = as_editor.post(address(SCREEN, "create"), words(**{f"{field}_0": value}))
    assert errors(response, field)
    page = soup(response)
    assert page.select_one(f"[name={field}_1]")["value"] in ("۱۲:۳۰", "15:00")
    assert page.select_one("[name=reason_1]")["value"] == "Air pollution"
    assert not Closure.objects.exists()
    assert counted() == 0


@pytest.mark.parametrize("value", ["24:00", "12:60", "noon", *BROKEN])
@pytest.mark.parametrize("field", ["starts_at", "ends_at"])
def test_a_bad_time_is_refused_at_its_field(field, value, as_editor):
    assert errors(as_editor.post(address(SCREEN, "create"), words(**{f"{field}_1": value})), field)


@pytest.mark.parametrize("value", ["999999", *BROKEN])
def test_hours_that_do_not_exist_are_refused(value, as_editor):
    assert errors(as_editor.post(address(SCREEN, "create"), words(calendar=value)), "calendar")


@pytest.mark.parametrize("reason", ["", "\x00", "x" * 121])
def test_a_bad_reason_is_refused(reason, as_editor):
    assert errors(as_editor.post(address(SCREEN, "create"), words(reason_0=reason)), "reason")


def test_an_empty_post_is_refused(as_editor):
    response = as_editor.post(address(SCREEN, "create"), {})
    for field in ("reason", "starts_at", "ends_at"):
        assert errors(response, field)
