"""What of a form is shown, and what must be answered, for what somebody has answered so far. Knows no model.

Pure functions; the server's word counts. `static/support_plugin/forms/conditions.js` holds the same rules for the
browser, and `checking.py` says what is wrong with a definition. Whatever a definition that can be read asks, there is an
answer: a rule that asks what does not exist asks something unanswered, one that makes no sense does not hold.
"""

from dataclasses import dataclass

from .reading import TEXTS, fold, read, read_date, read_number

FACTS = ("department", "ticket_type", "product")
OPERATORS = ("is", "is_not", "contains", "contains_not", "greater", "less", "answered", "not_answered")
MATCHES = ("all", "any")
ASKED_FIELD = "field:"

_NEGATED = {"is_not": "is", "contains_not": "contains", "not_answered": "answered"}
_FACT = {"kind": "fact"}


@dataclass(frozen=True)
class Shown:
    """What is shown of a form, in its order: ids of sections and notes, names of fields; the names that are required."""

    sections: tuple
    notes: tuple
    fields: tuple
    required: frozenset


def evaluate(definition, facts, raw):
    """Read a form from top to bottom.

    `definition` as a `FormVersion` keeps it; `facts` a slug or "" per name of FACTS; `raw` the list of texts as typed
    per name of a field (of files: their names). A hidden section hides its items; a hidden field is unanswered for all
    that stands below.
    """
    # Per thing that can be asked: the field that says how to compare, and its value.
    known = {name: (_FACT, facts.get(name) or None) for name in FACTS}
    sections, notes, fields, required = [], [], [], set()
    for section in definition["sections"]:
        if not _holds(section.get("show"), known, True):
            continue
        sections.append(section["id"])
        for item in section["items"]:
            if not _holds(item.get("show"), known, True):
                continue
            if item["type"] == "note":
                notes.append(item["id"])
                continue
            name = item["name"]
            fields.append(name)
            if item.get("required") or _holds(item.get("require"), known, False):
                required.add(name)
            known[ASKED_FIELD + name] = item, read(item, raw.get(name) or ())
    return Shown(tuple(sections), tuple(notes), tuple(fields), frozenset(required))


def _holds(condition, known, otherwise):
    if condition is None:
        return otherwise
    answers = (_is_true(rule, known) for rule in condition["rules"])
    return any(answers) if condition["match"] == "any" else all(answers)


def _is_true(rule, known):
    field, answer = known.get(rule["ask"], (None, None))
    operator = rule["is"]
    if operator in _NEGATED:
        return not _compare(_NEGATED[operator], field, answer, rule.get("value") or "")
    return _compare(operator, field, answer, rule.get("value") or "")


def _compare(operator, field, answer, value):
    if answer is None:
        return False
    if operator == "answered":
        return True
    kind = field["kind"]
    if operator == "is":
        return _is(kind, answer, value)
    if operator == "contains":
        return _contains(kind, answer, value)
    return _is_beyond(operator, kind, answer, value)


def _is(kind, answer, value):
    if kind == "file":
        return False
    if kind == "choices":
        return answer == (value,)
    return answer == _read_value(kind, value)


def _contains(kind, answer, value):
    if kind in TEXTS:
        value = fold(value)
        return bool(value) and value in answer
    if kind == "choices":
        return value in answer
    return kind in ("choice", "fact") and answer == value


def _is_beyond(operator, kind, answer, value):
    if kind not in ("number", "date"):
        return False
    value = _read_value(kind, value)
    if value is None:
        return False
    if operator == "greater":
        return answer > value
    return operator == "less" and answer < value


def _read_value(kind, value):
    """A rule's value as its field would read it; None where it cannot."""
    if kind in TEXTS:
        return fold(value)
    if kind == "number":
        return read_number(value)
    if kind == "date":
        return read_date(value)
    return value
