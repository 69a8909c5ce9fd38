"""Pages of other sites call what lies below /api/, where the host names them, and nothing else."""

import pytest

pytestmark = pytest.mark.django_db

PORTAL = "https://portal.example"
ASKS = {"Origin": PORTAL}
ALLOWS = "Access-Control-Allow-Origin"


@pytest.fixture
def portal_is_named(settings):
    settings.CORS_ALLOWED_ORIGINS = [PORTAL]


def about_origins(response):
    return {name: value for name, value in response.headers.items() if name.startswith("access-control")}


def preflight(client, path, method="POST", headers="x-session-token"):
    asks = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    return client.options(path, headers=ASKS | asks)


@pytest.mark.parametrize(
    "path", ["/api/auth/app/v1/config", "/api/support/v1/me/", "/api/v2/pages/", "/api/v3/pages/"]
)
def test_nobody_is_named_by_default(path, client):
    assert about_origins(client.get(path, headers=ASKS)) == {}
    assert about_origins(preflight(client, path)) == {}


@pytest.mark.parametrize(
    "path",
    ["/api/auth/app/v1/config", "/api/support/v1/me/", "/api/v2/pages/", "/api/v3/pages/", "/api/nowhere/"],
)
def test_who_is_named_may_read_answers_and_refusals_without_cookies(path, client, portal_is_named):
    response = client.get(path, headers=ASKS)
    assert about_origins(response) == {
        "access-control-allow-origin": PORTAL,
        "access-control-expose-headers": "etag, idempotent-replayed, location, retry-after",
    }
    assert "origin" in response["Vary"].lower().split(", ")


@pytest.mark.parametrize(
    "origin",
    [
        "https://other.example",
        "http://portal.example",
        "https://portal.example:8443",
        "https://portal.example.evil.example",
        "null",
        "https://[",
    ],
)
def test_who_is_not_named_is_told_nothing(origin, client, portal_is_named):
    response = client.get("/api/v2/pages/", headers={"Origin": origin})
    assert about_origins(response) == {}
    assert response["Vary"] == client.get("/api/v2/pages/")["Vary"]


def test_a_preflight_says_what_may_be_sent(client, portal_is_named):
    response = preflight(client, "/api/auth/app/v1/auth/login")
    assert response.status_code == 200
    allowed = about_origins(response)
    assert allowed["access-control-allow-origin"] == PORTAL
    assert allowed["access-control-allow-methods"].split(", ") == [
        "DELETE",
        "GET",
        "OPTIONS",
        "PATCH",
        "POST",
        "PUT",
    ]
    assert allowed["access-control-allow-headers"].split(", ") == [
        "accept",
        "accept-language",
        "authorization",
        "content-type",
        "idempotency-key",
        "if-match",
        "x-email-verification-key",
        "x-password-reset-key",
        "x-session-token",
    ]
    assert client.cookies == {}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/en/",
        "/accounts/login/",
        "/panel/",
        "/admin/login/",
        "/healthz",
        "/apiary/",
        "/theme/",
        "/media/api/x",
    ],
)
def test_pages_are_for_their_own_site_alone(path, client, portal_is_named):
    for response in (client.get(path, headers=ASKS), preflight(client, path)):
        assert about_origins(response) == {}
        assert "origin" not in response.get("Vary", "").lower()
