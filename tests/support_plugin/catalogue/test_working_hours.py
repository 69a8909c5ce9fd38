"""The editors' screen of working hours."""

import pytest
from django.utils import translation
from wagtail.models import ModelLogEntry

from support_plugin.catalogue.weeks import hours_in_words, parse_hours, week_in_words
from support_plugin.models import Calendar, Closure, Department
from support_plugin.text.dates import days_in_order
from tests import factories

from .answering_times import BROKEN, counted, errors, rows, soup, titles
from .conftest import address

SCREEN = "working-hours"
NINE_TO_FIVE = "09:00-17:00"


@pytest.fixture
def regular(db):
    """The default hours, as every desk starts with."""
    return Calendar.objects.get()


@pytest.fixture
def night(department, regular):
    calendar = Calendar.objects.create(name={"fa": "شیفت شب", "en": "Night shift"})
    calendar.departments.add(department)
    return calendar


def words(**fields):
    """What a filled in form sends: open on Saturday to Wednesday."""
    days = {f"week_{day}": NINE_TO_FIVE if day not in (3, 4) else "" for day in range(7)}
    return (
        {"name_0": "فروش", "name_1": "Sales", "timezone": "Asia/Tehran", "keeps_holidays": "on"}
        | days
        | fields
    )


def defaults():
    return [calendar.pk for calendar in Calendar.objects.filter(is_default=True)]


@pytest.mark.parametrize(
    ("line", "ranges"),
    [
        ("08:00–17:00", [[480, 1020]]),
        ("8-17", [[480, 1020]]),
        ("۰۸:۰۰ تا ۱۷:۰۰", [[480, 1020]]),
        ("٠٨:٠٠ - ١٧:٣٠", [[480, 1050]]),
        ("08:00–12:00, 13:00–17:00", [[480, 720], [780, 1020]]),
        ("۱۳:۰۰ تا ۱۷:۰۰، ۰۸:۰۰ تا ۱۲:۰۰", [[480, 720], [780, 1020]]),
        ("۸ تا ۱۲ و ۱۳ تا ۱۷", [[480, 720], [780, 1020]]),
        ("00:00–24:00", [[0, 1440]]),
        ("8.30 to 12", [[510, 720]]),
        ("", []),
        ("   ", []),
        ("تعطیل", []),
        ("–", []),
    ],
)
def test_hours_are_taken_however_they_are_written(line, ranges):
    assert parse_hours(line) == ranges


@pytest.mark.parametrize(
    ("language", "line"), [("fa", "08:00–12:00, 13:00–17:30"), ("en", "08:00–12:00, 13:00–17:30")]
)
def test_what_is_shown_is_taken_back(language, line):
    ranges = [[480, 720], [780, 1050]]
    with translation.override(language):
        assert parse_hours(hours_in_words(ranges)) == ranges


def test_a_week_begins_where_the_readers_week_does_and_says_like_days_together(db):
    week = Calendar().week
    assert days_in_order() == [5, 6, 0, 1, 2, 3, 4]
    with translation.override("en"):
        assert days_in_order() == [6, 0, 1, 2, 3, 4, 5]
        week = week | {"5": []}
        assert "Sunday–Wednesday" in week_in_words(week)
        assert "Friday, Saturday" in week_in_words(week)


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(many, as_editor, regular, django_assert_num_queries):
    for number in range(many - 1):
        calendar = Calendar.objects.create(name=f"ساعات {number}")
        calendar.departments.add(factories.department(f"d{number}", fa=f"دپارتمان {number}"))
    factories.department("other", fa="دیگر")
    as_editor.get(address(SCREEN))
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        response = as_editor.get(address(SCREEN))
    assert len(titles(response)) == many


QUERIES_OF_THE_LIST = 20


def test_a_row_shows_the_week_in_the_readers_digits_and_who_works_by_it(as_editor, night, department):
    default, row = rows(as_editor.get(address(SCREEN)))
    assert default[1] == "Regular hours"
    assert "۰۸:۰۰" in row[2]
    assert row[3] == str(department)
    assert row[4]


def test_an_editor_makes_hours_and_open_tickets_are_counted_anew(as_editor, editor, department):
    response = as_editor.post(
        address(SCREEN, "create"),
        words(week_5="۰۸:۰۰ تا ۱۲:۰۰، ۱۳:۰۰ تا ۱۷:۰۰", departments=[department.pk]),
    )
    assert response.status_code == 302
    calendar = Calendar.objects.get(is_default=False)
    assert calendar.name.data == {"fa": "فروش", "en": "Sales"}
    assert calendar.week["5"] == [[480, 720], [780, 1020]]
    assert calendar.week["4"] == []
    assert list(calendar.departments.all()) == [department]
    assert [entry.user for entry in ModelLogEntry.objects.for_instance(calendar)] == [editor]
    assert counted() == 1


def test_what_changes_no_hour_is_not_counted(as_editor, regular):
    as_editor.post(address(SCREEN, "edit", regular.pk), words(name_1="Regular"))
    assert counted() == 1
    as_editor.post(address(SCREEN, "edit", regular.pk), words(name_1="Usual"))
    assert counted() == 0
    as_editor.post(address(SCREEN, "edit", regular.pk), words(name_1="Usual", week_5="8-12"))
    assert counted() == 1
    fields = [entry.data["fields"] for entry in ModelLogEntry.objects.filter(action="support_plugin.change")]
    assert ["week"] in fields


def test_a_department_is_taken_from_the_hours_it_worked_by_and_the_form_says_so(
    as_editor, night, department, regular
):
    page = soup(as_editor.get(address(SCREEN, "edit", regular.pk)))
    assert "شیفت شب" in page.select_one("#id_departments").get_text()
    as_editor.post(address(SCREEN, "edit", regular.pk), words(departments=[department.pk]))
    assert list(regular.departments.all()) == [department]
    assert not night.departments.exists()
    assert ModelLogEntry.objects.for_instance(night).get().data == {"fields": ["departments"]}


def test_another_default_takes_the_mark(as_editor, night, regular):
    as_editor.post(address(SCREEN, "edit", night.pk), words(is_default="on"))
    assert defaults() == [night.pk]
    assert ModelLogEntry.objects.for_instance(regular).get().data == {"fields": ["is_default"]}
    as_editor.post(address(SCREEN, "create"), words(is_default="on"))
    assert defaults() == [Calendar.objects.latest("pk").pk]


def test_the_default_cannot_be_unmarked_and_says_why(as_editor, regular):
    box = soup(as_editor.get(address(SCREEN, "edit", regular.pk))).select_one("[name=is_default]")
    assert box.has_attr("disabled")
    as_editor.post(address(SCREEN, "edit", regular.pk), words())
    assert defaults() == [regular.pk]


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_default_cannot_be_deleted(method, as_editor, regular):
    url = address(SCREEN, "delete", regular.pk)
    response = getattr(as_editor, method)(url)
    assert response.status_code == (200 if method == "get" else 409)
    assert 'role="alert"' in response.content.decode()
    assert url not in as_editor.get(address(SCREEN)).content.decode()
    assert defaults() == [regular.pk]
    assert counted() == 0


def test_hours_that_became_the_default_meanwhile_are_not_deleted(as_editor, night, regular, monkeypatch):
    def pass_on_meanwhile(item):
        Calendar.objects.filter(pk=regular.pk).update(is_default=False)
        Calendar.objects.filter(pk=night.pk).update(is_default=True)
        return False

    monkeypatch.setattr("support_plugin.catalogue.views.is_in_use", pass_on_meanwhile)
    assert as_editor.post(address(SCREEN, "delete", night.pk)).status_code == 409
    assert defaults() == [night.pk]


def test_others_are_deleted_with_their_closures_and_their_departments_stay(as_editor, night, department):
    Closure.objects.create(
        calendar=night, starts_at="2026-11-22T00:00Z", ends_at="2026-11-23T00:00Z", reason="x"
    )
    assert as_editor.post(address(SCREEN, "delete", night.pk)).status_code == 302
    assert not Closure.objects.exists()
    assert Department.objects.filter(pk=department.pk).exists()
    assert counted() == 1


BAD_HOURS = [
    "17:00-08:00",
    "08:00-25:00",
    "8-9,9-10",
    "8-9,10-11,12-13,14-15,16-17",
    "08:61-09:00",
    "8",
    "x" * 200,
]


@pytest.mark.parametrize("line", [*BAD_HOURS, *[value for value in BROKEN if value != "\ufffd"], "\ufffd"])
def test_bad_hours_are_refused_by_day_and_what_was_typed_stays(line, as_editor, regular):
    before = Calendar.objects.values().get()
    response = as_editor.post(address(SCREEN, "edit", regular.pk), words(week_5=line, week_6="۸ تا ۱۲"))
    [message] = errors(response, "week")
    assert message.startswith("شنبه: ")
    page = soup(response)
    assert page.select_one("[name=week_6]")["value"] == "۸ تا ۱۲"
    assert page.select_one("[name=week_5]").has_attr("aria-invalid")
    assert not page.select_one("[name=week_6]").has_attr("aria-invalid")
    assert Calendar.objects.values().get() == before
    assert counted() == 0


def test_every_wrong_day_is_named(as_editor, regular):
    response = as_editor.post(address(SCREEN, "edit", regular.pk), words(week_5="x", week_0="y"))
    assert len(errors(response, "week")) == 2


def test_a_week_that_is_never_open_is_refused(as_editor):
    response = as_editor.post(address(SCREEN, "create"), words(**{f"week_{day}": "" for day in range(7)}))
    assert errors(response, "week")


@pytest.mark.parametrize("zone", ["", "Mars/Base", "../etc/passwd", "/etc/localtime", "x" * 300, *BROKEN])
def test_a_time_zone_that_does_not_exist_is_refused(zone, as_editor):
    assert errors(as_editor.post(address(SCREEN, "create"), words(timezone=zone)), "timezone")
    assert Calendar.objects.count() == 1


@pytest.mark.parametrize("key", ["999999", *BROKEN])
def test_a_department_that_does_not_exist_is_refused(key, as_editor, department):
    response = as_editor.post(address(SCREEN, "create"), words(departments=[department.pk, key]))
    assert errors(response, "departments")
    assert Calendar.objects.count() == 1


@pytest.mark.parametrize("name", ["", "نام\x00", "x" * 81])
def test_a_bad_name_is_refused(name, as_editor):
    assert errors(as_editor.post(address(SCREEN, "create"), words(name_0=name)), "name")


def test_an_empty_post_is_refused(as_editor):
    assert errors(as_editor.post(address(SCREEN, "create"), {}), "name")


def test_the_inspected_hours_are_in_words(as_editor, night):
    page = as_editor.get(address(SCREEN, "inspect", night.pk)).content.decode()
    assert "۰۸:۰۰" in page
    assert "Asia/Tehran" in page
