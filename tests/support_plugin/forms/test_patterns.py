"""Editors' regular expressions cannot hold up a server."""

import time

import pytest
from django.core.exceptions import ValidationError

from support_plugin.forms import patterns

# Hours for Python's own `re`, each with a text of a few dozen letters.
EVIL = [
    ("(x+x+)+y", "x" * 10_000),
    ("(a|aa)+b", "a" * 10_000),
    ("(.*a){12}b", "a" * 10_000),
    (r"(\w+\s?)*!", "سلام " * 2_000),
    (r"([^b]+)*b", "😀" * 10_000),
]


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        (r"\d{10}", "0012345678", True),
        (r"\d{10}", "۰۰۱۲۳۴۵۶۷۸", True),
        (r"\d{10}", "٠٠١٢٣٤٥٦٧٨", True),
        (r"[۰-۹]{3}", "123", True),
        (r"\d{10}", "00123456789", False),
        (r"INV-\d+", "my INV-1", False),
        (r"(?i)inv-\d+", "INV-1", True),
        (r"\pL+( \pL+)*", "سارا رستمی", True),
        (r"a|b", "ab", False),
        (r"", "", True),
        (r".*", "one\ntwo", False),
        (r"a", "\ud800", False),
    ],
)
def test_the_whole_text_is_matched_in_any_digits(pattern, text, fits):
    patterns.check(pattern)
    assert patterns.matches(pattern, text) == fits


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("(", "pattern_unreadable"),
        ("[z-a]", "pattern_unreadable"),
        (r"(a)\1", "pattern_unreadable"),
        ("(?=a)", "pattern_unreadable"),
        ("a{1001}", "pattern_unreadable"),
        ("(" * 500, "pattern_unreadable"),
        ("a" * 501, "pattern_too_long"),
        (r"(\pL{30}){30}", "pattern_too_large"),
        (r"[\pL\s]{1,40}", "pattern_too_large"),
        ("((.{100}){100})", "pattern_unreadable"),
        ("\ud800", "forbidden"),
    ],
)
def test_a_pattern_that_cannot_be_taken_is_refused_with_a_sentence(pattern, code):
    with pytest.raises(ValidationError) as refused:
        patterns.check(pattern)
    assert (refused.value.code, len(refused.value.messages)) == (code, 1)


def test_a_pattern_that_was_never_checked_keeps_nobody_from_asking():
    assert patterns.matches("(", "anything")


def test_a_longer_text_than_any_answer_never_fits():
    assert patterns.matches("a*", "a" * 10_000)
    assert not patterns.matches("a*", "a" * 10_001)


@pytest.mark.parametrize(("pattern", "text"), EVIL)
def test_a_malicious_pattern_is_answered_soon(pattern, text):
    """Generous, for slow machines: without RE2 each of them would run past the end of the suite."""
    patterns.check(pattern)
    began = time.process_time()
    assert not patterns.matches(pattern, text)
    assert time.process_time() - began < 5
