"""Programs of the cast: each with a token of its own, speaking JSON."""

import json

import pytest
from django.test import Client

from support_plugin.tokens.actions import issue
from support_plugin.tokens.scopes import offered_to

BASE = "/api/support/v1/"


class Program:
    """Calls the API as somebody; answers are Django's responses, `.json()` and all."""

    def __init__(self, user=None, scopes=None, language="en"):
        self.user, self.client = user, Client(headers={"Accept-Language": language})
        self.headers = {}
        if user:
            _token, secret = issue(user, "program", scopes or offered_to(user), 30, by=user)
            self.headers["Authorization"] = f"Bearer {secret}"

    def get(self, path, **parameters):
        return self.client.get(self._address(path), parameters, headers=self.headers)

    def post(self, path, body=None, *, method="post", **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = body if isinstance(body, bytes | str) else json.dumps({} if body is None else body)
        call = getattr(self.client, method)
        return call(
            self._address(path), sent, content_type="application/json", headers=self.headers | headers
        )

    def patch(self, path, body, **headers):
        return self.post(path, body, method="patch", **headers)

    def delete(self, path, **headers):
        return self.client.delete(self._address(path), headers=self.headers | headers)

    def upload(self, file, **words):
        return self.client.post(f"{BASE}attachments/", {"file": file, **words}, headers=self.headers)

    @staticmethod
    def _address(path):
        return path if path.startswith(("/", "http")) else f"{BASE}{path}"


@pytest.fixture
def program():
    """`program(user, scopes=None, language="en")`."""
    return Program


@pytest.fixture
def as_customer(customer):
    return Program(customer)


@pytest.fixture
def as_stranger(stranger):
    return Program(stranger)


@pytest.fixture
def as_agent(agent):
    return Program(agent)


@pytest.fixture
def as_agent2(agent2):
    return Program(agent2)


@pytest.fixture
def filing(department, ticket_type):
    """A believable new ticket's body."""
    return {
        "department": department.slug,
        "ticket_type": ticket_type.slug,
        "subject": "خطا هنگام ارسال پیامک گروهی",
        "description": "از امروز صبح پیام «ارسال ناتمام ماند» را می‌بینیم.",
    }
