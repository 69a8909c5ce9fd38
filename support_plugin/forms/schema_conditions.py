"""Conditions of a form as JSON Schemas of the body that files a ticket. Knows no model.

The same rules as `forms.conditions`, for bodies in which what is hidden is absent: so what a rule asks is answered
exactly where it is there. Comparing texts folds their letters, and days have an order, which no schema knows: such a
rule has two schemas, of the bodies for which it surely holds, and of those for which it may. They meet where it can be
said exactly.
"""

from typing import NamedTuple

from .conditions import ASKED_FIELD, FACTS
from .reading import TEXTS, fold, read_date, read_number

_NEGATED = {"is_not": "is", "contains_not": "contains", "not_answered": "answered"}


class Holds(NamedTuple):
    """For which bodies something holds: two schemas, `True` for all, `False` for none."""

    surely: bool | dict
    perhaps: bool | dict

    @property
    def is_exact(self):
        return self.surely == self.perhaps


class Asked(NamedTuple):
    """A field that may be asked."""

    item: dict
    shown: Holds
    required: Holds


def asked_of(definition, facts):
    """The fields that anybody is asked, in the form's order.

    `facts`: per name of `conditions.FACTS` the slugs a body may say, and whether it must say one.
    """
    known = {name: _Fact(name, *facts[name]) for name in FACTS}
    for section in definition["sections"]:
        of_section = _holds(section["show"], known, ALWAYS)
        for item in section["items"]:
            if item["type"] != "field":
                continue
            shown = _all([of_section, _holds(item["show"], known, ALWAYS)])
            if shown.perhaps is False:
                continue
            must = ALWAYS if item["required"] else _holds(item["require"], known, NEVER)
            yield Asked(item, shown, _all([shown, must]))
            known[ASKED_FIELD + item["name"]] = _Field(item)


def in_answers(schema):
    """The schema of a body whose answers are there and have this one."""
    return {"required": ["answers"], "properties": {"answers": schema}}


def as_number(number):
    """A number as JSON writes it, whole ones without a point."""
    return int(number) if number == int(number) else float(number)


def _exactly(schema):
    return Holds(schema, schema)


ALWAYS, NEVER = _exactly(True), _exactly(False)


class _Fact:
    def __init__(self, name, slugs, is_certain):
        self.name, self.slugs = name, tuple(slugs)
        self.is_certain = is_certain and bool(self.slugs)

    def compare(self, operator, value):
        if operator == "answered":
            return self._answered()
        if operator not in ("is", "contains") or value not in self.slugs:
            return NEVER
        if self.is_certain and len(self.slugs) == 1:
            return ALWAYS
        return _exactly({"required": [self.name], "properties": {self.name: {"const": value}}})

    def _answered(self):
        if self.is_certain:
            return ALWAYS
        return _exactly({"required": [self.name]}) if self.slugs else NEVER


class _Field:
    def __init__(self, item):
        self.name, self.kind = item["name"], item["kind"]
        self.values = [choice["value"] for choice in item["choices"]]

    def compare(self, operator, value):
        if operator == "answered":
            return self._answer(None)
        if self.kind in TEXTS:
            return self._may(operator in ("is", "contains") and fold(value))
        if self.kind == "number":
            return self._number(operator, read_number(value))
        if self.kind == "date":
            return self._date(operator, read_date(value))
        if self.kind == "choice" and operator in ("is", "contains") and value in self.values:
            return self._answer({"const": value})
        if self.kind == "choices" and value in self.values:
            return self._choices(operator, value)
        if self.kind == "checkbox" and operator == "is" and value == "yes":
            return self._answer(None)
        return NEVER

    def _number(self, operator, number):
        words = {"is": "const", "greater": "exclusiveMinimum", "less": "exclusiveMaximum"}
        if number is None or operator not in words:
            return NEVER
        return self._answer({words[operator]: as_number(number)})

    def _date(self, operator, day):
        if day is None:
            return NEVER
        return (
            self._answer({"const": day}) if operator == "is" else self._may(operator in ("greater", "less"))
        )

    def _choices(self, operator, value):
        if operator == "is":
            return self._answer({"const": [value]})
        return self._answer({"contains": {"const": value}}) if operator == "contains" else NEVER

    def _answer(self, schema):
        answered = {"required": [self.name]}
        return _exactly(in_answers({**answered, "properties": {self.name: schema}} if schema else answered))

    def _may(self, makes_sense):
        """What no schema can say: it may hold where there is an answer, and cannot where there is none."""
        return Holds(False, self._answer(None).perhaps) if makes_sense else NEVER


def _holds(condition, known, otherwise):
    if condition is None:
        return otherwise
    rules = [_rule(rule, known) for rule in condition["rules"]]
    return _any(rules) if condition["match"] == "any" else _all(rules)


def _rule(rule, known):
    asked, operator, value = known.get(rule["ask"]), rule["is"], rule.get("value") or ""
    if operator in _NEGATED:
        return _not(asked.compare(_NEGATED[operator], value) if asked else NEVER)
    return asked.compare(operator, value) if asked else NEVER


def _not(holds):
    return Holds(_negated(holds.perhaps), _negated(holds.surely))


def _all(several):
    return Holds(*(_joined("allOf", schemas, True) for schemas in _sides(several)))


def _any(several):
    return Holds(*(_joined("anyOf", schemas, False) for schemas in _sides(several)))


def _sides(several):
    return [each.surely for each in several], [each.perhaps for each in several]


def _joined(word, schemas, nothing):
    """`nothing` is what the word says of no schemas, and what changes nothing among several; its contrary decides."""
    telling = []
    for schema in schemas:
        if schema is (not nothing):
            return schema
        if schema is not nothing and schema not in telling:
            telling.append(schema)
    if not telling:
        return nothing
    return telling[0] if len(telling) == 1 else {word: telling}


def _negated(schema):
    if isinstance(schema, bool):
        return not schema
    return schema["not"] if list(schema) == ["not"] else {"not": schema}
