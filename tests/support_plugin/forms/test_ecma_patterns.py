"""An editor's pattern means the same to everybody who reads its translation, or it has none."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py_mini_racer import MiniRacer

from support_plugin.forms.ecma_patterns import translated
from support_plugin.forms.patterns import matches

# fmt: off
PIECES = (
    "a", "b", "5", "۵", "-", "/", " ", "ک", "😀", "\u200c", "]", "}", ",", ".", "^", "$", "|", "(", "(?:", ")", r"\d", r"\D",
    r"\w", r"\W", r"\s", r"\S", r"\.", r"\-", r"\n", r"\A", r"\z", "[0-9]", "[2-7]", "[^2-7]", "[آ-ی]", "[^آ-ی]", r"[\d-]",
    r"[^\w.]", "[a-c-e]", "[]a]", "[^]a]", "[-a]", "[a-]", r"[\]\\-]", "[.|(*]", "[a۳-۶]", r"[\s\S]", r"[^\s\S]",
    "*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "+?", "{", "{,2}",
)
SIGNS = "ab5۵٥4۴8-/ .کگ٣😀\u200c]}_,\n\t\u00a0\u0130|^$\\"
# fmt: on


@pytest.fixture(scope="module")
def browser():
    engine = MiniRacer()
    engine.eval("globalThis.holds = (pattern, text) => new RegExp(pattern, 'u').test(text)")
    return lambda pattern, text: engine.call("holds", pattern, text)


@pytest.mark.parametrize(
    ("pattern", "ecma"),
    [
        ("[A-Z]{2}[0-9]{6}", "^(?:[A-Z]{2}[0-9٠-٩۰-۹]{6})$"),
        (r"\d{10}", "^(?:[0-9٠-٩۰-۹]{10})$"),
        ("INV-7+", "^(?:INV-[7٧۷]+)$"),
        ("(a|b)c?", "^(?:(?:a|b)c?)$"),
        (r"a\.b", r"^(?:a\.b)$"),
        (r"[^\n]", r"^(?:[^\n])$".replace(r"\n", r"\u000a")),
        (".*", r"^(?:[^\u000a]*)$"),
        (r"[\s\S]", r"^(?:[\s\S])$"),
    ],
)
def test_a_pattern_names_each_sign(pattern, ecma):
    assert translated(pattern) == ecma


@pytest.mark.parametrize(
    "pattern",
    [r"\pL+", r"\p{Arabic}", r"\bword\b", "(?i)abc", "(?P<year>[0-9]+)", "[[:alpha:]]", r"\Qa.b\E", r"\x41"],
)
def test_what_others_would_read_differently_has_no_translation(pattern):
    assert translated(pattern) is None


@pytest.mark.parametrize(
    "pattern", ["(", "[a", "a**", r"\1", "(?=a)", "a" * 501, "\ud83d", "a{2}{3}", "^*", "{2}"]
)
def test_what_cannot_be_read_has_no_translation(pattern):
    assert translated(pattern) is None


def test_groups_are_read_fifty_deep():
    assert translated("(" * 50 + "a" + ")" * 50) == "^" + "(?:" * 51 + "a" + ")" * 51 + "$"
    assert translated("(" * 51 + "a" + ")" * 51) is None


@settings(max_examples=400, deadline=None)
@given(
    pattern=st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join),
    texts=st.lists(st.text(SIGNS, max_size=5), min_size=8, max_size=8),
)
def test_everybody_reads_a_translation_alike(browser, pattern, texts):
    ecma = translated(pattern)
    if ecma is None:
        return
    for text in texts:
        assert browser(ecma, text) is matches(pattern, text), (pattern, ecma, text)
        # Python's $ also stands before the last newline.
        if not text.endswith("\n"):
            assert bool(re.search(ecma, text)) is matches(pattern, text), (pattern, ecma, text)
