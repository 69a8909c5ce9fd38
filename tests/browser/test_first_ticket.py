"""The main job from start to end: a guide, a ticket, an answer, and everything after it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation
from playwright.sync_api import expect
from wagtail.users.models import UserProfile

from support_plugin.models import Ticket
from support_plugin.text.dates import date_for_input
from tests import factories

from .conftest import DESKTOP, GUIDES, PHONE, log_in, picture, serious_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "fa": {
        "prefix": "",
        "guide": GUIDES["fa"],
        "file": "ثبت تیکت",
        "department": "پشتیبانی فنی",
        "type": "گزارش خطا",
        "product": "پنل پیامک",
        "subject": "خطا هنگام ارسال پیامک گروهی",
        "description": "از صبح پیام «ارسال ناتمام ماند» را می‌بینیم.",
        "filed": "تیکت شما ثبت شد",
        "new_answer": "پاسخ تازه",
        "note": "متن محرمانه همکاران",
        "reply": "ممنون، ولی هنوز خطا می‌دهد.",
        "more_time": "بررسی به زمان بیشتری نیاز دارد.",
        "needs_time": "نیازمند زمان بیشتر",
        "open_again": "بازگشایی تیکت",
    },
    "en": {
        "prefix": "/en",
        "guide": GUIDES["en"],
        "file": "File a ticket",
        "department": "Technical support",
        "type": "Bug report",
        "product": "SMS panel",
        "subject": "Error when sending bulk SMS",
        "description": "Since this morning we see “sending was left unfinished”.",
        "filed": "Your ticket is registered",
        "new_answer": "New answer",
        "note": "secret words of colleagues",
        "reply": "Thanks, but the error is still there.",
        "more_time": "This needs more time.",
        "needs_time": "Needs more time",
        "open_again": "Open it again",
    },
}


def files():
    return [
        {"name": "تصویر‌های خطا.png", "mimeType": "image/png", "buffer": factories.PNG},
        {"name": "log.txt", "mimeType": "text/plain", "buffer": b"Error 503"},
    ]


def file_a_ticket(page, words, *, javascript=True):
    """From the guide to the confirmation; answers the ticket."""
    page.goto(f"{words['prefix']}/how-to/")
    page.click("article .desk-article a.desk-button")
    page.click(f"main >> text={words['department']}")
    page.click(f"main >> text={words['type']}")
    page.select_option("[name=product]", label=words["product"])
    page.fill("[name=subject]", words["subject"])
    page.fill("[name=description]", words["description"])
    page.set_input_files("[name=attachments]", files())
    if javascript:
        expect(page.locator(".desk-file__done")).to_have_count(2)
    picture(page, f"form-{words['prefix'] or 'fa'}".replace("/", ""))
    page.click("main form .desk-actions button.desk-button--large")
    expect(page.locator("h1")).to_have_text(words["filed"])
    return Ticket.objects.get()


def write(agents, text):
    """Type into the rich text editor of the composer."""
    editor = agents.locator(".desk-composer .public-DraftEditor-content")
    editor.click()
    expect(editor).to_be_focused()
    agents.keyboard.type(text)


@pytest.mark.parametrize(
    ("code", "device"), [("fa", PHONE), ("en", DESKTOP)], ids=["fa on a phone", "en on a desktop"]
)
def test_a_ticket_from_the_guide_to_the_end(code, device, desk, open_browser, agent, customer):
    words = WORDS[code]
    UserProfile.objects.update_or_create(user=agent, defaults={"preferred_language": code})
    page = open_browser(locale=code, **device)
    log_in(page, "customer", f"{words['prefix']}/how-to/")
    ticket = file_a_ticket(page, words)
    assert ticket.messages.get().attachments.count() == 2
    assert "تصویر‌های خطا.png" in set(ticket.messages.get().attachments.values_list("name", flat=True))
    assert ticket.origin["guide"]
    assert ticket.language == code

    # The agent sees the counter, takes the ticket and answers with a bold word and a link to the guide.
    agents = open_browser(locale=code, **DESKTOP)
    log_in(agents, "agent", "/admin/")
    expect(agents.locator("[data-desk-count][href*='/tickets/']")).to_have_attribute(
        "data-desk-count", "۱" if code == "fa" else "1"
    )
    agents.click("[data-desk-count][href*='/tickets/']")
    agents.click(f".desk-queue >> text={words['subject']}")
    agents.click("button[formaction*='/take/']")
    # Not into the page that is about to be left.
    expect(agents.locator(".desk-head .desk-who--none")).to_have_count(0)
    write(agents, "سقف")
    agents.keyboard.press("Control+a")
    agents.keyboard.press("Control+b")
    agents.keyboard.press("End")
    agents.keyboard.press("Control+b")
    agents.keyboard.type(" راهنما")
    for _letter in "راهنما":
        agents.keyboard.press("Shift+ArrowLeft" if code == "en" else "Shift+ArrowRight")
    agents.keyboard.press("Control+k")
    agents.locator(".modal-body td.children a").nth(["fa", "en"].index(code)).click()
    agents.click(f".modal-body >> text={words['guide']}")
    agents.wait_for_selector(".modal-body", state="detached")
    picture(agents, f"composer-{code}")
    agents.click(".desk-send.desk-only--reply")
    expect(agents.locator(".desk-msg--agent")).to_have_count(1)
    answer = ticket.messages.last()
    assert "<b>" in answer.body
    assert 'linktype="page"' in answer.body

    # A note for colleagues.
    agents.check(".desk-modes [value=note]", force=True)
    write(agents, words["note"])
    picture(agents, f"note-{code}")
    agents.click(".desk-send.desk-only--note")
    expect(agents.locator(".desk-msg--note")).to_have_count(1)

    # The customer sees the mark and the answer, not the note; replies; the ticket is open again.
    page.goto(f"{words['prefix']}/panel/tickets/")
    expect(page.locator(".desk-tickets .desk-fresh")).to_contain_text(words["new_answer"])
    picture(page, f"list-{code}")
    page.click(f"main >> text={words['subject']}")
    expect(page.locator(".desk-message:not(.desk-message--own) b")).to_have_count(1)
    assert page.locator(".desk-message:not(.desk-message--own) a[href$='/how-to/']").count() == 1
    assert words["note"] not in page.content()
    page.fill("[name=body]", words["reply"])
    page.set_input_files("[name=attachments]", files()[1:])
    expect(page.locator(".desk-file__done")).to_have_count(1)
    page.click(".desk-reply .desk-actions button")
    expect(page.locator(".desk-message--own")).to_have_count(2)
    picture(page, f"thread-{code}")
    ticket.refresh_from_db()
    assert ticket.status == "open"
    page.goto(f"{words['prefix']}/panel/tickets/")
    expect(page.locator(".desk-fresh")).to_have_count(0)

    # The agent asks for more time until a date, then resolves; the customer opens the ticket again.
    agents.reload()
    expect(agents.locator(".desk-msg--new")).to_have_count(1)
    agents.check(".desk-modes [value=hold]", force=True)
    with translation.override(code):
        agents.fill("[name=until_date]", date_for_input(timezone.localdate() + timedelta(days=3)))
    agents.fill("[name=until_time]", "14:30")
    write(agents, words["more_time"])
    agents.click(".desk-send.desk-only--hold")
    expect(agents.locator(".desk-msg--hold")).to_have_count(1)
    page.goto(f"{words['prefix']}/panel/tickets/{ticket.reference}/")
    expect(page.locator(".desk-promise")).to_contain_text(words["needs_time"])
    agents.click("button[formaction*='/resolve/']")
    expect(agents.locator("button[formaction*='/reopen/']")).to_have_count(1)
    page.reload()
    page.click(f"main >> text={words['open_again']}")
    page.wait_for_load_state()
    ticket.refresh_from_db()
    assert ticket.status == "open"


def test_the_customers_half_works_without_javascript(desk, open_browser, agent):
    words = WORDS["fa"]
    page = open_browser(java_script_enabled=False, **PHONE)
    log_in(page, "customer", "/how-to/")
    ticket = file_a_ticket(page, words, javascript=False)
    assert ticket.messages.get().attachments.count() == 2
    page.goto(f"/panel/tickets/{ticket.reference}/")
    page.set_input_files(
        "[name=attachments]", [{"name": "setup.exe", "mimeType": "x", "buffer": b"MZ"}, *files()[1:]]
    )
    page.fill("[name=body]", words["reply"])
    page.click(".desk-reply .desk-actions button")
    expect(page.locator(".desk-summary")).to_contain_text("setup.exe")
    expect(page.locator("[name=body]")).to_have_value(words["reply"])
    expect(page.locator(".desk-file")).to_have_count(1)
    page.click(".desk-reply .desk-actions button")
    expect(page.locator(".desk-message--own")).to_have_count(2)
    assert ticket.messages.last().attachments.count() == 1
    page.click("form[action$='/close/'] button")
    page.click("form[action$='/reopen/'] button")
    ticket.refresh_from_db()
    assert ticket.status == "open"


def test_the_wizard_works_with_the_keyboard_alone(desk, open_browser):
    page = open_browser(**DESKTOP)
    log_in(page, "customer", "/panel/tickets/new/")
    for target in ("technical/", "technical/bug-report/"):
        for _press in range(40):
            page.keyboard.press("Tab")
            href = page.evaluate("document.activeElement.getAttribute('href') || ''")
            if href.endswith(target) and page.evaluate("!!document.activeElement.closest('main')"):
                break
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(f".*/{target}$"))
    page.locator("[name=product]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("موضوع")
    page.keyboard.press("Tab")
    page.keyboard.type("شرح")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(WORDS["fa"]["filed"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("code", ["fa", "en"])
def test_axe_finds_nothing_serious_on_the_customers_pages(
    code, scheme, desk, open_browser, open_ticket, agent, product
):
    from support_plugin.tickets import actions

    ticket = open_ticket(product=product)
    actions.hold(ticket, timezone.now() + timedelta(days=1), "تا فردا", by=agent)
    actions.reply(ticket, "<p>پاسخ <b>ما</b></p>", by=agent, is_rich=True)
    prefix = WORDS[code]["prefix"]
    page = open_browser(color_scheme=scheme, **PHONE)
    found = {}
    for path in ("/", "/how-to/", "/search/?q=ثبت", "/accounts/login/", "/accounts/signup/", "/nowhere/"):
        page.goto(f"{prefix}{path}")
        found[path] = serious_findings(page)
    log_in(page, "customer", f"{prefix}/panel/")
    form = "/panel/tickets/new/technical/bug-report/"
    for path in (
        "/panel/",
        "/panel/tickets/",
        "/panel/tickets/new/",
        "/panel/tickets/new/technical/",
        form,
        f"/panel/tickets/{ticket.reference}/",
        f"/panel/tickets/{ticket.reference}/filed/",
    ):
        page.goto(f"{prefix}{path}")
        found[path] = serious_findings(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} scrolls sideways by {wide} px"
    page.goto(f"{prefix}{form}")
    page.click("main form .desk-actions button.desk-button--large")
    found["form with errors"] = serious_findings(page)
    assert {path: findings for path, findings in found.items() if findings} == {}
