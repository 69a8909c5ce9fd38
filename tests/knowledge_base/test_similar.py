"""A word that no guide has is mended by the words that guides have."""

import pytest

from knowledge_base.vocabulary import nearest

from .test_search import found


def meant(client, query):
    return client.get("/search/", {"q": query}).context["meant"]


@pytest.mark.parametrize("query", ["پیلمک گروهی", "پیامک گروهب", "پیامک‌ گرهی", "پیامکم"])
def test_a_mistyped_word_finds_what_was_meant(query, client, guide):
    assert found(client, query) == [(guide.title, "similar")]
    assert found(client, query, level="exact") == []
    assert found(client, query, level="synonym") == []


def test_the_page_asks_whether_that_was_meant_and_links_to_it(client, guide):
    html = client.get("/en/search/", {"q": "x"}).content.decode()
    assert "Did you mean" not in html
    html = client.get("/search/", {"q": "پیلمک گروهی"}).content.decode()
    assert "پیامک گروهی" in html
    assert 'href="?q=%D9%BE%DB%8C%D8%A7%D9%85%DA%A9%20%DA%AF%D8%B1%D9%88%D9%87%DB%8C"' in html
    assert 'data-match="similar"' in html


def test_words_are_offered_as_guides_spell_them(client, write_guide):
    write_guide("آماده‌سازی چاپگر")
    assert meant(client, "جاپگر") == ""
    assert meant(client, "چابگر") == "چاپگر"
    assert meant(client, "آماذه") == "آماده"


def test_letters_that_sound_the_same_are_mistaken_for_each_other():
    assert nearest("برچصب", {"برچسب", "برچین", "چسب"}) == "برچسب"
    assert nearest("تیکط", {"تیک", "تیکت"}) == "تیکت"


def test_what_is_near_nothing_is_mended_to_nothing(client, guide):
    assert nearest("سلام", {"اعلام", "نام", "سال"}) is None
    assert found(client, "qwertyuiop") == []
    assert found(client, "سلام") == []


def test_numbers_are_never_mended(client, write_guide):
    write_guide("خطای 503")
    assert found(client, "504") == []


def test_words_are_known_as_soon_as_they_are_published_and_forgotten_with_their_guide(
    client, guide, write_guide
):
    assert found(client, "چابگر") == []
    printing = write_guide("چاپگر")
    assert found(client, "چابگر") == [("چاپگر", "similar")]
    printing.title = "پرینتر"
    printing.save_revision().publish()
    assert found(client, "چابگر") == []
    assert found(client, "پرینتل") == [("پرینتر", "similar")]
    printing.unpublish()
    assert found(client, "پرینتل") == []


def test_a_closed_guide_lends_no_words_to_others(client, guide, write_guide, close):
    secret = write_guide("چاپگر")
    close(secret)
    assert meant(client, "چابگر") == ""
    assert found(client, "چابگر") == []


def test_the_words_are_read_once_for_many_questions(client, guide, django_assert_num_queries):
    client.get("/search/", {"q": "پیلمک"})
    with django_assert_num_queries(19):
        client.get("/search/", {"q": "پیلمک"})
