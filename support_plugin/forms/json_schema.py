"""A form as programs read it: its words, the JSON Schema of what may be sent, and what was sent as a form reads it.

Definitions (their shape: `forms.compiling`) are such as `forms.checking` finds nothing wrong in.
"""

import json
from dataclasses import dataclass, field

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from wagtail.models import Page

from support_plugin import conf

from . import json_reading, schema_properties
from .definitions import fields_of, in_words, label_of
from .form import NAME
from .kinds import Kind
from .reading import TEXTS, TICKED, read_date, read_number
from .schema_conditions import as_number, asked_of, in_answers

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def described(version_or_definition, pages=None):
    """What a form asks, in the active language; None for None.

    `{"version": key or None, "sections": [{"id", "heading", "help", "show", "items"}]}`; items are
    `{"type": "field", "name", "kind", "label", "help", "placeholder", "required", "default", "limits",
    "choices": [{"value", "label"}], "show", "require"}` or `{"type": "note", "id", "text",
    "page": {"title", "url"} or None, "show"}`. `default` is an answer as JSON, or None; conditions stand as in the
    definition. `pages`: those of `pages_of`, asked once for many forms; else they are asked for here.
    """
    if version_or_definition is None:
        return None
    definition = getattr(version_or_definition, "definition", version_or_definition)
    pages = pages_of([definition]) if pages is None else pages
    return {
        "version": getattr(version_or_definition, "pk", None),
        "sections": [
            {
                "id": section["id"],
                "heading": str(in_words(section["heading"])),
                "help": str(in_words(section["help"])),
                "show": section["show"],
                "items": [
                    _described_field(item) if item["type"] == "field" else _described_note(item, pages)
                    for item in section["items"]
                ],
            }
            for section in definition["sections"]
        ],
    }


def pages_of(definitions):
    """`{key: page}` of the pages that notes of these forms (None among them) point to, as far as anybody may read them.

    However many forms: one query for the pages and the one of Wagtail's that says what is private; none without notes.
    """
    keys = {
        item["page"]
        for definition in definitions
        if definition
        for section in definition["sections"]
        for item in section["items"]
        if item["type"] == "note"
    } - {None}
    return Page.objects.live().public().in_bulk(keys) if keys else {}


def schema_of(
    definition,
    *,
    department_slugs,
    ticket_type_slug,
    product_slugs=(),
    product_required=False,
    file_limits=None,
):
    """The JSON Schema (2020-12) of the body that files a ticket of one type; `definition` is None where it has no form.

    The slugs are lists. `file_limits`: `{field name: limits}` whose `most` says how many files are accepted. Labels and
    helps are in the active language.

    Conditions are exact for bodies in which what is not asked is absent. What no schema can say leaves the question
    allowed and not required, and its property bears `"x-depends": true`: comparing texts, whose letters and digits are
    folded, and asking what day is later. Neither can it say these of an answer:

    - Lengths and patterns are those of the text as it is stored: without blank ends, its letters put together.
    - Patterns that others would read differently are left out, and so are the earliest and the latest day.
    - `format` is a hint; addresses may have letters of any script, and a web address may leave out `https://`.

    It is for programs that write to the desk. What is accepted says `AnswersForm`, never this: a pattern that RE2 matches
    at once may take other engines for ever.
    """
    facts = {
        "department": (department_slugs, True),
        "ticket_type": ([ticket_type_slug], True),
        "product": (product_slugs, product_required),
    }
    asked = list(asked_of(definition, facts)) if definition else []
    product = {"product": {"title": _("Product"), **_one_of(product_slugs)}} if product_slugs else {}
    needed = {
        "product": product and product_required,
        "answers": any(each.required.surely is True for each in asked),
    }
    schema = {
        "$schema": DIALECT,
        "type": "object",
        "properties": {
            "department": {"title": _("Department"), **_one_of(department_slugs)},
            "ticket_type": {"title": _("Ticket type"), **_one_of([ticket_type_slug])},
            **product,
            "subject": {"title": _("Subject"), **_words(conf.SUBJECT_LENGTH)},
            "description": {"title": _("Ticket description"), **_words(conf.MESSAGE_LENGTH)},
            "answers": _answers(asked, file_limits or {}),
            "attachments": {
                "title": _("Attachments"),
                **schema_properties.FILES,
                "maxItems": conf.ATTACHMENTS_PER_MESSAGE,
            },
            "form_version": {"type": "integer"},
            "despite_similar": {"type": "boolean"},
            "guide": {"type": "integer", "minimum": 0},
            "step": {"type": "string", "pattern": "^[0-9a-fA-F-]{1,36}$"},
            "follow_up": {"type": "string", "minLength": 1},
            "customer": {"title": _("Customer"), "type": "string", "minLength": 1},
        },
        "required": [
            *("department", "ticket_type", "subject", "description"),
            *(name for name, is_needed in needed.items() if is_needed),
        ],
        "additionalProperties": False,
    }
    clauses = _clauses(asked)
    return {**schema, "allOf": clauses} if clauses else schema


def raw_answers(definition, answers):
    """`RawAnswers` of the `answers` of a body (a dict): what its values say, whether or not they are asked."""
    items = {item["name"]: item for item in fields_of(definition)} if definition else {}
    read = RawAnswers()
    for name, value in answers.items():
        if name not in items:
            read.errors[name] = "unknown_field"
            continue
        into = read.files if items[name]["kind"] == Kind.FILE else read.texts
        try:
            into[name] = json_reading.READERS[items[name]["kind"]](value)
        except json_reading.Refused as refused:
            read.errors[name] = refused.code
    return read


@dataclass(frozen=True)
class RawAnswers:
    """By name of field: `texts` as a form would send them, `files` (UUIDs), and `errors`, of which each is a code.

    - `unknown_field`: the form has no such field.
    - `wrong_type`: another type of JSON than this kind of field has, or no number that there is.
    - `blank`: what reads as no answer; leave it out.
    - `repeated`: the same choice or file twice.
    - `wrong_date`: not a day of 1900 to 2199 as `YYYY-MM-DD`.
    - `wrong_id`: not a UUID.
    """

    texts: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    errors: dict = field(default_factory=dict)

    @property
    def data(self):
        """What `AnswersForm` is given."""
        return MultiValueDict({NAME.format(name): texts for name, texts in self.texts.items()})


def _described_field(item):
    limits = dict(item["limits"])
    if "pattern_help" in limits:
        limits["pattern_help"] = str(in_words(limits["pattern_help"]))
    return {
        "type": "field",
        "name": item["name"],
        "kind": item["kind"],
        "label": label_of(item),
        "help": str(in_words(item["help"])),
        "placeholder": str(in_words(item["placeholder"])),
        "required": item["required"],
        "default": _default(item),
        "limits": limits,
        "choices": [
            {"value": each["value"], "label": str(in_words(each["label"]))} for each in item["choices"]
        ],
        "show": item["show"],
        "require": item["require"],
    }


def _described_note(item, pages):
    page = pages.get(item["page"])
    return {
        "type": "note",
        "id": item["id"],
        "text": str(in_words(item["text"])),
        "page": {"title": page.title, "url": page.full_url} if page else None,
        "show": item["show"],
    }


def _default(item):
    kind, text = item["kind"], item["default"]
    values = [each["value"] for each in item["choices"]]
    if not text or kind == Kind.FILE:
        return None
    if kind in TEXTS:
        return text
    if kind == Kind.NUMBER:
        number = read_number(text)
        return None if number is None else as_number(number)
    if kind == Kind.DATE:
        return read_date(text)
    if kind == Kind.CHECKBOX:
        return text in TICKED or None
    if text not in values:
        return None
    return [text] if kind == Kind.CHOICES else text


def _one_of(slugs):
    return {"type": "string", **({"const": slugs[0]} if len(slugs) == 1 else {"enum": list(slugs)})}


def _words(longest):
    return {"type": "string", "minLength": 1, "maxLength": longest}


def _answers(asked, file_limits):
    required = [each.item["name"] for each in asked if each.required.surely is True]
    return {
        "type": "object",
        "properties": {each.item["name"]: _property(each, file_limits) for each in asked},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _property(asked, file_limits):
    item = asked.item
    help_text = str(in_words(item["help"]))
    depends = not (asked.shown.is_exact and asked.required.is_exact)
    return {
        "title": label_of(item),
        **({"description": help_text} if help_text else {}),
        **schema_properties.MAKERS[item["kind"]](item, item["limits"], file_limits.get(item["name"])),
        **({"x-depends": True} if depends else {}),
    }


def _clauses(asked):
    """What depends on the rest of the body; fields with the same condition share a clause."""
    clauses = {}
    for each in asked:
        name = each.item["name"]
        if each.required.surely not in (True, False):
            _clause(clauses, each.required.surely)["then"].append(name)
        if each.shown.perhaps is not True:
            _clause(clauses, each.shown.perhaps)["else"].append(name)
    return [
        {
            "if": clause["if"],
            **({"then": in_answers({"required": clause["then"]})} if clause["then"] else {}),
            **({"else": _absent(clause["else"])} if clause["else"] else {}),
        }
        for clause in clauses.values()
    ]


def _clause(clauses, schema):
    return clauses.setdefault(json.dumps(schema, sort_keys=True), {"if": schema, "then": [], "else": []})


def _absent(names):
    return {"properties": {"answers": {"properties": dict.fromkeys(names, False)}}}
