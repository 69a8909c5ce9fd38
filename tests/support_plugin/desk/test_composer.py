"""What agents send and how: held where something was written meanwhile, with canned replies, on to the next ticket."""

import json
import uuid
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from django.urls import reverse
from django.utils import timezone
from i18nfield.strings import LazyI18nString
from wagtail import hooks

from support_plugin.desk.editor import rich_as_plain
from support_plugin.models import Message
from support_plugin.tickets import actions
from support_plugin.tickets.canned import CannedReply
from support_plugin.tickets.tags import Tag
from tests import factories


def url(ticket, name="conversation"):
    return reverse(f"support_desk:{name}", args=[ticket.reference])


@pytest.fixture
def send(on_desk, ticket):
    def _send(verb="reply", **data):
        return on_desk.post(url(ticket, verb), {"submission_key": uuid.uuid4(), "body": "پاسخ"} | data)

    return _send


@pytest.fixture
def canned(db):
    """A canned reply of all departments; say what it changes."""

    def _canned(name="سقف ارسال", body="سلام {customer_name}، سقف افزایش یافت.", tags=(), **fields):
        made = CannedReply.objects.create(
            name=LazyI18nString({"fa": name, "en": "Limit"}),
            body=LazyI18nString({"fa": body, "en": "Hello {customer_name}."}),
            sort_order=CannedReply.objects.count(),
            **fields,
        )
        made.tags.set([Tag.objects.create(name=tag) for tag in tags])
        return made

    return _canned


def refreshed(ticket):
    ticket.refresh_from_db()
    return ticket


# Held ----------------------------------------------------------------------------


def test_what_was_written_meanwhile_holds_the_answer_and_is_shown_first(send, ticket, customer):
    seen = ticket.last_request_pk
    actions.reply(ticket, "صبر کنید، حل شد!", by=customer)
    response = send(seen=seen, body="متن بلند من")
    assert response.status_code == 409
    assert [message.body for message in response.context["newer"]] == ["صبر کنید، حل شد!"]
    html = response.content.decode()
    assert html.index("desk-held") < html.index("desk-modes")
    assert "خواندم، ارسال شود" in html
    assert response.context["form"]["body"].value() == "<p>متن بلند من</p>"
    assert ticket.messages.count() == 2

    # Read; and sent.
    assert send(seen=response.context["seen"], body="متن بلند من").status_code == 302
    assert ticket.messages.count() == 3


def test_a_second_arrival_holds_again(send, ticket, customer, colleague):
    seen = ticket.last_request_pk
    actions.reply(ticket, "یک", by=customer)
    seen = send(seen=seen).context["seen"]
    actions.reply(ticket, "دو", by=colleague, undo_seconds=10)
    again = send(seen=seen)
    assert again.status_code == 409
    assert [message.body for message in again.context["newer"]] == ["دو"]


def test_a_refused_answer_does_not_count_as_reading(send, ticket, customer):
    seen = ticket.last_request_pk
    actions.reply(ticket, "تازه", by=customer)
    refused = send(seen=seen, body="")
    assert refused.status_code == 422
    assert send(seen=refused.context["seen"]).status_code == 409


@pytest.mark.parametrize("verb", ["reply", "note"])
def test_a_colleagues_note_holds_nothing(verb, send, ticket, colleague):
    seen = ticket.last_request_pk
    actions.note(ticket, "فقط برای ما", by=colleague)
    assert send(verb, seen=seen).status_code == 302


def test_a_note_is_not_held(send, ticket, customer):
    seen = ticket.last_request_pk
    actions.reply(ticket, "تازه", by=customer)
    assert send("note", seen=seen).status_code == 302


def test_a_promise_is_held_as_well(send, ticket, customer):
    seen = ticket.last_request_pk
    actions.reply(ticket, "تازه", by=customer)
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    response = send("hold", seen=seen, until_date=day, until_time="12:00")
    assert response.status_code == 409
    assert response.context["form"]["until_date"].value() == day


def test_programs_that_do_not_say_what_they_have_read_are_not_asked(send, ticket, customer):
    actions.reply(ticket, "تازه", by=customer)
    assert send().status_code == 302


@pytest.mark.parametrize("seen", ["x", "-1", "۱۲\x00", 10**30])
def test_a_damaged_mark_is_refused_and_the_text_kept(seen, send, ticket):
    response = send(seen=seen, body="متن من")
    assert response.status_code == 422
    assert response.context["form"]["body"].value() == "<p>متن من</p>"
    assert ticket.messages.count() == 1


# Sent, and then ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "status", "asked"),
    [
        ("", "waiting_customer", False),
        ("wait", "waiting_customer", True),
        ("resolve", "resolved", False),
        ("next", "waiting_customer", False),
    ],
)
def test_the_send_menu_says_what_comes_after(then, status, asked, send, ticket):
    assert send(then=then).status_code == 302
    assert (refreshed(ticket).status, ticket.asked_customer) == (status, asked)


def test_an_unknown_way_to_send_is_refused(send, ticket):
    assert send(then="explode").status_code == 422
    assert ticket.messages.count() == 1


@pytest.mark.parametrize("view", ["ordering=created_at", "turn=ours&ordering=created_at"])
def test_the_next_ticket_is_the_next_of_the_view(view, on_desk, ticket, open_ticket):
    other = open_ticket(subject="بعدی")
    page = on_desk.get(url(ticket), {"view": view})
    assert (page.context["position"], page.context["total"], page.context["previous_url"]) == (1, "۲", None)
    response = on_desk.post(f"{url(ticket, 'reply')}?view={quote(view)}", {"body": "پاسخ", "then": "next"})
    sent = urlencode({"view": view, "sent": ticket.messages.last().pk})
    assert response.url == f"{url(other)}?{sent}"


def test_the_whole_queue_is_a_view_and_elsewhere_is_none(on_desk, ticket, open_ticket):
    open_ticket(subject="دیگر")
    assert on_desk.get(url(ticket), {"view": ""}).context["total"] == "۲"
    assert on_desk.get(url(ticket)).context["position"] is None


def test_after_the_last_one_stays(on_desk, ticket):
    response = on_desk.post(f"{url(ticket, 'reply')}?view=", {"body": "پاسخ", "then": "next"})
    assert response.url == f"{url(ticket)}?view=#m-2"


def test_the_composer_begins_with_a_public_reply_whatever_was_sent_last(send, on_desk, ticket, open_ticket):
    send("note")
    for page in (on_desk.get(url(ticket)), on_desk.get(url(open_ticket(subject="دیگر")))):
        assert page.context["mode"] == "reply"


def test_the_customer_sees_an_answer_after_the_seconds_in_which_it_can_be_taken_back(send, ticket, settings):
    settings.SUPPORT_UNDO_SECONDS = 10
    send(then="resolve")
    message = ticket.messages.last()
    assert message.visible_at > timezone.now()
    assert not Message.objects.filter(ticket=ticket).public().filter(pk=message.pk).exists()


# Canned replies ----------------------------------------------------------------------


def test_the_palette_offers_this_departments_filled_in(on_desk, ticket, canned, other_department):
    mine = canned(priority="high", takes=True, then="wait", tags=["پیامک"])
    canned("مالی", "فاکتور").departments.set([other_department])
    canned("خاموش", "متن", is_active=False)
    found = on_desk.get(url(ticket, "canned"), {"q": "سقف"}).json()
    assert found["guides"] == []
    assert [(each["key"], each["text"]) for each in found["canned"]] == [
        (mine.pk, "سلام بهنام کاویانی، سقف افزایش یافت.")
    ]
    assert found["canned"][0]["changes"] == [
        "در انتظار پاسخ مشتری",
        "اولویت: زیاد",
        "ارجاع به من",
        "برچسب‌ها: پیامک",
    ]
    assert [each["key"] for each in on_desk.get(url(ticket, "canned")).json()["canned"]] == [mine.pk]
    assert on_desk.get(url(ticket, "canned"), {"q": "هیچ\x00"}).json()["canned"] == []


def test_the_text_is_in_the_tickets_language(on_desk, open_ticket, canned):
    canned()
    ticket = open_ticket()
    type(ticket).objects.filter(pk=ticket.pk).update(language="en")
    found = on_desk.get(url(ticket, "canned")).json()["canned"]
    assert found[0]["text"] == "Hello بهنام کاویانی."
    assert found[0]["name"] == "سقف ارسال"


@pytest.mark.parametrize(
    ("who", "status"), [("agent2", 404), ("editor", 404), ("customer", 302), (None, 302)]
)
def test_nobody_else_reads_what_is_offered_here(who, status, client, request, ticket, canned):
    made = canned()
    if who:
        client.force_login(request.getfixturevalue(who))
    assert client.get(url(ticket, "canned")).status_code == status
    assert client.post(url(ticket, "canned"), {"insert": made.pk}).status_code == status


def test_its_changes_are_made_with_the_sending(send, ticket, canned, agent):
    made = canned(priority="urgent", takes=True, then="resolve", tags=["پیامک"])
    assert send(canned=[made.pk]).status_code == 302
    refreshed(ticket)
    assert (ticket.status, ticket.priority, ticket.assignee) == ("resolved", "urgent", agent)
    assert [tag.name for tag in ticket.tags.all()] == ["پیامک"]


def test_what_the_agent_chose_goes_before_what_the_canned_reply_says(send, ticket, canned):
    made = canned(then="resolve")
    send(canned=[made.pk], then="wait")
    assert refreshed(ticket).status == "waiting_customer"


def test_a_held_answer_changes_nothing(send, ticket, canned, customer):
    made = canned(priority="urgent", tags=["پیامک"])
    seen = ticket.last_request_pk
    actions.reply(ticket, "تازه", by=customer)
    response = send(seen=seen, canned=[made.pk])
    assert response.status_code == 409
    assert [each["canned"] for each in response.context["chosen"]] == [made]
    assert refreshed(ticket).priority == "normal"
    assert not ticket.tags.exists()


def test_sent_twice_it_changes_once(send, ticket, canned):
    made = canned(priority="urgent", then="resolve")
    key = uuid.uuid4()
    for _again in range(2):
        assert send(submission_key=key, canned=[made.pk]).status_code == 302
    assert ticket.events.filter(kind="priority_set").count() == 1
    assert ticket.messages.count() == 2


@pytest.mark.parametrize("key", ["x", "0", "\x00", 10**30])
def test_a_canned_reply_that_is_not_offered_is_refused_and_the_text_kept(key, send, ticket):
    response = send(canned=[key], body="متن من")
    assert response.status_code == 422
    assert response.context["form"]["body"].value() == "<p>متن من</p>"
    assert response.context["chosen"] == []


def test_what_is_not_filled_in_is_not_sent(send, ticket):
    response = send(body="محصول شما: {product} و {unknown}")
    assert response.status_code == 422
    html = response.content.decode()
    assert "{product}" in str(response.context["form"].errors)
    assert "{unknown}" not in str(response.context["form"].errors)
    assert "desk-problem" in html
    assert ticket.messages.count() == 1


def test_without_a_script_the_text_is_inserted_by_the_server(on_desk, ticket, canned):
    made = canned(then="resolve")
    page = on_desk.get(url(ticket)).content.decode()
    assert f'<option value="{made.pk}">' in page
    assert "<noscript><textarea" in page
    data = {"submission_key": uuid.uuid4(), "body": "سلام.", "mode": "reply", "insert": made.pk}
    shown = on_desk.post(url(ticket, "canned"), data)
    assert shown.status_code == 200
    assert rich_as_plain(shown.context["form"]["body"].value()) == (
        "سلام.\n\nسلام بهنام کاویانی، سقف افزایش یافت."
    )
    assert [each["canned"] for each in shown.context["chosen"]] == [made]
    assert not shown.context["form"].errors
    assert ticket.messages.count() == 1


@pytest.mark.parametrize("insert", ["", "x", "\x00", 10**30])
def test_nothing_that_is_not_offered_is_inserted(insert, on_desk, ticket):
    response = on_desk.post(url(ticket, "canned"), {"body": "متن من", "insert": insert})
    assert response.status_code == 422
    assert response.context["form"]["body"].value() == "<p>متن من</p>"


# Guides ---------------------------------------------------------------------------------


def test_guides_are_found_by_whoever_knows_them_in_the_tickets_language(on_desk, ticket):
    from django.utils.translation import get_language

    def guides(question, limit):
        return [{"title": f"{question} {get_language()}", "url": "/g/", "page": 7}]

    with hooks.register_temporarily("support_suggestions", guides):
        found = on_desk.get(url(ticket, "canned"), {"q": "ارسال گروهی", "only": "guides"}).json()
    assert found["canned"] == []
    assert {"title": "ارسال گروهی fa", "url": "/g/", "page": 7} in found["guides"]


def test_without_anybody_who_knows_guides_there_is_no_button(on_desk, ticket, monkeypatch):
    from support_plugin.tickets import suggestions

    button = "desk-palette#openGuides"
    assert button in on_desk.get(url(ticket)).content.decode()
    monkeypatch.setattr(suggestions.hooks, "get_hooks", lambda name: [])
    assert suggestions.has_suggestions() is False
    page = on_desk.get(url(ticket)).content.decode()
    assert button not in page


def test_a_guide_in_an_answer_is_a_link_to_the_page(send, ticket):
    state = {
        "blocks": [
            {
                "key": "a",
                "text": "راهنما ",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 6, "key": 0}],
            }
        ],
        "entityMap": {
            "0": {
                "type": "LINK",
                "mutability": "MUTABLE",
                "data": {"id": 7, "url": "/g/", "linktype": "page"},
            }
        },
    }
    send(body=json.dumps(state))
    assert '<a linktype="page" id="7">راهنما</a>' in ticket.messages.last().body


# Sent again ----------------------------------------------------------------------


def test_another_text_from_a_form_that_was_sent_is_kept_for_a_message_of_its_own(send, ticket, agent):
    key = uuid.uuid4()
    send("note", submission_key=key, body="فقط ما")
    files = {"attachments": factories.upload("log.txt", b"one")}
    page = send("reply", submission_key=key, body="برای مشتری", **files)
    assert page.status_code == 409
    assert ticket.messages.count() == 2
    fresh = page.context["submission_key"]
    assert fresh != key
    assert "برای مشتری" in page.context["form"]["body"].value()
    assert send("reply", submission_key=fresh, body="برای مشتری").status_code == 302
    sent = ticket.messages.get(submission_key=fresh)
    assert [file.name for file in sent.attachments.all()] == ["log.txt"]


def test_on_to_the_next_goes_on_from_where_one_was(on_desk, open_ticket, agent):
    tickets = [open_ticket(subject=f"نوبت {number}") for number in "۱۲۳"]
    view = urlencode({"view": "turn=ours&ordering=created_at"})
    response = on_desk.post(
        f"{url(tickets[1], 'reply')}?{view}",
        {"submission_key": uuid.uuid4(), "body": "پاسخ", "then": "next"},
    )
    assert tickets[2].reference in response.url
