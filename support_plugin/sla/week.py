"""The shape of a working week: `{"0": [[480, 1020]], …}`, minutes of the day per weekday, 0 is Monday."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DAY = 24 * 60
MOST_RANGES = 4


def default_week():
    """Saturday to Wednesday 8 to 17, Thursday 8 to 13, Friday closed."""
    return {str(day): [[8 * 60, 17 * 60]] for day in (0, 1, 2, 5, 6)} | {"3": [[8 * 60, 13 * 60]], "4": []}


def validate_week(week):
    """Refuse everything that is not seven days of ordered, separate ranges within a day."""
    if not isinstance(week, dict) or set(week) != {str(day) for day in range(7)}:
        raise ValidationError(_("Give the hours of all seven days."), code="week")
    for ranges in week.values():
        if not isinstance(ranges, list) or len(ranges) > MOST_RANGES:
            raise ValidationError(_("At most four ranges a day, please."), code="week")
        end_before = -1
        for pair in ranges:
            if not (
                isinstance(pair, list) and len(pair) == 2 and all(type(minute) is int for minute in pair)
            ):
                raise ValidationError(_("Write hours like 08:00–17:00."), code="week")
            start, end = pair
            if not 0 <= start < end <= DAY:
                raise ValidationError(_("Hours end after they start, and by 24:00."), code="week")
            if start <= end_before:
                raise ValidationError(
                    _("The ranges of a day follow one another with a break between."), code="week"
                )
            end_before = end
