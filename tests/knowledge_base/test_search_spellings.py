"""The search page finds a word in every spelling of it, and keeps different words apart."""

import pytest

from tests.support_plugin.text.test_search import PAIRS


def found(client, query, **more):
    results = client.get("/search/", {"q": query, **more}).context["results"]
    return [result.guide.title for result in results]


@pytest.mark.parametrize(("text", "query"), PAIRS["match"])
def test_a_guide_is_found_by_another_spelling(text, query, client, write_guide):
    write_guide("یک", body=[("paragraph", f"<p>{text}</p>")])
    assert found(client, query) == ["یک"]


@pytest.mark.parametrize(("text", "query"), PAIRS["differ"])
def test_a_guide_is_not_exactly_what_another_word_asks_for(text, query, client, write_guide):
    write_guide("یک", body=[("paragraph", f"<p>{text}</p>")])
    assert found(client, query, level="exact") == []
