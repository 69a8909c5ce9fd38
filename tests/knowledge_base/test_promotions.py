"""Editors put pages first, and see what is searched for; nobody sees who searched."""

import pytest
from django.db import OperationalError
from django.urls import reverse
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from .test_search import found


@pytest.fixture
def pick():
    def _pick(query, *pages, description=""):
        for place, page in enumerate(pages):
            SearchPromotion.objects.create(
                query=Query.get(query), page=page, sort_order=place, description=description
            )

    return _pick


def counted():
    return {query.query_string: query.hits for query in Query.objects.all()}


@pytest.mark.parametrize("query", ["فاکتور", "فاكتور", "فاکتورها", "چطور فاکتور"])
def test_picks_come_first_and_once_in_every_spelling(query, client, guide, write_guide, pick):
    bill = write_guide("فاکتور")
    pick("فاکتور", guide, bill)
    assert found(client, query) == [(guide.title, "promoted"), ("فاکتور", "promoted")]
    assert 'data-match="promoted"' in client.get("/search/", {"q": query}).content.decode()


def test_a_pick_says_what_editors_say_of_it(client, guide, pick):
    pick("فاکتور", guide, description="نخست <این>")
    assert "نخست &lt;این&gt;" in client.get("/search/", {"q": "فاکتور"}).content.decode()


def test_other_questions_and_exact_ones_have_no_picks(client, guide, write_guide, pick):
    write_guide("فاکتور رسمی")
    pick("فاکتور", guide)
    assert found(client, "فاکتور رسمی") == [("فاکتور رسمی", "exact")]
    assert found(client, "فاکتور", level="exact") == [("فاکتور رسمی", "exact")]


def test_any_kind_of_page_can_be_picked(client, guide, category, pick):
    pick("فاکتور", category)
    assert found(client, "فاکتور") == [(category.title, "promoted")]


def test_only_what_the_reader_may_open_in_the_active_language_is_put_first(
    client, customer, guide, write_guide, english_home, pick, close
):
    closed, draft = write_guide("بسته"), write_guide("پیش‌نویس")
    english = write_guide("English", parent=english_home)
    pick("فاکتور", closed, draft, english, guide)
    close(closed)
    draft.unpublish()
    assert found(client, "فاکتور") == [(guide.title, "promoted")]
    client.force_login(customer)
    assert found(client, "فاکتور") == [("بسته", "promoted"), (guide.title, "promoted")]


def test_a_search_is_counted_by_its_words_alone(client, customer, guide):
    client.force_login(customer)
    for query in ("پيامك  گروهي", "پیامک گروهی", "چیزی که نیست"):
        client.get("/search/", {"q": query})
    assert counted() == {"پیامک گروهی": 2, "چیزی که نیست": 1}
    assert {field.name for field in Query._meta.concrete_fields} == {"id", "query_string"}


def test_looking_into_a_category_is_no_second_search(client, guide):
    client.get("/search/", {"q": "گروهی", "category": "sms"})
    client.get("/search/", {"q": "گروهی", "level": "exact"})
    assert counted() == {}


@pytest.mark.parametrize(
    "query",
    ["", "؟", "behnam@example.com", "نامه به a@b", "09121234567", "۰۹۱۲ ۱۲۳ ۴۵ ۶۷", "کارت ۶۰۳۷-۹۹۱۱-۱۲۳۴", "1234 5678",
     "IR06 0120", "کد ٤٨٣٩٢١", "(021) 9100-0000"],
)  # fmt: skip
def test_what_may_be_somebodys_own_is_not_kept(query, client, guide):
    assert client.get("/search/", {"q": query}).status_code == 200
    assert counted() == {}


@pytest.mark.parametrize("query", ["خطای 503", "نسخه ۲٫۱", "فاکتور ۱۴۰۵"])
def test_short_numbers_are_kept(query, client, guide):
    client.get("/search/", {"q": query})
    assert len(counted()) == 1


def test_nobody_goes_without_an_answer_because_it_could_not_be_counted(client, guide, monkeypatch):
    def locked(self, date=None):
        raise OperationalError("database is locked")

    monkeypatch.setattr(Query, "add_hit", locked)
    assert found(client, "گروهی") == [(guide.title, "exact")]


def test_editors_pick_in_the_admin(client, editor, agent):
    client.force_login(editor)
    assert client.get(reverse("wagtailsearchpromotions:index")).status_code == 200
    assert reverse("wagtailsearchpromotions:index") in client.get("/admin/").content.decode()
    client.force_login(agent)
    assert client.get(reverse("wagtailsearchpromotions:index")).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_picks_cost_the_same_for_one_and_for_three(
    number, client, write_guide, pick, django_assert_num_queries
):
    pick("فاکتور", *[write_guide(f"راهنما {each}") for each in range(number)])
    client.get("/search/", {"q": "فاکتور"})
    with django_assert_num_queries(20):
        client.get("/search/", {"q": "فاکتور"})
