"""The portal of examples/ stands on another origin and has nothing but the API: a customer's whole way through it."""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import jdatetime
import pytest
from playwright.sync_api import expect

from support_plugin.models import Ticket
from support_plugin.tickets import actions
from tests import factories
from tests.factories import asks, rules, says, section
from tests.house.project import ROOT

from .conftest import DESKTOP, GUIDES, PHONE, picture, serious_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        """The suite says what matters."""


@pytest.fixture
def portal(settings):
    """The origin of a server that knows nothing of the desk, and that the desk has been told of."""
    folder = partial(Quiet, directory=ROOT / "examples" / "portal")
    with ThreadingHTTPServer(("127.0.0.1", 0), folder) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        origin = f"http://127.0.0.1:{server.server_port}"
        settings.CORS_ALLOWED_ORIGINS = [origin]
        yield origin
        server.shutdown()


@pytest.fixture
def form(desk, ticket_type):
    choices = [("wrong-sum", "مبلغ اشتباه", "Wrong amount"), ("missing", "نرسیده است", "Missing")]
    problem = factories.form_field("problem", "choice", fa="مشکل فاکتور", en="Problem", choices=choices)
    number = factories.form_field("invoice-number", fa="شماره فاکتور", en="Invoice number")
    scan = factories.form_field("scan", "file", fa="تصویر فاکتور", en="Scan")
    wrong = rules(("field:problem", "is", "wrong-sum"))
    return factories.request_form(
        ticket_type,
        section("درباره فاکتور", asks(problem, required=True), asks(number, required=True, show=wrong)),
        section("مدرک", asks(scan), says("شماره بالای فاکتور است."), show=wrong),
    )


def enter(page, portal, live_server, place="/"):
    page.goto(f"{portal}/?api={live_server.url}#{place}")


def sign_in(page, username="customer", password=factories.PASSWORD):
    page.get_by_label("نام کاربری یا ایمیل").fill(username)
    page.get_by_label("رمز عبور").fill(password)
    page.locator("main form button.button--primary").click()


def origins_of(page):
    """Fills up with every origin that the page asks for anything."""
    asked = set()
    page.on("request", lambda request: asked.add("{0.scheme}://{0.netloc}".format(urlsplit(request.url))))
    return asked


def test_guides_are_read_without_signing_in(open_browser, desk, portal, live_server):
    page = open_browser(**DESKTOP)
    asked = origins_of(page)
    enter(page, portal, live_server)
    expect(page.get_by_role("heading", level=1)).to_have_text("چطور می‌توانیم کمک کنیم؟")
    assert serious_findings(page) == []
    picture(page, "portal-home")
    page.get_by_role("link", name=GUIDES["fa"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(GUIDES["fa"])
    expect(page.locator("article")).to_contain_text("متن")
    assert serious_findings(page) == []
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    page.get_by_role("link", name="Guides").first.click()
    expect(page.get_by_role("link", name=GUIDES["en"])).to_be_visible()
    expect(page.get_by_role("link", name=GUIDES["fa"])).to_have_count(0)
    page.get_by_role("button", name="Dark look").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert serious_findings(page) == []
    picture(page, "portal-home-en-dark")
    assert asked == {portal, live_server.url}


def test_a_wrong_password_is_said_in_the_readers_language(open_browser, desk, portal, live_server):
    page = open_browser(**PHONE)
    enter(page, portal, live_server, "/tickets")
    sign_in(page, username="", password="")
    expect(page.get_by_role("alert").get_by_role("button")).to_have_text(
        ["نام کاربری یا ایمیل خود را وارد کنید.", "رمز عبور خود را وارد کنید."]
    )
    expect(page.locator(".field--refused")).to_have_count(2)
    sign_in(page, password="wrong")
    expect(page.locator(".field--refused")).to_have_count(0)
    expect(page.get_by_role("alert")).to_contain_text("درست نیست")
    assert serious_findings(page) == []
    picture(page, "portal-sign-in")
    page.get_by_role("button", name="English").click()
    page.get_by_label("Username or e-mail").fill("customer@example.com")
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.locator("main form button.button--primary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("List of tickets")


def test_days_are_read_in_both_calendars_and_any_digits(open_browser, desk, portal, live_server):
    page = open_browser()
    enter(page, portal, live_server)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    jalali = [
        jdatetime.date(year, month, day)
        for year in (1399, 1403, 1405)
        for month in (1, 7, 12)
        for day in (1, 29)
    ]
    typed = {
        f"{day:%Y/%m/%d}": day.togregorian().isoformat() for day in [*jalali, jdatetime.date(1403, 12, 30)]
    }
    typed |= {"۱۴۰۵/۹/۵": "2026-11-26", "2026-11-26": "2026-11-26", " ٢٠٢٦ / ١١ / ٢٦ ": "2026-11-26"}
    typed |= dict.fromkeys(["1404/12/30", "1405/07/31", "1405/13/01", "2026-02-29", "", "فردا", "1405"])
    read = "(typed) => import('./words.js').then(({ readDay }) => typed.map(readDay))"
    assert dict(zip(typed, page.evaluate(read, list(typed)), strict=True)) == typed


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_ticket_is_filed_followed_answered_and_closed(
    size, open_browser, desk, portal, live_server, form, agent, customer
):
    page, width = open_browser(**size), size["viewport"]["width"]
    asked = origins_of(page)
    enter(page, portal, live_server, "/new")
    sign_in(page)
    page.get_by_role("link", name="پشتیبانی فنی").click()
    page.get_by_role("link", name="گزارش خطا").click()
    _fill_form(page, width)
    page.get_by_role("button", name="ثبت", exact=True).click()
    expect(page.locator("h1")).to_have_text("فاکتور آبان درست نیست")
    ticket = Ticket.objects.get()
    assert [(each["field"], each["text"]) for each in ticket.answers] == [
        ("problem", "مبلغ اشتباه"),
        ("invoice-number", "۱۲۳۴۵"),
        ("scan", "فاکتور.png"),
    ]
    assert (ticket.customer, ticket.source, ticket.product.slug) == (customer, "api", "sms-panel")
    expect(page.locator("#announcements")).to_have_text("تیکت شما ثبت شد. پاسخ در ادامه همین تیکت می‌آید.")

    answer = "سلام، مبلغ اصلاح شد. <b>لطفاً</b> دوباره ببینید."
    actions.reply(ticket, answer, by=agent)
    page.get_by_role("link", name="لیست تیکت‌ها").first.click()
    row = page.locator(".row--unread")
    expect(row).to_contain_text("پاسخ تازه")
    expect(row).to_contain_text("پاسخ داده شد")
    assert serious_findings(page) == []
    picture(page, f"portal-tickets-{width}")
    row.get_by_role("link").click()
    expect(page.locator(".message:not(.message--own)")).to_contain_text(answer)
    expect(page.locator(".message--own")).to_contain_text("فاکتور.png")
    with page.expect_download() as download:
        page.get_by_role("button", name="فاکتور.png").click()
    assert download.value.path().read_bytes() == factories.PNG
    assert serious_findings(page) == []
    picture(page, f"portal-thread-{width}")

    page.get_by_label("پاسخ شما").fill("دیدم، ممنون.")
    page.get_by_role("button", name="ارسال پاسخ").click()
    expect(page.locator(".message").last).to_contain_text("دیدم، ممنون.")
    assert ticket.messages.count() == 3
    page.get_by_role("button", name="بستن تیکت").click()
    expect(page.locator(".badge")).to_have_text("حل‌شده")
    page.get_by_role("link", name="لیست تیکت‌ها").first.click()
    expect(page.locator(".row")).to_have_count(1)
    expect(page.locator(".row--unread")).to_have_count(0)
    page.get_by_role("button", name="خروج").click()
    expect(page.get_by_role("link", name="ورود")).to_be_visible()
    enter(page, portal, live_server, "/tickets")
    expect(page.get_by_label("رمز عبور")).to_be_visible()
    assert asked == {portal, live_server.url}


def test_an_answer_keeps_its_lists_and_links_and_nothing_that_acts(
    open_browser, portal, live_server, ticket, agent
):
    answer = (
        '<p>سلام <b>بهنام</b></p><ul><li>Code AB-123</li><li><a href="https://example.com/x">رسید</a></li></ul>'
        '<p><a href="javascript:alert(1)">بد</a><img src="x" onerror="alert(1)"></p>'
    )
    actions.reply(ticket, answer, by=agent, is_rich=True)
    page = open_browser(**PHONE)
    enter(page, portal, live_server, f"/tickets/{ticket.reference}")
    sign_in(page)
    shown = page.locator(".message:not(.message--own) .prose")
    expect(shown.locator("li")).to_have_text(["Code AB-123", "رسید"])
    expect(shown.locator("li").first).to_have_attribute("dir", "auto")
    expect(shown.get_by_role("link")).to_have_count(1)
    expect(shown.get_by_role("link", name="رسید")).to_have_attribute("href", "https://example.com/x")
    expect(shown.locator("img")).to_have_count(0)
    assert serious_findings(page) == []


def test_what_is_wrong_is_said_in_the_order_of_the_form_and_in_the_readers_calendar(
    open_browser, desk, portal, live_server, ticket_type
):
    day = factories.form_field("paid-on", "date", fa="روز پرداخت", en="Day")
    amount = factories.form_field("sum", "number", fa="مبلغ", en="Sum")
    factories.request_form(ticket_type, section("پرداخت", asks(amount), asks(day)))
    page = open_browser(**DESKTOP)
    enter(page, portal, live_server, "/new")
    sign_in(page)
    page.get_by_role("link", name="پشتیبانی فنی").click()
    page.get_by_role("link", name="گزارش خطا").click()
    page.get_by_label("روز پرداخت").fill("۱۴۰۵/۱۳/۴۰")
    page.get_by_label("مبلغ").fill("زیاد")
    page.get_by_role("button", name="ثبت", exact=True).click()
    expect(page.get_by_role("alert").get_by_role("button")).to_have_text(
        [
            "لطفاً محصول را انتخاب کنید.",
            "لطفاً موضوع را وارد کنید.",
            "لطفاً شرح تیکت را وارد کنید.",
            "اینجا فقط عدد بنویسید، مانند ۱۲۵۰۰۰.",
            "تاریخ را به این شکل بنویسید: ۱۴۰۵/۰۹/۰۵",
        ]
    )
    expect(page.locator("header [aria-current]")).to_have_text("ثبت تیکت")


def _fill_form(page, width):
    number = page.get_by_label("شماره فاکتور")
    expect(page.get_by_label("مبلغ اشتباه")).to_be_visible()
    expect(number).to_be_hidden()
    expect(page.get_by_text("شماره بالای فاکتور است.")).to_be_hidden()
    page.get_by_label("مبلغ اشتباه").check()
    expect(number).to_be_visible()
    expect(page.get_by_text("شماره بالای فاکتور است.")).to_be_visible()
    page.get_by_label("نرسیده است").check()
    expect(number).to_be_hidden()
    page.get_by_label("مبلغ اشتباه").check()
    scan = {"name": "فاکتور.png", "mimeType": "image/png", "buffer": factories.PNG}
    page.get_by_label("تصویر فاکتور").set_input_files(scan)
    expect(page.locator(".file__done")).to_have_count(1)
    script = {"name": "کار.exe", "mimeType": "image/png", "buffer": b"MZ"}
    page.get_by_label("ضمیمه").set_input_files(script)
    expect(page.locator(".file--refused")).to_contain_text("PNG", ignore_case=True)
    # What is wrong stands beside its field, and on top with a way there.
    page.get_by_role("button", name="ثبت", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator(".field--refused")).to_have_count(4)
    assert serious_findings(page) == []
    picture(page, f"portal-refused-{width}")
    page.get_by_role("alert").get_by_role("button").first.press("Enter")
    expect(page.locator(".field--refused :focus")).to_have_count(1)
    page.get_by_label("محصول").select_option(label="پنل پیامک")
    page.get_by_label("موضوع").fill("فاکتور آبان درست نیست")
    page.get_by_label("شرح تیکت").fill("مبلغ با پیش‌فاکتور یکی نیست.")
    number.fill("۱۲۳۴۵")
    picture(page, f"portal-form-{width}")


def test_a_desk_that_does_not_name_the_portal_is_shut_by_the_browser(
    chromium, desk, portal, live_server, settings
):
    settings.CORS_ALLOWED_ORIGINS = ["https://another.example"]
    page = chromium.new_page(**DESKTOP)
    said = []
    page.on("console", lambda line: said.append(line.text))
    enter(page, portal, live_server)
    expect(page.get_by_role("alert")).to_contain_text("برقرار نشد")
    enter(page, portal, live_server, "/sign-in")
    sign_in(page)
    expect(page.get_by_role("alert")).to_contain_text("برقرار نشد")
    page.close()
    assert [line for line in said if "blocked by CORS policy" in line]
    assert not Ticket.objects.exists()
