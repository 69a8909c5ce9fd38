"""One ticket on the desk: what agents read, write and decide, and who may not."""

import json
import uuid
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from support_plugin.desk.promises import next_working_day, promises
from support_plugin.desk.urls import VERBS
from support_plugin.models import Attachment, Message
from support_plugin.sla.usual import usual_for
from support_plugin.text.dates import date_for_input
from support_plugin.tickets import actions
from tests import factories

# One is only read; these two have a page of their own.
POSTED = [verb for verb in VERBS if verb != "sight"]
BUTTONS = [verb for verb in POSTED if verb != "merge"]


def url(ticket, name="conversation"):
    return reverse(f"support_desk:{name}", args=[ticket.reference])


def contentstate(text, *, bold=False, link=None):
    entity = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": link}} if link else {}
    return json.dumps(
        {
            "blocks": [
                {
                    "key": "a1",
                    "text": text,
                    "type": "unstyled",
                    "depth": 0,
                    "inlineStyleRanges": [{"offset": 0, "length": len(text), "style": "BOLD"}]
                    if bold
                    else [],
                    "entityRanges": [{"offset": 0, "length": len(text), "key": 0}] if link else [],
                }
            ],
            "entityMap": entity,
        }
    )


@pytest.fixture
def send(on_desk, ticket):
    """Posts to a verb of the ticket as the agent."""

    def _send(verb, **data):
        data = {"submission_key": uuid.uuid4(), **data}
        return on_desk.post(url(ticket, verb), data)

    return _send


def refreshed(ticket):
    ticket.refresh_from_db()
    return ticket


# Reading ---------------------------------------------------------------------


def test_the_thread_shows_everything_to_the_desk(on_desk, ticket, agent):
    actions.note(ticket, "<p>فقط همکاران</p>", by=agent, is_rich=True)
    actions.hold(ticket, timezone.now() + timedelta(days=1), "تا فردا", by=agent)
    html = on_desk.get(url(ticket)).content.decode()
    for words in (
        ticket.subject,
        "ارسال ناتمام ماند",
        "فقط همکاران",
        "تا فردا",
        "desk-msg--note",
        "desk-msg--hold",
    ):
        assert words in html


def test_a_number_in_persian_digits_leads_to_the_ticket(on_desk, ticket):
    persian = ticket.reference.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    response = on_desk.get(f"/admin/support/tickets/{persian}/")
    assert response.status_code == 302
    assert response.url == url(ticket)


def test_what_a_customer_typed_is_text(on_desk, open_ticket):
    ticket = open_ticket(
        subject="<b>موضوع</b>", description="<script>alert(1)</script>\n\n<p data-controller='w-action'>"
    )
    html = on_desk.get(url(ticket)).content.decode()
    assert "<script>alert(1)" not in html
    assert "data-controller='w-action'" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("number", [1, 3, 20, 200])
def test_the_conversation_costs_the_same_for_one_message_and_for_many(
    number, on_desk, ticket, agent, customer, django_assert_num_queries
):
    for turn in range(number - 1):
        actions.reply(ticket, f"پیام {turn}", by=agent if turn % 2 else customer)
    on_desk.get(url(ticket))
    with django_assert_num_queries(23):
        on_desk.get(url(ticket))


def test_what_was_read_long_ago_is_folded(on_desk, watch, ticket, agent, customer):
    for turn in range(4):
        actions.reply(ticket, f"پیام {turn}", by=agent if turn % 2 else customer)
    on_desk.get(url(ticket))
    assert on_desk.get(url(ticket)).context["thread"].folded == []
    watch.forward(3 * 24 * 60)
    fresh = actions.reply(ticket, "امروز", by=customer)
    page = on_desk.get(url(ticket))
    thread = page.context["thread"]
    assert thread.folded_messages == 4
    assert [line.message.body for line in thread.lines if line.message] == ["پیام 3", fresh.body]
    assert [line.is_fresh for line in thread.lines if line.message] == [False, True]
    assert thread.lines[0].starts_day
    assert "۴ پیام قدیمی‌تر" in page.content.decode()


def test_what_was_not_read_is_never_folded(on_desk, watch, ticket, customer):
    for turn in range(4):
        actions.reply(ticket, f"پیام {turn}", by=customer)
    watch.forward(3 * 24 * 60)
    assert on_desk.get(url(ticket)).context["thread"].folded == []


def test_a_long_quote_can_be_opened(on_desk, ticket, customer):
    actions.reply(ticket, "پاسخ من\n> یک\n> دو\n> <b>سه</b>\n> چهار\nپایان", by=customer)
    actions.reply(ticket, "> یک\n> دو\nکوتاه", by=customer)
    html = on_desk.get(url(ticket)).content.decode()
    assert html.count("<details><summary>۴ سطر نقل‌قول</summary>") == 1
    assert "&lt;b&gt;سه&lt;/b&gt;" in html


def test_a_message_of_a_merged_ticket_says_where_it_comes_from(on_desk, ticket, open_ticket, agent):
    other = open_ticket(subject="همان خطا", description="باز هم همان خطا")
    actions.merge(other, ticket, by=agent)
    html = on_desk.get(url(ticket)).content.decode()
    assert html.count("از تیکت") == 1
    assert html.index("باز هم همان خطا") > html.index("از تیکت")


# Who may not -----------------------------------------------------------------


@pytest.mark.parametrize("who", ["agent2", "editor"])
def test_a_ticket_of_another_department_does_not_exist(who, client, request, ticket):
    client.force_login(request.getfixturevalue(who))
    assert client.get(url(ticket)).status_code == 404


@pytest.mark.parametrize("who", ["agent2", "editor"])
@pytest.mark.parametrize("verb", POSTED)
def test_no_verb_reaches_a_ticket_of_another_department(verb, who, client, request, ticket):
    before = refreshed(ticket).updated_at
    client.force_login(request.getfixturevalue(who))
    data = {
        "submission_key": uuid.uuid4(),
        "body": "متن",
        "priority": "low",
        "target": "technical/bug-report",
    }
    assert client.post(url(ticket, verb), data).status_code == 404
    assert refreshed(ticket).updated_at == before


@pytest.mark.parametrize("who", ["customer", "stranger", None])
@pytest.mark.parametrize("verb", VERBS)
def test_customers_never_reach_the_desk(verb, who, client, request, ticket):
    before = refreshed(ticket).updated_at
    if who:
        client.force_login(request.getfixturevalue(who))
    assert client.post(url(ticket, verb), {"body": "متن"}).status_code == 302
    assert refreshed(ticket).updated_at == before


@pytest.mark.parametrize(("who", "status"), [("agent", 200), ("agent2", 404), ("editor", 404)])
def test_wagtails_editing_sessions_ask_the_same_policy(who, status, client, request, ticket):
    from wagtail.admin.models import EditingSession

    person = request.getfixturevalue(who)
    session = EditingSession.objects.create(user=person, content_object=ticket, last_seen_at=timezone.now())
    client.force_login(person)
    path = reverse(
        "wagtailadmin_editing_sessions:ping", args=["support_plugin", "ticket", ticket.pk, session.pk]
    )
    assert client.post(path).status_code == status


@pytest.mark.parametrize("verb", BUTTONS)
def test_a_get_changes_nothing(verb, on_desk, ticket):
    """Whoever was asked to log in while sending comes back this way: to the conversation."""
    before = refreshed(ticket).updated_at
    response = on_desk.get(url(ticket, verb))
    assert (response.status_code, response.url) == (302, url(ticket))
    assert refreshed(ticket).updated_at == before


# Writing ---------------------------------------------------------------------


def test_a_reply_with_a_bold_word_and_a_link_reaches_the_customer(send, client, ticket, customer):
    response = send("reply", body=contentstate("سقف هم‌زمانی", bold=True))
    assert response.status_code == 302
    message = ticket.messages.last()
    assert (message.body, message.is_rich, message.kind) == ("<p><b>سقف هم‌زمانی</b></p>", True, "reply")
    send("reply", body=contentstate("راهنما", link={"url": "https://example.com/a"}))
    client.force_login(customer)
    html = client.get(reverse("support:ticket", args=[ticket.reference])).content.decode()
    assert "<b>سقف هم‌زمانی</b>" in html
    assert 'href="https://example.com/a"' in html


def test_a_note_stays_on_the_desk(send, client, ticket, customer):
    assert send("note", body=contentstate("محرمانه")).status_code == 302
    assert ticket.messages.last().is_note
    client.force_login(customer)
    assert "محرمانه" not in client.get(reverse("support:ticket", args=[ticket.reference])).content.decode()


@pytest.mark.parametrize(
    ("body", "stored"),
    [
        ("متن ساده", "<p>متن ساده</p>"),
        ("یک\n\nدو <b>", "<p>یک</p>\n\n<p>دو &lt;b&gt;</p>"),
        ("[]", "<p>[]</p>"),
        ('{"blocks": 1}', '<p>{"blocks": 1}</p>'),
        ("{broken", "<p>{broken</p>"),
        ("NUL\x00 here", "<p>NUL here</p>"),
    ],
)
def test_what_is_not_contentstate_is_plain_text(body, stored, send, ticket):
    assert send("reply", body=body).status_code == 302
    assert ticket.messages.last().body.replace("&quot;", '"').replace("<br>", "") == stored


@pytest.mark.parametrize(
    "body",
    [
        "",
        "   ",
        "null",
        "\x00",
        '{"blocks": [], "entityMap": {}}',
        contentstate("  "),
        '{"blocks": [{"text": ""}]}',
    ],
    ids=["nothing", "spaces", "untouched", "nul", "no blocks", "blank", "odd"],
)
def test_an_empty_message_is_refused(body, send, ticket):
    response = send("reply", body=body)
    assert response.status_code == 422
    assert ticket.messages.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        '{"blocks": [{}], "entityMap": {}}',
        '{"blocks": [{"text": 5}], "entityMap": []}',
        '{"blocks": [{"text": "a", "type": "atomic", "entityRanges": [{"offset": 0, "length": 9, "key": 7}]}]}',
        '{"blocks": [{"text": "\\ud800", "type": "unstyled", "key": "a", "depth": 0, "inlineStyleRanges": [], '
        '"entityRanges": []}], "entityMap": {}}',
        "[" * 5000,
        "{" * 5000,
    ],
    ids=["empty block", "number", "dangling entity", "surrogate", "deep list", "deep object"],
)
def test_no_contentstate_breaks_the_desk(body, send, ticket, on_desk):
    assert send("note", body=body).status_code in (302, 422)
    assert on_desk.get(url(ticket)).status_code == 200


@pytest.mark.parametrize("key", ["abc", "", 1.5, [1], {"a": 1}, 10**30, -1, "1 onclick=x", None])
def test_a_link_to_no_page_is_read_by_everybody_as_plain_words(key, send, ticket, on_desk, client, customer):
    assert send("reply", body=contentstate("راهنما", link={"id": key, "linktype": "page"})).status_code == 302
    assert on_desk.get(url(ticket)).status_code == 200
    client.force_login(customer)
    response = client.get(reverse("support:ticket", args=[ticket.reference]))
    assert response.status_code == 200
    assert "راهنما" in response.content.decode()


def test_what_no_editor_makes_keeps_nobody_busy(send, ticket):
    state = json.loads(contentstate("بند", bold=True))
    state["blocks"][0].update(type="unordered-list-item", depth=10**9)
    state["blocks"][0]["inlineStyleRanges"] = [{"offset": 0, "length": 10**9, "style": "BOLD"}] * 5000
    assert send("reply", body=json.dumps(state)).status_code == 302
    assert len(ticket.messages.last().body) < 2000


def test_whoever_works_on_a_ticket_of_their_own_speaks_for_the_team(open_ticket, agent, on_desk):
    ticket = open_ticket(by=agent)
    assert on_desk.post(url(ticket, "reply"), {"body": contentstate("پاسخ", bold=True)}).status_code == 302
    message = ticket.messages.last()
    assert (message.side, message.is_rich) == ("team", True)
    assert on_desk.post(url(ticket, "resolve")).status_code == 302
    assert on_desk.post(url(ticket, "reopen")).status_code == 302
    assert [event.data.get("side") for event in ticket.events.filter(kind__in=["resolved", "reopened"])] == [
        "team",
        "team",
    ]
    assert (
        on_desk.post(
            reverse("support:reply", args=[ticket.reference]),
            {"body": "و در پنل مشتری است", "submission_key": uuid.uuid4()},
        ).status_code
        == 302
    )
    assert ticket.messages.last().side == "customer"


@pytest.mark.parametrize("day", ["9999-12-31", "2199-12-31", "1599/12/29"])
def test_nobody_is_promised_an_answer_in_another_century(day, send, ticket, on_desk):
    response = send("hold", body="بیشتر", until_date=day, until_time="12:00")
    assert response.status_code == 422
    assert ticket.messages.count() == 1
    assert on_desk.get(reverse("support_desk:queue")).status_code == 200


def test_links_that_run_something_are_not_stored(send, ticket):
    send("reply", body=contentstate("اینجا", link={"url": "javascript:alert(1)"}))
    assert "javascript" not in ticket.messages.last().body


def test_a_message_over_the_limit_is_refused_and_kept(send, ticket, settings):
    settings.SUPPORT_MESSAGE_LENGTH = 50
    response = send("reply", body="بلند " * 40)
    assert response.status_code == 422
    assert "بلند بلند" in response.context["form"]["body"].value()
    assert ticket.messages.count() == 1


def test_one_submission_key_is_one_message(send, ticket):
    key = uuid.uuid4()
    for _again in range(3):
        assert send("reply", body="پاسخ", submission_key=key).status_code == 302
    assert ticket.messages.count() == 2


def test_a_message_without_a_key_is_accepted(on_desk, ticket):
    assert on_desk.post(url(ticket, "reply"), {"body": "بدون کلید"}).status_code == 302
    assert on_desk.post(url(ticket, "note"), {"body": contentstate("یادداشت")}).status_code == 302
    assert ticket.messages.count() == 3


def test_a_damaged_key_is_refused_and_the_text_kept(send, ticket):
    response = send("reply", body="متن بلند من", submission_key="not-a-uuid")
    assert response.status_code == 422
    assert "متن بلند من" in response.context["form"]["body"].value()


def test_files_go_with_the_message_and_survive_an_error(on_desk, ticket, agent):
    key = uuid.uuid4()
    response = on_desk.post(
        url(ticket, "reply"), {"submission_key": key, "body": "", "attachments": [factories.upload()]}
    )
    assert response.status_code == 422
    assert "تصویر خطا" in response.content.decode()
    assert Attachment.objects.kept(agent, key).count() == 1
    on_desk.post(url(ticket, "reply"), {"submission_key": key, "body": "ضمیمه شد"})
    assert [file.name for file in ticket.messages.last().attachments.all()] == ["تصویر خطا.png"]


def test_a_refused_file_is_named_and_the_text_kept(on_desk, ticket):
    bad = factories.upload("setup.exe", b"MZ\x90")
    response = on_desk.post(
        url(ticket, "note"), {"submission_key": uuid.uuid4(), "body": "متن یادداشت", "attachments": [bad]}
    )
    assert response.status_code == 422
    html = response.content.decode()
    assert "setup.exe" in html
    assert "desk-mode--note" in html
    assert "متن یادداشت" in response.context["form"]["body"].value()


# More time -------------------------------------------------------------------


def test_more_time_takes_a_jalali_date(send, ticket):
    day = timezone.localdate() + timedelta(days=3)
    response = send("hold", body="تا سه روز دیگر", until_date=date_for_input(day), until_time="۱۴:۳۰")
    assert response.status_code == 302
    until = timezone.localtime(refreshed(ticket).promised_until)
    assert (until.date(), until.hour, until.minute) == (day, 14, 30)
    assert ticket.status == "on_hold"


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        ("1400/01/01", "10:00"),
        ("2020-01-01", "10:00"),
        ("", "10:00"),
        ("1405/13/40", "10:00"),
        ("1405/09/02", "25:00"),
        ("0001-01-01", "00:00"),
        ("\x00", "\x00"),
    ],
)
def test_a_promise_that_cannot_be_kept_is_refused_and_the_text_kept(day, hour, send, ticket):
    response = send("hold", body="متن وعده", until_date=day, until_time=hour)
    assert response.status_code == 422
    assert "متن وعده" in response.context["form"]["body"].value()
    assert Message.objects.filter(kind="progress").count() == 0


# Deciding --------------------------------------------------------------------


def test_taking_says_who_won(send, client, ticket, agent, colleague):
    assert send("take").status_code == 302
    client.force_login(colleague)
    response = client.post(url(ticket, "take"))
    assert response.status_code == 409
    assert "مینا راستین" in response.content.decode()
    assert refreshed(ticket).assignee == agent


def test_the_buttons_call_their_verbs(send, ticket, colleague, lead, other_department, other_type):
    assert send("assign", agent=colleague.pk).status_code == 302
    assert refreshed(ticket).assignee == colleague
    send("release")
    assert refreshed(ticket).assignee is None
    send("priority", priority="urgent")
    assert refreshed(ticket).priority == "urgent"
    send("wait")
    assert refreshed(ticket).asked_customer
    send("resolve")
    assert refreshed(ticket).status == "resolved"
    send("reopen")
    assert refreshed(ticket).status == "open"
    send("close")
    assert refreshed(ticket).status == "closed"
    assert send("close").status_code == 409
    send("reopen")
    response = send("transfer", target=f"{other_department.slug}/{other_type.slug}")
    assert refreshed(ticket).department == other_department
    assert response.url.startswith(reverse("support_desk:queue"))


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("assign", {"agent": 999999}),
        ("assign", {"agent": "x\x00"}),
        ("assign", {}),
        ("priority", {"priority": "huge"}),
        ("transfer", {"target": "technical/invoice"}),
        ("transfer", {"target": ""}),
    ],
)
def test_a_forged_choice_is_refused(verb, data, send, ticket):
    before = refreshed(ticket).updated_at
    assert send(verb, **data).status_code == 422
    assert refreshed(ticket).updated_at == before


def test_somebody_of_another_department_cannot_be_assigned(send, ticket, agent2):
    assert send("assign", agent=agent2.pk).status_code == 422


def test_the_customers_panel_shows_only_tickets_this_agent_may_see(
    on_desk, open_ticket, customer, other_department, other_type
):
    ticket = open_ticket(subject="این تیکت")
    open_ticket(subject="تیکت دیگر من")
    open_ticket(subject="تیکت دپارتمان دیگر", department=other_department, ticket_type=other_type)
    html = on_desk.get(url(ticket)).content.decode()
    assert "تیکت دیگر من" in html
    assert "تیکت دپارتمان دیگر" not in html


def test_the_desk_speaks_the_agents_language(on_desk, ticket, agent):
    from wagtail.users.models import UserProfile

    UserProfile.objects.update_or_create(user=agent, defaults={"preferred_language": "en"})
    html = on_desk.get(url(ticket)).content.decode()
    assert "Send reply" in html
    UserProfile.objects.filter(user=agent).update(preferred_language="fa")
    with translation.override("fa"):
        assert "ارسال پاسخ" in on_desk.get(url(ticket)).content.decode()


@pytest.mark.parametrize(
    ("now", "day", "hour"),
    [
        # Sunday: Monday at noon.
        (datetime(2026, 11, 22, 12, 0), date(2026, 11, 23), 12),
        # Thursday: Friday is closed.
        (datetime(2026, 11, 26, 10, 0), date(2026, 11, 28), 12),
        # Wednesday before a short Thursday.
        (datetime(2026, 11, 25, 10, 0), date(2026, 11, 26), 12),
    ],
)
def test_a_promise_begins_with_a_day_on_which_somebody_works(now, day, hour, department):
    proposed = next_working_day(usual_for([department])[department.pk].schedule, timezone.make_aware(now))
    assert (proposed.date(), proposed.hour) == (day, hour)


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        # Sunday morning: until closing, tomorrow, next Saturday.
        (datetime(2026, 11, 22, 9, 0), ["امروز، ۱۷:۰۰", "دوشنبه ۲ آذر، ۱۲:۰۰", "شنبه ۷ آذر، ۱۲:۰۰"]),
        # Ten minutes before closing nothing is promised for today.
        (datetime(2026, 11, 22, 16, 50), ["دوشنبه ۲ آذر، ۱۲:۰۰", "شنبه ۷ آذر، ۱۲:۰۰"]),
        # Friday: closed today; the next working day is the first of the week.
        (datetime(2026, 11, 27, 9, 0), ["شنبه ۷ آذر، ۱۲:۰۰"]),
    ],
)
def test_promises_are_offered_for_when_somebody_is_there(now, offered, department):
    with translation.override("fa"):
        assert [
            each["words"]
            for each in promises(usual_for([department])[department.pk].schedule, timezone.make_aware(now))
        ] == offered
