"""What somebody typed into a field, as the value that conditions compare. Knows no model.

`static/support_plugin/forms/conditions.js` holds the same rules for the browser; a test proves that both agree. So
there are only fixed tables here: what Unicode knows of a letter differs between Python and browsers.
"""

import re

from support_plugin.text.dates import parse_date
from support_plugin.text.digits import PLAIN_NUMBER

TEXTS = ("text", "long_text", "email", "url", "phone")
KINDS = (*TEXTS, "number", "date", "choice", "choices", "checkbox", "file")
TICKED = ("on", "yes", "true", "1")
MOST_DIGITS = 15  # What a double holds exactly, in Python as in JavaScript.

_DIGITS = {digit: str(number % 10) for number, digit in enumerate("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩")}
_LETTERS = {"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه"}
_CASE = {letter: letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_SPACES = (
    *range(0x09, 0x0E),
    *(0x85, 0xA0, 0x1680),
    *range(0x2000, 0x200B),
    *(0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF),
)
# Half-space, tatweel, marks of direction, and halves of signs, which no text may hold.
_NOTHING = (
    *(0x200C, 0x0640, 0x200E, 0x200F),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
)
_FOLDED = {
    **_DIGITS,
    **_LETTERS,
    **_CASE,
    **dict.fromkeys(map(chr, _SPACES), " "),
    **dict.fromkeys(map(chr, _NOTHING), ""),
}
_SIGNS = re.compile(f"[{re.escape(''.join(_FOLDED))}]")
_SEPARATORS = str.maketrans({",": None, "٬": None, "٫": "."})
_DATE_SIGNS = re.compile(r"[0-9 /.-]+")


def fold(text):
    """The text with everything equal that a reader takes for the same: digits, letters, spaces, case of A to Z."""
    # Many times faster than str.translate in a long text, which holds few different signs.
    for sign in set(_SIGNS.findall(text)):
        text = text.replace(sign, _FOLDED[sign])
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ")


def read(field, texts):
    """The value of a field of a definition, of the texts as typed; None where it is unanswered.

    Text kinds are a folded `str`, number a `float`, date an ISO `str`, choice its value, choices a tuple of values in
    the form's order, checkbox "yes", file the number of files.
    """
    kind, first = field["kind"], texts[0] if texts else ""
    if kind in TEXTS:
        return fold(first) or None
    if kind == "number":
        return read_number(first)
    if kind == "date":
        return read_date(first)
    if kind == "checkbox":
        return "yes" if first in TICKED else None
    if kind == "file":
        return len(texts) or None
    values = [choice["value"] for choice in field.get("choices") or ()]
    if kind == "choice":
        return next((text for text in texts if text in values), None)
    if kind == "choices":
        return tuple(dict.fromkeys(value for value in values if value in texts)) or None
    return None


def read_number(text):
    """A `float` of at most 15 digits, written in any digits, with or without separators; otherwise None."""
    text = fold(text).translate(_SEPARATORS)
    match = PLAIN_NUMBER.fullmatch(text)
    if not match or len(match[1]) + len(match[2] or "") > MOST_DIGITS:
        return None
    return float(text)


def read_date(text):
    """The ISO text of a date in either calendar, as `text.dates.parse_date` reads it; otherwise None."""
    text = fold(text)
    if not _DATE_SIGNS.fullmatch(text):
        return None
    try:
        return parse_date(text).isoformat()
    except ValueError:
        return None
