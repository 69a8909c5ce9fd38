"""What is wrong with the definition of a form, in sentences for its editor.

Definitions also come from files: whatever JSON it is, there are sentences and no exception, and a definition that has
none can be evaluated. Whether the slugs of facts exist is asked where the database is known.
"""

from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .conditions import ASKED_FIELD, FACTS, MATCHES, OPERATORS
from .reading import KINDS, TEXTS, fold, read_date, read_number

FORMAT = 1
MOST_CIRCLES = 20

FACT_WORDS = {"department": _("Department"), "ticket_type": _("Ticket type"), "product": _("Product")}
OPERATOR_WORDS = {
    "is": pgettext_lazy("condition", "is"),
    "is_not": pgettext_lazy("condition", "is not"),
    "contains": pgettext_lazy("condition", "contains"),
    "contains_not": pgettext_lazy("condition", "does not contain"),
    "greater": pgettext_lazy("condition", "is greater or later than"),
    "less": pgettext_lazy("condition", "is less or earlier than"),
    "answered": pgettext_lazy("condition", "is answered"),
    "not_answered": pgettext_lazy("condition", "is not answered"),
}
EQUALITY, CONTAINING, BEYOND = OPERATORS[:2], OPERATORS[2:4], OPERATORS[4:6]
VALUELESS = OPERATORS[6:]
# Per kind, and for facts: what makes sense, in the order in which it is offered.
OPERATORS_OF = {
    **dict.fromkeys((*TEXTS, "choice", "choices", "fact"), (*EQUALITY, *CONTAINING, *VALUELESS)),
    **dict.fromkeys(("number", "date"), (*EQUALITY, *BEYOND, *VALUELESS)),
    "checkbox": (*EQUALITY, *VALUELESS),
    "file": VALUELESS,
}


class Part(NamedTuple):
    """A section, field or note, as what may have conditions."""

    name: str  # in the words of its editor
    place: int
    section: int  # the place of the section it stands in, or its own
    conditions: tuple
    field: dict | None

    @property
    def key(self):
        """What a rule writes to ask it; None where nobody can."""
        return self.field and ASKED_FIELD + self.field["name"]

    @property
    def asked(self):
        return [rule["ask"] for condition in self.conditions for rule in condition["rules"]]


class _Unreadable(Exception):
    pass


def problems(definition):
    """Sentences in the active language; an empty list where the form is all right."""
    try:
        parts = list(_parts(definition))
    except _Unreadable:
        return [gettext("This form cannot be read: it is not built as forms are.")]
    fields = {part.key: part for part in reversed(parts) if part.field}
    found = [*_of_fields(parts, fields)]
    for part in parts:
        for condition in part.conditions:
            found += _of_condition(part, condition, fields)
    return list(dict.fromkeys([*found, *_of_order(parts, fields)]))


def _of_fields(parts, fields):
    for part in parts:
        if not part.field:
            continue
        if part is not fields[part.key]:
            yield gettext("{part} stands in this form more than once.").format(part=part.name)
        if part.field["kind"] not in KINDS:
            yield gettext("{part} is of a kind that does not exist: “{kind}”.").format(
                part=part.name, kind=part.field["kind"]
            )


def _of_condition(part, condition, fields):
    if condition["match"] not in MATCHES:
        yield gettext(
            "{part} has a condition that does not say whether all of its rules or any must hold."
        ).format(part=part.name)
    if not condition["rules"]:
        yield gettext("{part} has a condition without rules.").format(part=part.name)
    for rule in condition["rules"]:
        if sentence := _of_rule(rule, fields):
            asked = fields.get(rule["ask"])
            yield sentence.format(
                part=part.name,
                asked=asked.name if asked else _fact_name(rule["ask"]),
                operator=OPERATOR_WORDS.get(rule["is"], rule["is"]),
                value=rule["value"],
            )


def _of_rule(rule, fields):
    """The sentence, still to be filled in, or None."""
    ask, operator = rule["ask"], rule["is"]
    if ask in fields:
        kind = fields[ask].field["kind"]
    elif ask in FACTS:
        kind = "fact"
    elif ask.startswith(ASKED_FIELD):
        return gettext("{part} asks {asked}, a field that is not in this form.")
    else:
        return gettext("{part} asks {asked}, which nobody can know.")
    if operator not in OPERATORS:
        return gettext("{part} compares {asked} in a way that does not exist: “{operator}”.")
    if kind not in OPERATORS_OF:
        return None
    if operator not in OPERATORS_OF[kind]:
        return gettext("{part} asks of {asked} what makes no sense for it: “{operator}”.")
    if kind == "fact" or operator in VALUELESS:
        return None
    return _of_value(fields[ask].field, rule["value"])


def _of_value(field, value):
    """The sentence, still to be filled in, where the field can never have this value."""
    kind = field["kind"]
    if kind in TEXTS and not fold(value):
        return gettext("{part} compares {asked} with nothing.")
    if kind == "number" and read_number(value) is None:
        return gettext("{part} compares {asked} with “{value}”, which is not a number.")
    if kind == "date" and read_date(value) is None:
        return gettext("{part} compares {asked} with “{value}”, which is not a date.")
    if kind in ("choice", "choices") and value not in [choice["value"] for choice in field["choices"]]:
        return gettext("{part} compares {asked} with “{value}”, which is not one of its choices.")
    if kind == "checkbox" and value != "yes":
        return gettext("{part} compares {asked} with “{value}”, and it can only be ticked (“yes”).")
    return None


def _of_order(parts, fields):
    """Who asks what stands below. Fields that wait for each other are told once, together."""
    told = set()
    for circle in sorted(_circles(parts, fields), key=lambda circle: fields[circle[0]].place):
        told.update(zip(circle, circle[1:], strict=False))
        yield gettext("These fields wait for each other: {fields}.").format(
            fields=pgettext("between the items of a list", ", ").join(fields[key].name for key in circle[:-1])
        )
    for part in parts:
        for ask in part.asked:
            if ask not in fields or (part.key, ask) in told:
                continue
            if ask == part.key:
                yield gettext("{part} asks itself.").format(part=part.name)
            elif fields[ask].place > part.place:
                yield gettext("{part} asks {asked}, which stands below it.").format(
                    part=part.name, asked=fields[ask].name
                )


def _circles(parts, fields):
    """Lists of keys, each of which asks the next, until the first one comes again; it is the first in the form."""
    section_asks = {part.place: part.asked for part in parts if part.place == part.section}
    waits = {key: {} for key in fields}
    for part in parts:
        if part.field:
            above = [ask for ask in section_asks[part.section] if ask in fields]
            others = [ask for ask in above if fields[ask].section != part.section]
            waits[part.key] |= dict.fromkeys(
                ask for ask in (*part.asked, *others) if ask in fields and ask != part.key
            )
    for _circle in range(MOST_CIRCLES):
        try:
            TopologicalSorter(waits).prepare()
        except CycleError as error:
            circle = error.args[1][:0:-1]
            for one, other in zip(circle, [*circle[1:], circle[0]], strict=True):
                del waits[one][other]
            first = circle.index(min(circle, key=lambda key: fields[key].place))
            yield [*circle[first:], *circle[: first + 1]]
        else:
            return


def _parts(definition):
    """Everything that may have conditions, in the form's order. Raises _Unreadable."""
    place = 0
    if _expect(definition, dict).get("format") != FORMAT:
        raise _Unreadable
    for number, section in enumerate(_expect_list(definition, "sections"), 1):
        of_section = place
        _expect(section.get("id"), str)
        heading = _quoted(
            _in_words(section.get("heading"), gettext("Section {number}").format(number=number))
        )
        yield Part(heading, place, place, _conditions(section, "show"), None)
        for item in _expect_list(section, "items"):
            place += 1
            if item.get("type") == "note":
                _expect(item.get("id"), str)
                name = gettext("A note in {section}").format(section=heading)
                yield Part(name, place, of_section, _conditions(item, "show"), None)
            elif item.get("type") == "field":
                yield Part(
                    _quoted(_in_words(item.get("label"), _expect(item.get("name"), str))),
                    place,
                    of_section,
                    _conditions(item, "show", "require"),
                    _field(item),
                )
            else:
                raise _Unreadable
        place += 1


def _field(item):
    _expect(item.get("required", False), bool)
    return {
        "name": _expect(item.get("name"), str),
        "kind": _expect(item.get("kind"), str),
        "choices": [
            {"value": _expect(choice.get("value"), str)} for choice in _expect_list(item, "choices", [])
        ],
    }


def _conditions(thing, *names):
    conditions = [thing[name] for name in names if thing.get(name) is not None]
    return tuple(
        {
            "match": _expect(_expect(condition, dict).get("match"), str),
            "rules": [
                {
                    "ask": _expect(rule.get("ask"), str),
                    "is": _expect(rule.get("is"), str),
                    "value": _expect(rule.get("value", ""), str),
                }
                for rule in _expect_list(condition, "rules")
            ],
        }
        for condition in conditions
    )


def _expect(value, kind):
    if not isinstance(value, kind):
        raise _Unreadable
    return value


def _expect_list(thing, name, otherwise=None):
    return [_expect(each, dict) for each in _expect(_expect(thing, dict).get(name, otherwise), list)]


def _in_words(texts, otherwise):
    """A text of all languages in the reader's, or in whichever it has."""
    texts = texts if isinstance(texts, dict) else {}
    words = (texts.get(get_language()), *texts.values(), otherwise)
    return next(text for text in words if isinstance(text, str) and (text.strip() or text is otherwise))


def _fact_name(ask):
    name = ask.removeprefix(ASKED_FIELD)
    return _quoted(FACT_WORDS.get(name, name) if name == ask else name)


def _quoted(name):
    return pgettext("around a name", "“{name}”").format(name=name)
