"""An agent's day at the desk: by keyboard alone; and two agents in one ticket, each in a browser of their own."""

import re

import pytest
from i18nfield.strings import LazyI18nString
from playwright.sync_api import expect
from wagtail.models import Collection
from wagtail.users.models import UserProfile

from support_plugin.models import Event
from support_plugin.tickets import actions
from support_plugin.tickets.canned import CannedReply

from .conftest import DESKTOP, GUIDES, PHONE, log_in, picture, serious_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Pages of the admin with two windows open take their time on a busy machine.
expect.set_options(timeout=15_000)
EDITOR = ".desk-composer .public-DraftEditor-content"


@pytest.fixture
def at_work(desk, open_browser):
    """Opens the admin in Persian as somebody, in a browser of their own."""
    # Tests with real transactions empty every table, those that migrations filled as well.
    Collection.objects.filter(depth=1).exists() or Collection.add_root(name="Root")

    def _at_work(person, **device):
        UserProfile.objects.update_or_create(user=person, defaults={"preferred_language": "fa"})
        page = open_browser(locale="fa", **(device or DESKTOP))
        log_in(page, person.username, "/admin/")
        return page

    return _at_work


@pytest.fixture
def canned(desk):
    return CannedReply.objects.create(
        name=LazyI18nString({"fa": "کمبود اعتبار", "en": "Out of credit"}),
        body=LazyI18nString({"fa": "سلام {customer_name}، اعتبار حساب شما کم است.", "en": ""}),
        priority="high",
    )


def conversation(ticket):
    return f"/admin/support/tickets/{ticket.reference}/"


def to_field(page, key):
    """A mode's key leads into the field."""
    page.keyboard.press(key)
    expect(page.locator(EDITOR)).to_be_focused()


def on_persian_keyboard(page, code, letter):
    """What a browser reports where the keyboard is Persian: the place of the key, and another letter."""
    page.evaluate(
        "([code, key]) => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', {code, key, bubbles: true, cancelable: true}))",
        [code, letter],
    )


def test_a_days_work_by_keyboard_alone(at_work, agent, open_ticket, product, canned, settings):
    settings.SUPPORT_UNDO_SECONDS = 90
    second = open_ticket(subject="سرشماره من کار نمی‌کند", product=product)
    first = open_ticket(subject="اعتبار من تمام شده است؟", product=product)
    page = at_work(agent)
    page.goto("/admin/support/tickets/?ordering=-created_at")

    # From the queue into the first ticket, and take it; the keyboard is Persian.
    on_persian_keyboard(page, "KeyJ", "ت")
    expect(page.locator(".desk-row a:focus")).to_contain_text(first.subject)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{conversation(first)}**")
    page.wait_for_selector(EDITOR)
    on_persian_keyboard(page, "KeyT", "ف")
    expect(page.locator("[formaction*='/take/']")).to_have_count(0)
    expect(page.locator(".desk-head")).to_contain_text("مینا راستین")
    page.wait_for_selector(EDITOR)

    # Answer with a canned reply.
    to_field(page, "r")
    page.keyboard.type("/کمب")
    expect(page.locator(".desk-palette [aria-selected=true]")).to_contain_text("کمبود اعتبار")
    picture(page, "palette-fa")
    assert serious_findings(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(EDITOR)).to_contain_text("سلام بهنام کاویانی، اعتبار حساب شما کم است.")
    expect(page.locator(".desk-chosen")).to_contain_text("اولویت: زیاد")

    # Insert a guide.
    page.keyboard.type(" این راهنما را ببینید: ")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    expect(page.locator(".desk-palette__search")).to_be_focused()
    page.keyboard.type("راهنمای ثبت")
    expect(page.locator(".desk-palette [aria-selected=true]")).to_contain_text(GUIDES["fa"])
    page.keyboard.press("Enter")
    expect(page.locator(f"{EDITOR} a, {EDITOR} .Draftail-Tooltip, {EDITOR} [role=button]")).to_contain_text(
        GUIDES["fa"]
    )
    expect(page.locator(".desk-draft")).to_contain_text("پیش‌نویس")

    # Send and resolve in one; think again; take it back; send it after all.
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".desk-msg--agent")).to_have_count(1)
    expect(page.locator(".desk-undo")).to_contain_text("بازگرداندن")
    picture(page, "undo-fa")
    first.refresh_from_db()
    assert (first.status, first.priority, first.assignee) == ("resolved", "high", agent)
    page.keyboard.press("z")
    expect(page.locator(".desk-msg--agent")).to_have_count(0)
    expect(page.locator(EDITOR)).to_contain_text("اعتبار حساب شما کم است")
    first.refresh_from_db()
    assert first.status == "open"
    to_field(page, "r")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".desk-msg--agent")).to_have_count(1)
    answer = first.messages.last()
    assert 'linktype="page"' in answer.body

    # Resolve it by its own key, and on to the next ticket of the view.
    page.wait_for_load_state()
    page.keyboard.press("e")
    expect(page.locator("[formaction*='/reopen/']")).to_have_count(1)
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.wait_for_url(f"**{conversation(second)}**")
    expect(page.locator(".desk-head__subject")).to_have_text(second.subject)
    kinds = [event.kind for event in first.events.all()]
    assert kinds[-2:] == [Event.Kind.REPLIED, Event.Kind.RESOLVED]


def test_two_agents_in_one_ticket_see_each_other_and_do_not_answer_twice(
    at_work, agent, colleague, open_ticket, product
):
    ticket = open_ticket(product=product)
    mina, negar = at_work(agent), at_work(colleague)
    mina.goto(conversation(ticket))
    mina.wait_for_selector(EDITOR)
    negar.goto(conversation(ticket))
    negar.wait_for_selector(EDITOR)

    # Whoever was here first learns within fifteen seconds who came, and that they write.
    for page, other in ((mina, "نگار سپهری"), (negar, "مینا راستین")):
        there = page.locator("#w-editing-sessions li")
        expect(there).to_have_count(1)
        there.hover()
        expect(page.locator("[data-tippy-root]")).to_contain_text(other)
    negar.locator(EDITOR).click()
    negar.wait_for_timeout(2500)  # Wagtail takes what stands there after two seconds for the beginning.
    negar.keyboard.type("سلام، حساب شما را دیدم.")
    expect(mina.locator(".desk-collision")).to_have_text(
        re.compile("نگار سپهری هم‌اکنون در حال نوشتن پاسخ است."), timeout=15_000
    )
    picture(mina, "collision-fa")

    # Both answer: the second is held, reads, and sends after all.
    mina.locator(EDITOR).click()
    mina.keyboard.type("من هم همین را می‌نویسم.")
    negar.keyboard.press("Control+Enter")
    expect(negar.locator(".desk-msg--agent")).to_have_count(1)
    mina.keyboard.press("Control+Enter")
    held = mina.locator(".desk-held")
    expect(held).to_contain_text("سلام، حساب شما را دیدم.")
    expect(held).to_be_focused()
    expect(mina.locator(EDITOR)).to_contain_text("من هم همین را می‌نویسم.")
    assert ticket.messages.count() == 2
    picture(mina, "held-fa")
    assert serious_findings(mina) == []
    actions.reply(ticket, "من هنوز منتظرم", by=ticket.customer)
    mina.click(".desk-send.desk-only--reply")
    expect(mina.locator(".desk-held")).to_contain_text("من هنوز منتظرم")
    mina.click(".desk-send.desk-only--reply")
    expect(mina.locator(".desk-held")).to_have_count(0)
    expect(mina.locator(".desk-msg--agent")).to_have_count(2)


def test_a_draft_survives_the_window(at_work, agent, open_ticket, product):
    ticket = open_ticket(product=product)
    page = at_work(agent)
    page.goto(conversation(ticket))
    page.wait_for_selector(EDITOR)
    page.keyboard.press("i")
    expect(page.locator(EDITOR)).to_be_focused()
    page.keyboard.type("نیمه‌کاره")
    expect(page.locator(".desk-draft")).to_contain_text("پیش‌نویس")
    page.close()
    again = at_work(agent)
    again.goto(conversation(ticket))
    expect(again.locator(EDITOR)).to_contain_text("نیمه‌کاره")
    expect(again.locator("[name=mode][value=note]")).to_be_checked()


def test_a_conversation_that_is_only_read_keeps_no_draft(at_work, agent, open_ticket, product):
    ticket = open_ticket(product=product)
    page = at_work(agent)
    posted = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    page.goto(conversation(ticket))
    page.wait_for_selector(EDITOR)
    # Longer than the pause after which what was written is kept.
    page.wait_for_timeout(2500)
    assert [url for url in posted if url.endswith("/draft/")] == []


def test_more_time_is_promised_without_a_word(at_work, agent, open_ticket, product):
    ticket = open_ticket(product=product)
    page = at_work(agent)
    page.goto(conversation(ticket))
    page.wait_for_selector(EDITOR)
    to_field(page, "u")
    last = page.locator(".desk-hold-row button").last
    last_time = last.get_attribute("data-time")
    page.locator("[name=until_time]").fill("۲۳:۴۵")
    expect(last).to_have_attribute("aria-pressed", "false")
    last.click()
    expect(last).to_have_attribute("aria-pressed", "true")
    send = page.locator(".desk-send--hold")
    expect(send).to_contain_text(last.get_attribute("data-date"))
    picture(page, "promise-fa")
    assert serious_findings(page) == []
    send.click()
    expect(page.locator(".desk-msg--hold")).to_contain_text("به زمان بیشتری نیاز دارد")
    expect(page.locator(".desk-msg--hold")).to_contain_text(last_time)


def test_on_a_phone_the_composer_waits_for_its_mode(at_work, agent, open_ticket, product):
    ticket = open_ticket(product=product)
    page = at_work(agent, **PHONE)
    page.goto(conversation(ticket))
    expect(page.locator(".desk-modes__note")).to_be_visible()
    expect(page.locator(".desk-composer__field")).to_be_hidden()
    picture(page, "folded-fa-phone")
    page.locator(".desk-modes__note").tap()
    expect(page.locator(EDITOR)).to_be_focused()
    expect(page.locator(".desk-send--note")).to_be_visible()
    picture(page, "unfolded-fa-phone")


def test_a_note_becomes_public_only_where_one_says_so(at_work, agent, open_ticket, product):
    ticket = open_ticket(product=product)
    page = at_work(agent)
    page.goto(conversation(ticket))
    page.wait_for_selector(EDITOR)
    to_field(page, "i")
    page.keyboard.type("فقط همکاران")
    page.keyboard.press("Escape")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator(".desk-modes__reply").click()
    expect(page.locator("[name=mode][value=note]")).to_be_checked()
    expect(page.locator(".desk-send--note")).to_be_visible()
    assert len(asked) == 1
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator(".desk-modes__reply").click()
    expect(page.locator("[name=mode][value=reply]")).to_be_checked()
