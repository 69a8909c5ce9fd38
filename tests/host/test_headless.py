"""Log-in for front ends without our pages: with X-Session-Token in an app, with our cookie on this site."""

import json

import pytest
from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from django.conf import settings
from django.core.cache import cache
from django.test import Client, RequestFactory

from support_plugin.models import Delivery
from tests import factories

from .test_bodies import MEGABYTE, Unread

pytestmark = pytest.mark.django_db

APP = "/api/auth/app/v1"
BROWSER = "/api/auth/browser/v1"
BY_NAME = {"username": "customer", "password": factories.PASSWORD}


def post(client, path, data, **headers):
    return client.post(path, data, content_type="application/json", headers=headers)


def token_of(client, customer):
    return post(client, f"{APP}/auth/login", BY_NAME).json()["meta"]["session_token"]


def who_has(token):
    """What the token of a session says to an API of ours: (username, is it a session)."""
    request = RequestFactory().get("/api/support/v1/me/", headers={"X-Session-Token": token})
    found = XSessionTokenAuthentication().authenticate(request)
    return found and found[0].username


@pytest.mark.parametrize("name", [{"username": "customer"}, {"email": "customer@example.com"}])
def test_an_app_logs_in_by_username_or_e_mail_and_gets_a_token_and_no_cookie(name, client, customer):
    response = post(client, f"{APP}/auth/login", name | {"password": factories.PASSWORD})
    answer = response.json()
    assert (response.status_code, answer["data"]["user"]["display"]) == (200, "بهنام کاویانی")
    assert who_has(answer["meta"]["session_token"]) == "customer"
    assert client.cookies == {}
    assert "no-store" in response["Cache-Control"]


def test_the_desks_api_takes_the_token_beside_its_own(client, customer, ticket, foreign_ticket):
    session = {"X-Session-Token": token_of(client, customer)}
    me = client.get("/api/support/v1/me/", headers=session)
    assert (me.status_code, me.json()["username"]) == (200, "customer")
    tickets = client.get("/api/support/v1/tickets/", headers=session).json()["results"]
    assert [each["reference"] for each in tickets] == [ticket.reference]
    written = client.post(
        f"/api/support/v1/tickets/{ticket.reference}/messages/",
        {"body": "ممنون"},
        content_type="application/json",
        headers=session,
    )
    assert written.status_code == 201
    assert client.cookies == {}
    client.delete(f"{APP}/auth/session", headers=session)
    assert client.get("/api/support/v1/me/", headers=session).status_code == 401


def test_the_desks_api_speaks_the_language_that_is_asked_for(client, customer):
    answers = [
        client.get("/api/support/v1/me/", headers={"Accept-Language": language})
        for language in ("fa", "en", "de")
    ]
    assert [answer["Content-Language"] for answer in answers] == ["fa", "en", "fa"]
    assert answers[0].json()["detail"] != answers[1].json()["detail"]


def test_who_logs_out_has_no_token_any_more(client, customer):
    token = token_of(client, customer)
    session = {"X-Session-Token": token}
    assert client.get(f"{APP}/auth/session", headers=session).json()["data"]["user"]["username"] == "customer"
    assert client.delete(f"{APP}/auth/session", headers=session).status_code == 401
    assert client.get(f"{APP}/auth/session", headers=session).status_code == 410
    assert who_has(token) is None


def test_a_token_ends_with_the_password_and_with_the_account(client, customer):
    token = token_of(client, customer)
    customer.set_password("another-s3cret")
    customer.save()
    assert who_has(token) is None
    customer.set_password(factories.PASSWORD)
    customer.save()
    token = token_of(client, customer)
    customer.is_active = False
    customer.save()
    assert who_has(token) is None


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "سلام"])
def test_a_made_up_token_is_nobodys(token, client, customer):
    assert who_has(token) is None


@pytest.mark.parametrize(
    ("language", "starts"), [("fa", "نام"), ("en-GB,en;q=0.8", "The username"), ("de", "نام"), ("", "نام")]
)
def test_a_wrong_password_is_a_sentence_in_the_language_that_was_asked_for(
    language, starts, client, customer
):
    wrong = BY_NAME | {"password": "wrong"}
    response = post(client, f"{APP}/auth/login", wrong, **{"Accept-Language": language})
    [error] = response.json()["errors"]
    assert (response.status_code, error["code"], error["param"]) == (
        400,
        "username_password_mismatch",
        "password",
    )
    assert error["message"].startswith(starts)
    assert response["Content-Language"] == ("en" if starts.startswith("The") else "fa")
    assert "Accept-Language" in response["Vary"].split(", ")


def test_everywhere_else_the_address_alone_decides(client):
    response = client.get("/accounts/login/", headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "fa"
    assert "Accept-Language" not in response["Vary"]
    assert "Accept-Language" not in client.get("/api/v2/pages/").get("Vary", "")


@pytest.fixture
def attempts_are_counted(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "4/m/ip", "login_failed": "2/m/key"}
    cache.clear()


def test_attempts_are_counted_at_all_doors_together(attempts_are_counted, client, customer):
    wrong = BY_NAME | {"password": "wrong"}
    client.post("/accounts/login/", {"login": "customer", "password": "wrong"})
    answers = [post(client, f"{APP}/auth/login", wrong) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [400, 400, 400, 429]
    assert [error["code"] for answer in answers[:3] for error in answer.json()["errors"]] == [
        "username_password_mismatch",
        "too_many_login_attempts",
        "too_many_login_attempts",
    ]
    assert answers[3].json()["status"] == 429
    assert client.post("/accounts/login/", {"login": "customer", "password": "wrong"}).status_code == 429


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("nope", 400),
        ("[]", 400),
        ("[" * 60_000, 400),
        (b"\xff", 400),
        (json.dumps({"username": "\ud800", "password": "x"}), 400),
        (json.dumps({"username": "a\0", "password": "x"}), 400),
        (json.dumps({"username": ["customer"], "password": {"x": 1}}), 400),
        (json.dumps({"username": "x" * 30_000, "password": "y" * 30_000}), 400),
        ("{}", 400),
        ("", 400),
    ],
)
@pytest.mark.parametrize("client_kind", [APP, BROWSER])
def test_what_cannot_be_read_is_refused_in_json(client_kind, body, status, client, customer):
    response = client.generic("POST", f"{client_kind}/auth/login", body, "application/json")
    answer = response.json()
    assert (response.status_code, answer["status"]) == (status, status)
    assert all(error["message"] and error["code"] for error in answer["errors"])


@pytest.mark.parametrize("client_kind", [APP, BROWSER])
def test_forms_are_not_taken_for_json(client_kind, client, customer):
    assert client.post(f"{client_kind}/auth/login", BY_NAME).status_code == 415


@pytest.mark.parametrize(
    "path", [f"{APP}/auth/login", f"{BROWSER}/auth/signup", f"{APP}/auth/password/request"]
)
def test_a_large_body_is_refused_unread(path, client):
    unread = {"CONTENT_LENGTH": str(MEGABYTE), "wsgi.input": Unread()}
    assert client.generic("POST", path, b"", "application/json", **unread).status_code == 413


def test_on_this_site_the_cookie_logs_in_and_wants_its_token():
    client = Client(enforce_csrf_checks=True)
    factories.user("customer")
    assert client.get(f"{BROWSER}/config").status_code == 200
    assert post(client, f"{BROWSER}/auth/login", BY_NAME).status_code == 403
    response = post(
        client, f"{BROWSER}/auth/login", BY_NAME, **{"X-CSRFToken": client.cookies["csrftoken"].value}
    )
    assert (response.status_code, "session_token" in response.json()["meta"]) == (200, False)
    assert client.get("/panel/").status_code == 200


def test_a_new_password_by_mail_leads_to_our_own_page(client, customer):
    english = {"Accept-Language": "en"}
    asked = post(client, f"{APP}/auth/password/request", {"email": "customer@example.com"}, **english)
    assert asked.status_code == 200
    text = Delivery.objects.get().content["text"]
    link = next(word for word in text.split() if "/password/reset/key/" in word)
    assert link.startswith(f"{settings.WAGTAILADMIN_BASE_URL}/en/accounts/password/reset/key/")
    assert client.get(link.removeprefix(settings.WAGTAILADMIN_BASE_URL), follow=True).status_code == 200


def test_it_stands_beside_the_accounts_pages_and_serves_no_description_of_itself(client, db):
    assert client.get("/accounts/login/").status_code == 200
    assert client.get("/api/auth/openapi.html", follow=True).status_code == 404
