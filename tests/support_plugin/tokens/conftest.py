"""Tokens as their owners make them."""

import pytest

from support_plugin.tokens import actions


@pytest.fixture
def make_token(customer):
    """`(token, secret)`, made through the verb."""

    def make(owner=None, name="فروشگاه", scopes=("tickets:read",), days=90):
        owner = owner or customer
        return actions.issue(owner, name, scopes, days, by=owner)

    return make


@pytest.fixture
def token(make_token):
    return make_token()[0]
