"""Asking others: everybody's answer counts, and nobody's trouble is ours."""

import pytest
from wagtail import hooks

from support_plugin.hooks import answers, first_answer

HOOK = "support_anything"


@pytest.fixture
def asked():
    """One who fails, one who says nothing, one who answers with what it was asked, one who answers the same twice."""
    heard = []

    def broken(question):
        raise RuntimeError("not ours")

    def silent(question):
        return None

    def empty(question):
        return []

    def echo(question):
        heard.append(question)
        return [question]

    def twice(question):
        heard.append(question)
        return [question, question]

    with hooks.register_temporarily([(HOOK, each) for each in (broken, silent, empty, echo, twice)]):
        yield heard


def test_everybody_is_asked_in_turn_and_who_fails_is_passed_over_and_logged(asked, caplog):
    assert list(answers(HOOK, "a")) == [[], ["a"], ["a", "a"]]
    [line] = caplog.records
    assert line.getMessage().startswith(f"The hook {HOOK} failed: <function asked.<locals>.broken")


def test_an_answer_that_its_asker_cannot_read_is_none(asked, caplog):
    assert list(answers(HOOK, "a", read=lambda answer: answer[1])) == ["a"]
    assert len(caplog.records) == 3


def test_after_the_first_answer_that_says_something_nobody_is_asked(asked):
    assert first_answer(HOOK, "a") == ["a"]
    assert asked == ["a"]


def test_where_nobody_answers_there_is_no_answer():
    assert list(answers(HOOK, "a")) == []
    assert first_answer(HOOK, "a") is None
