"""What is wrong with a form is said in sentences that name its fields."""

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from support_plugin.forms.checking import OPERATORS_OF, problems
from support_plugin.forms.conditions import FACTS, OPERATORS, evaluate
from support_plugin.forms.reading import KINDS

from .definitions import field, form, note, one_section, section, when, when_all
from .random_forms import Chance, random_form

UNREADABLE = ["This form cannot be read: it is not built as forms are."]
CHOICES = ("slow", "other")


@pytest.fixture(autouse=True)
def _in_english(_clean_slate):
    with translation.override("en"):
        yield


def test_a_form_that_asks_only_what_stands_above_is_all_right():
    definition = form(
        section(
            "one", field("a", "choice", choices=CHOICES), field("b", "date"), show=when("product", "answered")
        ),
        section(
            "two",
            field("c", show=when("field:a", "is", "slow"), require=when("department", "is", "technical")),
            note("n", show=when_all(when("field:b", "less", "1405/09/05"), when("field:c", "contains", "x"))),
            show=when("field:a", "is_not", "other"),
        ),
    )
    assert problems(definition) == []


@pytest.mark.parametrize("part", ["show", "require"])
def test_a_field_that_asks_itself_is_named(part):
    assert problems(one_section(field("a", **{part: when("field:a", "answered")}))) == ["“A” asks itself."]


def test_a_field_that_asks_one_below_is_named():
    definition = one_section(field("a", show=when("field:b", "answered")), field("b"))
    assert problems(definition) == ["“A” asks “B”, which stands below it."]


def test_a_note_that_asks_one_below_is_named_by_its_section():
    definition = one_section(note("n", show=when("field:a", "answered")), field("a"))
    assert problems(definition) == ["A note in “only” asks “A”, which stands below it."]


def test_a_section_that_asks_what_stands_in_it_is_named():
    definition = form(section("details", field("a"), show=when("field:a", "answered")))
    assert problems(definition) == ["“details” asks “A”, which stands below it."]


def test_fields_that_wait_for_each_other_are_told_in_one_sentence():
    definition = one_section(
        field("a", show=when("field:c", "answered")),
        field("b", show=when("field:a", "answered")),
        field("c", show=when("field:b", "answered")),
    )
    assert problems(definition) == ["These fields wait for each other: “A”, “C”, “B”."]


def test_each_circle_is_told_by_itself():
    pairs = [("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")]
    definition = one_section(*(field(one, show=when(f"field:{other}", "answered")) for one, other in pairs))
    assert problems(definition) == [
        "These fields wait for each other: “A”, “B”.",
        "These fields wait for each other: “C”, “D”.",
    ]


def test_fields_wait_for_what_their_section_asks():
    definition = form(
        section("one", field("a"), show=when("field:b", "answered")),
        section("two", field("b", show=when("field:a", "answered"))),
    )
    assert problems(definition) == [
        "These fields wait for each other: “A”, “B”.",
        "“one” asks “B”, which stands below it.",
    ]


def test_a_field_that_was_deleted_is_named():
    assert problems(one_section(field("a", show=when("field:gone", "answered")))) == [
        "“A” asks “gone”, a field that is not in this form."
    ]


def test_the_same_field_twice_is_named_once():
    assert problems(one_section(field("a"), field("a"), field("a"))) == [
        "“A” stands in this form more than once."
    ]


@pytest.mark.parametrize(
    ("kind", "operator", "value", "sentence"),
    [
        ("text", "contains", " \u200c", "“B” compares “A” with nothing."),
        ("number", "greater", "many", "“B” compares “A” with “many”, which is not a number."),
        ("date", "less", "1404/12/30", "“B” compares “A” with “1404/12/30”, which is not a date."),
        ("choice", "is", "gone", "“B” compares “A” with “gone”, which is not one of its choices."),
        ("choices", "contains_not", "", "“B” compares “A” with “”, which is not one of its choices."),
        ("checkbox", "is", "no", "“B” compares “A” with “no”, and it can only be ticked (“yes”)."),
        ("text", "greater", "a", "“B” asks of “A” what makes no sense for it: “is greater or later than”."),
        ("number", "contains", "1", "“B” asks of “A” what makes no sense for it: “contains”."),
        ("checkbox", "contains", "yes", "“B” asks of “A” what makes no sense for it: “contains”."),
        ("file", "is", "a.pdf", "“B” asks of “A” what makes no sense for it: “is”."),
        ("text", "rhymes", "a", "“B” compares “A” in a way that does not exist: “rhymes”."),
        ("riddle", "is", "a", "“A” is of a kind that does not exist: “riddle”."),
    ],
)
def test_what_a_field_can_never_be_is_named(kind, operator, value, sentence):
    asked, asking = field("a", kind, choices=CHOICES), field("b", show=when("field:a", operator, value))
    assert problems(one_section(asked, asking)) == [sentence]


@pytest.mark.parametrize("kind", [*KINDS, "fact"])
def test_every_kind_can_be_asked_whether_it_is_answered(kind):
    assert set(OPERATORS) >= set(OPERATORS_OF[kind]) >= {"answered", "not_answered"}


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ({"match": "all", "rules": []}, "“A” has a condition without rules."),
        (
            when("department", "answered", match="most"),
            "“A” has a condition that does not say whether all of its rules or any must hold.",
        ),
        (when("weather", "is", "good"), "“A” asks “weather”, which nobody can know."),
        (
            when("product", "less", "x"),
            "“A” asks of “Product” what makes no sense for it: “is less or earlier than”.",
        ),
    ],
)
def test_a_condition_that_means_nothing_is_named(condition, sentence):
    assert problems(one_section(field("a", require=condition))) == [sentence]


def test_fields_are_named_in_the_language_of_the_reader_or_in_another():
    def of(label):
        return problems(one_section(field("a", label=label, show=when("field:a", "answered"))))

    assert of({"fa": "مبلغ", "en": "Sum"}) == ["“Sum” asks itself."]
    assert of({"fa": "مبلغ", "en": ""}) == ["“مبلغ” asks itself."]
    assert of({}) == ["“a” asks itself."]
    assert of({"en": "{value} {0} %s"}) == ["“{value} {0} %s” asks itself."]


@pytest.mark.parametrize("fact", FACTS)
def test_facts_have_names(fact):
    [sentence] = problems(one_section(field("a", show=when(fact, "less", "x"))))
    assert fact not in sentence


garbage = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(garbage)
@settings(max_examples=100, deadline=None)
def test_what_is_no_form_has_a_sentence(definition):
    assert problems(definition) == UNREADABLE


@given(seed=st.integers(0, 2**64), spoiling=st.lists(garbage, min_size=8, max_size=8))
@settings(max_examples=50, deadline=None)
def test_a_form_without_a_problem_can_be_evaluated_and_any_other_has_sentences(seed, spoiling):
    """In each form something, somewhere, is exchanged for anything."""
    random = Chance(seed)
    for instead in spoiling:
        definition = random_form(random)
        holder, key = random.choice(list(places(definition)))
        holder[key] = instead
        found = problems(definition)
        assert [type(sentence) for sentence in found] == [str] * len(found)
        if found != UNREADABLE:
            evaluate(definition, {}, {})


def places(thing):
    """Everything in a JSON value that can be exchanged, as what holds it and its key there."""
    for key, inner in list(thing.items() if isinstance(thing, dict) else enumerate(thing)):
        yield thing, key
        if isinstance(inner, dict | list):
            yield from places(inner)
