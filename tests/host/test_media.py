"""What editors upload: nothing that a browser would run in our name."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ending", ["html", "htm", "xhtml", "js", "svg", "xml", "mjs"])
@pytest.mark.parametrize(
    ("address", "field", "model"),
    [
        ("/admin/documents/multiple/add/", "files[]", get_document_model),
        ("/admin/images/multiple/add/", "files[]", get_image_model),
    ],
)
def test_what_a_browser_would_run_is_not_taken(address, field, model, ending, client, admin):
    client.force_login(admin)
    file = SimpleUploadedFile(f"x.{ending}", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    response = client.post(address, {field: file, "title": "x"}, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert response.json()["success"] is False
    assert model().objects.count() == 0


@pytest.fixture
def kept():
    """Stores files as they may lie there from earlier days, and removes them."""
    names = []

    def _keep(name, content):
        names.append(default_storage.save(name, ContentFile(content)))
        return names[-1]

    yield _keep
    for name in names:
        default_storage.delete(name)


def test_pictures_are_served_and_may_run_nothing(client, kept):
    name = kept("images/x.png", factories.PNG)
    response = client.get(f"/media/{name}")
    assert (response.status_code, b"".join(response.streaming_content)) == (200, factories.PNG)
    assert response["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_even_html_that_lies_there_is_boxed_in(client, kept):
    response = client.get(f"/media/{kept('images/x.html', b'<script>alert(1)</script>')}")
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize("way", ["documents/{}", "images/../documents/{}", "/documents/{}", "Documents/{}"])
def test_documents_go_through_the_door_that_asks_who_may_have_them(way, client, kept):
    name = kept("documents/x.txt", b"secret").removeprefix("documents/")
    assert client.get(f"/media/{way.format(name)}").status_code == 404


def test_a_document_is_a_download_with_a_closed_policy(client, kept):
    document = get_document_model().objects.create(title="x", file=kept("documents/y.txt", b"text"))
    response = client.get(document.url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "default-src 'none'"
