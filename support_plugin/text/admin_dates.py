"""Jalali dates in the Wagtail admin, which formats them with Django's named formats.

One guarded wrapper of `django.utils.formats.date_format`, which the template filter `date` calls as well:
it acts only where the active language is Persian and the format is a named one or its literal value.
`|date:"c"`, `|date:"Y-m-d"` and every other language stay untouched. Switched off by SUPPORT_JALALI_ADMIN.
"""

from functools import wraps

from django.utils import formats

from .dates import format_date
from .reader import is_persian

NAMED = {
    "DATE_FORMAT": "j F Y",
    "SHORT_DATE_FORMAT": "Y/m/d",
    "DATETIME_FORMAT": "j F Y، H:i",
    "SHORT_DATETIME_FORMAT": "Y/m/d، H:i",
    "YEAR_MONTH_FORMAT": "F Y",
    "MONTH_DAY_FORMAT": "j F",
}


def install():
    """Put the wrapper in place, once."""
    original = formats.date_format
    if getattr(original, "is_jalali", False):
        return

    @wraps(original)
    def date_format(value, format=None, use_l10n=None):
        if is_persian() and hasattr(value, "year") and (pattern := _pattern(format)):
            return format_date(value, pattern)
        return original(value, format, use_l10n)

    date_format.is_jalali = True
    formats.date_format = date_format


def _pattern(name):
    name = name or "DATE_FORMAT"
    if name in NAMED:
        return NAMED[name]
    for named, pattern in NAMED.items():
        if name == formats.get_format(named):
            return pattern
    return None
