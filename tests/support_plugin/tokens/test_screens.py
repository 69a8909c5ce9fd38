"""What the token pages of the panel and of the desk have in common: the secret once, the refusals, the buttons."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from support_plugin.models import ApiToken
from support_plugin.tokens import actions

PANEL, DESK = "/panel/tokens/", "/admin/support/tokens/"
DOORS = [("customer", PANEL), ("agent", PANEL), ("agent", DESK), ("admin", DESK)]
WISH = {"name": "فروشگاه", "scopes": ["tickets:read"], "days": "90"}


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def names(response):
    return [name.text for name in page(response).select(".desk-token__name")]


@pytest.fixture(params=DOORS, ids=lambda door: f"{door[0]} at {door[1]}")
def door(request, client):
    """`(client, url, person)` of everybody who has such a page."""
    who, url = request.param
    person = request.getfixturevalue(who)
    client.force_login(person)
    return client, url, person


def test_whoever_has_none_reads_what_tokens_are_for(door):
    client, url, _person = door
    response = client.get(url)
    assert response.status_code == 200
    assert page(response).select_one(".desk-tokens__empty").text.strip()
    assert names(response) == []


def test_the_secret_stands_in_the_answer_and_nowhere_else(door):
    client, url, person = door
    response = client.post(url, WISH)
    assert response.status_code == 201
    assert "no-store" in response["Cache-Control"]
    assert "Location" not in response
    secret = page(response).select_one(".desk-token__secret input[readonly]")["value"]
    assert actions.find(secret).user == person
    kept = [*client.session.items(), *((key, morsel.value) for key, morsel in client.cookies.items())]
    assert secret[12:] not in repr(kept)
    again = client.get(url)
    assert "no-store" in again["Cache-Control"]
    assert names(again) == ["فروشگاه"]
    assert secret[:12] in again.content.decode()
    assert secret[:13] not in again.content.decode()


def test_the_form_is_empty_after_it(door):
    client, url, _person = door
    response = client.post(url, WISH)
    assert page(response).select_one("[name=name]").get("value") is None


def test_nothing_can_be_asked_of_the_page_by_its_address(door):
    client, url, _person = door
    client.get(url, WISH)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "x" * 61},
        {"name": "a\x00b"},
        {"name": "\u202e\u200b"},
        {"scopes": []},
        {"scopes": ["tickets:read", "everything"]},
        {"scopes": ["agent"]},
        {"scopes": [""]},
        {"days": ""},
        {"days": "36500"},
        {"days": "x"},
    ],
    ids=repr,
)
def test_what_is_wrong_is_said_and_no_token_is_made(change, door):
    client, url, _person = door
    response = client.post(url, WISH | change)
    assert response.status_code == 422
    assert page(response).select_one(".desk-token__problem")
    assert not ApiToken.objects.exists()


def test_only_those_who_work_at_the_desk_are_offered_it(door):
    client, url, person = door
    boxes = [box["value"] for box in page(client.get(url)).select("[name=scopes]")]
    expected = ["tickets:read", "tickets:write"]
    assert boxes == (expected if person.username == "customer" else [*expected, "agent"])


def test_a_customer_cannot_forge_it(client, customer):
    client.force_login(customer)
    assert client.post(PANEL, WISH | {"scopes": ["tickets:read", "agent"]}).status_code == 422
    assert not ApiToken.objects.exists()


def test_the_twenty_first_is_refused_with_what_to_do(door, make_token):
    client, url, person = door
    for _ in range(20):
        make_token(person)
    response = client.post(url, WISH)
    assert response.status_code == 409
    assert page(response).select_one(".desk-token__problem").text.strip()
    assert ApiToken.objects.count() == 20


def test_a_name_cannot_turn_the_line_it_stands_in(door):
    client, url, _person = door
    response = client.post(url, WISH | {"name": "\u202eevil\u2066 <script>\n&"})
    assert response.status_code == 201
    assert [bdi.text for bdi in page(response).select(".desk-token__name > bdi")] == ["evil <script> &"]
    assert b"<script>\n" not in response.content


def test_the_list_is_ones_own(door, make_token, stranger):
    client, url, person = door
    make_token(stranger, name="foreign")
    make_token(person, name="own")
    assert names(client.get(url)) == ["own"]


def test_those_in_use_stand_first_and_alone_have_a_button(door, make_token):
    client, url, person = door
    make_token(person, name="in use")
    expired, _secret = make_token(person, name="expired")
    ApiToken.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(days=1))
    actions.revoke(make_token(person, name="revoked")[0], by=person)
    response = client.get(url)
    assert names(response) == ["in use", "revoked", "expired"]
    assert [row.select_one("form") is not None for row in page(response).select(".desk-token")] == [
        True,
        False,
        False,
    ]


def test_whoever_has_only_old_ones_is_told_what_tokens_are_for(door, make_token):
    client, url, person = door
    actions.revoke(make_token(person)[0], by=person)
    assert page(client.get(url)).select_one(".desk-tokens__empty")
    make_token(person)
    assert page(client.get(url)).select_one(".desk-tokens__empty") is None


def test_a_token_is_revoked_by_its_button(door, make_token):
    client, url, person = door
    token, secret = make_token(person)
    address = page(client.get(url)).select_one(".desk-token form")["action"]
    response = client.post(address)
    assert (response.status_code, response.url) == (302, url)
    assert actions.find(secret) is None


def test_a_link_revokes_nothing(door, make_token):
    client, url, person = door
    token, secret = make_token(person)
    assert client.get(f"{url}{token.uuid}/revoke/").status_code == 405
    assert actions.find(secret) == token


def test_what_is_not_yours_is_not_found(door, make_token, stranger):
    client, url, _person = door
    token, secret = make_token(stranger)
    assert client.post(f"{url}{token.uuid}/revoke/").status_code == 404
    assert actions.find(secret) == token


def test_neither_is_made_nor_revoked_without_the_forms_token(door, make_token):
    _client, url, person = door
    token, secret = make_token(person)
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(person)
    assert forged.post(url, WISH).status_code == 403
    assert forged.post(f"{url}{token.uuid}/revoke/").status_code == 403
    assert ApiToken.objects.in_use().get() == token


def test_english_reads_english(client, customer, make_token):
    make_token()
    client.force_login(customer)
    html = client.get("/en/panel/tokens/").content.decode()
    for words in ("Access tokens", "Read tickets", "Active", "Never used", "Valid until", "90 days"):
        assert words in html
