"""An editor shapes what the wizard asks, somebody approves it, customers answer, and old tickets keep what they were."""

import re

import pytest
from playwright.sync_api import expect

from knowledge_base.models import GuidePage
from support_plugin.models import FormField, RequestForm, Ticket
from tests import factories
from tests.factories import asks, rules, says, section

from .conftest import DESKTOP, GUIDES, PHONE, log_in, picture, serious_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FORM_URL = "/panel/tickets/new/technical/bug-report/"


@pytest.fixture
def approval(admin):
    factories.approval(admin)


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


def test_an_editor_builds_a_form_without_any_code(open_browser, desk, editor, admin, approval, ticket_type):
    page = open_browser(**DESKTOP)
    log_in(page, "editor", "/admin/support/ticket-forms/add/")
    page.select_option("[name=ticket_type]", str(ticket_type.pk))
    page.locator("[data-streamfield-stream-container] > div .c-sf-add-button").first.click()
    page.fill("[name=body-0-value-heading-fa]", "درباره فاکتور")
    page.fill("[name=body-0-value-heading-en]", "About the invoice")
    _add(page, 0, "فیلد")
    _make_field(page, "مشکل فاکتور", "Problem", "choice", "مبلغ اشتباه | Wrong amount\nنرسیده است | Missing")
    page.check("[name=body-0-value-items-0-value-required]")
    _add(page, 1, "فیلد")
    _make_field(page, "شماره فاکتور", "Invoice number", "text", "")
    _show_when(page, "body-0-value-items-1-value-show", "مشکل فاکتور", "مبلغ اشتباه")
    _add(page, 2, "نکته")
    page.fill("[name=body-0-value-items-2-value-text-fa]", "شماره بالای فاکتور است.")
    page.locator("[data-contentpath=items] [data-contentpath=page] button").last.click()
    page.locator(".modal-body td.children a").first.click()
    page.click(f".modal-body >> text={GUIDES['fa']}")
    page.wait_for_selector(".modal-body", state="detached")
    picture(page, "form-builder")
    # Wagtail's own buttons of a block are as large as they are.
    assert [found for found in serious_findings(page) if "data-streamfield-action" not in found[1]] == []
    _preview(page)
    page.locator("footer button[data-w-dropdown-target=toggle]").first.click()
    page.locator("button[name=action-submit]").click()
    page.wait_for_url(re.compile("ticket-forms/$|/edit/"))
    form = RequestForm.objects.get()
    assert (form.live, form.workflow_in_progress) == (False, True)
    _approve(open_browser, form)
    form.refresh_from_db()
    [about] = form.current.definition["sections"]
    assert [item.get("name", item["type"]) for item in about["items"]] == [
        "problem",
        "invoice-number",
        "note",
    ]
    assert about["items"][1]["show"]["rules"] == [
        {
            "ask": "field:problem",
            "is": "is",
            "value": FormField.objects.get(slug="problem").choices.first().value,
        }
    ]
    assert about["items"][2]["page"] == GuidePage.objects.get(slug="how-to", locale__language_code="fa").pk


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_questions_come_up_while_the_form_is_filled(size, open_browser, desk, form):
    page = open_browser(**size)
    log_in(page, "customer", FORM_URL)
    number = page.locator("[name=field_invoice-number]")
    expect(number).to_be_hidden()
    page.get_by_label("مبلغ اشتباه").check()
    expect(number).to_be_visible()
    expect(page.get_by_text("شماره بالای فاکتور است.")).to_be_visible()
    assert serious_findings(page) == []
    picture(page, f"form-{size['viewport']['width']}")
    page.get_by_label("نرسیده است").check()
    expect(number).to_be_hidden()
    page.get_by_label("مبلغ اشتباه").check()
    number.fill("۱۲۳۴۵")
    page.set_input_files(
        "[name=field_scan]", {"name": "فاکتور.png", "mimeType": "image/png", "buffer": factories.PNG}
    )
    expect(page.locator("[data-question=scan] .desk-file__done")).to_be_visible()
    _fill_words(page)
    page.click(".desk-sticky button:not([name])")
    page.wait_for_url("**/filed/")
    ticket = Ticket.objects.get()
    assert [(each["field"], each["text"]) for each in ticket.answers] == [
        ("problem", "مبلغ اشتباه"),
        ("invoice-number", "۱۲۳۴۵"),
        ("scan", "فاکتور.png"),
    ]


def test_without_javascript_it_asks_in_a_second_pass_and_old_tickets_keep_their_words(
    open_browser, desk, form, ticket_type, agent
):
    page = open_browser(**PHONE, java_script_enabled=False)
    log_in(page, "customer", FORM_URL)
    page.get_by_label("مبلغ اشتباه").check()
    _fill_words(page)
    page.click(".desk-sticky button:not([name])")
    expect(page.get_by_role("alert").first).to_be_visible()
    assert not Ticket.objects.exists()
    page.fill("[name=field_invoice-number]", "12345")
    page.click(".desk-sticky button:not([name])")
    page.wait_for_url("**/filed/")
    # The next version no longer asks for the number.
    problem = FormField.objects.get(slug="problem")
    factories.request_form(ticket_type, section("درباره فاکتور", asks(problem)))
    ticket = Ticket.objects.get()
    page.goto(f"/panel/tickets/{ticket.reference}/")
    expect(page.get_by_text("شماره فاکتور")).to_be_visible()
    page = open_browser(**DESKTOP)
    log_in(page, "agent", f"/admin/support/tickets/{ticket.reference}/")
    answers = page.locator(".desk-answers")
    expect(answers).to_contain_text("شماره فاکتور")
    expect(answers).to_contain_text("12345")
    picture(page, "answers-at-the-desk")


def _fill_words(page):
    if page.locator("[name=product]").count():
        page.select_option("[name=product]", index=1)
    page.fill("[name=subject]", "فاکتور آبان درست نیست")
    page.fill("[name=description]", "مبلغ با پیش‌فاکتور یکی نیست.")


def _add(page, place, kind):
    """Add a field or a note at the end of the first section."""
    page.locator("[data-contentpath=items]").first.locator(".c-sf-add-button").last.click()
    page.locator(".w-combobox__option", has_text=kind).first.click()
    page.locator(f"[name=body-0-value-items-{place}-id]").wait_for(state="attached")


def _make_field(page, fa, en, kind, choices):
    """In the chooser's second tab, without leaving the form."""
    page.locator("[data-contentpath=field] [data-chooser-action-choose]:visible").last.click()
    page.locator(".modal [role=tab]").last.click()
    modal = page.locator(".modal #tab-create")
    modal.locator("[name$=name_0]").fill(fa)
    modal.locator("[name$=name_1]").fill(en)
    modal.locator("[name$=kind]").select_option(kind)
    modal.locator("[name$=lines]").fill(choices)
    modal.locator("[type=submit]").click()
    page.wait_for_selector(".modal", state="hidden")


def _show_when(page, name, asked, value):
    show = page.locator("[data-contentpath=show]").last
    toggle = show.locator("button[aria-expanded=false]").first
    if toggle.count():
        toggle.click()
    show.locator(".c-sf-add-button").first.click()
    page.select_option(f"[name={name}-rules-0-value-ask]", label=asked)
    page.locator(f".support-rule:has([name={name}-rules-0-value-ask]) select[data-choices]").select_option(
        label=value
    )


def _preview(page):
    """Both languages, in Wagtail's own panel."""
    page.locator("[data-side-panel-toggle=preview]").click()
    frame = page.frame_locator("#w-preview-iframe")
    expect(frame.get_by_text("مشکل فاکتور")).to_be_visible()
    page.select_option("[data-side-panel=preview] select", "en")
    expect(frame.get_by_text("Wrong amount")).to_be_visible()
    picture(page, "form-preview")
    page.locator("[data-side-panel-toggle=preview]").click()


def _approve(open_browser, form):
    page = open_browser(**DESKTOP)
    log_in(page, "admin", f"/admin/support/ticket-forms/edit/{form.pk}/")
    page.locator("footer button[data-w-dropdown-target=toggle]").first.click()
    page.locator("footer [data-workflow-action-name=approve]").first.click()
    page.wait_for_url(re.compile("ticket-forms/$|/edit/"))
