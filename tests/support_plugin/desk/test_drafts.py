"""Drafts: what an agent has begun to write is there again, and is gone when it was sent."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from support_plugin.desk.editor import rich_as_plain
from support_plugin.desk.models import Draft
from support_plugin.tickets import actions
from support_plugin.tickets.attachments import keep
from tests import factories

KEY = uuid.UUID("5b0f3f0e-8f0d-4d43-9a2c-0d5c2b1f7a11")


def url(ticket, name="conversation"):
    return reverse(f"support_desk:{name}", args=[ticket.reference])


@pytest.fixture
def write(on_desk, ticket):
    """What the composer's script sends while the agent writes."""

    def _write(body="نیمه‌کاره", **data):
        return on_desk.post(
            url(ticket, "draft"), {"mode": "reply", "submission_key": KEY, "body": body} | data
        )

    return _write


def test_what_was_begun_is_there_again(write, on_desk, ticket):
    response = write("سلام، در حال بررسی")
    assert response.status_code == 200
    assert response.json()["state"].startswith("پیش‌نویس")
    page = on_desk.get(url(ticket))
    assert page.context["form"]["body"].value() == "<p>سلام، در حال بررسی</p>"
    assert page.context["submission_key"] == KEY
    assert page.context["draft_state"] == response.json()["state"]


def test_a_line_that_was_broken_comes_back_broken(write, on_desk, ticket):
    write("یک\nدو\n\nسه")
    page = on_desk.get(url(ticket))
    assert page.status_code == 200
    assert rich_as_plain(page.context["form"]["body"].value()) == "یک\nدو\n\nسه"


def test_it_is_this_agents_and_this_tickets_alone(write, client, ticket, open_ticket, colleague):
    write("فقط مال من")
    other = open_ticket(subject="تیکت دیگر")
    assert "فقط مال من" not in client.get(url(other)).content.decode()
    client.force_login(colleague)
    assert "فقط مال من" not in client.get(url(ticket)).content.decode()


def test_a_note_comes_back_as_a_note(write, on_desk, ticket):
    write("درباره مشتری", mode="note")
    page = on_desk.get(url(ticket))
    assert page.context["mode"] == "note"
    assert "desk-mode--note" in page.content.decode()


def test_a_promise_comes_back_with_its_date(write, on_desk, ticket):
    day = timezone.localdate() + timedelta(days=3)
    write("تا سه روز", mode="hold", until_date=day.isoformat(), until_time="14:30")
    form = on_desk.get(url(ticket)).context["form"]
    assert (form["until_date"].initial, f"{form['until_time'].initial:%H:%M}") == (day, "14:30")


def test_a_date_that_is_none_yet_keeps_no_text_from_being_kept(write):
    assert write("متن", mode="hold", until_date="۱۴۰۵/", until_time="").status_code == 200
    assert Draft.objects.get().body == "<p>متن</p>"


def test_sending_ends_it(write, on_desk, ticket):
    write("تا اینجا")
    assert on_desk.post(url(ticket, "reply"), {"submission_key": KEY, "body": "تمام"}).status_code == 302
    assert not Draft.objects.exists()


def test_a_late_save_does_not_bring_back_what_was_sent(write, on_desk, ticket):
    on_desk.post(url(ticket, "reply"), {"submission_key": KEY, "body": "تمام"})
    assert write("تما").json() == {"state": ""}
    assert not Draft.objects.exists()


def test_emptying_the_field_ends_it(write):
    write("چیزی")
    assert write("").json() == {"state": ""}
    assert not Draft.objects.exists()


def test_another_window_replaces_what_was_left_and_there_is_one(write):
    write("یک")
    Draft.objects.update(updated_at=timezone.now() - timedelta(hours=1))
    write("دو", submission_key=uuid.uuid4())
    assert [draft.body for draft in Draft.objects.all()] == ["<p>دو</p>"]


@pytest.mark.parametrize(
    "damage",
    [{"mode": "shout"}, {"submission_key": "x\x00"}, {"submission_key": ""}, {"body": "بلند " * 9000}],
    ids=["mode", "key", "no key", "too long"],
)
def test_what_cannot_be_kept_is_refused_and_what_was_kept_stays(damage, write):
    write("درست")
    response = write(**({"body": "غلط"} | damage))
    assert response.status_code == 422
    assert response.json()["state"]
    assert Draft.objects.get().body == "<p>درست</p>"


@pytest.mark.parametrize(
    ("who", "status"), [("agent2", 404), ("editor", 404), ("customer", 302), (None, 302)]
)
def test_nobody_else_keeps_drafts_here(who, status, client, request, ticket):
    if who:
        client.force_login(request.getfixturevalue(who))
    data = {"mode": "reply", "submission_key": KEY, "body": "متن"}
    assert client.post(url(ticket, "draft"), data).status_code == status
    assert not Draft.objects.exists()


def test_a_session_that_ends_while_writing_loses_nothing(write, client, ticket, agent):
    write("متنی که نباید گم شود")
    client.logout()
    sent = client.post(url(ticket, "reply"), {"submission_key": KEY, "body": "متنی که نباید گم شود"})
    assert sent.status_code == 302
    assert ticket.messages.count() == 1
    script = client.post(url(ticket, "draft"), {}, headers={"X-Requested-With": "XMLHttpRequest"})
    assert script.status_code == 403
    client.force_login(agent)
    # The login leads on to where the message was sent to.
    page = client.get(url(ticket, "reply"), follow=True)
    assert page.context["form"]["body"].value() == "<p>متنی که نباید گم شود</p>"


def test_what_nobody_touched_for_a_month_is_deleted(write, ticket, colleague, settings):
    settings.SUPPORT_KEEP_DRAFTS_DAYS = 30
    write("تازه")
    old = timezone.now() - timedelta(days=31)
    Draft.objects.create(ticket=ticket, user=colleague, body="<p>کهنه</p>", updated_at=old)
    call_command("support_tick")
    assert [draft.body for draft in Draft.objects.all()] == ["<p>تازه</p>"]


# Taken back --------------------------------------------------------------------


@pytest.fixture
def sent(on_desk, ticket, agent, settings):
    """An answer with a file that can still be taken back."""
    settings.SUPPORT_UNDO_SECONDS = 10
    keep(factories.upload(), owner=agent, submission_key=KEY)
    response = on_desk.post(url(ticket, "reply"), {"submission_key": KEY, "body": "زود فرستادم"})
    assert response.status_code == 302
    return ticket.messages.last()


def test_what_was_taken_back_stands_in_the_composer_with_its_files(sent, on_desk, ticket):
    page = on_desk.get(url(ticket))
    assert page.context["undo"]["message"] == sent
    assert "تا چند لحظه دیگر برای مشتری دیده می‌شود" in page.content.decode()
    page = on_desk.post(url(ticket, "recall"), {"message": sent.pk}, follow=True)
    assert page.context["form"]["body"].value() == "<p>زود فرستادم</p>"
    assert [file.name for file in page.context["intake"].kept] == ["تصویر خطا.png"]
    assert page.context["undo"] is None
    key = page.context["submission_key"]
    on_desk.post(url(ticket, "reply"), {"submission_key": key, "body": "حالا درست"})
    assert [file.name for file in ticket.messages.last().attachments.all()] == ["تصویر خطا.png"]


def test_what_was_begun_since_stands_below_it(sent, write, on_desk, ticket):
    write("پاسخ بعدی", submission_key=uuid.uuid4())
    on_desk.post(url(ticket, "recall"), {"message": sent.pk})
    draft = Draft.objects.get()
    assert (draft.kind, draft.body) == ("reply", "<p>زود فرستادم</p><p>پاسخ بعدی</p>")


def test_with_a_note_that_was_begun_since_it_becomes_a_note(sent, write, on_desk, ticket):
    write("فقط همکاران", mode="note", submission_key=uuid.uuid4())
    on_desk.post(url(ticket, "recall"), {"message": sent.pk})
    assert Draft.objects.get().kind == "note"
    assert on_desk.get(url(ticket)).context["mode"] == "note"


def test_two_windows_do_not_overwrite_each_other(write, ticket):
    write("در پنجره اول")
    other = write("در پنجره دوم", submission_key=uuid.uuid4())
    assert other.status_code == 422
    assert other.json()["state"]
    assert Draft.objects.get().body == "<p>در پنجره اول</p>"


def test_a_draft_under_a_key_that_was_sent_is_sent_under_another(write, on_desk, ticket, agent):
    write("پس از ارسال")
    actions.note(ticket, "فرستاده شد", by=agent, submission_key=KEY)
    page = on_desk.get(url(ticket))
    assert page.context["submission_key"] != KEY
    assert "پس از ارسال" in page.context["form"]["body"].value()


@pytest.mark.parametrize(("message", "status"), [("", 422), ("x", 422), (10**30, 422), (10**9, 409)])
def test_what_is_no_message_of_this_ticket_is_refused(message, status, sent, on_desk, ticket):
    assert on_desk.post(url(ticket, "recall"), {"message": message}).status_code == status
    assert ticket.messages.count() == 2


def test_too_late_is_said(sent, on_desk, ticket):
    ticket.messages.filter(pk=sent.pk).update(visible_at=timezone.now())
    page = on_desk.post(url(ticket, "recall"), {"message": sent.pk})
    assert page.status_code == 409
    assert not Draft.objects.exists()
    assert ticket.messages.count() == 2


def test_a_colleague_takes_nothing_back(sent, client, ticket, colleague):
    client.force_login(colleague)
    assert client.get(url(ticket)).context["undo"] is None
    assert client.post(url(ticket, "recall"), {"message": sent.pk}).status_code == 404
    assert ticket.messages.count() == 2


def test_from_the_next_ticket_the_one_before_is_taken_back(sent, on_desk, ticket, open_ticket, agent):
    other = open_ticket(subject="بعدی")
    page = on_desk.get(url(other), {"sent": sent.pk})
    assert page.context["undo"]["is_elsewhere"]
    assert url(ticket, "recall") in page.content.decode()
    for nonsense in ("", "x", "۱۲", "9" * 40, 10**9):
        assert on_desk.get(url(other), {"sent": nonsense}).context["undo"] is None


def test_an_answer_without_undo_has_no_bar(on_desk, ticket, agent):
    actions.reply(ticket, "همان دم", by=agent)
    assert on_desk.get(url(ticket)).context["undo"] is None
