"""No list names a guide that its reader could not open."""

import pytest
from django.contrib.auth.models import Group
from wagtail import hooks

SECRET = "فاکتور محرمانه"


@pytest.fixture
def secret(write_guide, guide):
    """A guide beside the open one; its title and lead are for some people only."""
    return write_guide(SECRET, lead="شماره حساب ما")


def lists(client, category):
    """Whether home, category and search name the closed guide, and how many guides the category counts."""
    home = client.get("/")
    pages = [home, client.get(category.url), client.get("/search/", {"q": SECRET})]
    counts = [category.guide_count for category in home.context["categories"]]
    return [SECRET in page.content.decode().replace(f'value="{SECRET}"', "") for page in pages[:2]] + [
        len(pages[2].context["results"]) == 1
    ], counts


def test_a_guide_for_those_logged_in_is_named_to_nobody_else(client, category, secret, customer, close):
    close(secret)
    assert lists(client, category) == ([False, False, False], [1])
    assert "شماره حساب" not in client.get("/").content.decode()
    client.force_login(customer)
    assert lists(client, category) == ([True, True, True], [2])


def test_a_guide_for_a_group_is_named_to_its_members_only(
    client, category, secret, customer, stranger, close
):
    partners = Group.objects.create(name="partners")
    customer.groups.add(partners)
    close(secret, partners)
    client.force_login(stranger)
    assert lists(client, category) == ([False, False, False], [1])
    client.force_login(customer)
    assert lists(client, category) == ([True, True, True], [2])


def test_what_stands_below_a_closed_category_is_closed_with_it(client, category, secret, customer, close):
    close(category)
    html = client.get("/").content.decode()
    assert category.title not in html
    assert SECRET not in html
    assert client.get("/search/", {"q": SECRET}).context["results"] == []
    client.force_login(customer)
    assert lists(client, category) == ([True, True, True], [2])


def test_a_closed_guide_is_no_suggestion_since_a_hook_does_not_know_who_asks(secret, close):
    (suggest,) = hooks.get_hooks("support_suggestions")
    assert suggest(SECRET, 5) == [{"title": SECRET, "url": secret.url, "page": secret.pk}]
    close(secret)
    assert suggest(SECRET, 5) == []
