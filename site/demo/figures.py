"""What the figures of the demo's guides show, as `knowledge_base.figures` takes them."""

from django.utils.translation import gettext_lazy as _

from knowledge_base.figures import scenario
from knowledge_base.figures.stage import CannotTake

from .cast import password

PREFIX = {"fa": "", "en": "/en"}
# Who shows the panel in which language, and who files: whose list is shown files nothing, so it stays as it is.
READERS = {"fa": "customer", "en": "kamran"}
FILERS = {"fa": "ramin", "en": "mojgan"}
FORM = "/panel/tickets/new/technical-support/bug-report/?product=sms-panel"
SUGGESTED = ".desk-suggested"
MOST_VISITS = 9
TICKET = {
    "fa": (
        "خطا هنگام ارسال پیامک گروهی",
        "از ساعت ۹:۱۵ امروز، ارسال به فهرست «مشتریان تهران» با پیام «ارسال ناتمام ماند» می‌ایستد.",
    ),
    "en": (
        "Error when sending bulk SMS",
        "Since 9:15 today, sending to the list “Tehran customers” stops with “Sending was left unfinished”.",
    ),
}
# What is another one tomorrow, in words that stay.
TODAY = {"fa": "شنبه ۳ آبان", "en": "Saturday 25 October"}
BEFORE = {"fa": "دیروز", "en": "yesterday"}
UNTIL = {"fa": "، ۵ آبان", "en": ", 27 October"}
USUALLY = {"fa": "معمولاً تا ۳۰ دقیقه", "en": "Usually within 30 minutes"}


def log_in(page, username):
    page.goto("/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", password())
    page.click("main form button")
    page.wait_for_load_state("networkidle")


@scenario("panel", _("The user panel"))
def panel(stage):
    _show(stage, "/panel/")
    stage.say("h1 + .desk-soft", TODAY[stage.language])


@scenario("department", _("Filing a ticket: the departments"))
def department(stage):
    _show(stage, "/panel/tickets/new/")


@scenario("type", _("Filing a ticket: the ticket types"))
def ticket_type(stage):
    _show(stage, "/panel/tickets/new/technical-support/")


@scenario("form", _("Filing a ticket: the completed form"), size=(1000, 1260))
def form(stage):
    _complete(stage)
    stage.page.evaluate("scrollTo(0, 0)")
    _calm(stage)


@scenario("filed", _("The ticket is registered"))
def filed(stage):
    _complete(stage)
    stage.page.click("main form .desk-button--large")
    # Whoever takes the pictures twice within a day is asked whether the same ticket is meant.
    if again := stage.page.locator("[name=submit_anyway]").all():
        again[0].click()
    stage.page.wait_for_url("**/filed/")
    stage.settle()
    _calm(stage)


@scenario("list", _("The ticket list"))
def ticket_list(stage):
    _show(stage, "/panel/tickets/")


def _show(stage, address):
    log_in(stage.page, READERS[stage.language])
    stage.visit(PREFIX[stage.language] + address)
    _calm(stage)


def _complete(stage):
    subject, description = TICKET[stage.language]
    _open_form(stage)
    stage.page.fill("[name=subject]", subject)
    stage.page.fill("[name=description]", description)
    stage.page.locator("h1").click()
    stage.page.wait_for_selector(SUGGESTED)
    stage.settle()


def _open_form(stage):
    """As most people see it: one visit in ten is shown no suggestions."""
    for _visit in range(MOST_VISITS):
        log_in(stage.page, FILERS[stage.language])
        stage.visit(PREFIX[stage.language] + FORM)
        if stage.page.locator(SUGGESTED).count():
            return
        stage.page.context.clear_cookies()
    raise CannotTake("No visit to the form is shown suggestions.")


def _calm(stage):
    """Nothing of it is another one tomorrow: numbers, days, times, and how soon one is usually answered."""
    language = stage.language
    stage.count(".desk-ref")
    stage.say("time", BEFORE[language])
    stage.say(".desk-badge time", UNTIL[language])
    stage.say(".desk-choice__time", USUALLY[language])
    stage.say(".desk-lead > span", f" {USUALLY[language]}.")
    stage.leave_out(".desk-ticket__next")
    stage.arrange(".desk-tickets")
    stage.say(".desk-answer-time__number", USUALLY[language])
    stage.leave_out(".desk-answer-time__number ~ p")
