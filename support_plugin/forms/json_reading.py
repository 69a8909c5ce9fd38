"""An answer that came as JSON, as the texts that a form would send. Knows no model.

What reads as no answer is refused: in JSON an answer that is there is one, so conditions can go by that.
"""

import re
from datetime import date
from decimal import Decimal
from uuid import UUID

from support_plugin.text.clean import is_blank
from support_plugin.text.dates import EARLIEST_YEAR, LATEST_YEAR

from .kinds import Kind
from .reading import TEXTS, fold


class Refused(Exception):
    """What is wrong with it, as a code of `json_schema.RawAnswers`."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def _expect(value, kind):
    if not isinstance(value, kind):
        raise Refused("wrong_type")
    return value


def _read_text(value):
    if not fold(_expect(value, str)) or is_blank(value):
        raise Refused("blank")
    return [value]


def _read_number(value):
    if isinstance(value, bool):
        raise Refused("wrong_type")
    number = Decimal(repr(value) if isinstance(value, float) else _expect(value, (int, Decimal)))
    if not number.is_finite():
        raise Refused("wrong_type")
    # Never with an exponent, which nobody who fills in a form may write either.
    return [format(number, "f")]


def _read_date(value):
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", _expect(value, str)):
        raise Refused("wrong_date")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Refused("wrong_date") from None
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise Refused("wrong_date")
    return [value]


def _read_choice(value):
    if not _expect(value, str):
        raise Refused("blank")
    return [value]


def _read_choices(values):
    return _each_once([_expect(value, str) for value in _expect(values, list)])


def _read_checkbox(value):
    if not _expect(value, bool):
        raise Refused("blank")
    return ["yes"]


def _read_files(values):
    return _each_once([_uuid(_expect(value, str)) for value in _expect(values, list)])


def _uuid(text):
    try:
        uuid = UUID(text)
    except ValueError:
        raise Refused("wrong_id") from None
    if str(uuid) != text.lower():
        raise Refused("wrong_id")
    return uuid


def _each_once(values):
    if not values:
        raise Refused("blank")
    if len(set(values)) < len(values):
        raise Refused("repeated")
    return values


READERS = {
    **dict.fromkeys(TEXTS, _read_text),
    Kind.NUMBER: _read_number,
    Kind.DATE: _read_date,
    Kind.CHOICE: _read_choice,
    Kind.CHOICES: _read_choices,
    Kind.CHECKBOX: _read_checkbox,
    Kind.FILE: _read_files,
}
