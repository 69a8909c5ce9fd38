"""Guides beside the ticket form, in Persian: there before one looks, open without anything lost, and counted."""

import pytest
from playwright.sync_api import expect
from wagtail.models import Locale

from knowledge_base.models import GuideIndexPage, GuidePage
from support_plugin.models import Suggestion, Ticket, Visit
from tests import factories

from .conftest import DESKTOP, PHONE, log_in, picture, serious_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORM = "/panel/tickets/new/technical/bug-report/"
RIGHT = "ارسال پیامک گروهی"
SUBJECT = "خطا هنگام ارسال پيامك‌های گروهي"
DESCRIPTION = "از صبح پیام «ارسال ناتمام ماند» را می‌بینیم."
# Milliseconds from the last key to the guide, measured where a person would see it.
MEASURE = """subject => new Promise((resolve) => {
  let last = 0;
  subject.addEventListener("input", () => (last = performance.now()));
  new MutationObserver(() => {
    if (document.querySelector("[data-suggestions] li a")) resolve(performance.now() - last);
  }).observe(document.querySelector("[data-suggestions] ul"), { childList: true });
})"""


@pytest.fixture
def guides(desk):
    index = GuideIndexPage.objects.get(locale=Locale.objects.get(language_code="fa"))
    about = {
        RIGHT: "<p>فهرست شماره‌ها را بارگذاری کنید و دکمه ارسال را بزنید.</p>",
        "فاکتور رسمی": "<p>فاکتور را از بخش مالی بگیرید.</p>",
    }
    for title, text in about.items():
        guide = GuidePage(
            title=title, slug=f"guide-{len(title)}", locale=index.locale, body=[("paragraph", text)]
        )
        index.add_child(instance=guide)
        guide.save_revision().publish()


@pytest.fixture
def write(guides, open_browser):
    """A browser at the form with the subject and the description typed; answers the page and the time it took."""

    def _write(**device):
        page = open_browser(**device)
        log_in(page, "customer", FORM)
        page.select_option("[name=product]", index=1)
        page.set_input_files(
            "[name=attachments]", {"name": "یک.png", "mimeType": "image/png", "buffer": factories.PNG}
        )
        expect(page.locator(".desk-file__done")).to_have_count(1)
        # Without `void` the evaluation would wait for the promise it makes.
        page.evaluate(f"void (window.took = ({MEASURE})(document.querySelector('[name=subject]')))")
        page.locator("[name=subject]").press_sequentially(SUBJECT, delay=20)
        expect(page.locator("[data-suggestions] li a").first).to_contain_text(RIGHT)
        took = page.evaluate("window.took")
        page.fill("[name=description]", DESCRIPTION)
        return page, took

    return _write


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["on a phone", "on a desktop"])
def test_the_right_guide_comes_while_one_types_and_opens_beside_what_was_written(device, write, capsys):
    page, took = write(**device)
    with capsys.disabled():
        print(f"\nthe first guide stood there {took:.0f} ms after the last key before it")
    assert took < 1000
    page.wait_for_timeout(1200)
    picture(page, f"suggested-{device['viewport']['width']}")
    assert serious_findings(page) == []
    page.click(f"[data-suggestions] >> text={RIGHT}")
    expect(page.locator(".desk-beside__body")).to_contain_text("فهرست شماره‌ها را بارگذاری کنید")
    expect(page.locator(".desk-beside__body .desk-header")).to_have_count(0)
    picture(page, f"beside-{device['viewport']['width']}")
    assert serious_findings(page) == []
    if device is DESKTOP:
        page.locator("[name=subject]").fill(SUBJECT + " ما")
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(1)
        page.locator(".desk-beside__body").focus()
        page.keyboard.press("Escape")
    else:
        page.go_back()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("[name=description]")).to_have_value(DESCRIPTION)
    expect(page.locator(".desk-file__done")).to_have_count(1)
    page.click("main form .desk-actions button.desk-button--large")
    page.wait_for_url("**/filed/")
    ticket = Ticket.objects.get()
    assert ticket.messages.get().attachments.count() == 1
    assert [each["title"] for each in ticket.trail.facts["suggested"] if "opened" in each] == [RIGHT]
    assert [each["title"] for each in ticket.trail.facts["read"]] == [RIGHT]
    assert Visit.objects.get().outcome == "filed"


def test_who_found_the_answer_is_counted_and_files_nothing(write):
    page, _took = write(**PHONE)
    page.click(f"[data-suggestions] >> text={RIGHT}")
    page.click(".desk-beside__foot button")
    page.wait_for_url("**/suggestions/found/")
    picture(page, "found")
    assert serious_findings(page) == []
    expect(page.locator("main")).to_contain_text(RIGHT)
    assert (Visit.objects.get().outcome, Ticket.objects.count()) == ("answered", 0)
    assert Suggestion.objects.get(answered_at__isnull=False).title == RIGHT


def test_suggestions_are_reached_and_dismissed_by_the_keyboard(write):
    page, _took = write(**PHONE)
    page.locator("[name=subject]").focus()
    page.keyboard.press("Tab")
    assert RIGHT in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.locator(".desk-beside__body")).to_be_focused()
    page.keyboard.press("Escape")
    assert RIGHT in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-suggestions] li", has_text=RIGHT)).to_have_count(0)
    page.wait_for_timeout(300)
    assert Suggestion.objects.get(dismissed_at__isnull=False).title == RIGHT


def test_who_is_held_out_sees_none(guides, open_browser, settings):
    settings.SUPPORT_SUGGESTIONS_HELD_OUT = 1
    page = open_browser(**PHONE)
    log_in(page, "customer", FORM)
    page.locator("[name=subject]").press_sequentially(SUBJECT)
    page.wait_for_timeout(600)
    expect(page.locator("[data-suggestions], .desk-suggestions")).to_have_count(0)
    assert Visit.objects.get().is_held_out


def test_without_javascript_they_come_once_before_the_ticket(guides, open_browser):
    page = open_browser(java_script_enabled=False, **PHONE)
    log_in(page, "customer", FORM)
    page.select_option("[name=product]", index=1)
    page.fill("[name=subject]", SUBJECT)
    page.fill("[name=description]", DESCRIPTION)
    page.set_input_files(
        "[name=attachments]", {"name": "یک.png", "mimeType": "image/png", "buffer": factories.PNG}
    )
    page.click("main form .desk-actions button.desk-button--large")
    expect(page.locator("#suggested")).to_contain_text(RIGHT)
    expect(page.locator("[name=description]")).to_have_value(DESCRIPTION)
    picture(page, "without-script")
    page.click("main form .desk-actions button.desk-button--large")
    page.wait_for_url("**/filed/")
    assert Ticket.objects.get().messages.get().attachments.count() == 1
