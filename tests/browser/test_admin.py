"""The Wagtail admin in a real Chromium under the policy it is sent with: any line in the console fails the test."""

import pytest
from playwright.sync_api import expect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from knowledge_base.models import GuidePage
from tests.house.project import ROOT

from .conftest import DESKTOP, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def admins(desk, open_browser, admin):
    # Tests with real transactions empty every table, those that migrations filled as well.
    Collection.objects.filter(depth=1).exists() or Collection.add_root(name="Root")
    page = open_browser(locale="en", **DESKTOP)
    log_in(page, "admin", "/admin/")
    return page


def test_a_guide_is_edited_with_a_page_chosen_and_saved(admins):
    guide = GuidePage.objects.order_by("pk").first()
    admins.goto(f"/admin/pages/{guide.pk}/edit/")
    admins.locator(".public-DraftEditor-content").first.click()
    admins.keyboard.type("تازه ")
    admins.keyboard.press("Control+a")
    admins.keyboard.press("Control+k")
    admins.locator(".modal-body td.children a").first.click()
    admins.click(f".modal-body >> text={guide.title}")
    admins.wait_for_selector(".modal-body", state="detached")
    admins.locator("button.action-save").first.click()
    admins.wait_for_load_state("networkidle")
    expect(admins.locator(".public-DraftEditor-content").first).to_contain_text("تازه")


@pytest.mark.parametrize(
    ("address", "file", "model"),
    [
        ("/admin/images/multiple/add/", ROOT / "site" / "demo" / "files" / "mug.png", get_image_model),
        (
            "/admin/documents/multiple/add/",
            ROOT / "site" / "demo" / "files" / "report.csv",
            get_document_model,
        ),
    ],
)
def test_pictures_and_documents_are_uploaded(address, file, model, admins):
    admins.goto(address)
    with admins.expect_response(f"**{address}") as answer:
        admins.set_input_files("input[type=file]", [file])
    assert answer.value.json()["success"] is True
    admins.locator("form [name$=title]").first.wait_for()
    assert model().objects.count() == 1
