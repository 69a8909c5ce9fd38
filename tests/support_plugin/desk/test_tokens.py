"""Access tokens on the desk: one's own, and for superusers everybody's."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from support_plugin.models import ApiToken
from support_plugin.tokens import actions

OWN, EVERYBODYS = reverse("support_desk:tokens"), reverse("support_desk:everybodys_tokens")


@pytest.fixture
def make_token():
    def make(owner, name="فروشگاه", days=90):
        return actions.issue(owner, name, ["tickets:read"], days, by=owner)

    return make


@pytest.fixture
def on_top(client, admin):
    """The superuser, logged in."""
    client.force_login(admin)
    return client


def names(response):
    page = BeautifulSoup(response.content, "html.parser")
    return [name.text for name in page.select(".desk-token__name")]


@pytest.mark.parametrize("count", [1, 3])
def test_ones_own_list_costs_the_same_for_one_and_for_three(
    count, on_desk, agent, make_token, django_assert_num_queries
):
    for _ in range(count):
        make_token(agent)
    on_desk.get(OWN)
    with django_assert_num_queries(13):
        response = on_desk.get(OWN)
    assert len(names(response)) == count


@pytest.mark.parametrize("count", [1, 3])
def test_everybodys_list_costs_the_same_for_one_and_for_three(
    count, on_top, customer, stranger, agent, make_token, django_assert_num_queries
):
    for person in (customer, stranger, agent)[:count]:
        make_token(person)
    on_top.get(EVERYBODYS)
    with django_assert_num_queries(11):
        response = on_top.get(EVERYBODYS)
    assert len(names(response)) == count


def test_it_is_reached_from_the_account_and_from_the_settings(on_desk):
    for address in (reverse("wagtailadmin_account"), reverse("support_desk:preferences")):
        assert f'href="{OWN}"' in on_desk.get(address).content.decode()


def test_the_account_of_whoever_works_nowhere_does_not_speak_of_it(client, editor):
    client.force_login(editor)
    assert OWN not in client.get(reverse("wagtailadmin_account")).content.decode()


@pytest.mark.parametrize("who", ["agent", "lead", "editor"])
def test_everybodys_tokens_are_for_superusers(who, client, customer, make_token, request):
    token, secret = make_token(customer)
    client.force_login(request.getfixturevalue(who))
    assert client.get(EVERYBODYS).status_code == 404
    assert client.post(f"{EVERYBODYS}{token.uuid}/revoke/").status_code == 404
    assert EVERYBODYS not in client.get(OWN).content.decode()
    assert actions.find(secret) == token


def test_superusers_read_whose_each_is_and_never_a_secret(on_top, customer, make_token):
    _token, secret = make_token(customer)
    html = on_top.get(EVERYBODYS).content.decode()
    for words in ("بهنام کاویانی", "customer", "فروشگاه", secret[:12]):
        assert words in html
    assert secret[:13] not in html


def test_superusers_revoke_them_and_make_none(on_top, customer, make_token):
    token, secret = make_token(customer)
    response = on_top.post(f"{EVERYBODYS}{token.uuid}/revoke/")
    assert (response.status_code, response.url) == (302, EVERYBODYS)
    assert actions.find(secret) is None
    assert on_top.post(EVERYBODYS, {"name": "x", "scopes": "tickets:read", "days": "90"}).status_code == 405
    assert on_top.post(f"{EVERYBODYS}{token.uuid}/revoke/").status_code == 302


def test_a_deactivated_account_is_said(on_top, customer, make_token):
    make_token(customer)
    customer.is_active = False
    customer.save()
    page = BeautifulSoup(on_top.get(EVERYBODYS).content, "html.parser")
    assert page.select_one(".desk-token__state--in_use") is None


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["new", "old", "over"]),
        ("OLD", ["old"]),
        ("custom", ["old", "over"]),
        ("customer@example", ["old", "over"]),
        ("nobody", []),
        ("a\x00b", ["new", "old", "over"]),
        ("x" * 41, ["new", "old", "over"]),
    ],
)
def test_tokens_are_found_by_name_and_owner(asked, found, on_top, customer, stranger, make_token):
    expired, _secret = make_token(customer, "over")
    ApiToken.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(days=1))
    make_token(customer, "old")
    make_token(stranger, "new")
    assert names(on_top.get(EVERYBODYS, {"q": asked})) == found


def test_a_secret_that_was_seen_somewhere_is_found_by_how_it_begins(on_top, customer, stranger, make_token):
    _token, secret = make_token(customer, "leaked")
    make_token(stranger, "safe")
    assert names(on_top.get(EVERYBODYS, {"q": f" {secret[:10]}"})) == ["leaked"]
    assert names(on_top.get(EVERYBODYS, {"q": secret[:40]})) == ["leaked"]
