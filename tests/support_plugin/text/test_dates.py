"""Dates in the reader's calendar, digits and words."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from support_plugin.text.dates import day_name, format_date, parse_date, parse_time, relative
from support_plugin.text.digits import localized_number, to_ascii, to_persian
from support_plugin.text.forms import DateField, NumberField, TimeField
from support_plugin.text.sizes import file_size

TEHRAN = ZoneInfo("Asia/Tehran")
NOW = datetime(2026, 11, 23, 14, 30, tzinfo=TEHRAN)


def render(source, **context):
    return Template("{% load support_text %}" + source).render(Context(context))


def test_a_moment_in_persian_is_jalali_with_persian_digits():
    assert format_date(NOW, "l j F Y، ساعت H:i") == "دوشنبه ۲ آذر ۱۴۰۵، ساعت ۱۴:۳۰"


def test_a_moment_in_english_is_gregorian():
    with translation.override("en"):
        assert format_date(NOW, "l j F Y، H:i") == "Monday 23 November 2026, 14:30"


def test_moments_are_told_in_local_time():
    assert format_date(datetime(2026, 11, 22, 21, 0, tzinfo=ZoneInfo("UTC")), "j F، H:i") == "۲ آذر، ۰۰:۳۰"


@pytest.mark.parametrize(
    ("gregorian", "jalali"),
    [
        (date(2025, 3, 20), "1403/12/30"),
        (date(2021, 3, 20), "1399/12/30"),
        (date(2030, 3, 20), "1408/12/30"),
        (date(2026, 3, 21), "1405/01/01"),
        (date(2026, 11, 23), "1405/09/02"),
    ],
)
def test_the_calendar_knows_its_leap_years_both_ways(gregorian, jalali):
    assert to_ascii(format_date(gregorian, "Y/m/d")) == jalali
    assert parse_date(jalali) == gregorian
    assert parse_date(to_persian(jalali)) == gregorian


def test_letters_of_the_format_can_be_escaped():
    assert format_date(NOW, r"\Y j") == "Y ۲"


@pytest.mark.parametrize(
    "text", ["", "امروز", "1405/13/01", "1404/12/30", "2026-02-30", "1000-01-01", "99999/1/1"]
)
def test_what_is_no_date_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="۱۴"):
        parse_date(text)


@pytest.mark.parametrize("text", ["۲۵:۰۰", "1", "", "۱۲:۶۰"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError):
        parse_time(text)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=2), "2 hours ago"),
        (timedelta(hours=20), "yesterday at 18:30"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=40), "14 October"),
        (timedelta(days=400), "19 October 2025"),
        (timedelta(minutes=-30), "in 30 minutes"),
        (timedelta(days=-1), "tomorrow at 14:30"),
    ],
)
def test_relative_time_counts_days_by_the_calendar(ago, words):
    with translation.override("en"):
        assert relative(NOW - ago, NOW) == words


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=20), "همین حالا"),
        (timedelta(minutes=5), "۵ دقیقه پیش"),
        (timedelta(hours=2), "۲ ساعت پیش"),
        (timedelta(hours=20), "دیروز، ساعت ۱۸:۳۰"),
        (timedelta(days=3), "۳ روز پیش"),
        (timedelta(days=10), "۲۲ آبان"),
        (timedelta(days=300), "۷ بهمن ۱۴۰۴"),
        (timedelta(minutes=-30), "۳۰ دقیقه دیگر"),
        (timedelta(days=-1), "فردا، ساعت ۱۴:۳۰"),
    ],
)
def test_relative_time_in_persian(ago, words):
    assert relative(NOW - ago, NOW) == words


def test_a_day_is_a_heading():
    assert day_name(NOW.date(), NOW) == "امروز، دوشنبه ۲ آذر"
    assert day_name(date(2026, 11, 20), NOW) == "جمعه ۲۹ آبان"


def test_numbers_and_sizes_are_written_as_they_are_read():
    assert localized_number(1234567) == "۱٬۲۳۴٬۵۶۷"
    assert file_size(5 * 1024 * 1024) == "۵ مگابایت"
    with translation.override("en"):
        assert localized_number(1234.5) == "1,234.5"
        assert file_size(1536) == "1.5 KB"
        assert file_size(0) == "0 bytes"


def test_fields_take_what_a_persian_keyboard_writes():
    assert DateField().clean("۱۴۰۵/۰۹/۰۲") == date(2026, 11, 23)
    assert f"{TimeField().clean('۱۴:۳۰'):%H:%M}" == "14:30"
    assert NumberField().clean("۱٬۲۳۴") == 1234
    for field, text in ((DateField(), "فردا"), (TimeField(), "ظهر"), (NumberField(), "ده")):
        with pytest.raises(forms.ValidationError):
            field.clean(text)


def test_a_ticket_number_is_isolated_and_copies_as_bare_digits():
    with translation.override("en"):
        html = render("{% reference number %}", number="48217035")
    assert html == '<bdi dir="ltr" class="desk-ref"><span>4821</span><span>7035</span></bdi>'


def test_a_time_carries_its_machine_form_and_its_full_name():
    html = render('{% when moment "j F" %}', moment=NOW)
    assert 'datetime="2026-11-23T14:30+03:30"' in html
    assert 'title="دوشنبه ۲ آذر ۱۴۰۵، ۱۴:۳۰"' in html
    assert ">۲ آذر</time>" in html


def test_inserted_words_are_escaped_and_isolated():
    assert render("{{ word|isolate }}", word="<b>") == "<bdi>&lt;b&gt;</bdi>"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ d|date:'DATETIME_FORMAT' }}", "۲ آذر ۱۴۰۵، ۱۴:۳۰"),
        ("{{ d|date }}", "۲ آذر ۱۴۰۵"),
        ("{{ d|date:'Y-m-d' }}", "2026-11-23"),
        ("{{ d|date:'c' }}", "2026-11-23T14:30:00+03:30"),
    ],
)
def test_the_admin_shows_jalali_dates_where_a_named_format_asks(source, shown):
    assert render(source, d=NOW) == shown
    with translation.override("en"):
        assert "۱۴۰۵" not in render(source, d=NOW)
