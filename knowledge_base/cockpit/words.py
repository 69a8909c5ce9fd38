"""Numbers as editors read them, in the active language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from support_plugin.text.dates import DATE, format_date
from support_plugin.text.digits import localized_number

NOTHING = "–"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def number(value):
    return NOTHING if value is None else localized_number(value)


def day(value):
    return format_date(value, DATE) if value else _("never")


def percent(share):
    """A share, 0 to 1, as whole percent, in one piece."""
    return _("{number} %").format(number=localized_number(round(share * 100))).replace(" ", NO_BREAK_SPACE)


def points(share):
    """A difference of shares, -1 to 1, in percentage points, with its sign."""
    sign = "\N{MINUS SIGN}" if round(share * 1000) < 0 else ""
    return sign + localized_number(_tenths(abs(share) * 100))


def working_time(minutes):
    """Minutes as hours, to the tenth; below one hour as whole minutes."""
    if minutes is None:
        return NOTHING
    if minutes < 60:
        whole = max(1, round(minutes))
        return ngettext("{number} minute", "{number} minutes", whole).format(number=localized_number(whole))
    hours = _tenths(minutes / 60)
    return ngettext("{number} hour", "{number} hours", 1 if hours == 1 else 2).format(
        number=localized_number(hours)
    )


def _tenths(value):
    """Rounded to the tenth, without one where it is none."""
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded
