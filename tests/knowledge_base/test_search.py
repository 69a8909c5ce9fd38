"""A guide is found however its words are spelled."""

import pytest

from knowledge_base.search import find


def found(client, query, **more):
    html = client.get("/search/", {"q": query, **more})
    assert html.status_code == 200
    return [(result.guide.title, result.match) for result in html.context["results"]]


@pytest.mark.parametrize(
    "query", ["پيامك گروهي", "پیامک‌های گروهی", "ارسال پیامک", "گروهی  ارسال", "شماره ها"]
)
def test_spelling_does_not_matter(query, client, guide):
    assert found(client, query) == [(guide.title, "exact")]


def test_the_beginning_of_a_word_is_enough_from_three_letters_on(client, guide):
    assert found(client, "بارگ") == [(guide.title, "prefix")]
    assert found(client, "با") == []
    assert found(client, "بارگ", level="exact") == []


def test_guides_with_the_word_in_their_title_come_first(client, write_guide):
    write_guide("چیز دیگر", body=[("paragraph", "<p>درباره فاکتور</p>")])
    write_guide("فاکتور رسمی")
    assert [title for title, _match in found(client, "فاکتور")] == ["فاکتور رسمی", "چیز دیگر"]


def test_results_say_how_they_were_found(client, guide):
    html = client.get("/search/", {"q": "گروهی"}).content.decode()
    assert 'data-match="exact"' in html


def test_nothing_found_offers_a_ticket(client, guide):
    html = client.get("/search/", {"q": "کلمه‌ای‌که‌نیست"}).content.decode()
    assert "نتیجه‌ای پیدا نشد" in html
    assert "/panel/tickets/new/" in html


def test_only_live_guides_of_the_readers_language_are_found(client, guide, english_home):
    assert client.get("/en/search/", {"q": "گروهی"}).context["results"] == []
    guide.unpublish()
    assert found(client, "گروهی") == []


@pytest.mark.parametrize(
    "query",
    ["", " ", '"', "'", 'a"b', "\x00", "%", "*", "(", ":x", "AND", "x" * 10_000, "\u202e", "ﷺ" * 100, "\\",
     "موضوع:پیامک", "title:x AND NOT y", '"پیامک', "پیامک' OR 1=1 --", "پیامک -گروهی", "&|!<->", "\u200c" * 300, "\x1f\x7f",
     "پیامک " * 2_000, "NEAR(a b)", "^a*", "𝕏😀", "{a}", "a:*b"],
)  # fmt: skip
def test_nothing_that_is_typed_breaks_the_search(query, client, guide):
    assert client.get("/search/", {"q": query}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/search/?q=%ED%A0%80",
        "/%ED%A0%80/",
        "/search/?level=%00&q=a",
        "/search/?q",
        "/search/?q=%00%FF%FE",
        "/search/?q=a&q=b",
    ],
)
def test_broken_bytes_are_no_error_of_ours(path, client, guide):
    assert client.get(path).status_code in (200, 404)


@pytest.mark.parametrize("level", ["exact", "prefix", "synonym", "similar", "", "nonsense", "\x00"])
def test_a_level_that_does_not_exist_limits_nothing(level, client, guide):
    assert found(client, "گروهی", level=level) == [(guide.title, "exact")]


def test_little_words_of_a_sentence_are_not_looked_for(client, guide):
    assert found(client, "چطور به فهرست شماره ها ارسال کنم") == [(guide.title, "exact")]
    assert found(client, "چطور") == []


def test_a_question_with_a_wrong_word_still_finds_the_guides_that_have_the_most_of_it(client, write_guide):
    write_guide("تمدید سرویس", body=[("paragraph", "<p>بدون وقفه</p>")])
    write_guide("قطع سرویس")
    assert found(client, "تمدید سرویس هوایی") == [("تمدید سرویس", "similar")]
    assert found(client, "سرویس وقفه قطع") == [("قطع سرویس", "similar"), ("تمدید سرویس", "similar")]


def test_the_better_guide_comes_first_whatever_the_database_thinks(client, write_guide):
    write_guide("دوم", body=[("paragraph", "<p>فاکتور</p>")])
    write_guide("اول", body=[("paragraph", "<p>فاکتور و باز هم فاکتور</p>")])
    write_guide("سوم", body=[("paragraph", "<p>فاکتور</p>")])
    assert [title for title, _match in found(client, "فاکتور")] == ["اول", "دوم", "سوم"]


def test_what_readers_do_not_see_of_a_figure_finds_nothing(client, write_guide):
    figure = {
        "source_url": "https://hub.example/secret.jpeg",
        "alt_suggestion": "پیشنهاد",
        "caption": "نمودار",
    }
    write_guide("یک", body=[("figure", figure)])
    assert found(client, "نمودار") == [("یک", "exact")]
    assert found(client, "secret") == found(client, "پیشنهاد") == []


def test_the_ticket_wizard_gets_suggestions(guide):
    from wagtail import hooks

    (suggest,) = hooks.get_hooks("support_suggestions")
    assert suggest("پیامک گروهی", 5) == [{"title": guide.title, "url": guide.url, "page": guide.pk}]
    assert find("") == []


@pytest.mark.parametrize("number", [1, 3])
def test_a_search_costs_the_same_for_one_result_and_for_three(
    number, client, write_guide, django_assert_num_queries
):
    for count in range(number):
        write_guide(f"فاکتور {count}")
    client.get("/search/", {"q": "فاکتور"})
    # Five of them count the search, in a transaction of its own.
    with django_assert_num_queries(15):
        client.get("/search/", {"q": "فاکتور"})


def test_a_word_with_a_colon_is_a_word(client, guide):
    assert found(client, "ارسال:پیامک") == [(guide.title, "exact")]
