"""What many search for and find stands under the search box of the home, and tells nothing of anybody."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits

from knowledge_base.models import SynonymGroup
from knowledge_base.popular_searches import LEAST_DAYS, LEAST_TIMES, LONGEST_SHOWN, MOST_SHOWN


@pytest.fixture
def searched():
    """So often on each of so many days, the last of which was so many days ago."""

    def _search(question, a_day=LEAST_TIMES, days=LEAST_DAYS, ago=0):
        today = timezone.localdate() - timedelta(days=ago)
        for day in range(days):
            QueryDailyHits.objects.create(
                query=Query.get(question), date=today - timedelta(days=day), hits=a_day
            )

    return _search


@pytest.fixture
def offered(client, home):
    def _offered(page=home):
        soup = BeautifulSoup(client.get(page.url).content, "html.parser")
        return [link.text for link in soup.select(".desk-popular a")]

    return _offered


@pytest.fixture
def bulk(write_guide):
    return write_guide(
        "ارسال پیامک گروهی", [("paragraph", "<p>فهرست شماره‌ها را برای کاربران behnam@b.ir.</p>")]
    )


def test_what_many_searched_for_and_found_is_offered_the_most_frequent_first(offered, searched, bulk):
    searched("گروهی", a_day=10)
    searched("پیامک گروهی", a_day=20)
    assert offered() == ["پیامک گروهی", "گروهی"]


def test_it_leads_to_its_answer_and_is_not_counted_for_it(client, home, searched, bulk):
    searched("پیامک گروهی")
    hits = list(QueryDailyHits.objects.values_list("date", "hits"))
    soup = BeautifulSoup(client.get(home.url).content, "html.parser")
    response = client.get(soup.select_one(".desk-popular a")["href"])
    assert [result.guide.title for result in response.context["results"]] == [bulk.title]
    assert list(QueryDailyHits.objects.values_list("date", "hits")) == hits


@pytest.mark.parametrize(
    ("a_day", "days", "ago", "is_offered"),
    [(4, 3, 0, True), (3, 3, 0, False), (100, 2, 0, False), (4, 3, 27, True), (4, 3, 28, False)],
)
def test_it_was_asked_often_and_on_several_days_of_the_last_thirty(
    a_day, days, ago, is_offered, offered, searched, bulk
):
    searched("پیامک گروهی", a_day, days, ago)
    assert offered() == (["پیامک گروهی"] if is_offered else [])


@pytest.mark.parametrize(
    "question",
    ["بهنام کاویانی", "پیامک کاویانی", "پیامکک", "گرو", "اس‌ام‌اس"],
    ids=["name", "name beside a word", "mistyped", "half a word", "synonym"],
)
def test_a_word_that_no_guide_has_is_never_shown(question, offered, searched, bulk):
    SynonymGroup.objects.create(words="پیامک\nاس‌ام‌اس")
    searched(question, a_day=1000)
    assert offered() == []


@pytest.mark.parametrize("question", ["behnam@b.ir", "پیامک ۱۲۳", "0 9 1 پیامک", "پیامک " * LONGEST_SHOWN])
def test_what_looks_like_somebodys_own_is_never_shown(question, offered, searched, write_guide):
    write_guide("پیامک ۱۲۳ 0 9 1 behnam@b.ir")
    searched(question)
    assert offered() == []


def test_spellings_of_one_search_are_one_in_the_most_frequent(offered, searched, bulk):
    searched("گروهی پیامک", a_day=2)
    searched("پيامك گروهي", a_day=1)
    searched("پیامک‌ها گروهی", a_day=3)
    assert offered() == ["پیامک‌ها گروهی"]


def test_readers_are_offered_what_guides_of_their_language_answer(
    offered, searched, bulk, write_guide, english_home
):
    write_guide("Bulk SMS", parent=english_home)
    searched("پیامک گروهی")
    searched("bulk sms")
    assert offered() == ["پیامک گروهی"]
    assert offered(english_home) == ["bulk sms"]


def test_at_most_six_are_offered(offered, searched, write_guide):
    words = ["پیامک", "فاکتور", "تیکت", "چاپگر", "درگاه", "کاربر", "رمز"]
    write_guide(" ".join(words))
    for word in words:
        searched(word)
    assert len(offered()) == MOST_SHOWN == 6


def test_what_only_some_may_read_is_offered_to_nobody(offered, searched, bulk, close, client, customer):
    searched("پیامک گروهی")
    assert offered() == ["پیامک گروهی"]
    close(bulk)
    assert offered() == []
    client.force_login(customer)
    assert offered() == []


def test_where_nothing_is_popular_there_is_no_row(client, home, bulk):
    assert "desk-popular" not in client.get(home.url).content.decode()


def test_a_search_is_text_and_no_markup(client, home, searched, write_guide):
    write_guide("b x")
    searched("<b>x</b>")
    assert "<b>x</b>" not in client.get(home.url).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_offering_them_costs_two_questions_once_they_are_known(
    number, client, home, searched, write_guide, django_assert_num_queries
):
    words = ["پیامک", "فاکتور", "تیکت"][:number]
    write_guide(" ".join(words))
    for word in words:
        searched(word)
    client.get(home.url)
    with django_assert_num_queries(15):
        client.get(home.url)
