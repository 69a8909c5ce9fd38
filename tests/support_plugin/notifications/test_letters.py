"""Who is told of what, in which language, and what a letter may never say."""

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from wagtail.users.models import UserProfile

from support_plugin.notifications import tasks
from support_plugin.notifications.letters import letter
from support_plugin.tickets import actions
from support_plugin.tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)


def told():
    return sorted((message.to[0], message.subject) for message in mail.outbox)


def test_a_new_ticket_is_told_to_its_customer_and_its_departments_agents(
    open_ticket, agent, colleague, agent2
):
    open_ticket()
    assert [address for address, _subject in told()] == [
        "agent@example.com",
        "colleague@example.com",
        "customer@example.com",
    ]


def test_an_answer_is_told_to_the_customer_only(open_ticket, agent, colleague):
    ticket = open_ticket()
    mail.outbox.clear()
    actions.reply(ticket, "پاسخ", by=agent)
    assert [address for address, _subject in told()] == ["customer@example.com"]


def test_a_note_and_a_customers_reply_are_told_to_nobody(open_ticket, agent, customer):
    ticket = open_ticket()
    mail.outbox.clear()
    actions.note(ticket, "محرمانه", by=agent)
    actions.reply(ticket, "سلام", by=customer)
    assert mail.outbox == []


def test_nobody_hears_of_what_they_did_themselves(open_ticket, agent):
    open_ticket(by=agent)
    assert [address for address, _subject in told()] == ["agent@example.com"]  # as its customer


def test_people_without_an_address_or_an_active_account_are_passed_over(
    open_ticket, agent, colleague, customer
):
    agent.is_active = False
    agent.save()
    for person in (colleague, customer):
        person.email = ""
        person.save()
    open_ticket()
    assert mail.outbox == []


def test_a_letter_carries_number_and_link_but_none_of_the_tickets_words(open_ticket, agent, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://desk.example"
    ticket = open_ticket(subject="موضوع محرمانه", description="متن محرمانه")
    mail.outbox.clear()
    actions.reply(ticket, "پاسخ محرمانه", by=agent)
    (message,) = mail.outbox
    (html, _kind) = message.alternatives[0]
    for text in (message.subject, message.body, html):
        assert "محرمانه" not in text
    for text in (message.body, html):
        assert f"https://desk.example/panel/tickets/{ticket.reference}/" in text
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.extra_headers["List-Id"] == "<support.desk.example>"


def test_everybody_is_written_to_in_their_language(open_ticket, agent, customer):
    UserProfile.objects.update_or_create(user=agent, defaults={"preferred_language": "en"})
    ticket = open_ticket()
    event = ticket.events.get()
    for_agent = letter("new_ticket", event, agent)
    assert for_agent.subject.startswith("New ticket")
    assert 'dir="ltr"' in for_agent.alternatives[0][0]
    for_customer = letter("registered", event, customer)
    assert 'dir="rtl"' in for_customer.alternatives[0][0]
    ticket.language = "en"
    ticket.save()
    event.refresh_from_db()
    in_english = letter("registered", event, customer)
    assert "/en/panel/tickets/" in in_english.body


def test_a_regional_language_is_written_in_its_main_one(open_ticket, agent):
    UserProfile.objects.update_or_create(user=agent, defaults={"preferred_language": "en-gb"})
    assert letter("new_ticket", open_ticket().events.get(), agent).subject.startswith("New ticket")


def test_a_customers_letter_says_the_usual_answering_time_only_where_one_is_set(open_ticket, department):
    event = open_ticket().events.get()
    with_time = letter("registered", event, event.ticket.customer)
    department.usual_answer_minutes = None
    department.save()
    event = event.ticket.events.get()
    without_time = letter("registered", event, event.ticket.customer)
    assert "۳۰" in with_time.body
    assert "۳۰" in with_time.alternatives[0][0]
    assert "۳۰" not in without_time.body


@pytest.mark.parametrize(
    ("first_name", "greeted"),
    [
        ("بهنام", True),
        ("Win a prize at https://bad.example", False),
        ("bad.example/prize", False),
        ("a" * 70, False),
        ("Kamran\r\nBcc: other@example.com", False),
        ("Dr. Kamran", True),
    ],
)
def test_a_name_never_carries_an_address_to_somebody_else(first_name, greeted, open_ticket, customer):
    customer.first_name, customer.last_name = first_name, ""
    message = letter("registered", open_ticket().events.get(), customer)
    assert (first_name in message.body) == greeted
    assert "bad.example" not in message.body + message.alternatives[0][0]
    assert message.message()["Bcc"] is None


def test_a_newline_in_a_departments_name_breaks_no_subject(open_ticket, agent, department):
    ticket = open_ticket()
    type(department).objects.filter(pk=department.pk).update(name={"fa": "مالی\r\nBcc: other@example.com"})
    message = letter("new_ticket", ticket.events.get(), agent)
    assert "\n" not in message.subject
    assert message.message()["Bcc"] is None


def test_markup_in_a_name_stays_text(open_ticket, customer):
    customer.first_name, customer.last_name = "<b>Kamran", ""
    (html, _kind) = letter("registered", open_ticket().events.get(), customer).alternatives[0]
    assert "&lt;b&gt;Kamran" in html


def test_the_same_letter_has_the_same_id(open_ticket, customer):
    event = open_ticket().events.get()
    ids = {letter("registered", event, customer).extra_headers["Message-ID"] for _again in range(2)}
    assert len(ids) == 1


def test_a_change_that_is_taken_back_is_told_to_nobody(open_ticket, agent):
    ticket = open_ticket()
    mail.outbox.clear()
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.reply(ticket, "پاسخ", by=agent)
        raise RuntimeError
    assert mail.outbox == []


def test_a_mail_server_in_trouble_breaks_no_change(open_ticket, agent, settings):
    settings.EMAIL_BACKEND = "tests.support_plugin.notifications.test_letters.Broken"
    ticket = open_ticket()
    actions.reply(ticket, "پاسخ", by=agent)
    assert Ticket.objects.get(pk=ticket.pk).status == "waiting_customer"


def test_a_failed_letter_is_tried_again_later_and_not_for_ever(open_ticket, customer, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_BACKEND = "tests.support_plugin.notifications.test_letters.Broken"
    from django_tasks_db.models import DBTaskResult

    event = open_ticket().events.get()
    DBTaskResult.objects.all().delete()
    tasks.send_letter.func(event.pk, "registered", customer.pk, 1)
    (again,) = DBTaskResult.objects.all()
    assert again.args_kwargs["args"] == [event.pk, "registered", customer.pk, 2]
    assert again.run_after is not None
    again.delete()
    tasks.send_letter.func(event.pk, "registered", customer.pk, tasks.MOST_TRIES)
    assert not DBTaskResult.objects.exists()


def test_where_tasks_live_in_the_database_the_order_commits_with_the_change(open_ticket, agent, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    from django_tasks_db.models import DBTaskResult

    with pytest.raises(RuntimeError), transaction.atomic():
        open_ticket()
        assert DBTaskResult.objects.count() == 1
        raise RuntimeError
    assert DBTaskResult.objects.count() == 0


def test_an_announcement_that_cannot_be_ordered_breaks_no_change(open_ticket, settings, monkeypatch, caplog):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    from django_tasks_db.models import DBTaskResult

    def refuse(**fields):
        raise DatabaseError("disk is full")

    monkeypatch.setattr(DBTaskResult.objects, "create", refuse)
    assert open_ticket().pk
    assert "could not be announced" in caplog.text


class Broken:
    """A mail server that answers nothing good."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise OSError("connection refused")
