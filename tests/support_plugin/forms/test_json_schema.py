"""What programs may send: the JSON Schema of a form, and the form, say the same.

JSON_SCHEMA_EXAMPLES sets how many random forms are tried, each with several customers.
"""

import os
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from wagtail.models import Page, PageViewRestriction, Site

from support_plugin.forms.checking import OPERATORS_OF
from support_plugin.forms.conditions import FACTS, OPERATORS, evaluate
from support_plugin.forms.definitions import fields_of
from support_plugin.forms.form import AnswersForm
from support_plugin.forms.json_schema import described, pages_of, raw_answers, schema_of
from support_plugin.forms.kinds import LIMITS
from support_plugin.forms.reading import KINDS, TEXTS

from .definitions import field, form, note, one_section, section, when, when_all
from .random_forms import SLUGS, Chance, askable, random_form
from .random_forms import TEXTS as TYPED

EXAMPLES = int(os.environ.get("JSON_SCHEMA_EXAMPLES", "300"))
CUSTOMERS = 6
DESK = {"department": "technical", "ticket_type": "bug-report", "product": "sms-panel"}
FILE = "00000000-0000-4000-8000-000000000001"
OTHER_FILE = "00000000-0000-4000-8000-000000000002"


def schema(definition, **more):
    """The schema of a definition at a desk with two departments and two products, of which one may be named."""
    of_desk = {
        "department_slugs": ["technical", "billing"],
        "ticket_type_slug": "bug-report",
        "product_slugs": ["sms-panel", "call-panel"],
    }
    made = schema_of(definition, **of_desk | more)
    Draft202012Validator.check_schema(made)
    return made


def body(answers=None, facts=DESK, **more):
    """What a program sends; a fact that is empty is left out."""
    named = {name: slug for name, slug in facts.items() if slug}
    given_ = {} if answers is None else {"answers": answers}
    return {**named, "subject": "Slow", "description": "Very slow.", **given_, **more}


def is_valid(definition, answers=None, *, facts=DESK, **of_schema):
    return Draft202012Validator(schema(definition, **of_schema)).is_valid(body(answers, facts))


def filled(definition, answers, facts=DESK):
    """The form that a program filled in."""
    raw = raw_answers(definition, answers)
    assert raw.errors == {}
    kept = {
        name: [SimpleNamespace(name="a.pdf", uuid=uuid) for uuid in uuids]
        for name, uuids in raw.files.items()
    }
    return AnswersForm(SimpleNamespace(pk=1, definition=definition), facts=facts, data=raw.data, kept=kept)


def accepts(definition, answers, facts=DESK):
    """Whether the form takes these answers, none of them to what it does not ask."""
    asked = filled(definition, answers, facts)
    return asked.is_valid() and asked.visible >= set(answers)


def property_of(item, **more):
    return schema(one_section(item), **more)["properties"]["answers"]["properties"][item["name"]]


# The body.


def test_a_type_without_a_form_has_no_answers():
    assert schema(None)["properties"]["answers"] == {
        "type": "object",
        "properties": {},
        "additionalProperties": False,
    }
    assert is_valid(None)
    assert is_valid(None, {})
    assert not is_valid(None, {"a": "x"})


@pytest.mark.parametrize(
    ("change", "valid"),
    [
        ({}, True),
        ({"department": "billing"}, True),
        ({"department": "secret"}, False),
        ({"ticket_type": "invoice"}, False),
        ({"product": "call-panel"}, True),
        ({"product": "secret"}, False),
        ({"product": None}, False),
        ({"subject": ""}, False),
        ({"subject": "x" * 200}, True),
        ({"subject": "x" * 201}, False),
        ({"description": ""}, False),
        ({"description": "x" * 20_001}, False),
        ({"attachments": [FILE]}, True),
        ({"attachments": [1]}, False),
        ({"attachments": FILE}, False),
        ({"form_version": 12}, True),
        ({"form_version": "12"}, False),
        ({"despite_similar": True}, True),
        ({"customer": "sara"}, True),
        ({"priority": "high"}, False),
    ],
)
def test_a_body_says_what_the_desk_asks_and_nothing_else(change, valid):
    assert Draft202012Validator(schema(None)).is_valid(body() | change) is valid


@pytest.mark.parametrize("name", ["department", "ticket_type", "subject", "description"])
def test_what_every_ticket_needs_is_required(name):
    whole = body()
    del whole[name]
    assert not Draft202012Validator(schema(None)).is_valid(whole)


@pytest.mark.parametrize(
    ("of_schema", "with_product", "without"),
    [
        ({}, True, True),
        ({"product_required": True}, True, False),
        ({"product_slugs": []}, False, True),
        ({"product_slugs": [], "product_required": True}, False, True),
    ],
)
def test_a_product_is_asked_where_some_are_offered(of_schema, with_product, without):
    assert is_valid(None, **of_schema) is with_product
    assert is_valid(None, facts=DESK | {"product": ""}, **of_schema) is without


def test_one_department_is_a_const():
    one = schema(None, department_slugs=["technical"])["properties"]["department"]
    assert one == {"title": "دپارتمان", "type": "string", "const": "technical"}


def test_limits_of_the_desk_are_settings(settings):
    settings.SUPPORT_SUBJECT_LENGTH = 5
    settings.SUPPORT_ATTACHMENTS_PER_MESSAGE = 1
    properties = schema(None)["properties"]
    assert properties["subject"]["maxLength"] == 5
    assert properties["attachments"]["maxItems"] == 1


def test_a_property_has_the_words_of_its_field():
    item = field(
        "a", label={"fa": "شماره", "en": "Number"}, help={"fa": "روی فاکتور", "en": "On the invoice"}
    )
    assert [property_of(item)[word] for word in ("title", "description")] == ["شماره", "روی فاکتور"]
    with translation.override("en"):
        assert [property_of(item)[word] for word in ("title", "description")] == ["Number", "On the invoice"]


# Kinds and limits: (kind, limits, answer, taken by the form and by the schema).

VALUES = [
    ("text", {}, "x" * 200, True),
    ("text", {}, "x" * 201, False),
    ("text", {"longest": 3}, "😀😀😀", True),
    ("text", {"longest": 3}, "abcd", False),
    ("text", {"longest": 2000}, "x" * 1000, True),
    ("text", {"longest": 2000}, "x" * 1001, False),
    ("text", {"shortest": 3}, "abc", True),
    ("text", {"shortest": 3}, "ab", False),
    ("text", {"pattern": r"[A-Z]\d{2}"}, "A۱2", True),
    ("text", {"pattern": r"[A-Z]\d{2}"}, "A12 or so", False),
    ("text", {"pattern": "a|b"}, "ab", False),
    ("text", {"pattern": r"\pL+"}, "کارت", True),
    ("long_text", {}, "a\nb", True),
    ("long_text", {}, "x" * 10_000, True),
    ("long_text", {}, "x" * 10_001, False),
    ("long_text", {"longest": 3}, "abcd", False),
    ("long_text", {"shortest": 3}, "ab", False),
    ("email", {}, "sara@example.com", True),
    ("email", {}, "x" * 250 + "@example.com", False),
    ("url", {}, "https://example.com/page", True),
    ("url", {}, "https://example.com/" + "x" * 500, False),
    ("phone", {}, "021-1234", True),
    ("phone", {}, "+98 (21) ۱۲۳۴", True),
    ("phone", {}, "021", False),
    ("phone", {}, "0" * 20, True),
    ("phone", {}, "0" * 21, False),
    ("phone", {}, "-2112", False),
    ("phone", {"pattern": "09[0-9]{9}"}, "۰۹۱۲۳۴۵۶۷۸۹", True),
    ("phone", {"pattern": "09[0-9]{9}"}, "02112345678", False),
    ("phone", {"pattern": ".*"}, "nobody", False),
    ("number", {}, 12, True),
    ("number", {}, -12.5, True),
    ("number", {}, 1e3, True),
    ("number", {}, 99_999_999_999, True),
    ("number", {}, 100_000_000_000, False),
    ("number", {}, -100_000_000_000, False),
    ("number", {"smallest": "0.5"}, 0.5, True),
    ("number", {"smallest": "0.5"}, 0.4999, False),
    ("number", {"largest": "-3"}, -3, True),
    ("number", {"largest": "-3"}, -2.9999, False),
    ("date", {}, "1900-01-01", True),
    ("date", {}, "2199-12-31", True),
    ("choice", {}, "slow", True),
    ("choice", {}, "quick", False),
    ("choices", {}, ["slow"], True),
    ("choices", {}, ["slow", "quick"], False),
    ("choices", {"fewest": 2}, ["slow"], False),
    ("choices", {"fewest": 2}, ["slow", "other"], True),
    ("choices", {"most": 1}, ["slow"], True),
    ("choices", {"most": 1}, ["slow", "other"], False),
    ("checkbox", {}, True, True),
    ("file", {}, [FILE], True),
]


@pytest.mark.parametrize(("kind", "limits", "answer", "taken"), VALUES)
def test_a_value_is_limited_as_the_form_limits_it(kind, limits, answer, taken):
    choices = ("slow", "other") if kind.startswith("choice") else ()
    definition = one_section(field("a", kind, choices=choices, limits=limits))
    assert accepts(definition, {"a": answer}) is taken
    assert is_valid(definition, {"a": answer}) is taken


def test_every_kind_and_every_limit_that_a_schema_knows_has_an_example():
    unsaid = {"earliest", "latest", "file_types", "file_megabytes", "most_files"}
    limited = {limit for _kind, limits, *_ in VALUES for limit in limits}
    assert {kind for kind, *_ in VALUES} == set(KINDS)
    assert limited == {limit for limits in LIMITS.values() for limit in limits} - unsaid


def test_formats_are_named():
    formats = {kind: property_of(field("a", kind)).get("format") for kind in KINDS}
    assert {kind: name for kind, name in formats.items() if name} == {
        "email": "email",
        "url": "uri",
        "date": "date",
    }


@pytest.mark.parametrize(
    ("limits", "file_limits", "most"),
    [({}, None, 1), ({"most_files": 3}, None, 3), ({"most_files": 3}, {"a": SimpleNamespace(most=2)}, 2)],
)
def test_as_many_files_as_are_accepted(limits, file_limits, most):
    item = field("a", "file", limits=limits)
    assert property_of(item, file_limits=file_limits)["maxItems"] == most


def test_a_question_without_choices_cannot_be_answered():
    definition = one_section(field("a", "choice"), field("b", "choices"))
    assert is_valid(definition, {})
    assert not is_valid(definition, {"a": ""})
    assert not is_valid(definition, {"b": [""]})


def test_a_pattern_that_others_read_differently_is_left_out():
    assert "pattern" not in property_of(field("a", limits={"pattern": r"\pL+"}))


# What was sent. (kind, value, its texts or the code of what is wrong)

SENT = [
    ("text", "a ", ["a "]),
    ("text", 12, "wrong_type"),
    ("text", ["a"], "wrong_type"),
    ("text", None, "wrong_type"),
    ("text", "", "blank"),
    ("text", " \u200c\t", "blank"),
    ("text", "\u200b", "blank"),
    ("long_text", "a\r\nb", ["a\r\nb"]),
    ("email", {}, "wrong_type"),
    ("url", True, "wrong_type"),
    ("phone", 2112345678, "wrong_type"),
    ("number", 12, ["12"]),
    ("number", 0, ["0"]),
    ("number", -0.5, ["-0.5"]),
    ("number", 1e3, ["1000.0"]),
    ("number", 1e22, ["10000000000000000000000"]),
    ("number", 0.00001, ["0.00001"]),
    ("number", 0.1, ["0.1"]),
    ("number", Decimal("1E+3"), ["1000"]),
    ("number", True, "wrong_type"),
    ("number", "12", "wrong_type"),
    ("number", float("nan"), "wrong_type"),
    ("number", float("inf"), "wrong_type"),
    ("date", "2026-11-26", ["2026-11-26"]),
    ("date", "1405-09-05", "wrong_date"),
    ("date", "2026-13-01", "wrong_date"),
    ("date", "2026-11-26T00:00", "wrong_date"),
    ("date", "20261126", "wrong_date"),
    ("date", "۲۰۲۶-۱۱-۲۶", "wrong_date"),
    ("date", "2026-11-26\n", "wrong_date"),
    ("date", "2200-01-01", "wrong_date"),
    ("date", 20261126, "wrong_type"),
    ("choice", "slow", ["slow"]),
    ("choice", "", "blank"),
    ("choice", ["slow"], "wrong_type"),
    ("choices", ["slow", "other"], ["slow", "other"]),
    ("choices", "slow", "wrong_type"),
    ("choices", ["slow", 1], "wrong_type"),
    ("choices", [], "blank"),
    ("choices", ["slow", "slow"], "repeated"),
    ("checkbox", True, ["yes"]),
    ("checkbox", False, "blank"),
    ("checkbox", "yes", "wrong_type"),
    ("checkbox", 1, "wrong_type"),
    ("file", [FILE, OTHER_FILE], [UUID(FILE), UUID(OTHER_FILE)]),
    ("file", FILE, "wrong_type"),
    ("file", [1], "wrong_type"),
    ("file", [], "blank"),
    ("file", [FILE, FILE], "repeated"),
    ("file", ["a.pdf"], "wrong_id"),
    ("file", [f"{{{FILE}}}"], "wrong_id"),
]


@pytest.mark.parametrize(("kind", "value", "read"), SENT)
def test_an_answer_is_read_as_a_form_would_send_it(kind, value, read):
    raw = raw_answers(one_section(field("a", kind)), {"a": value})
    wrong = isinstance(read, str)
    assert raw.errors == ({"a": read} if wrong else {})
    assert raw.texts == ({} if wrong or kind == "file" else {"a": read})
    assert raw.files == ({"a": read} if kind == "file" and not wrong else {})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (kind, value)
        for kind, value, read in SENT
        # Blank ends, days that there are not and UUIDs: what a format says, not a type.
        if isinstance(read, str)
        and read not in ("wrong_id", "wrong_date")
        and value not in (" \u200c\t", "\u200b")
        if not (isinstance(value, float))
    ],
)
def test_what_is_of_the_wrong_type_is_not_valid_either(kind, value):
    assert not is_valid(one_section(field("a", kind, choices=("slow", "other"))), {"a": value})


def test_what_is_no_field_is_told():
    definition = one_section(field("a"), note("hint"))
    assert raw_answers(definition, {"a": "x", "b": "y", "hint": "z"}).errors == {
        "b": "unknown_field",
        "hint": "unknown_field",
    }
    assert raw_answers(None, {"a": "x"}).errors == {"a": "unknown_field"}
    assert not is_valid(definition, {"hint": "z"})


def test_what_was_read_is_what_a_form_is_given():
    raw = raw_answers(one_section(field("a"), field("b", "choices")), {"a": "x", "b": ["1", "2"]})
    assert dict(raw.data.lists()) == {"field_a": ["x"], "field_b": ["1", "2"]}


@pytest.mark.parametrize("number", [0, -1, 0.1, 1e10, 99_999_999_999.9, 0.0001, 12.50])
def test_a_number_stays_the_number_it_is(number):
    asked = filled(one_section(field("a", "number")), {"a": number})
    assert asked.is_valid()
    assert asked.cleaned_data["field_a"] == Decimal(str(number))


def test_a_number_that_python_would_not_print_is_read():
    assert raw_answers(one_section(field("a", "number")), {"a": 10**5000}).texts == {"a": ["1" + "0" * 5000]}


# Conditions. (kind, answer or None for none, operator, value; whether it holds, "depends" where no schema can say)

CONDITIONS = [
    ("text", "x", "answered", "", True),
    ("text", None, "answered", "", False),
    ("text", "x", "not_answered", "", False),
    ("text", "x", "is", "x", "depends"),
    ("text", "x", "is_not", "y", "depends"),
    ("text", None, "is", "x", False),
    ("text", None, "is_not", "x", True),
    ("text", "x", "contains", "x", "depends"),
    ("text", "x", "contains_not", "y", "depends"),
    ("text", "x", "is", " ", False),
    ("text", "9", "greater", "8", False),
    ("text", "9", "less", "10", False),
    ("long_text", "x", "contains", "x", "depends"),
    ("email", "a@example.com", "is", "a@example.com", "depends"),
    ("url", "https://example.com", "contains", "example", "depends"),
    ("phone", "0211234", "answered", "", True),
    ("number", 1200, "is", "۱٬۲۰۰.0", True),
    ("number", 1200.0, "is", "1200", True),
    ("number", 1200, "is_not", "1200", False),
    ("number", 1200, "is", "a lot", False),
    ("number", 1200, "greater", "1199.5", True),
    ("number", 1200, "greater", "1200", False),
    ("number", 900, "less", "1200", True),
    ("number", 1200, "less", "1200", False),
    ("number", 900, "less", "a lot", False),
    ("number", 900, "contains", "9", False),
    ("number", 900, "contains_not", "9", True),
    ("number", None, "not_answered", "", True),
    ("date", "2026-11-26", "is", "1405/9/5", True),
    ("date", "2026-11-26", "is_not", "2026-11-27", True),
    ("date", "2026-11-26", "greater", "2026-11-25", "depends"),
    ("date", "2026-11-26", "less", "2026-11-27", "depends"),
    ("date", "2026-11-26", "less", "soon", False),
    ("date", None, "less", "2026-11-27", False),
    ("date", "2026-11-26", "contains", "2026", False),
    ("choice", "slow", "is", "slow", True),
    ("choice", "slow", "is", "other", False),
    ("choice", "slow", "is_not", "other", True),
    ("choice", "slow", "is", "gone", False),
    ("choice", "slow", "contains", "slow", True),
    ("choice", "slow", "contains_not", "slow", False),
    ("choice", "slow", "greater", "other", False),
    ("choices", ["slow"], "is", "slow", True),
    ("choices", ["slow", "other"], "is", "slow", False),
    ("choices", ["slow", "other"], "is_not", "slow", True),
    ("choices", ["slow", "other"], "contains", "other", True),
    ("choices", ["slow"], "contains", "other", False),
    ("choices", ["slow"], "contains_not", "other", True),
    ("choices", ["slow"], "less", "z", False),
    ("checkbox", True, "is", "yes", True),
    ("checkbox", True, "is", "on", False),
    ("checkbox", True, "is_not", "yes", False),
    ("checkbox", None, "is_not", "yes", True),
    ("checkbox", True, "contains", "yes", False),
    ("file", [FILE], "answered", "", True),
    ("file", [FILE], "not_answered", "", False),
    ("file", [FILE], "is", FILE, False),
    ("file", [FILE], "is_not", FILE, True),
    ("text", "x", "rhymes", "x", False),
]
FACT_CONDITIONS = [
    ("department", "is", "technical", True),
    ("department", "is", "billing", False),
    ("department", "is_not", "billing", True),
    ("department", "contains", "technical", True),
    ("department", "answered", "", True),
    ("department", "greater", "a", False),
    ("ticket_type", "is", "bug-report", True),
    ("ticket_type", "is_not", "bug-report", False),
    ("ticket_type", "is", "invoice", False),
    ("product", "is", "sms-panel", True),
    ("product", "is", "call-panel", False),
    ("product", "is", "gone", False),
    ("product", "answered", "", True),
    ("product", "not_answered", "", False),
    ("customer", "answered", "", False),
    ("field:gone", "is_not", "x", True),
]


@pytest.mark.parametrize(("kind", "answer", "operator", "value", "holds"), CONDITIONS)
def test_a_condition_shows_its_field_for_exactly_the_bodies_it_holds_for(
    kind, answer, operator, value, holds
):
    asked = field("a", kind, choices=("slow", "other"))
    definition = one_section(asked, field("b", required=True, show=when("field:a", operator, value)))
    answers = {} if answer is None else {"a": answer}
    with_b = answers | {"b": "x"}
    if holds == "depends":
        assert property_of_second(definition)["x-depends"] is True
        assert [is_valid(definition, each) for each in (answers, with_b)] == [True, True]
        return
    assert [accepts(definition, each) for each in (answers, with_b)] == [not holds, holds]
    assert [is_valid(definition, each) for each in (answers, with_b)] == [not holds, holds]


def property_of_second(definition):
    return schema(definition)["properties"]["answers"]["properties"]["b"]


@pytest.mark.parametrize(("ask", "operator", "value", "holds"), FACT_CONDITIONS)
def test_a_condition_on_facts_reads_the_body(ask, operator, value, holds):
    definition = one_section(field("b", required=True, show=when(ask, operator, value)))
    assert accepts(definition, {"b": "x"}) is holds
    assert is_valid(definition, {"b": "x"}) is holds
    assert is_valid(definition, {}) is not holds


@pytest.mark.parametrize("rule", [("product", "is", "sms-panel"), ("product", "answered")])
@pytest.mark.parametrize("products", [["sms-panel"], ["sms-panel", "call-panel"], []])
def test_a_product_that_is_not_named_is_unanswered(rule, products):
    without = DESK | {"product": ""}
    definition = one_section(field("b", required=True, show=when(*rule)))
    assert is_valid(definition, facts=without, product_slugs=products)
    assert not is_valid(definition, {"b": "x"}, facts=without, product_slugs=products)
    assert is_valid(definition, {"b": "x"}, product_slugs=products) is bool(products)


def test_where_products_are_offered_and_one_is_required_it_is_answered():
    made = schema(one_section(field("b", show=when("product", "answered"))), product_required=True)
    assert "allOf" not in made
    assert list(made["properties"]["answers"]["properties"]) == ["b"]
    nothing = schema(
        one_section(field("b", show=when("product", "answered"))), product_slugs=[], product_required=True
    )
    assert nothing["properties"]["answers"]["properties"] == {}


def test_what_the_type_decides_is_no_condition_any_more():
    shown = field("a", required=True, show=when("ticket_type", "is", "bug-report"))
    hidden = field("b", required=True, show=when("ticket_type", "is", "invoice"))
    made = schema(one_section(shown, hidden))
    assert list(made["properties"]["answers"]["properties"]) == ["a"]
    assert made["properties"]["answers"]["required"] == ["a"]
    assert "allOf" not in made


def test_every_operator_meets_every_kind_it_makes_sense_for():
    pairs = {(kind, operator) for kind, _, operator, *_ in CONDITIONS}
    texts = set(TEXTS) - {"text"}
    sensible = {
        (kind, operator)
        for kind, operators in OPERATORS_OF.items()
        for operator in operators
        if kind not in (*texts, "fact") and operator not in ("answered", "not_answered")
    }
    assert pairs >= sensible
    assert {operator for _, operator in pairs} >= set(OPERATORS)
    assert {kind for kind, _ in pairs} == set(KINDS)
    assert {ask for ask, *_ in FACT_CONDITIONS} >= set(FACTS)


def test_conditions_become_a_clause_per_condition():
    show = when("field:a", "is", "yes")
    definition = form(
        section("one", field("a", "checkbox")),
        section("two", field("b", required=True), field("c"), show=show),
    )
    ticked = {"required": ["answers"], "properties": {"answers": {"required": ["a"]}}}
    assert schema(definition)["allOf"] == [
        {
            "if": ticked,
            "then": {"required": ["answers"], "properties": {"answers": {"required": ["b"]}}},
            "else": {"properties": {"answers": {"properties": {"b": False, "c": False}}}},
        }
    ]


@pytest.mark.parametrize(
    ("answers", "valid"),
    [
        ({}, True),
        ({"a": True}, False),
        ({"a": True, "c": "x"}, True),
        ({"a": True, "b": 1, "c": "x"}, True),
        ({"a": True, "b": 1, "c": "x", "d": "x"}, True),
        ({"a": True, "c": "x", "d": "x"}, False),
        ({"c": "x"}, False),
        ({"b": 1}, False),
    ],
)
def test_conditions_of_a_section_and_of_its_fields_come_together(answers, valid):
    inside = field("d", show=when("field:b", "greater", "0"))
    definition = form(
        section("one", field("a", "checkbox")),
        section(
            "two", field("b", "number"), field("c", required=True), inside, show=when("field:a", "answered")
        ),
    )
    assert accepts(definition, answers) is valid
    assert is_valid(definition, answers) is valid


@pytest.mark.parametrize(
    ("answers", "valid"),
    [({}, True), ({"a": True}, False), ({"a": True, "b": "x"}, True), ({"b": "x"}, True)],
)
def test_a_field_may_be_required_by_a_condition(answers, valid):
    definition = one_section(field("a", "checkbox"), field("b", require=when("field:a", "answered")))
    assert accepts(definition, answers) is valid
    assert is_valid(definition, answers) is valid


@pytest.mark.parametrize(
    ("match", "none", "one", "both"), [("all", False, False, True), ("any", False, True, True)]
)
def test_all_or_any_of_several_rules(match, none, one, both):
    show = when_all(when("field:a", "answered"), when("field:b", "answered"), match=match)
    definition = one_section(field("a", "checkbox"), field("b", "checkbox"), field("c", show=show))
    cases = [({}, none), ({"a": True}, one), ({"b": True}, one), ({"a": True, "b": True}, both)]
    assert [is_valid(definition, answers | {"c": "x"}) for answers, _ in cases] == [
        holds for _, holds in cases
    ]


def test_what_can_be_said_of_a_condition_is_said():
    """The text is compared by the desk alone; the box beside it by everybody."""
    show = when_all(when("field:a", "contains", "card"), when("field:b", "answered"))
    definition = one_section(field("a"), field("b", "checkbox"), field("c", required=True, show=show))
    assert schema(definition)["properties"]["answers"]["properties"]["c"]["x-depends"] is True
    assert is_valid(definition, {"a": "a card", "b": True})
    assert is_valid(definition, {"a": "a card", "b": True, "c": "x"})
    assert not is_valid(definition, {"a": "a card", "c": "x"})
    assert not is_valid(definition, {"b": True, "c": "x"})


def test_only_what_depends_says_so():
    require = when("field:a", "is", "x")
    definition = one_section(
        field("a"), field("b", require=require), field("c", show=when("field:b", "answered"))
    )
    properties = schema(definition)["properties"]["answers"]["properties"]
    assert {name: "x-depends" in each for name, each in properties.items()} == {
        "a": False,
        "b": True,
        "c": False,
    }


@pytest.mark.parametrize("asked", ["a", "b"])
def test_a_field_that_stands_below_is_not_answered_yet_nor_is_the_field_itself(asked):
    definition = one_section(field("a", show=when(f"field:{asked}", "answered")), field("b"))
    assert is_valid(definition, {"b": "x"})
    assert not is_valid(definition, {"a": "x", "b": "x"})


# Agreement.


@settings(max_examples=EXAMPLES, deadline=None)
@given(seed=st.integers(0, 2**64))
def test_the_schema_and_the_form_agree(seed):
    random = Chance(seed)
    definition, desk, made = _random_schema(random)
    properties, is_exact = _properties(made)
    validator = Draft202012Validator(made)
    for _customer in range(CUSTOMERS):
        facts = _random_facts(random, desk)
        answers = _random_answers(random, definition, facts)
        raw = raw_answers(definition, answers)
        if raw.errors:
            continue
        about = definition, desk, facts, answers
        asked = filled(definition, answers, facts)
        if asked.is_valid() and asked.visible >= set(answers):
            assert validator.is_valid(body(_as_stored(asked, answers), facts)), about
        values_are_right = all(
            validator.evolve(schema=properties[name]).is_valid(value)
            for name, value in answers.items()
            if name in properties
        )
        if not values_are_right:
            continue
        shown = evaluate(definition, facts, asked.raw)
        is_right = shown.required <= set(answers) <= set(shown.fields)
        # What is hidden and answered, or required and missing, is invalid wherever that can be said.
        if is_right or is_exact:
            assert validator.is_valid(body(answers, facts)) is is_right, about


def test_chance_meets_forms_and_answers_that_are_right_and_that_are_wrong():
    """Otherwise the agreement above says little."""
    random, met = Chance(5), set()
    for _form in range(300):
        definition, desk, made = _random_schema(random)
        facts = _random_facts(random, desk)
        answers = _random_answers(random, definition, facts)
        if len(answers) < 2 or raw_answers(definition, answers).errors:
            continue
        asked = filled(definition, answers, facts)
        if set(answers) - asked.visible:
            outcome = "hidden"
        elif asked.shown.required - set(answers):
            outcome = "missing"
        else:
            outcome = "right" if asked.is_valid() else "wrong"
        if "allOf" in made:
            met.add((_properties(made)[1], outcome))
    assert met == {
        (is_exact, word) for is_exact in (True, False) for word in ("hidden", "missing", "right", "wrong")
    }


def _random_schema(random):
    """Of some random forms with limits and rules that make sense the one with most clauses, for a random desk."""
    desk = _random_desk(random)
    made = []
    for _form in range(random.choice([1, 4, 8])):
        definition = _with_limits(random, _with_sense(random, askable(random_form(random))))
        made.append((definition, desk, schema_of(definition, **desk)))
    return max(made, key=lambda each: len(each[2].get("allOf", ())))


def _with_sense(random, definition):
    """The form with most of its rules asking what stands above, in a way that its kind knows."""
    above = [{"name": name, "kind": "fact", "choices": [{"value": slug} for slug in SLUGS]} for name in FACTS]
    for each in definition["sections"]:
        _make_sense(random, each, above)
        for item in each["items"]:
            _make_sense(random, item, above)
            if item["type"] == "field":
                # Nearer ones are asked more.
                above += [item, item, item]
    return definition


def _make_sense(random, part, above):
    for condition in filter(None, (part["show"], part.get("require"))):
        for rule in condition["rules"]:
            if random.random() < 0.8:
                asked = random.choice(above)
                name, kind = asked["name"], asked["kind"]
                rule["ask"] = name if kind == "fact" else f"field:{name}"
                rule["is"] = random.choice(OPERATORS_OF[kind])
                rule["value"] = random.choice(_values_of(asked))


def _values_of(asked):
    values = {
        "number": ["12", "0", "0.1", "۱۲٫۵", "1200", "-12", "1000"],
        "date": ["2026-11-26", "1405/9/5", "2024-03-19", "1900-01-01"],
        "checkbox": ["yes"],
        "file": [""],
    }
    choices = [each["value"] for each in asked["choices"]]
    return values.get(asked["kind"]) or [*choices, *SLUGS]


def _properties(made):
    """Of the answers; and whether the schema says everything of them."""
    properties = made["properties"]["answers"]["properties"]
    return properties, not any("x-depends" in each for each in properties.values())


def _random_desk(random):
    products = random.sample(SLUGS, random.randint(0, 3))
    return {
        "department_slugs": random.sample(SLUGS, random.randint(1, 3)),
        "ticket_type_slug": random.choice(SLUGS),
        "product_slugs": products,
        "product_required": random.random() < 0.5,
    }


def _random_facts(random, desk):
    may_be_left_out = [] if desk["product_required"] and desk["product_slugs"] else [""]
    return {
        "department": random.choice(desk["department_slugs"]),
        "ticket_type": desk["ticket_type_slug"],
        "product": random.choice([*desk["product_slugs"], *may_be_left_out]),
    }


def _with_limits(random, definition):
    chances = {
        "shortest": [1, 2, 3],
        "longest": [1, 3, 100],
        "pattern": [".*", "[a-z]+", r"\d+", "[۰-۹]{2}", r"\pL+", r"[^\d]*"],
        "smallest": ["-1000", "0", "12", "0.5"],
        "largest": ["12", "12.5", "100000"],
        "earliest": ["1900-01-01", "2026-11-26"],
        "latest": ["2026-11-26", "2199-12-31"],
        "fewest": [1, 2],
        "most": [1, 2],
        "most_files": [2],
    }
    for item in fields_of(definition):
        named = [name for name in LIMITS.get(item["kind"], ()) if name in chances]
        item["limits"] = {name: random.choice(chances[name]) for name in named if random.random() < 0.2}
    return definition


def _random_answers(random, definition, facts):
    """Of somebody who mostly answers what is asked, and of somebody who does not care."""
    is_careful, answers = random.random() < 0.7, {}
    for item in fields_of(definition):
        if is_careful:
            raw = raw_answers(definition, answers)
            texts = raw.texts | {name: [str(each) for each in files] for name, files in raw.files.items()}
            shown = evaluate(definition, facts, texts)
            chance = 0.95 if item["name"] in shown.required else 0.6 * (item["name"] in shown.fields)
        else:
            chance = 0.5
        if random.random() < chance:
            answers[item["name"]] = _random_answer(random, item)
    return answers


def _random_answer(random, item):
    kind, values = item["kind"], [each["value"] for each in item["choices"]]
    if random.random() < 0.03:
        return random.choice([None, True, False, 1, "", "x", [], ["x"], {}])
    if kind in ("text", "long_text"):
        return random.choice([*TYPED, *random.texts, *SLUGS])
    if kind == "email":
        return random.choice(["a@example.com", "A@Example.com", "a@نمونه.ایران", "nobody"])
    if kind == "url":
        return random.choice(
            ["https://example.com/کارت", "example.com", "http://a.example", "nowhere at all"]
        )
    if kind == "phone":
        return random.choice(["021-1234", "۰۲۱ ۱۲۳۴", "+98 (21) 1234", "12", "0912"])
    if kind == "number":
        return random.choice(
            [12, 12.0, 12.5, 0, -0.0, -12, 1e3, 0.1, 1e-7, 10**11, 999999999999998, 1200, 1e300]
        )
    if kind == "date":
        return random.choice(
            ["2026-11-26", "2024-03-19", "1900-01-01", "2199-12-31", "1405-09-05", "2026-02-30"]
        )
    if kind == "choice":
        return random.choice([*values, *values, "gone"])
    if kind == "choices":
        chosen = list(dict.fromkeys(values))
        return random.sample(chosen, random.randint(0, len(chosen))) or ["gone"]
    if kind == "checkbox":
        return True
    return [str(uuid4()) for _file in range(random.randint(1, item["limits"].get("most_files", 1)))]


def _as_stored(asked, answers):
    """The answers with their texts as the form has cleaned them."""
    return {
        name: asked.cleaned_data[f"field_{name}"] if asked.items[name]["kind"] in TEXTS else value
        for name, value in answers.items()
    }


# The form in words.


def test_no_form_is_described_by_nothing():
    assert described(None) is None


def test_a_form_is_described_in_the_language_of_its_reader():
    show, require = when("product", "answered"), when("field:number", "answered")
    definition = form(
        section(
            "s1",
            field(
                "number",
                label={"fa": "شماره", "en": "Number"},
                help={"fa": "روی فاکتور"},
                placeholder={"en": "INV-1"},
                limits={"pattern": "INV-.*", "pattern_help": {"fa": "مانند INV-1", "en": "Like INV-1"}},
                required=True,
            ),
            field("why", "choice", choices=("slow",), default="slow", show=show, require=require),
            note("hint", text={"fa": "نکته", "en": "Note"}, show=show),
            show=show,
        )
    )
    version = SimpleNamespace(pk=7, definition=definition)
    with translation.override("en"):
        assert described(version, pages={}) == {
            "version": 7,
            "sections": [
                {
                    "id": "s1",
                    "heading": "s1",
                    "help": "",
                    "show": show,
                    "items": [
                        {
                            "type": "field",
                            "name": "number",
                            "kind": "text",
                            "label": "Number",
                            "help": "روی فاکتور",
                            "placeholder": "INV-1",
                            "required": True,
                            "default": None,
                            "limits": {"pattern": "INV-.*", "pattern_help": "Like INV-1"},
                            "choices": [],
                            "show": None,
                            "require": None,
                        },
                        {
                            "type": "field",
                            "name": "why",
                            "kind": "choice",
                            "label": "WHY",
                            "help": "",
                            "placeholder": "",
                            "required": False,
                            "default": "slow",
                            "limits": {},
                            "choices": [{"value": "slow", "label": "slow"}],
                            "show": show,
                            "require": require,
                        },
                        {"type": "note", "id": "hint", "text": "Note", "page": None, "show": show},
                    ],
                }
            ],
        }
    [described_section] = described(definition)["sections"]
    assert [item.get("label") or item["text"] for item in described_section["items"]] == [
        "شماره",
        "WHY",
        "نکته",
    ]
    assert definition["sections"][0]["items"][0]["limits"]["pattern_help"] == {
        "fa": "مانند INV-1",
        "en": "Like INV-1",
    }


@pytest.mark.parametrize(
    ("kind", "text", "answer"),
    [
        ("text", "a", "a"),
        ("number", "۱۲٫۵", 12.5),
        ("number", "12.0", 12),
        ("number", "many", None),
        ("date", "1405/9/5", "2026-11-26"),
        ("date", "soon", None),
        ("choice", "slow", "slow"),
        ("choice", "gone", None),
        ("choices", "slow", ["slow"]),
        ("checkbox", "yes", True),
        ("checkbox", "no", None),
        ("file", "a.pdf", None),
        ("text", "", None),
    ],
)
def test_what_is_filled_in_already_is_an_answer_as_json(kind, text, answer):
    definition = one_section(field("a", kind, choices=("slow",), default=text))
    assert described(definition)["sections"][0]["items"][0]["default"] == answer


@pytest.fixture
def guides(db):
    """Pages for notes: two that everybody may read, one that only some may, below it another, and one still a draft."""
    home = Site.objects.get().root_page
    names = ("open", "other", "private", "draft")
    pages = {
        name: home.add_child(instance=Page(title=name, slug=name, live=name != "draft")) for name in names
    }
    pages["below"] = pages["private"].add_child(instance=Page(title="below", slug="below"))
    PageViewRestriction.objects.create(page=pages["private"], restriction_type=PageViewRestriction.LOGIN)
    return pages


def _pointing(*pages):
    return one_section(*(note(f"n{page.pk}", page=page.pk) for page in pages))


def test_a_note_names_its_page_where_everybody_may_read_it(guides):
    items = described(_pointing(*guides.values()))["sections"][0]["items"]
    assert [item["page"] for item in items] == [
        {"title": "open", "url": guides["open"].full_url},
        {"title": "other", "url": guides["other"].full_url},
        None,
        None,
        None,
    ]
    assert items[0]["page"]["url"].startswith("http")


@pytest.mark.parametrize("forms", [1, 3])
def test_pages_of_many_forms_are_asked_once(forms, guides, django_assert_num_queries):
    """What is private, and the pages; where the site is was asked before."""
    Site.get_site_root_paths()
    each = _pointing(guides["open"]), _pointing(guides["other"], guides["private"]), one_section(field("a"))
    definitions = [None, *each[:forms]]
    with django_assert_num_queries(2):
        pages = pages_of(definitions)
        for definition in definitions:
            described(definition, pages)


def test_a_form_without_notes_asks_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        described(one_section(field("a"), note("hint")))
