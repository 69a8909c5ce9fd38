"""What customers answered in the forms of ticket types, as the queue is narrowed by it: `answer_<field>` in its address.

Reading the address asks the database nothing, so it knows no kinds. It needs none: a stored choice is an address, a
stored text begins with a space, and what is written as a date is no number.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Q, Subquery
from django.utils.translation import get_language

from support_plugin.forms.asking import LONGEST_KEY
from support_plugin.forms.definitions import fields_of
from support_plugin.forms.kinds import Kind
from support_plugin.forms.models import FormField, FormVersion
from support_plugin.forms.reading import read_date, read_number
from support_plugin.text.search import tokens
from support_plugin.tickets.answers import Answer

NAME = re.compile(r"answer_(?P<field>[a-z0-9-]{1,50})(?:_(?P<edge>from|to))?")
PREFIX = "answer_"
# Each field that is asked for is one more question to the database.
MOST_NAMES = 12
SECONDS = 60


@dataclass(frozen=True)
class Field:
    """A field that published forms asked, in words of the active language; `choices` are `[(value, label)]`."""

    slug: str
    kind: str
    label: str
    choices: list = field(default_factory=list)

    @property
    def name(self):
        return f"{PREFIX}{self.slug}"


@dataclass(frozen=True)
class Edges:
    """From where to where, both days or both numbers; an edge that is None is open."""

    first: Decimal | date | None = None
    last: Decimal | date | None = None

    def __bool__(self):
        return self.first is not None or self.last is not None


def is_answer(name):
    return NAME.fullmatch(name) is not None


def is_edge(name):
    match = NAME.fullmatch(name)
    return bool(match and match["edge"])


def asked_slugs(given):
    """The fields that the address narrows by, each once."""
    return list(dict.fromkeys(match["field"] for match in map(NAME.fullmatch, given) if match))


def answering(tickets, given):
    """The tickets whose answers are those that the address asks for."""
    for slug in asked_slugs(given):
        condition = _one_of(given.getlist(f"{PREFIX}{slug}")) & _within(edges_of(given, slug))
        if condition:
            # One key, known before anything else is read: so the indexes that begin with it serve.
            field = Subquery(FormField.objects.filter(slug=slug).order_by().values("pk")[:1])
            answers = Answer.objects.filter(condition, field=field)
            tickets = tickets.filter(pk__in=answers.order_by().values("ticket"))
    return tickets


def edges_of(given, slug):
    """The `Edges` asked for of a field. What can be read neither as a day nor as a number is none."""
    return Edges(*(read_edge(given.get(f"{PREFIX}{slug}_{edge}", "")) for edge in ("from", "to")))


def read_edge(text):
    if day := read_date(text):
        return date.fromisoformat(day)
    number = read_number(text)
    if number is None:
        return None
    return Decimal(int(number) if number.is_integer() else str(number))


def fields_for(types, slugs=()):
    """The fields that forms of these ticket types (keys as texts) ask or asked, and those of `slugs` whoever asked them.

    Kept for a minute, as the queue's other choices are.
    """
    if not types and not slugs:
        return []
    asked = repr((sorted(types), sorted(slugs), get_language()))
    key = f"support.desk.answers:{sha256(asked.encode()).hexdigest()}"
    return cache.get_or_set(key, lambda: _read(types, slugs), SECONDS)


def every_field():
    """All fields that published forms asked and that say something in a line: files do not."""
    return _in_words(FormField.objects.filter(was_published=True))


def _read(types, slugs):
    definitions = FormVersion.objects.filter(form__ticket_type__in=types).values_list("definition", flat=True)
    names = {item["name"] for definition in definitions for item in fields_of(definition)} if types else set()
    return _in_words(FormField.objects.filter(was_published=True, slug__in={*names, *slugs}))


def _in_words(fields):
    fields = fields.exclude(kind=Kind.FILE).order_by("sort_order", "pk").prefetch_related("choices")
    return [
        Field(
            each.slug,
            each.kind,
            str(each),
            [(choice.value, str(choice)) for choice in each.choices.all()] if each.has_choices else [],
        )
        for each in fields
    ]


def _one_of(values):
    """One of the choices, or a text that begins with these words."""
    condition = Q()
    for value in values:
        condition |= Q(key=value)
        if words := tokens(value):
            condition |= Q(key__startswith=f" {' '.join(words)}"[:LONGEST_KEY])
    return condition


def _within(edges):
    condition = Q()
    for edge, lookup in ((edges.first, "gte"), (edges.last, "lte")):
        if edge is not None:
            column = "day" if isinstance(edge, date) else "number"
            condition &= Q(**{f"{column}__{lookup}": edge})
    return condition
