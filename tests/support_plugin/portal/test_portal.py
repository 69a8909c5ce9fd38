"""The customers' panel: the list, the thread, the files; what is theirs and nobody else's."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags

from support_plugin.models import Attachment, ReadMark, Ticket
from support_plugin.sla.expectation import expectations
from support_plugin.templatetags.support_badges import status_badge
from support_plugin.text.digits import localized
from support_plugin.tickets import actions, attachments, errors
from support_plugin.tickets.models import Side, Status
from support_plugin.tickets.sentences import status_word
from tests import factories

LIST = "/panel/tickets/"


@pytest.fixture
def at_home(client, customer):
    client.force_login(customer)
    return client


def url(ticket, name="ticket"):
    return reverse(f"support:{name}", args=[ticket.reference])


def html_of(response):
    return response.content.decode()


def subjects(response):
    return [ticket.subject for ticket in response.context["tickets"]]


def refreshed(ticket):
    ticket.refresh_from_db()
    return ticket


# The list --------------------------------------------------------------------


def test_the_list_shows_the_customers_own_tickets(at_home, ticket, foreign_ticket):
    response = at_home.get(LIST)
    assert subjects(response) == [ticket.subject]
    html = html_of(response)
    for words in ("ثبت شد", "پشتیبانی فنی", "لیست تیکت‌ها"):
        assert words in html
    assert foreign_ticket.subject not in html


def test_an_empty_list_says_what_to_do(at_home):
    html = html_of(at_home.get(LIST))
    assert "هنوز تیکتی ثبت نکرده‌اید." in html
    assert "ثبت اولین تیکت" in html


def test_a_new_answer_is_marked_until_it_is_read(at_home, ticket, agent):
    actions.reply(ticket, "پاسخ", by=agent)
    html = html_of(at_home.get(LIST))
    assert "پاسخ تازه" in html
    assert "desk-count" in html
    assert "پاسخ تازه" in html_of(at_home.get(url(ticket)))
    assert "desk-ticket--unread" not in html_of(at_home.get(LIST))
    assert "desk-count" not in html_of(at_home.get(LIST))


def test_a_note_changes_nothing_in_the_list(at_home, ticket, agent):
    before = html_of(at_home.get(LIST))
    actions.note(ticket, "محرمانه", by=agent)
    assert "desk-fresh" not in html_of(at_home.get(LIST))
    assert "desk-fresh" not in before


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("", ["done", "answered", "new"]),
        ("yours", ["answered"]),
        ("ours", ["new"]),
        ("finished", ["done"]),
        ("resolved", ["done"]),
        ("waiting_customer", ["answered"]),
        ("closed", []),
        ("nonsense\x00", ["done", "answered", "new"]),
    ],
)
def test_the_list_is_narrowed_by_whose_turn_it_is(status, found, at_home, open_ticket, agent):
    open_ticket(subject="new")
    actions.reply(open_ticket(subject="answered"), "پاسخ", by=agent)
    actions.resolve(open_ticket(subject="done"), by=agent)
    assert subjects(at_home.get(LIST, {"status": status})) == found


def test_the_list_is_searched_by_number_and_subject_in_any_spelling(at_home, ticket, open_ticket):
    open_ticket(subject="چیز دیگر")
    persian = ticket.reference.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    for query in (ticket.reference, persian, "گروهي", "پیامک‌های"):
        assert subjects(at_home.get(LIST, {"q": query})) == [ticket.subject]
    assert "پیدا نشد" in html_of(at_home.get(LIST, {"q": "نیست‌چنین"}))


@pytest.mark.parametrize("query", ["\x00", "x" * 9000, '"', "%", "_"])
def test_nothing_that_is_typed_breaks_the_list(query, at_home, ticket):
    assert at_home.get(LIST, {"q": query, "older": query, "newer": query, "status": query}).status_code == 200


def test_pages_go_older_and_back_by_the_tickets_themselves(at_home, open_ticket, settings):
    settings.SUPPORT_TICKETS_PER_PAGE = 2
    for number in range(5):
        open_ticket(subject=str(number))
    Ticket.objects.update(changed_at=timezone.now())  # all at the same moment: the key decides
    first = at_home.get(LIST)
    assert subjects(first) == ["4", "3"]
    assert first.context["newer_url"] == ""
    second = at_home.get(first.context["older_url"])
    assert subjects(second) == ["2", "1"]
    third = at_home.get(second.context["older_url"])
    assert subjects(third) == ["0"]
    assert third.context["older_url"] == ""
    assert subjects(at_home.get(third.context["newer_url"])) == ["2", "1"]
    assert subjects(at_home.get(second.context["newer_url"])) == ["4", "3"]


def test_a_strangers_number_is_no_place_to_page_from(at_home, ticket, foreign_ticket):
    assert subjects(at_home.get(LIST, {"older": foreign_ticket.reference})) == [ticket.subject]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_ticket_and_for_three(
    number, at_home, open_ticket, product, django_assert_num_queries
):
    for _number in range(number):
        open_ticket(product=product)
    at_home.get(LIST)
    with django_assert_num_queries(9):
        at_home.get(LIST)


@pytest.mark.parametrize("number", [1, 3])
def test_the_panel_costs_the_same_for_one_ticket_and_for_three(
    number, at_home, open_ticket, agent, django_assert_num_queries
):
    for _number in range(number):
        actions.reply(open_ticket(), "پاسخ", by=agent)
    at_home.get("/panel/")
    with django_assert_num_queries(9):
        at_home.get("/panel/")


def test_the_panel_shows_what_waits_for_the_customer(at_home, open_ticket, agent):
    open_ticket(subject="در نوبت ما")
    actions.reply(open_ticket(subject="در نوبت شما"), "پاسخ", by=agent)
    html = html_of(at_home.get("/panel/"))
    assert "در نوبت شما" in html
    assert "در نوبت ما" not in html


# Whose turn, what next and by when --------------------------------------------


def test_list_and_thread_say_whose_turn_it_is_and_by_when(at_home, ticket):
    told = expectations([ticket])[ticket.pk]
    assert told.by is not None
    assert told.short in html_of(at_home.get(LIST))
    assert told.sentence in html_of(at_home.get(url(ticket)))


@pytest.mark.parametrize("status", [Status.ON_HOLD, Status.OPEN])
def test_a_promise_that_was_not_kept_is_admitted_in_list_and_thread(status, at_home, ticket):
    Ticket.objects.filter(pk=ticket.pk).update(
        status=status, promised_until=timezone.now() - timedelta(hours=1)
    )
    with translation.override("en"):
        told = expectations([refreshed(ticket)])[ticket.pk]
        page = url(ticket)
    assert told.is_late
    assert told.short in html_of(at_home.get("/en" + LIST))
    html = html_of(at_home.get(page))
    assert told.sentence in html
    assert "You hear from us in this ticket by" not in html


@pytest.mark.parametrize("number", [1, 3])
def test_the_answering_time_costs_few_queries_even_when_nothing_is_kept(
    number, at_home, open_ticket, django_assert_num_queries
):
    for _number in range(number):
        open_ticket()
    at_home.get(LIST)
    cache.clear()
    with django_assert_num_queries(14):
        at_home.get(LIST)


# The thread ------------------------------------------------------------------


def test_the_thread_shows_what_is_public_and_nothing_else(at_home, ticket, agent, colleague):
    actions.note(ticket, "محرمانه", by=agent)
    actions.assign(ticket, colleague, by=agent)
    actions.reply(ticket, "<p>پاسخ <b>ما</b></p>", by=agent, is_rich=True)
    actions.hold(ticket, timezone.now() + timedelta(days=1), "تا فردا خبر می‌دهیم", by=agent)
    html = html_of(at_home.get(url(ticket)))
    for words in ("<b>ما</b>", "تا فردا خبر می‌دهیم", "نیازمند زمان بیشتر", "کارشناس پشتیبانی فنی", "شما"):
        assert words in html
    for secret in ("محرمانه", "نگار سپهری", "مینا راستین"):
        assert secret not in html


def test_names_of_agents_are_shown_where_the_host_wants_it(at_home, ticket, agent, settings):
    settings.SUPPORT_SHOW_AGENT_NAMES = True
    actions.reply(ticket, "پاسخ", by=agent)
    assert "مینا راستین" in html_of(at_home.get(url(ticket)))


def test_what_somebody_typed_is_text_in_paragraphs_with_links(at_home, open_ticket):
    ticket = open_ticket(
        subject="<script>alert(1)</script>",
        description="یک\nدو\n\n<img src=x onerror=alert(1)> https://a.example/?q=1 javascript:alert(1)",
    )
    html = html_of(at_home.get(url(ticket)))
    assert "<script>alert(1)" not in html
    assert "<img src=x" not in html
    assert '<a href="https://a.example/?q=1" rel="nofollow">' in html
    assert 'href="javascript' not in html
    assert '<p dir="auto">یک\nدو</p>' in html


@pytest.mark.parametrize(
    "body",
    [
        '<p onclick="alert(1)">x</p><script>alert(1)</script>',
        '<p data-controller="w-action" data-action="w-action#post">x</p>',
        '<a href="javascript:alert(1)">x</a><iframe src="//evil.example"></iframe>',
        '<embed embedtype="media" url="https://evil.example/"><a linktype="document" id="1">x</a>',
        "<style>*{display:none}</style><svg><script>alert(1)</script></svg>",
    ],
)
def test_rich_text_of_the_desk_is_cleaned_before_it_is_shown(body, at_home, ticket, agent):
    actions.reply(ticket, f"<p>پاسخ</p>{body}", by=agent, is_rich=True)
    html = html_of(at_home.get(url(ticket)))
    for active in ("onclick", "alert(1)", "w-action", "iframe", "evil.example", "<style", "<embed"):
        assert active not in html.split("desk-thread")[1].split("desk-reply")[0]


def test_opening_stores_how_far_one_has_read_and_nothing_else(at_home, ticket, agent):
    answer = actions.reply(ticket, "پاسخ", by=agent)
    before = refreshed(ticket).updated_at
    at_home.get(url(ticket))
    assert ReadMark.objects.get(user__username="customer").message_pk == answer.pk
    assert refreshed(ticket).updated_at == before


def test_a_number_in_persian_digits_leads_to_the_ticket(at_home, ticket):
    persian = ticket.reference.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    response = at_home.get(f"/panel/tickets/{persian}/")
    assert (response.status_code, response.url) == (302, url(ticket))


def test_a_number_in_foreign_digits_leads_nowhere(at_home, ticket):
    foreign = ticket.reference.translate(str.maketrans("0123456789", "०१२३४५६७८९"))
    assert at_home.get(f"/panel/tickets/{foreign}/").status_code == 404


@pytest.mark.parametrize(
    ("code", "words"), [("fa", "نیازمند زمان بیشتر، ۲ آذر"), ("en", "Needs more time, 23 November")]
)
@pytest.mark.parametrize(
    "badge",
    [lambda status: render_to_string("support_plugin/parts/badge.html", {"status": status}), status_badge],
    ids=["panel", "desk"],
)
def test_a_promised_date_follows_its_status_after_the_comma_of_the_language(badge, code, words, ticket):
    ticket.status, ticket.promised_until = Status.ON_HOLD, datetime(2026, 11, 23, 12, tzinfo=UTC)
    with translation.override(code):
        html = badge(status_word(ticket, Side.CUSTOMER))
    assert " ".join(strip_tags(html).split()) == words


@pytest.mark.parametrize("number", [1, 3, 20])
def test_the_thread_costs_the_same_for_one_message_and_for_twenty(
    number, at_home, ticket, agent, customer, django_assert_num_queries
):
    for turn in range(number - 1):
        actions.reply(ticket, "پیام", by=agent if turn % 2 else customer)
    at_home.get(url(ticket))
    with django_assert_num_queries(12):
        at_home.get(url(ticket))


# Replying, closing, opening again --------------------------------------------


def test_a_reply_is_added_and_the_turn_is_ours(at_home, ticket, agent):
    actions.reply(ticket, "پاسخ", by=agent)
    data = {"submission_key": uuid.uuid4(), "body": "ممنون", "attachments": [factories.upload()]}
    response = at_home.post(url(ticket, "reply"), data)
    assert response.url == f"{url(ticket)}#m-3"
    assert refreshed(ticket).status == "open"
    assert ticket.messages.last().attachments.count() == 1


@pytest.mark.parametrize("body", ["", "  ", "a\x00b", "ب" * 30_000], ids=["empty", "blank", "nul", "long"])
def test_a_wrong_reply_is_refused_and_its_files_kept(body, at_home, ticket):
    key = uuid.uuid4()
    response = at_home.post(
        url(ticket, "reply"), {"submission_key": key, "body": body, "attachments": [factories.upload()]}
    )
    assert response.status_code == 422
    assert "تصویر خطا" in html_of(response)
    assert ticket.messages.count() == 1
    assert at_home.post(url(ticket, "reply"), {"submission_key": key, "body": "متن"}).status_code == 302
    assert ticket.messages.last().attachments.count() == 1


def test_a_reply_sent_twice_is_one(at_home, ticket):
    data = {"submission_key": uuid.uuid4(), "body": "یک بار"}
    for _again in range(3):
        at_home.post(url(ticket, "reply"), data)
    assert ticket.messages.count() == 2


def test_a_reply_sent_again_with_the_same_file_is_one_and_says_so_as_before(at_home, ticket):
    key = uuid.uuid4()
    for _again in range(2):
        data = {"submission_key": key, "body": "یک\r\nبار", "attachments": [factories.upload()]}
        response = at_home.post(url(ticket, "reply"), data)
        assert response.url == f"{url(ticket)}#m-2"
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("way", ["with the form", "ahead of it"])
def test_a_new_file_under_a_used_key_is_not_said_to_be_added_but_kept_for_the_next_reply(
    way, at_home, ticket, customer
):
    key = uuid.uuid4()
    at_home.post(url(ticket, "reply"), {"submission_key": key, "body": "یک بار"}, follow=True)
    again = {"submission_key": key, "body": "یک بار"}
    if way == "with the form":
        again["attachments"] = [factories.upload("تازه.png")]
    else:
        attachments.keep(factories.upload("تازه.png"), owner=customer, submission_key=key)
    response = at_home.post(url(ticket, "reply"), again)
    assert response.status_code == 409
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    assert response.context["form"]["body"].value() == ""
    fresh = response.context["submission_key"]
    assert fresh != key
    at_home.post(url(ticket, "reply"), {"submission_key": fresh, "body": "و این فایل"})
    assert [file.name for file in ticket.messages.last().attachments.all()] == ["تازه.png"]


def test_new_words_under_a_used_key_stay_in_the_form(at_home, ticket):
    key = uuid.uuid4()
    at_home.post(url(ticket, "reply"), {"submission_key": key, "body": "یک بار"})
    response = at_home.post(url(ticket, "reply"), {"submission_key": key, "body": "حرفی تازه"})
    assert response.status_code == 409
    assert response.context["form"]["body"].value() == "حرفی تازه"
    assert ticket.messages.count() == 2


def test_closing_and_opening_again(at_home, ticket):
    assert at_home.post(url(ticket, "close")).status_code == 302
    assert refreshed(ticket).status == "resolved"
    assert at_home.post(url(ticket, "close")).status_code == 409
    assert at_home.post(url(ticket, "reopen")).status_code == 302
    assert refreshed(ticket).status == "open"
    assert at_home.post(url(ticket, "reopen")).status_code == 409


def test_a_ticket_closed_long_ago_offers_a_follow_up_instead_of_a_reply(at_home, ticket, agent):
    actions.close(ticket, by=agent)
    Ticket.objects.update(closed_at=timezone.now() - timedelta(days=31))
    html = html_of(at_home.get(url(ticket)))
    assert f"follow_up={ticket.reference}" in html
    assert 'name="body"' not in html
    response = at_home.post(url(ticket, "reply"), {"submission_key": uuid.uuid4(), "body": "هنوز"})
    assert response.status_code == 409
    assert at_home.post(url(ticket, "reopen")).status_code == 409


def test_a_merged_ticket_leads_on(at_home, ticket, open_ticket, agent):
    target = open_ticket(subject="مقصد")
    actions.close(ticket, by=agent)
    Ticket.objects.filter(pk=ticket.pk).update(merged_into=target)
    assert at_home.get(url(ticket)).url == url(target)
    assert (
        at_home.post(url(ticket, "reply"), {"submission_key": uuid.uuid4(), "body": "متن"}).status_code == 409
    )


@pytest.fixture
def closed_long_ago(ticket, agent):
    actions.close(ticket, by=agent)
    Ticket.objects.update(closed_at=timezone.now() - timedelta(days=31))
    return refreshed(ticket)


def test_a_reply_that_came_too_late_is_refused_with_a_sentence_and_keeps_everything(at_home, closed_long_ago):
    data = {"submission_key": uuid.uuid4(), "body": "هنوز خطا دارد", "attachments": [factories.upload()]}
    response = at_home.post(url(closed_long_ago, "reply"), data)
    assert response.status_code == 409
    html = html_of(response)
    for shown in ("desk-summary", str(errors.ReopenWindowOver()), "هنوز خطا دارد", "تصویر خطا"):
        assert shown in html
    assert closed_long_ago.messages.count() == 1


def test_a_reply_that_came_too_late_becomes_a_follow_up_with_its_words_and_files(at_home, closed_long_ago):
    key = uuid.uuid4()
    data = {"submission_key": key, "body": "هنوز خطا دارد", "attachments": [factories.upload()]}
    follow_up_url = at_home.post(url(closed_long_ago, "reply"), data).context["thread"].follow_up_url
    response = at_home.post(follow_up_url, {"submission_key": key, "body": "هنوز هم خطا دارد", "carry": "1"})
    assert response.url == follow_up_url
    form = at_home.get(follow_up_url).context["form"]
    assert form["description"].value() == "هنوز هم خطا دارد"
    assert form["subject"].value() == closed_long_ago.subject
    filed = {name: form[name].value() for name in ("subject", "description", "submission_key")}
    at_home.post(follow_up_url, filed)
    ticket = Ticket.objects.latest("pk")
    assert ticket.origin == {"follow_up": closed_long_ago.reference}
    assert ticket.messages.get().attachments.count() == 1


def test_a_reply_to_a_merged_ticket_keeps_its_words_and_can_be_sent_where_the_talk_goes_on(
    at_home, ticket, open_ticket, agent
):
    target = open_ticket(subject="مقصد")
    actions.close(ticket, by=agent)
    Ticket.objects.filter(pk=ticket.pk).update(merged_into=target)
    data = {"submission_key": uuid.uuid4(), "body": "هنوز خطا دارد"}
    response = at_home.post(url(ticket, "reply"), data)
    assert response.status_code == 409
    html = html_of(response)
    assert "هنوز خطا دارد" in html
    assert localized(target.reference) in html.split("desk-summary")[1].split("</ul>")[0]
    assert f'formaction="{url(target, "reply")}"' in html
    assert at_home.post(url(target, "reply"), data).status_code == 302


@pytest.mark.parametrize("what", [None, "department", "ticket_type", "their pair"])
def test_a_follow_up_leads_to_a_form_or_to_the_choices_never_to_a_dead_end(
    what, at_home, closed_long_ago, product, request, department, ticket_type
):
    Ticket.objects.update(product=product)
    if what == "their pair":
        ticket_type.departments.clear()
    elif what:
        item = request.getfixturevalue(what)
        item.is_active = False
        item.save()
    follow_up_url = at_home.get(url(closed_long_ago)).context["thread"].follow_up_url
    place = "/panel/tickets/new/" if what else "/panel/tickets/new/technical/bug-report/"
    assert follow_up_url == f"{place}?follow_up={closed_long_ago.reference}&product=sms-panel"
    assert follow_up_url.replace("&", "&amp;") in html_of(at_home.get(url(closed_long_ago)))
    assert at_home.get(follow_up_url).status_code == 200


@pytest.mark.parametrize("verb", ["reply", "close", "reopen"])
def test_after_a_login_in_the_middle_of_a_verb_one_is_at_the_ticket(verb, client, ticket):
    assert client.post(url(ticket, verb)).url == f"/accounts/login/?next={url(ticket)}"


@pytest.mark.parametrize("verb", ["reply", "close", "reopen"])
def test_a_get_changes_nothing(verb, at_home, ticket):
    assert at_home.get(url(ticket, verb)).status_code == 405


# Whose it is not -------------------------------------------------------------


@pytest.mark.parametrize("who", ["stranger", "agent", "agent2", "lead", "editor", "admin"])
@pytest.mark.parametrize("verb", ["reply", "close", "reopen"])
def test_nobody_elses_verbs_reach_a_customers_ticket_through_the_panel(verb, who, client, request, ticket):
    client.force_login(request.getfixturevalue(who))
    before = refreshed(ticket).updated_at
    data = {"submission_key": uuid.uuid4(), "body": "متن"}
    assert client.post(url(ticket, verb), data).status_code == 404
    assert client.get(url(ticket)).status_code == 404
    assert refreshed(ticket).updated_at == before


@pytest.mark.parametrize("path", ["", "filed/", "reply/", "close/", "reopen/"])
def test_without_a_login_one_is_sent_to_it(path, client, ticket):
    response = (
        client.post(f"{LIST}{ticket.reference}/{path}")
        if path not in ("", "filed/")
        else client.get(f"{LIST}{ticket.reference}/{path}")
    )
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["00000000/", "1/", "999999999999999/", "%ED%A0%80/", "abc/", "12345678"])
def test_a_number_that_is_none_is_404(path, at_home, ticket):
    assert at_home.get(f"{LIST}{path}", follow=True).status_code == 404


# Files -----------------------------------------------------------------------


@pytest.fixture
def files(ticket, customer, agent):
    def keep(owner, name, key):
        return attachments.keep(factories.upload(name), owner=owner, submission_key=key)

    public, note, kept = (uuid.uuid4() for _ in range(3))
    with_message = keep(customer, "گزارش‌های آبان.png", public)
    with_note = keep(agent, "note.png", note)
    actions.reply(ticket, "متن", by=customer, attachments=[with_message])
    actions.note(ticket, "متن", by=agent, attachments=[with_note])
    return {"message": with_message, "note": with_note, "kept": keep(customer, "kept.png", kept)}


@pytest.mark.parametrize(
    ("who", "file", "status"),
    [
        ("customer", "message", 200),
        ("customer", "kept", 200),
        ("customer", "note", 404),
        ("agent", "message", 200),
        ("agent", "note", 200),
        ("agent", "kept", 404),
        ("stranger", "message", 404),
        ("stranger", "kept", 404),
        ("agent2", "message", 404),
        ("agent2", "note", 404),
        ("editor", "message", 404),
        (None, "message", 302),
    ],
)
def test_a_file_is_given_to_whoever_may_read_its_message(who, file, status, client, request, files):
    if who:
        client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("support:attachment", args=[files[file].uuid])).status_code == status


def test_a_file_is_a_download_that_runs_nothing_and_is_kept_by_no_cache(at_home, files):
    response = at_home.get(reverse("support:attachment", args=[files["message"].uuid]))
    assert b"".join(response.streaming_content) == factories.PNG
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%DA%AF")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "private" in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]


def test_a_file_whose_bytes_are_gone_is_404(at_home, files):
    files["message"].file.storage.delete(files["message"].file.name)
    assert at_home.get(reverse("support:attachment", args=[files["message"].uuid])).status_code == 404


def test_an_upload_ahead_of_its_message(at_home, customer):
    key = uuid.uuid4()
    response = at_home.post(
        "/panel/attachments/", {"submission_key": key, "file": factories.upload("خطا‌ها.png")}
    )
    assert response.status_code == 201
    kept = Attachment.objects.kept(customer, key).get()
    assert response.json() == {
        "id": str(kept.uuid),
        "name": "خطا‌ها.png",
        "size": len(factories.PNG),
        "size_in_words": "۶۹ بایت",
    }


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"submission_key": "x", "file": factories.PNG},
        {"submission_key": str(uuid.uuid4())},
        {"submission_key": str(uuid.uuid4()), "file": "text"},
    ],
)
def test_an_incomplete_upload_is_a_sentence(data, at_home):
    response = at_home.post("/panel/attachments/", data)
    assert response.status_code == 422
    assert response.json()["error"]


def test_a_refused_upload_says_why(at_home):
    response = at_home.post(
        "/panel/attachments/", {"submission_key": uuid.uuid4(), "file": factories.upload("a.exe", b"MZ")}
    )
    assert response.status_code == 422
    assert "a.exe" in response.json()["error"]
    assert response.json()["code"] == "file_type_refused"


def test_a_full_disk_is_503_with_a_sentence(at_home, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Attachment._meta.get_field("file").storage, "_save", full)
    response = at_home.post(
        "/panel/attachments/", {"submission_key": uuid.uuid4(), "file": factories.upload()}
    )
    assert response.status_code == 503
    assert "دوباره تلاش کنید" in response.json()["error"]


# Words ---------------------------------------------------------------------------


def test_who_closes_reads_one_word_for_it(client, customer, ticket):
    client.force_login(customer)
    with translation.override("en"):
        html = html_of(client.post(url(ticket, "close"), follow=True))
    for words in ("The ticket counts as resolved now.", "This ticket is resolved.", "Resolved"):
        assert words in html


@pytest.mark.parametrize(
    ("error", "number"),
    [
        (errors.TooManyFiles(name="3.png", limit=10), "۱۰"),
        (errors.FileTooLarge(name="3.png", megabytes=25), "۲۵"),
        (errors.TooManyTickets(minutes=7), "۷"),
        (errors.TicketIsMerged(reference="10248317"), "۱۰۲۴۸۳۱۷"),
    ],
)
def test_a_refusal_counts_in_the_readers_digits_and_leaves_names_alone(error, number):
    with translation.override("fa"):
        assert number in str(error)
        assert "3.png" in str(error) or not isinstance(error, errors.FileRefused)
    with translation.override("en"):
        assert number not in str(error)


def test_an_extension_stands_after_the_number_it_belongs_to(department):
    type(department).objects.update(contact_line={"fa": "داخلی ۱", "en": "Extension 1"})
    department.refresh_from_db()
    with translation.override("en"):
        html = render_to_string(
            "support_plugin/parts/answer_time.html",
            {"department": department, "support_contact": {"phone": "021 9130 0000"}},
        )
    assert "021 9130 0000, Extension 1" in " ".join(strip_tags(html).split())
