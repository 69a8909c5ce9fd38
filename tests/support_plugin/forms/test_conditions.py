"""What is shown of a form and what must be answered."""

import pytest

from support_plugin.forms.conditions import FACTS, OPERATORS, Shown, evaluate
from support_plugin.forms.reading import KINDS

from .browser_rules import ask_browser
from .definitions import field, form, note, one_section, section, when, when_all

CHOICES = ("slow", "wrong-sum", "other")
DESK = {"department": "technical", "ticket_type": "bug-report", "product": ""}

# kind, texts, operator, value, does the rule hold
RULES = [
    ("text", ["كارت ملی"], "is", "کارت  ملي", True),
    ("text", ["کارت ملی"], "is", "کارت", False),
    ("text", ["کارت ملی"], "is_not", "کارت", True),
    ("text", ["فاکتور ۱۲"], "contains", "12", True),
    ("text", ["فاکتور ۱۲"], "contains", "13", False),
    ("text", ["فاکتور ۱۲"], "contains", " ", False),
    ("text", ["فاکتور ۱۲"], "contains_not", "13", True),
    ("text", ["9"], "greater", "8", False),
    ("text", ["9"], "less", "10", False),
    ("text", ["9"], "answered", "", True),
    ("text", ["9"], "not_answered", "", False),
    ("long_text", ["Cannot LOG\nin"], "contains", "log in", True),
    ("long_text", ["a"], "is", "A", True),
    ("email", ["a@Example.com"], "contains", "@example.com", True),
    ("email", ["a@example.com"], "is_not", "b@example.com", True),
    ("url", ["https://example.com"], "contains", "example", True),
    ("phone", ["۰۹۱۲"], "is", "0912", True),
    ("number", ["۱٬۲۰۰"], "is", "1200.0", True),
    ("number", ["1200"], "is", "a lot", False),
    ("number", ["1200"], "is_not", "1201", True),
    ("number", ["1200"], "greater", "1199.5", True),
    ("number", ["1200"], "greater", "1200", False),
    ("number", ["900"], "less", "1200", True),
    ("number", ["900"], "less", "a lot", False),
    ("number", ["900"], "contains", "9", False),
    ("number", ["900"], "contains_not", "9", True),
    ("number", ["a lot"], "answered", "", False),
    ("date", ["1405/9/5"], "is", "2026-11-26", True),
    ("date", ["1405/9/5"], "is_not", "2026-11-27", True),
    ("date", ["1405/9/5"], "greater", "2026-11-25", True),
    ("date", ["1405/9/5"], "less", "۱۴۰۵/۹/۶", True),
    ("date", ["1405/9/5"], "less", "2026-11-26", False),
    ("date", ["1405/9/5"], "contains", "2026", False),
    ("choice", ["slow"], "is", "slow", True),
    ("choice", ["slow"], "is_not", "other", True),
    ("choice", ["slow"], "contains", "slow", True),
    ("choice", ["slow"], "contains", "slo", False),
    ("choice", ["slow"], "greater", "other", False),
    ("choices", ["slow"], "is", "slow", True),
    ("choices", ["slow", "other"], "is", "slow", False),
    ("choices", ["slow", "other"], "is_not", "slow", True),
    ("choices", ["slow", "other"], "contains", "other", True),
    ("choices", ["slow", "other"], "contains", "wrong-sum", False),
    ("choices", ["slow", "other"], "contains_not", "wrong-sum", True),
    ("choices", ["slow"], "less", "z", False),
    ("checkbox", ["on"], "is", "yes", True),
    ("checkbox", ["on"], "is", "on", False),
    ("checkbox", ["on"], "is_not", "yes", False),
    ("checkbox", ["on"], "contains", "yes", False),
    ("checkbox", [], "answered", "", False),
    ("file", ["a.pdf"], "answered", "", True),
    ("file", ["a.pdf"], "not_answered", "", False),
    ("file", ["1"], "is", "1", False),
    ("file", ["1"], "is_not", "1", True),
    ("file", ["1"], "contains", "1", False),
    ("file", ["1"], "greater", "0", False),
    ("text", ["9"], "rhymes", "9", False),
    *[
        (kind, [], operator, "x", operator.startswith(("is_not", "contains_not", "not_")))
        for kind in KINDS
        for operator in OPERATORS
    ],
]
FACT_RULES = [
    ("department", "is", "technical", True),
    ("department", "is", "billing", False),
    ("ticket_type", "is_not", "invoice", True),
    ("ticket_type", "contains", "bug", False),
    ("ticket_type", "contains", "bug-report", True),
    ("product", "answered", "", False),
    ("product", "not_answered", "", True),
    ("product", "is", "", False),
    ("product", "is_not", "sms-panel", True),
    ("department", "greater", "a", False),
    ("customer", "answered", "", False),
    ("field:gone", "is", "x", False),
    ("field:gone", "is_not", "x", True),
    ("field:gone", "not_answered", "", True),
]


def shown(definition, raw=None, facts=DESK):
    """The answer of the server, once the browser has given the same."""
    answer = evaluate(definition, facts, raw or {})
    [browser] = ask_browser("evaluate", [[definition, facts, raw or {}]])
    assert (
        Shown(
            *(tuple(browser[name]) for name in ("sections", "notes", "fields")),
            frozenset(browser["required"]),
        )
        == answer
    )
    return answer


@pytest.mark.parametrize(("kind", "texts", "operator", "value", "holds"), RULES)
def test_a_rule_compares_by_the_kind_of_the_field(kind, texts, operator, value, holds):
    asked = field("asked", kind, choices=CHOICES)
    definition = one_section(asked, field("asking", show=when("field:asked", operator, value)))
    assert shown(definition, {"asked": texts}).fields == (("asked", "asking") if holds else ("asked",))


@pytest.mark.parametrize(("ask", "operator", "value", "holds"), FACT_RULES)
def test_a_rule_compares_facts_by_their_slug(ask, operator, value, holds):
    definition = one_section(field("asking", show=when(ask, operator, value)))
    assert shown(definition).fields == (("asking",) if holds else ())


def test_every_operator_meets_every_kind_in_some_example():
    assert {(kind, operator) for kind, _, operator, *_ in RULES} >= {(k, o) for k in KINDS for o in OPERATORS}
    assert {ask for ask, *_ in FACT_RULES} >= set(FACTS)


def test_a_form_without_conditions_shows_everything_in_its_order():
    definition = form(
        section("one", field("b", required=True), note("hint"), field("a")),
        section("two"),
        section("three", field("c")),
    )
    assert shown(definition) == Shown(("one", "two", "three"), ("hint",), ("b", "a", "c"), frozenset({"b"}))


@pytest.mark.parametrize(
    ("match", "a", "b", "holds"),
    [("all", "1", "1", True), ("all", "1", "", False), ("any", "", "1", True), ("any", "", "", False)],
)
def test_a_condition_holds_in_all_of_its_rules_or_in_any(match, a, b, holds):
    condition = when_all(when("field:a", "answered"), when("field:b", "answered"), match=match)
    definition = one_section(field("a"), field("b"), note("both", show=condition))
    assert shown(definition, {"a": [a], "b": [b]}).notes == (("both",) if holds else ())


def test_a_field_is_required_where_its_condition_holds_and_it_is_shown():
    asking = field("c", show=when("field:a", "answered"), require=when("field:b", "answered"))
    definition = one_section(field("a"), field("b"), asking)
    assert shown(definition, {"a": ["1"], "b": ["1"]}).required == {"c"}
    assert shown(definition, {"a": ["1"]}).required == set()
    assert shown(definition, {"b": ["1"]}).required == set()


def test_a_required_field_that_is_hidden_is_not_required():
    definition = one_section(field("a"), field("b", required=True, show=when("field:a", "answered")))
    assert shown(definition).required == set()


def test_a_hidden_field_counts_as_unanswered_for_what_stands_below():
    definition = one_section(
        field("a", "checkbox"),
        field("b", show=when("field:a", "is", "yes")),
        field("c", show=when("field:b", "is", "x")),
        field("d", show=when("field:c", "is_not", "x")),
    )
    answers = {"b": ["x"], "c": ["x"]}
    assert shown(definition, answers).fields == ("a", "d")
    assert shown(definition, answers | {"a": ["on"]}).fields == ("a", "b", "c")


def test_a_hidden_section_hides_all_that_stands_in_it():
    hidden = section("hidden", field("a", required=True), note("hint"), show=when("product", "answered"))
    definition = form(hidden, section("below", field("b", show=when("field:a", "answered"))))
    assert shown(definition, {"a": ["x"]}) == Shown(("below",), (), (), frozenset())


def test_a_field_that_stands_below_is_not_answered_yet():
    definition = one_section(field("a", show=when("field:b", "answered")), field("b"))
    assert shown(definition, {"b": ["x"]}).fields == ("b",)


def test_names_that_mean_something_to_javascript_are_names():
    names = ("constructor", "to_string", "valueOf", "__proto__")
    definition = one_section(*map(field, names), note("n", show=when("field:constructor", "answered")))
    assert shown(definition) == Shown(("only",), (), names, frozenset())
