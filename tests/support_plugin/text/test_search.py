"""One normaliser on both sides: what must be found is found, what must not is not."""

import json
import time
from pathlib import Path

import pytest

from support_plugin.text.search import query_tokens, search_key, tokens

PAIRS = json.loads(Path(__file__).with_name("search_pairs.json").read_text())


def finds(query, text):
    words = set(tokens(text, index=True))
    return all(token in words for token in tokens(query))


@pytest.mark.parametrize(("text", "query"), PAIRS["match"])
def test_one_word_in_another_spelling_is_found(text, query):
    assert finds(query, text)


@pytest.mark.parametrize(("text", "query"), PAIRS["differ"])
def test_another_word_is_not_found(text, query):
    assert not finds(query, text)


def test_a_key_has_a_space_around_each_word_so_that_beginnings_can_be_found():
    assert search_key("نرم‌افزار") == " نرم افزار نرمافزار "
    assert " افز" in search_key("نرم‌افزار")


def test_an_empty_text_has_an_empty_key():
    assert search_key("", " \u200c ") == " "
    assert query_tokens("  ‌ ؟ ") == []


@pytest.mark.parametrize(
    "query", ["\x00", "\ud800", '"', "*" * 10_000, "a" * 10_000, "\u202e", "\ufdfa" * 500]
)
def test_nothing_that_is_typed_breaks_the_normaliser(query):
    assert len(query_tokens(query)) <= 10


def test_folding_twice_changes_nothing():
    for text, _query in PAIRS["match"]:
        once = tokens(text)
        assert tokens(" ".join(once)) == once


def _seconds_of(text):
    start = time.process_time()
    tokens(text, index=True)
    return time.process_time() - start


def test_ten_times_the_text_costs_about_ten_times_the_time():
    def seconds(number):
        text = " ".join(f"واژه{word}x" for word in range(number))
        # The least of several: whatever else the machine does meanwhile only adds.
        return min(_seconds_of(text) for _run in range(5))

    assert seconds(20_000) < 30 * seconds(2_000)
