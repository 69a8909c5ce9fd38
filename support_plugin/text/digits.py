"""Digits and numbers as their reader writes them."""

import re

from .reader import is_persian

# A number as people write it, its digits folded and without separators: no exponent, no bare point.
PLAIN_NUMBER = re.compile(r"[+-]?([0-9]{1,15})(?:\.([0-9]{1,15}))?")

PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
_TO_PERSIAN = str.maketrans("0123456789", PERSIAN)
_TO_ASCII = str.maketrans(PERSIAN + "٠١٢٣٤٥٦٧٨٩", "0123456789" * 2)


def to_persian(text):
    return str(text).translate(_TO_PERSIAN)


def to_ascii(text):
    """Persian and Arabic digits as 0-9; everything else stays."""
    return str(text).translate(_TO_ASCII)


def localized(text):
    """Persian digits where the active language is Persian."""
    return to_persian(text) if is_persian() else str(text)


def localized_number(number):
    """A number with thousands and decimals separated as the active language does: ۱٬۲۳۴٫۵ or 1,234.5."""
    grouped = f"{number:,}"
    if not is_persian():
        return grouped
    return to_persian(grouped.replace(",", "٬").replace(".", "٫"))
