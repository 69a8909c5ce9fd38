"""A ticket that is not finished today: kept while it is written, continued on another device."""

import pytest
from playwright.sync_api import expect
from wagtail.models import Locale

from support_plugin.models import Attachment, Ticket, WizardDraft
from tests import factories

from .conftest import DESKTOP, PHONE, log_in, picture, serious_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORM = "/panel/tickets/new/technical/bug-report/"
STATUS = ".desk-kept"
SUBMIT = "main form .desk-actions button.desk-button--large"
FILES = [
    {"name": "تصویر خطا.png", "mimeType": "image/png", "buffer": factories.PNG},
    {"name": "log.txt", "mimeType": "text/plain", "buffer": b"Error 503"},
]


@pytest.fixture(autouse=True)
def _desk(customer, ticket_type):
    for code in ("fa", "en"):
        Locale.objects.get_or_create(language_code=code)
    factories.ticket_type("question", ticket_type.departments.get(), fa="پرسش", en="Question")


def write(page, prefix=""):
    page.goto(prefix + FORM)
    page.fill("[name=subject]", "خطا هنگام ارسال پیامک گروهی")
    page.fill("[name=description]", "از صبح پیام «ارسال ناتمام ماند» را می‌بینیم.")


def is_kept(page):
    expect(page.locator(STATUS)).not_to_be_empty()
    page.wait_for_url("**?draft=*")


@pytest.mark.parametrize(
    ("code", "prefix", "device"),
    [("fa", "", {**PHONE}), ("en", "/en", {**DESKTOP, "color_scheme": "dark"})],
    ids=["fa on a phone", "en on a dark desktop"],
)
def test_what_was_begun_here_is_finished_on_another_device(code, prefix, device, open_browser):
    page = open_browser(locale=code, **device)
    log_in(page, "customer", f"{prefix}/panel/")
    write(page, prefix)
    page.set_input_files("[name=attachments]", FILES)
    expect(page.locator(".desk-file__done")).to_have_count(2)
    is_kept(page)
    expect(page.locator("[data-draft]")).to_have_attribute("role", "status")
    picture(page, f"draft-form-{code}")
    page.context.clear_cookies()

    page = open_browser(locale=code, **device)
    log_in(page, "customer", f"{prefix}/panel/tickets/new/")
    for path in ("/panel/tickets/new/", "/panel/tickets/", "/panel/"):
        page.goto(prefix + path)
        expect(page.locator(".desk-draft")).to_have_count(1)
        assert serious_findings(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
        picture(page, f"draft-offered-{code}-{path.strip('/').replace('/', '-')}")
    page.click(".desk-draft summary")
    assert serious_findings(page) == []
    picture(page, f"draft-throw-away-{code}")
    page.click(".desk-draft a.desk-button")
    expect(page.locator("[name=subject]")).to_have_value("خطا هنگام ارسال پیامک گروهی")
    expect(page.locator(".desk-file")).to_have_count(2)
    assert serious_findings(page) == []
    picture(page, f"draft-restored-{code}")
    page.click(SUBMIT)
    page.wait_for_url("**/filed/")
    assert Ticket.objects.get().messages.get().attachments.count() == 2
    page.goto(f"{prefix}/panel/")
    expect(page.locator(".desk-draft")).to_have_count(0)


def test_an_untouched_form_is_never_kept_and_a_touched_one_before_it_is_left(open_browser):
    page = open_browser(**PHONE)
    log_in(page, "customer", FORM)
    page.click("main .desk-sticky a[data-with-draft]")
    page.wait_for_url("**/technical/")
    assert WizardDraft.objects.count() == 0
    write(page)
    page.goto("/panel/")
    page.wait_for_timeout(1000)
    page.reload()
    expect(page.locator(".desk-draft")).to_have_count(1)


def test_a_draft_comes_along_to_another_type_and_over_a_reload(open_browser):
    page = open_browser(**PHONE)
    log_in(page, "customer", FORM)
    write(page)
    is_kept(page)
    page.reload()
    expect(page.locator("[name=subject]")).not_to_have_value("")
    page.click("main .desk-sticky a[data-with-draft]")
    page.click("main >> text=پرسش")
    expect(page.locator("[name=subject]")).not_to_have_value("")
    picture(page, "draft-other-type")


def test_a_window_in_which_it_is_still_open_says_that_it_was_thrown_away(open_browser):
    page = open_browser(**DESKTOP)
    log_in(page, "customer", FORM)
    write(page)
    is_kept(page)
    other = page.context.new_page()
    other.goto("/panel/")
    other.click(".desk-draft summary")
    other.click(".desk-draft form button")
    expect(other.locator(".desk-draft")).to_have_count(0)
    kept = page.locator(STATUS).inner_text()
    page.fill("[name=subject]", "دیرتر")
    expect(page.locator(STATUS)).not_to_have_text(kept)
    assert WizardDraft.objects.live().count() == 0
    picture(page, "draft-thrown-away")


def test_trouble_on_the_way_is_said_and_stops_nobody(open_browser):
    page = open_browser(**PHONE)
    log_in(page, "customer", FORM)
    page.route("**/panel/drafts/**", lambda route: route.fulfill(status=409, json={"error": "چنین نشد."}))
    write(page)
    expect(page.locator(STATUS)).to_have_text("چنین نشد.")
    page.click(SUBMIT)
    page.wait_for_url("**/filed/")


def test_a_file_that_was_taken_back_stays_away(open_browser):
    page = open_browser(**PHONE)
    log_in(page, "customer", FORM)
    write(page)
    page.set_input_files("[name=attachments]", FILES)
    expect(page.locator(".desk-file__done")).to_have_count(2)
    is_kept(page)
    with page.expect_response("**/panel/drafts/**"):
        page.click(".desk-file >> nth=0 >> button")
    page.reload()
    expect(page.locator(".desk-file")).to_have_count(1)
    assert Attachment.objects.count() == 1


def test_without_scripts_a_button_keeps_it(open_browser):
    page = open_browser(java_script_enabled=False, **PHONE)
    log_in(page, "customer", FORM)
    write(page)
    picture(page, "draft-button")
    page.click("button[name=keep]")
    expect(page.locator(".desk-draft")).to_have_count(1)
    picture(page, "draft-kept-by-button")
    page.click(".desk-draft a.desk-button")
    expect(page.locator("[name=subject]")).not_to_have_value("")
