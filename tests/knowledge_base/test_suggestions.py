"""What the search box suggests while somebody types."""

import pytest

ADDRESS = "/search/suggest/"


def suggested(client, query):
    return client.get(ADDRESS, {"q": query}).json()["results"]


def test_titles_and_addresses_are_suggested(client, guide):
    assert suggested(client, "پیام") == [{"title": guide.title, "url": guide.url}]


def test_at_most_five_are_suggested(client, write_guide):
    for number in range(7):
        write_guide(f"فاکتور {number}")
    assert len(suggested(client, "فاکت")) == 5


def test_those_with_the_typed_words_in_their_titles_come_first(client, write_guide):
    for number in range(5):
        write_guide(f"راهنمای {number}", body=[("heading", "پیام")])
    titled = write_guide("پیامک گروهی")
    assert suggested(client, "پیام")[0]["title"] == titled.title


def test_how_many_there_are_is_said_in_a_sentence(client, guide, english_home, write_guide):
    write_guide("Bulk SMS", parent=english_home)
    assert client.get(f"/en{ADDRESS}", {"q": "bul"}).json()["status"] == "1 suggestion"
    assert client.get(f"/en{ADDRESS}", {"q": "zzz"}).json() == {"results": [], "status": "No suggestions"}


def test_the_answer_is_the_same_for_everybody_and_may_be_kept_for_a_minute(client, customer, guide, close):
    client.force_login(customer)
    response = client.get(ADDRESS, {"q": "پیام"})
    assert response["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    close(guide)
    assert suggested(client, "پیام") == []


@pytest.mark.parametrize("query", ["", "\x00", "%", "x" * 10_000, "\u202e", "AND", '"'])
def test_nothing_that_is_typed_breaks_it(query, client, guide):
    assert suggested(client, query) == []
    assert client.get(ADDRESS).status_code == 200


def test_suggestions_count_as_no_search(client, guide):
    from wagtail.contrib.search_promotions.models import Query

    suggested(client, "پیام")
    assert not Query.objects.exists()


def test_every_search_box_says_where_suggestions_come_from(client, guide, category):
    for address in ("/", category.url, "/search/", "/nowhere/"):
        assert f'data-suggestions="{ADDRESS}"' in client.get(address).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_they_cost_the_same_for_one_guide_and_for_three(
    number, client, write_guide, django_assert_num_queries
):
    for count in range(number):
        write_guide(f"فاکتور {count}")
    suggested(client, "فاکت")
    with django_assert_num_queries(5):
        suggested(client, "فاکت")
