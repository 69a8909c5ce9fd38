"""What an answer of each kind looks like as JSON, within its limits: a JSON Schema. Knows no model."""

from decimal import Decimal

from .ecma_patterns import translated
from .kinds import LONGEST, Kind
from .schema_conditions import as_number

# A year of EARLIEST_YEAR to LATEST_YEAR: what looks like an earlier one is a day in another calendar.
DAY = "^(?:19|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}$"
# The shape that `forms.asking` wants of a phone number; its numbers have eleven digits before the point.
PHONE = r"\+?[0-9][0-9 ().-]{3,19}"
TOO_MUCH = 10**11
FILES = {"type": "array", "items": {"type": "string", "format": "uuid"}, "uniqueItems": True}


def _text(item, limits, _files):
    longest = limits.get("longest") or LONGEST[item["kind"]]
    most = 1000 if item["kind"] == Kind.TEXT else LONGEST[Kind.LONG_TEXT]
    return {
        "type": "string",
        "minLength": limits.get("shortest") or 1,
        "maxLength": min(longest, most),
        **_matching(limits.get("pattern")),
    }


def _email(item, limits, _files):
    return {"type": "string", "format": "email", "minLength": 1, "maxLength": LONGEST[Kind.EMAIL]}


def _url(item, limits, _files):
    return {"type": "string", "format": "uri", "minLength": 1, "maxLength": LONGEST[Kind.URL]}


def _phone(item, limits, _files):
    return {"type": "string", "minLength": 1, **_matching(limits.get("pattern"), PHONE)}


def _number(item, limits, _files):
    least = {"minimum": as_number(Decimal(limits["smallest"]))} if "smallest" in limits else {}
    most = {"maximum": as_number(Decimal(limits["largest"]))} if "largest" in limits else {}
    return {
        "type": "number",
        **(least or {"exclusiveMinimum": -TOO_MUCH}),
        **(most or {"exclusiveMaximum": TOO_MUCH}),
    }


def _date(item, limits, _files):
    return {"type": "string", "format": "date", "pattern": DAY}


def _choice(item, limits, _files):
    return _offered(item)


def _choices(item, limits, _files):
    return {
        "type": "array",
        "items": _offered(item),
        "minItems": limits.get("fewest") or 1,
        **({"maxItems": limits["most"]} if limits.get("most") else {}),
        "uniqueItems": True,
    }


def _checkbox(item, limits, _files):
    return {"type": "boolean", "const": True}


def _file(item, limits, files):
    return {**FILES, "minItems": 1, "maxItems": files.most if files else limits.get("most_files") or 1}


MAKERS = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.EMAIL: _email,
    Kind.URL: _url,
    Kind.PHONE: _phone,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.CHECKBOX: _checkbox,
    Kind.FILE: _file,
}


def _offered(item):
    """Nothing is offered where there are no choices; an empty `enum` is no schema to many."""
    values = list(dict.fromkeys(each["value"] for each in item["choices"]))
    return {"type": "string", "enum": values} if values else {"not": {}}


def _matching(*several):
    patterns = [ecma for pattern in several if pattern and (ecma := translated(pattern))]
    first = {"pattern": patterns[0]} if patterns else {}
    return {**first, "allOf": [{"pattern": each} for each in patterns[1:]]} if patterns[1:] else first
