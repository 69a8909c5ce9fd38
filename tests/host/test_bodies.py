"""What is too large is refused before it is read, at every address of the host."""

import pytest
from django.conf import settings
from django.test import override_settings

from config.bodies import limit_for

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024
HUGE = 2 * 1024 * MEGABYTE


class Unread:
    """A body that must not be touched."""

    def read(self, *args):
        raise AssertionError("The body was read.")

    readline = read


def post(client, path, length):
    form = "multipart/form-data; boundary=x"
    return client.generic("POST", path, b"", form, CONTENT_LENGTH=str(length), **{"wsgi.input": Unread()})


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/en/accounts/signup/",
        "/accounts/password/reset/",
        "/theme/",
        "/search/",
        "/healthz",
        "/admin/login/",
        "/admin/images/multiple/add/",
        "/admin/images/chooser/create/",
        "/admin/documents/multiple/add/",
        "/admin/pages/1/edit/",
        "/panel/attachments/",
        "/admin/support/tickets/12345678/reply/",
    ],
)
def test_two_gigabytes_are_refused_unread(path, client, admin):
    client.force_login(admin)
    response = post(client, path, HUGE)
    assert response.status_code == 413
    assert "desk-header" in response.content.decode()


@pytest.mark.parametrize(
    ("namespace", "limit"),
    [
        ("", 2.5 * MEGABYTE),
        ("wagtailadmin_pages", 2.5 * MEGABYTE),
        ("wagtailimages", settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE + MEGABYTE),
        ("wagtaildocs_chooser", settings.WAGTAILDOCS_MAX_UPLOAD_SIZE + MEGABYTE),
        ("support", None),
        ("support_desk", None),
    ],
)
def test_uploads_of_editors_and_messages_with_files_may_be_larger(namespace, limit):
    assert limit_for(namespace) == limit


def test_one_byte_more_than_allowed_is_too_much(client):
    with override_settings(BODY_LIMITS={"": 100}):
        assert client.post("/theme/", {"next": "x"}).status_code == 302
        assert post(client, "/theme/", 101).status_code == 413


def test_a_body_of_no_stated_length_is_not_read(client):
    """Chunked: a WSGI server passes it on without a length, and Django then takes it for empty."""
    form = "multipart/form-data; boundary=x"
    environ = {"wsgi.input": Unread(), "CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    assert client.generic("POST", "/accounts/login/", b"", form, **environ).status_code == 200
