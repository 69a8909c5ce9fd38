"""Files on their way while the form is sent: none is forgotten, and none is left out without a word."""

import pytest
from playwright.sync_api import expect
from wagtail.models import Locale

from support_plugin.models import Ticket
from tests import factories

from .conftest import DESKTOP, PHONE, log_in, picture, serious_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORM = "/panel/tickets/new/technical/bug-report/"
SUBMIT = "main form .desk-actions button.desk-button--large"
LOG = {"name": "log.txt", "mimeType": "text/plain", "buffer": b"Error 503"}
PROGRAM = {"name": "setup.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}
PICTURE = {"name": "تصویر خطا.png", "mimeType": "image/png", "buffer": factories.PNG}


class Line:
    """The line files go up on, held by the test: one file is let through at a time."""

    def __init__(self, page):
        self.page = page
        self.held = []
        page.route("**/panel/attachments/", lambda route: self.held.append(route))

    def let_one_through(self):
        for _wait in range(500):
            if self.held:
                break
            self.page.wait_for_timeout(20)
        self.page.wait_for_timeout(100)
        assert len(self.held) == 1, "files go up one by one"
        self.held.pop().continue_()


@pytest.fixture
def writing(customer, ticket_type, open_browser):
    """The form with everything written, and the line its files go up on."""
    for code in ("fa", "en"):
        Locale.objects.get_or_create(language_code=code)

    def _open(prefix="", device=PHONE, language="fa"):
        page = open_browser(locale=language, **device)
        log_in(page, "customer", prefix + FORM)
        page.fill("[name=subject]", "موضوع من")
        page.fill("[name=description]", "شرح من")
        return page, Line(page)

    return _open


def names():
    return set(Ticket.objects.get().messages.get().attachments.values_list("name", flat=True))


def test_a_form_sent_while_files_go_up_leaves_with_the_last_of_them(writing):
    page, line = writing()
    page.set_input_files("[name=attachments]", [LOG, PICTURE, {**LOG, "name": "second.txt"}])
    page.click(SUBMIT)
    for _file in range(3):
        assert not Ticket.objects.exists()
        line.let_one_through()
    expect(page.locator("h1")).to_have_text("تیکت شما ثبت شد")
    assert names() == {"log.txt", "تصویر خطا.png", "second.txt"}


def test_a_file_taken_back_on_its_way_holds_nothing_up(writing):
    page, line = writing()
    page.set_input_files("[name=attachments]", [LOG, PICTURE])
    page.click(SUBMIT)
    expect(page.locator("[data-upload-waiting]")).not_to_be_empty()
    page.locator(".desk-file").first.get_by_role("button").click()
    line.held.pop(0)
    line.let_one_through()
    expect(page.locator("h1")).to_have_text("تیکت شما ثبت شد")
    assert names() == {"تصویر خطا.png"}


@pytest.mark.parametrize(
    ("prefix", "device", "language"),
    [("", PHONE, "fa"), ("/en", DESKTOP, "en")],
    ids=["fa on a phone", "en on a desktop"],
)
@pytest.mark.parametrize("pressed", ["while it goes up", "after it was refused"])
def test_a_refused_file_is_said_before_anything_is_filed_without_it(
    pressed, prefix, device, language, writing
):
    page, line = writing(prefix, device, language)
    page.set_input_files("[name=attachments]", [PROGRAM, LOG])
    refused = page.locator(".desk-file--error")
    if pressed == "while it goes up":
        page.click(SUBMIT)
    for _file in range(2):
        line.let_one_through()
    expect(page.locator(".desk-file__done")).to_have_count(1)
    if pressed == "after it was refused":
        page.click(SUBMIT)
    expect(page.locator("[data-upload-refused]")).to_contain_text("setup.exe")
    expect(refused).to_be_focused()
    expect(refused).to_be_in_viewport()
    assert serious_findings(page) == []
    picture(page, f"refused-{language}")
    assert not Ticket.objects.exists()
    page.click(SUBMIT)
    page.wait_for_url("**/filed/")
    assert names() == {"log.txt"}


def test_a_refused_file_that_is_removed_is_in_nobodys_way(writing):
    page, line = writing()
    page.set_input_files("[name=attachments]", [PROGRAM, LOG])
    for _file in range(2):
        line.let_one_through()
    page.click(SUBMIT)
    page.locator(".desk-file--error").get_by_role("button").click()
    expect(page.locator("[data-upload-refused]")).to_be_empty()
    page.click(SUBMIT)
    page.wait_for_url("**/filed/")
    assert names() == {"log.txt"}
