"""Server and browser agree on every form and every answer; nothing that anybody types has no answer.

FORM_RULES_EXAMPLES sets how many times a hundred forms are tried, each with several customers.
"""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from support_plugin.forms.conditions import evaluate

from .browser_rules import ask_browser
from .random_forms import Chance, random_customer, random_form

EXAMPLES = int(os.environ.get("FORM_RULES_EXAMPLES", "25"))
FORMS, CUSTOMERS = 100, 3


@settings(max_examples=EXAMPLES, deadline=None)
@given(seed=st.integers(0, 2**64))
def test_server_and_browser_agree(seed):
    random = Chance(seed)
    givens = []
    for definition in (random_form(random) for _number in range(FORMS)):
        givens += [(definition, *random_customer(random)) for _customer in range(CUSTOMERS)]
    for given_, browser in zip(givens, ask_browser("evaluate", givens), strict=True):
        shown = evaluate(*given_)
        assert {**browser, "required": set(browser["required"])} == {
            "sections": list(shown.sections),
            "notes": list(shown.notes),
            "fields": list(shown.fields),
            "required": shown.required,
        }, given_
        assert shown.required <= set(shown.fields)
        assert_nothing_hidden_is_shown(given_[0], shown)


def assert_nothing_hidden_is_shown(definition, shown):
    """Fields and notes come from sections that are shown, in the form's order."""
    items = [
        item for each in definition["sections"] if each["id"] in shown.sections for item in each["items"]
    ]
    fields = iter([item["name"] for item in items if item["type"] == "field"])
    notes = iter([item["id"] for item in items if item["type"] == "note"])
    assert all(name in fields for name in shown.fields)
    assert all(id in notes for id in shown.notes)
