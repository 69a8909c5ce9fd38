"""A working week as editors write it, one line per day: “08:00–12:00, 13:00–17:00”, and as its readers see it."""

import re
from datetime import date, timedelta
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from support_plugin.sla.week import validate_week
from support_plugin.text.dates import days_in_order, format_date
from support_plugin.text.digits import localized, to_ascii
from support_plugin.text.reader import is_persian

A_MONDAY = date(2024, 1, 1)
LONGEST_LINE = 120

_BETWEEN_RANGES = re.compile(r"[,،;؛\n]|\bو\b|\band\b")
_TIME_OF_DAY = r"(\d{1,2})(?:[:.٫](\d{2}))?"
_RANGE = re.compile(rf"\s*{_TIME_OF_DAY}\s*(?:[-–—‒−]|تا|to|until)\s*{_TIME_OF_DAY}\s*")
_CLOSED = {"تعطیل", "closed", "-", "–", "—"}


def day_in_words(day):
    return format_date(A_MONDAY + timedelta(days=day), "l")


def parse_hours(line):
    """The ranges of a day, in minutes: `[[480, 1020]]`; none for a closed day. Raises ValidationError."""
    line = to_ascii(line).strip()
    if not line or line.lower() in _CLOSED:
        return []
    ranges = []
    for piece in _BETWEEN_RANGES.split(line[: LONGEST_LINE + 1]):
        match = _RANGE.fullmatch(piece)
        if not match or len(line) > LONGEST_LINE:
            raise ValidationError(_("Write hours like 08:00–17:00."), code="hours")
        hour, minute, last_hour, last_minute = (int(number or 0) for number in match.groups())
        if minute > 59 or last_minute > 59:
            raise ValidationError(_("Write hours like 08:00–17:00."), code="hours")
        ranges.append([hour * 60 + minute, last_hour * 60 + last_minute])
    return sorted(ranges)


def hours_in_words(ranges):
    """The same, back in the reader's digits; empty for a closed day."""
    return gettext(", ").join(_ranges_in_words(ranges))


def week_in_words(week):
    """Lines for a cell: days that follow one another with the same hours stand together."""
    lines = []
    for ranges, group in groupby(days_in_order(), key=lambda day: week.get(str(day), [])):
        names = [day_in_words(day) for day in group]
        if len(names) > 2:
            days = pgettext("days from and until", "{first}–{last}").format(first=names[0], last=names[-1])
        else:
            days = gettext(", ").join(names)
        pieces = [(piece,) for piece in _ranges_in_words(ranges) or [pgettext("of a day", "closed")]]
        lines.append((days, format_html_join(gettext(", "), '<bdi class="hours-range">{}</bdi>', pieces)))
    return format_html_join("", '<span class="hours-line">{} {}</span>', lines)


def _ranges_in_words(ranges):
    pattern = pgettext("hours from and until", "{start}–{end}")
    return [pattern.format(start=_time_of_day(start), end=_time_of_day(end)) for start, end in ranges]


def _time_of_day(minutes):
    return localized(f"{minutes // 60:02}:{minutes % 60:02}")


class WeekWidget(forms.Widget):
    """Seven lines, the reader's first day of the week first."""

    template_name = "support_plugin/catalogue/week.html"

    def value_from_datadict(self, data, files, name):
        return {str(day): data.get(f"{name}_{day}") or "" for day in range(7)}

    def value_omitted_from_data(self, data, files, name):
        return not any(f"{name}_{day}" in data for day in range(7))

    def id_for_label(self, id_):
        # Each line has a label of its own.
        return ""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        lines = value or {}
        context["direction"] = "rtl" if is_persian() else "ltr"
        context["days"] = [
            {
                "name": f"{name}_{day}",
                "id": f"{context['widget']['attrs'].get('id', name)}_{day}",
                "label": day_in_words(day),
                "value": lines.get(str(day), ""),
                "is_wrong": not _is_right(lines.get(str(day), "")),
            }
            for day in days_in_order()
        ]
        context["longest"] = LONGEST_LINE
        return context


class WeekField(forms.Field):
    """`{"0": [[480, 1020]], …}` of seven lines of text; every wrong day is named."""

    widget = WeekWidget

    def to_python(self, value):
        week, errors = {}, []
        for day in days_in_order():
            try:
                week[str(day)] = _checked_hours(value.get(str(day), "") if value else "")
            except ValidationError as error:
                errors += [format_lazy("{}: {}", day_in_words(day), message) for message in error.messages]
        if errors:
            raise ValidationError(errors)
        return week

    def validate(self, week):
        if not any(week.values()):
            raise ValidationError(_("Give the hours of at least one day."), code="required")

    def prepare_value(self, value):
        """What is stored becomes lines; what was typed stays as it is."""
        if not isinstance(value, dict):
            return {}
        return {
            day: hours_in_words(hours) if isinstance(hours, list) else hours for day, hours in value.items()
        }

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


def _checked_hours(line):
    """Alone in a week that is closed otherwise, so that whatever is wrong is wrong with this day."""
    ranges = parse_hours(line)
    validate_week({str(day): [] for day in range(7)} | {"0": ranges})
    return ranges


def _is_right(line):
    try:
        _checked_hours(line)
    except ValidationError:
        return False
    return True
