"""What a letter says, to whom in which language and calendar, and what it may never say."""

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.utils import translation
from wagtail.users.models import UserProfile

from support_plugin.notifications.kinds import FOR_AGENTS, FOR_CUSTOMERS, Kind
from support_plugin.notifications.letters import compose, headline, language_for, one_line, plain
from support_plugin.notifications.models import Delivery, LetterText, Preferences
from support_plugin.tickets import actions
from support_plugin.tickets.models import Event

pytestmark = pytest.mark.django_db
PROMISED = datetime(2027, 3, 20, 20, 45, tzinfo=UTC)  # Sunday 1 Farvardin 1406, 00:15 in Tehran
EVERY_KIND = (*FOR_CUSTOMERS, *FOR_AGENTS)


@pytest.fixture(autouse=True)
def _address(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://desk.example"


@pytest.fixture
def told(ticket, customer, agent):
    """The letter of these kinds to the person they are for, as if each had just happened."""

    def _told(*kinds, language=None, event=None, **facts):
        reader = agent if kinds[-1] in FOR_AGENTS else customer
        if language:
            Preferences.objects.update_or_create(user=reader, defaults={"language": language})
        events = [
            [event.pk if event else Event.objects.create(ticket=ticket, kind="noted", data=facts).pk, kind]
            for kind in kinds
        ]
        return compose(Delivery(kind=kinds[-1], ticket=ticket, recipient=reader, events=events))

    return _told


# Every kind -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_message_is_complete_in_every_language(kind, language, told, ticket):
    letter = told(
        kind, language=language, until=PROMISED.isoformat(), due=PROMISED.isoformat(), target="resolution"
    )
    number = {
        "fa": ticket.reference.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
        "en": ticket.reference,
    }
    assert letter.language == language
    assert number[language] in letter.subject
    assert letter.url in letter.text
    assert letter.url in letter.html
    assert "{" not in letter.subject + letter.text + letter.sms
    assert bool(letter.sms) == (kind in (Kind.ANSWERED, Kind.RESOLVED))


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_letter_carries_none_of_the_tickets_words(kind, open_ticket, told, agent, customer):
    ticket = open_ticket(subject="موضوع محرمانه", description="متن محرمانه")
    reply = actions.reply(ticket, "پاسخ محرمانه", by=agent)
    actions.note(ticket, "یادداشت محرمانه", by=agent)
    reader = agent if kind in FOR_AGENTS else customer
    event = ticket.events.filter(data__message=reply.pk).get()
    letter = compose(Delivery(kind=kind, ticket=ticket, recipient=reader, events=[[event.pk, kind]]))
    everything = " ".join([letter.subject, letter.text, letter.html, letter.sms, str(letter.variables)])
    assert "محرمانه" not in everything


def test_who_needs_more_time_says_until_when_in_the_readers_calendar(told):
    assert (
        "یکشنبه ۱ فروردین، ۰۰:۱۵" in told("needs_more_time", language="fa", until=PROMISED.isoformat()).text
    )
    in_english = told("needs_more_time", language="en", until=PROMISED.isoformat()).text
    assert "Sunday 21 March, 00:15" in in_english


def test_agents_read_dates_in_the_time_zone_of_their_profile(told, agent):
    UserProfile.objects.update_or_create(user=agent, defaults={"current_time_zone": "Europe/Berlin"})
    letter = told("overdue", language="en", due=PROMISED.isoformat(), target="first_reply")
    assert "Saturday 20 March, 21:45" in letter.text.replace("\n", " ")
    assert "first reply" in letter.text


def test_a_promise_that_passed_is_named_as_such(told):
    letter = told("overdue", language="en", until=PROMISED.isoformat())
    assert "promised update" in letter.text


@pytest.mark.parametrize("facts", [{}, {"due": "never"}, {"due": None, "target": "unheard of"}, {"until": 7}])
def test_facts_that_are_missing_or_odd_break_no_letter(facts, told):
    assert told("overdue", language="en", **facts).subject


def test_an_event_that_is_gone_breaks_no_letter(ticket, customer):
    delivery = Delivery(
        kind="needs_more_time", ticket=ticket, recipient=customer, events=[[999, "needs_more_time"]]
    )
    assert compose(delivery).subject


# Several events in one letter -------------------------------------------------------------------------------------


def test_several_events_are_told_once_each_in_order_and_the_newest_gives_the_subject(told):
    letter = told("answered", "answered", "resolved", language="en")
    assert letter.subject.endswith("is resolved")
    assert letter.text.count("has answered your ticket") == 1
    assert letter.text.index("has answered your ticket") < letter.text.index("as resolved")
    assert len(re.findall("has answered your ticket", letter.html.split("</div>", 1)[1])) == 1


def test_what_does_not_hold_any_more_is_not_told(told):
    letter = told("needs_more_time", "resolved", language="en")
    assert letter.subject.endswith("is resolved")
    assert "more time" not in letter.text
    assert "as resolved" not in told("resolved", "waiting", language="en").text


def test_what_happened_twice_is_told_with_its_newest_facts(told, ticket, customer):
    first, second = (
        Event.objects.create(ticket=ticket, kind="held", data={"until": f"2027-03-{day}T08:00:00+00:00"})
        for day in (20, 25)
    )
    Preferences.objects.create(user=customer, language="en")
    events = [[first.pk, "needs_more_time"], [second.pk, "needs_more_time"]]
    letter = compose(Delivery(kind="needs_more_time", ticket=ticket, recipient=customer, events=events))
    assert "25 March" in letter.text
    assert "20 March" not in letter.text


def test_two_targets_missed_together_are_both_named(ticket, agent):
    Preferences.objects.create(user=agent, language="en")
    missed = [
        Event.objects.create(
            ticket=ticket, kind="overdue", data={"target": target, "due": PROMISED.isoformat()}
        )
        for target in ("first_reply", "update", "first_reply")
    ]
    events = [[event.pk, "overdue"] for event in missed]
    text = compose(Delivery(kind="overdue", ticket=ticket, recipient=agent, events=events)).text
    assert (text.count("first reply"), text.count("promised update")) == (1, 1)


# Where it leads ---------------------------------------------------------------------------------------------------


def test_a_customers_link_leads_to_the_newest_public_message_and_counts_no_note(ticket, customer, agent):
    actions.note(ticket, "یادداشت", by=agent)
    actions.reply(ticket, "پاسخ", by=agent)
    event = ticket.events.get(kind="replied")
    letter = compose(
        Delivery(kind="answered", ticket=ticket, recipient=customer, events=[[event.pk, "answered"]])
    )
    assert letter.url == f"https://desk.example/panel/tickets/{ticket.reference}/#m-2"
    assert letter.variables["link"] == f"https://desk.example/panel/tickets/{ticket.reference}/"


def test_an_agents_link_leads_to_the_message_as_the_desk_counts(ticket, agent):
    actions.note(ticket, "یادداشت", by=agent)
    event = ticket.events.get(kind="noted")
    letter = compose(
        Delivery(kind="mentioned", ticket=ticket, recipient=agent, events=[[event.pk, "mentioned"]])
    )
    assert letter.url == f"https://desk.example/admin/support/tickets/{ticket.reference}/#m-2"


def test_the_link_stands_in_the_readers_language_and_opens(told, client, customer):
    letter = told("answered", language="en")
    assert "/en/panel/" in letter.url
    client.force_login(customer)
    assert client.get(urlsplit(letter.url).path).status_code == 200


# Language ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "of_ticket", "of_profile", "customers", "agents"),
    [
        ("", "en", "fa", "en", "fa"),
        ("", "fa", "en", "fa", "en"),
        ("fa", "en", "en", "fa", "fa"),
        ("", "en-gb", "en-gb", "en", "en"),
        ("", "", "", "fa", "fa"),
        ("xx", "en", "en", "fa", "fa"),
    ],
)
def test_everybody_is_written_to_in_their_language(
    chosen, of_ticket, of_profile, customers, agents, ticket, customer, agent
):
    ticket.language = of_ticket
    UserProfile.objects.update_or_create(user=agent, defaults={"preferred_language": of_profile})
    for person in (customer, agent):
        Preferences.objects.create(user=person, language=chosen)
    assert language_for("answered", ticket, customer) == customers
    assert language_for("new_ticket", ticket, agent) == agents


def test_composing_leaves_the_workers_language_and_time_zone_as_they_were(told):
    with translation.override("fa"):
        told("overdue", language="en")
        assert translation.get_language() == "fa"


# Editors' words ---------------------------------------------------------------------------------------------------


def test_editors_words_replace_ours_in_their_language_only(told):
    LetterText.objects.filter(kind="answered").update(subject={"fa": "پاسخ {number}"}, button={"en": "Look"})
    in_persian, in_english = told("answered", language="fa"), told("answered", language="en")
    assert in_persian.subject.startswith("پاسخ ")
    assert in_english.subject.startswith("We have answered")
    assert ">Look</a>" in in_english.html
    assert ">Look</a>" not in in_persian.html


def test_a_subject_that_comes_out_empty_is_ours(told, customer):
    LetterText.objects.filter(kind="answered").update(subject={"en": "{name}"})
    customer.first_name = "bad.example/prize"
    assert told("answered", language="en").subject.startswith("We have answered")


# The frame --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "direction", "side"), [("fa", "rtl", "right"), ("en", "ltr", "left")])
def test_every_cell_says_its_direction_for_programs_that_drop_the_head(language, direction, side, told):
    html = told("registered", language=language).html
    page = BeautifulSoup(html, "html5lib")
    assert (page.html["lang"], page.html["dir"]) == (language, direction)
    for cell in page.select("table, td"):
        assert cell["dir"] == direction
        assert f"direction:{direction}" in cell["style"]
    texts = [cell for cell in page.select("td") if cell.find(string=re.compile(r"\w"), recursive=False)]
    assert texts
    for cell in texts:
        assert f"text-align:{side}" in cell["style"]
        assert "Vazirmatn,Tahoma" in cell["style"]
    # Outlook knows no logical properties; nothing is loaded from anywhere.
    assert not re.search(r"(margin|padding|border|text-align)[-:]\s*(inline|block|start|end)", html)
    assert not page.select("img, link, script")


@pytest.mark.parametrize("kind", ["answered", "new_ticket"])
def test_the_footer_leads_to_where_one_chooses_what_to_hear(kind, told, client, customer, agent):
    letter = told(kind, language="en")
    address = BeautifulSoup(letter.html, "html5lib").select(".letter-soft a")[0]["href"]
    assert address in letter.text
    client.force_login(agent if kind in FOR_AGENTS else customer)
    assert client.get(urlsplit(address).path).status_code == 200


def test_the_number_is_isolated(told, ticket):
    html = told("answered", language="en").html
    assert f'<span dir="ltr">{ticket.reference}</span>' in html


def test_lines_of_the_text_part_are_short_and_addresses_stand_alone(told):
    for language in ("fa", "en"):
        for line in told("registered", language=language).text.splitlines():
            assert line.startswith("https://") or len(line) <= 73
            if language == "fa" and line and not line.startswith("https://"):
                assert re.match("[\u200f\u0620-\u06d3]", line), line


def test_the_answering_time_is_said_only_where_one_is_known(told, department):
    assert "Usually within" in told("registered", language="en").text
    type(department).objects.update(usual_answer_minutes=None)
    from django.core.cache import cache

    cache.clear()
    ticket_again = Event.objects.latest("pk").ticket
    letter = compose(
        Delivery(kind="registered", ticket=ticket_again, recipient=ticket_again.customer, events=[])
    )
    assert "Usually within" not in letter.text


# What no input can break ------------------------------------------------------------------------------------------

BREAKS = [
    "\r\n",
    "\n",
    "\r",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x85",
    "\u2028",
    "\u2029",
    "\x00",
    "\ud800",
]
INJECTIONS = [f"مالی{each}Bcc: other@example.com" for each in BREAKS] + [
    "=?utf-8?b?QmNjOiBvdGhlckBleGFtcGxlLmNvbQ==?=",
    "==??utf-8?q?x?==",
    "=?=?utf-8?q?=0ABcc:?=?=",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_one_line_is_one_line_and_no_encoded_word(text):
    line = one_line(text)
    assert len(line.splitlines()) == 1
    assert "=?" not in line
    assert "?=" not in line
    message = EmailMessage()
    message["Subject"] = line
    assert message.as_string().count("\n") <= 3
    line.encode()


@pytest.mark.parametrize("text", [each for each in INJECTIONS if not {"\x00", "\ud800"} & set(each)])
def test_no_name_and_no_editors_text_adds_a_header(text, told, ticket, customer, department, ticket_type):
    type(department).objects.filter(pk=department.pk).update(name={"fa": text, "en": text})
    type(ticket_type).objects.filter(pk=ticket_type.pk).update(name={"fa": text, "en": text})
    LetterText.objects.update(
        subject={"en": f"{text} {{department}} {{name}}", "fa": text}, button={"en": text}
    )
    ticket.refresh_from_db()
    customer.first_name = text
    for kind in EVERY_KIND:
        for language in ("fa", "en"):
            letter = told(kind, language=language)
            assert len(letter.subject.splitlines()) == 1
            assert len(letter.sms.splitlines()) <= 1
            assert "=?" not in letter.subject


@pytest.mark.parametrize(
    ("first_name", "greeted"),
    [
        ("بهنام", True),
        ("Dr. Kamran", True),
        ("Win a prize at https://bad.example", False),
        ("bad.example/prize", False),
        ("Mohammad Reza Hosseini Nejad Tehrani", True),
        ("a" * 41, False),
        ("You have won a free phone today", False),
        ("Call 0912 123 4567", False),
        ("تماس ۰۹۱۲۱۲۳۴۵۶۷", False),
        ("Kamran\r\nBcc: other@example.com", False),
    ],
)
def test_a_name_never_carries_an_advertisement_to_somebody_else(first_name, greeted, told, customer):
    customer.first_name, customer.last_name = first_name, ""
    letter = told("registered", language="en")
    assert (first_name in letter.text) == greeted
    assert "bad.example" not in letter.text + letter.html
    assert greeted or "Hello,\n" in letter.text


def test_markup_in_a_name_stays_text(told, customer):
    customer.first_name, customer.last_name = "<b>Kamran", ""
    html = told("registered", language="en").html
    assert "&lt;b&gt;Kamran" in html
    assert "<b>" not in html


def test_braces_in_a_name_are_not_read_as_placeholders(told, customer):
    customer.first_name, customer.last_name = "{number}", ""
    assert "Hello {number}," in told("registered", language="en").text


# The bell, and account mail ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_bell_says_it_in_one_sentence_without_a_query(kind, ticket, django_assert_num_queries):
    str(ticket.department)
    with translation.override("en"), django_assert_num_queries(0):
        sentence = headline(kind, ticket, [[1, kind]])
    assert ticket.reference in sentence
    assert "{" not in sentence


def test_the_bell_counts_several_answers(ticket):
    with translation.override("en"):
        assert headline("answered", ticket, [[1, "answered"], [2, "answered"]]) == (
            f"2 new answers in ticket {ticket.reference}"
        )


def test_account_mail_has_the_same_frame_and_its_address_as_a_button():
    with translation.override("fa"):
        html = plain(
            "[desk.example] رمز تازه", "با این پیوند:\n\nhttps://desk.example/a?b=1&c=2\n\n<b>پایان</b>"
        )
    page = BeautifulSoup(html, "html5lib")
    assert page.html["dir"] == "rtl"
    assert page.title.text == "رمز تازه"
    assert page.select_one(".letter-button a")["href"] == "https://desk.example/a?b=1&c=2"
    assert "&lt;b&gt;پایان" in html


def test_account_mail_without_an_address_has_no_button():
    assert "<a " not in plain("Hello", "Nothing to do.")


def test_a_delivery_of_account_mail_is_what_was_written():
    content = {"subject": "s", "text": "t", "html": "<p>h</p>"}
    letter = compose(Delivery(kind="account", content=content))
    assert (letter.subject, letter.text, letter.html) == ("s", "t", "<p>h</p>")


def test_in_a_thread_of_merged_tickets_it_leads_to_the_place_in_that_thread(ticket, open_ticket, agent):
    other = open_ticket(subject="همان")
    actions.merge(other, ticket, by=agent)
    Delivery.objects.all().delete()
    actions.reply(ticket, "پاسخ", by=agent)
    letter = compose(Delivery.objects.get(recipient=ticket.customer, channel="email"))
    # Two questions, one of each ticket, and the answer.
    assert letter.url.endswith(f"/{ticket.reference}/#m-3")
