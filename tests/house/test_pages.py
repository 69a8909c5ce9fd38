"""The pages nobody asks for: health, and our own error pages."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.template import engines
from django.test import Client

from config import health


@pytest.mark.django_db
def test_healthz_answers_while_the_database_does(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "database": "up"})


@pytest.mark.parametrize("trouble", [OperationalError, InterfaceError])
def test_healthz_says_when_the_database_does_not(trouble, client, monkeypatch):
    def broken():
        raise trouble("gone")

    monkeypatch.setattr(health.connection, "cursor", broken)
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable", "database": "down"})


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "words"), [("", "این صفحه پیدا نشد"), ("/en", "This page was not found")])
def test_our_own_404_speaks_the_language_of_the_address(prefix, words, client):
    response = client.get(f"{prefix}/nowhere/")
    assert response.status_code == 404
    assert words in response.content.decode()


def test_our_own_500_needs_neither_context_nor_database():
    html = engines["django"].get_template("500.html").render()
    assert "خطایی در سامانه رخ داد" in html
    assert "Something went wrong" in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "413", "429"])
def test_every_error_page_is_ours_and_offers_a_way_on(name, rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    html = engines["django"].get_template(f"{name}.html").render({}, request)
    assert "desk-header" in html
    assert "/panel/" in html


@pytest.mark.django_db
def test_a_form_without_its_token_is_our_page():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
    assert response.status_code == 403
    assert "زمان این فرم گذشته است" in response.content.decode()
