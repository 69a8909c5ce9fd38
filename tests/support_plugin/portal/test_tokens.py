"""Access tokens in the panel."""

import pytest

from support_plugin.models import ApiToken

TOKENS = "/panel/tokens/"


@pytest.fixture
def own(customer):
    def make(count):
        return [
            ApiToken.objects.create(
                user=customer,
                name=f"برنامه {number}",
                prefix=f"wsd_0000000{number}",
                digest=str(number) * 64,
                scopes=["tickets:read"],
                expires_at="2099-01-01T00:00:00Z",
            )
            for number in range(count)
        ]

    return make


def test_whoever_is_not_logged_in_is_led_to_the_login(client, own):
    (token,) = own(1)
    for response in (
        client.get(TOKENS),
        client.post(TOKENS, {"name": "x", "scopes": ["tickets:read"], "days": "90"}),
        client.post(f"{TOKENS}{token.uuid}/revoke/"),
    ):
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/")
    assert ApiToken.objects.in_use().get() == token


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    number, client, customer, own, django_assert_num_queries
):
    client.force_login(customer)
    own(number)
    client.get(TOKENS)
    with django_assert_num_queries(8):
        response = client.get(TOKENS)
    assert len(response.context["tokens"]) == number


def test_it_is_reached_from_the_settings(client, customer):
    client.force_login(customer)
    assert f'href="{TOKENS}"' in client.get("/panel/preferences/").content.decode()
