"""A guide and the wizard know of each other: a step is asked about, a step explains a screen."""

import json
import uuid

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import translation
from wagtail import hooks
from wagtail.rich_text import RichText

from support_plugin.models import Ticket
from tests import factories

FORM = "/panel/tickets/new/technical/bug-report/"
TITLES = ["گزینه ثبت تیکت", "انتخاب دپارتمان", "نوع تیکت", "تکمیل فرم"]


def steps(*titles):
    return [
        ("step", {"title": title, "body": [("paragraph", RichText(f"<p>چگونگی <b>{title}</b></p>"))]})
        for title in titles
    ]


@pytest.fixture
def wizard_guide(write_guide):
    return write_guide("راهنمای ثبت تیکت", body=steps(*TITLES), explains="wizard")


@pytest.fixture
def file_about(client, customer, ticket_type):
    """Files a ticket through the wizard about a step of a guide; answers what the ticket keeps of it."""
    client.force_login(customer)

    def _file(guide, step):
        words = {"submission_key": uuid.uuid4(), "subject": "پرسش", "description": "شرح"}
        response = client.post(f"{FORM}?guide={guide}&step={step}", {**words, "submit_anyway": "1"})
        assert response.status_code == 302
        return Ticket.objects.latest("pk").origin

    return _file


@pytest.fixture
def agents_page(client, agent):
    def _page(ticket):
        client.force_login(agent)
        response = client.get(reverse("support_desk:conversation", args=[ticket.reference]))
        return BeautifulSoup(response.content, "html.parser")

    return _page


# Asking about a step -------------------------------------------------------------


def test_a_ticket_keeps_what_the_step_said_when_it_was_filed(file_about, wizard_guide, agents_page):
    step = wizard_guide.body[1].id
    origin = file_about(wizard_guide.pk, step)
    quote = {
        "title": "مرحله دوم: انتخاب دپارتمان",
        "text": "چگونگی انتخاب دپارتمان",
        "url": f"{wizard_guide.url}#s-{step}",
    }
    assert origin == {"guide": wizard_guide.pk, "step": step, "quote": quote}
    wizard_guide.body = steps("همه چیز تازه")
    wizard_guide.save_revision().publish()
    shown = agents_page(Ticket.objects.get()).select_one(".desk-quote blockquote")
    assert shown.text == quote["text"]
    assert agents_page(Ticket.objects.get()).select(f'a[href="{quote["url"]}"]')


def test_asking_from_a_block_of_a_step_is_asking_about_the_step(file_about, wizard_guide):
    block = wizard_guide.body[1].value["body"][0].id
    assert file_about(wizard_guide.pk, block)["quote"]["title"] == "مرحله دوم: انتخاب دپارتمان"


def test_what_is_forged_is_quoted_nowhere(file_about, wizard_guide, write_guide, close, agents_page):
    closed, other = write_guide("محرمانه", body=steps("راز")), write_guide(body=steps("دیگر"))
    close(closed)
    draft = write_guide("پیش‌نویس", body=steps("ناتمام"))
    draft.unpublish()
    forged = [
        (wizard_guide.pk, uuid.uuid4()),
        (wizard_guide.pk, other.body[0].id),
        (10**17, wizard_guide.body[0].id),
        (closed.pk, closed.body[0].id),
        (draft.pk, draft.body[0].id),
        (wizard_guide.get_parent().pk, wizard_guide.body[0].id),
    ]
    for guide, step in forged:
        assert "quote" not in file_about(guide, step)
    assert agents_page(Ticket.objects.latest("pk")).select(".desk-quote") == []


def test_the_quoted_words_run_nothing_on_the_desk(open_ticket, agents_page):
    evil = '"><script>alert(1)</script>'
    page = agents_page(open_ticket(origin={"quote": {"title": evil, "text": evil, "url": "/x"}}))
    assert page.select_one(".desk-quote blockquote").text == evil


def test_a_long_step_is_cut(file_about, write_guide):
    guide = write_guide(body=[("step", {"title": "", "body": [("heading", "ی" * 150)] * 20})])
    assert len(file_about(guide.pk, guide.body[0].id)["quote"]["text"]) == 2000


def test_the_quote_has_the_words_of_a_step_and_nothing_of_what_is_empty(file_about, write_guide):
    guide = write_guide()
    figure = {"type": "figure", "value": {"image": None, "alt": "فرم", "caption": ""}}
    body = [{"type": "heading", "value": "بالا"}, figure]
    guide.body = json.dumps([{"type": "step", "value": {"title": "", "body": body}}])
    guide.save_revision().publish()
    guide.refresh_from_db()
    assert file_about(guide.pk, guide.body[0].id)["quote"]["text"].split() == ["بالا", "فرم"]


def test_a_hook_that_fails_costs_the_quote_and_not_the_ticket(file_about, wizard_guide):
    def broken(page_id, step_id):
        raise RuntimeError

    with hooks.register_temporarily("support_quoted_step", broken, order=-1):
        assert "quote" in file_about(wizard_guide.pk, wizard_guide.body[0].id)


def test_the_form_says_which_step_is_asked_about(client, customer, ticket_type, write_guide):
    guide = write_guide(body=steps(*TITLES))
    client.force_login(customer)

    def asked(step):
        page = BeautifulSoup(client.get(f"{FORM}?guide={guide.pk}&step={step}").content, "html.parser")
        return [(link.bdi.text, link["href"]) for link in page.select("[data-asked-about] a")]

    step = guide.body[1].id
    assert asked(step) == [("مرحله دوم: انتخاب دپارتمان", f"{guide.url}#s-{step}")]
    assert asked(uuid.uuid4()) == []


# Explaining a screen -------------------------------------------------------------


@pytest.fixture
def screens(department, ticket_type):
    """The addresses of the four screens that a guide can explain, in its order."""
    factories.ticket_type("question", department, fa="پرسش")
    return ["/panel/", "/panel/tickets/new/", "/panel/tickets/new/technical/", FORM]


def helps(client, addresses):
    """Title and address of the help that each of these screens offers."""
    found = []
    for address in addresses:
        links = BeautifulSoup(client.get(address).content, "html.parser").select("main a[href*='#s-']")
        found.append([(link.bdi.text, link["href"]) for link in links])
    return found


def test_each_screen_of_the_wizard_leads_to_the_step_that_explains_it(
    client, customer, wizard_guide, screens
):
    client.force_login(customer)
    assert helps(client, screens) == [
        [(step.full_name, f"{wizard_guide.url}#{step.anchor}")] for step in wizard_guide.outline.steps
    ]


def test_a_guide_with_fewer_steps_explains_fewer_screens(client, customer, write_guide, screens):
    write_guide(body=steps("یک", "دو"), explains="wizard")
    client.force_login(customer)
    assert [len(links) for links in helps(client, screens)] == [1, 1, 0, 0]


def test_the_help_follows_its_guide(client, customer, wizard_guide, screens, close):
    client.force_login(customer)
    assert all(helps(client, screens))
    wizard_guide.body = steps("تازه", *TITLES[1:])
    wizard_guide.save_revision().publish()
    assert helps(client, screens)[0][0][0] == "مرحله اول: تازه"
    close(wizard_guide)
    assert not any(helps(client, screens))


@pytest.mark.parametrize("reason", ["not marked", "not live", "other language"])
def test_without_a_guide_there_is_no_help(reason, client, customer, write_guide, english_home, screens):
    guide = write_guide(
        body=steps(*TITLES),
        explains="" if reason == "not marked" else "wizard",
        **({"parent": english_home} if reason == "other language" else {}),
    )
    if reason == "not live":
        guide.unpublish()
    client.force_login(customer)
    assert not any(helps(client, screens))


def test_each_language_has_its_own_help(client, customer, wizard_guide, write_guide, english_home, screens):
    with translation.override("en"):
        guide = write_guide("How to", body=steps("One"), explains="wizard", parent=english_home)
        client.force_login(customer)
        assert helps(client, ["/en/panel/"]) == [[("Step 1: One", f"{guide.url}#s-{guide.body[0].id}")]]


def test_what_is_chosen_is_told_by_its_slug(client, customer, screens):
    asked = []
    with hooks.register_temporarily("support_step_help", lambda *question: asked.append(question), order=-1):
        client.force_login(customer)
        for address in screens:
            client.get(address)
    assert asked == [
        ("panel", "", ""),
        ("department", "", ""),
        ("type", "technical", ""),
        ("form", "technical", "bug-report"),
    ]


def test_the_help_costs_no_query_once_it_is_known(
    client, customer, wizard_guide, screens, django_assert_num_queries
):
    client.force_login(customer)
    client.get("/panel/tickets/new/")
    with django_assert_num_queries(8):
        client.get("/panel/tickets/new/")
