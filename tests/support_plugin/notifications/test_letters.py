"""Who is told of what, in which language, and what a letter may never say."""

import pytest
from django.core import mail
from django.db import transaction
from wagtail.users.models import UserProfile

from support_plugin.notifications import tasks
from support_plugin.notifications.letters import letter
from support_plugin.tickets import actions
from support_plugin.tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)


def told():
    return sorted((message.to[0], message.subject) for message in mail.outbox)


def test_a_new_ticket_is_told_to_its_customer_and_its_departments_agents(open_ticket, agent, colleague, agent2):
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


def test_people_without_an_address_or_an_active_account_are_passed_over(open_ticket, agent, colleague, customer):
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


class Broken:
    """A mail server that answers nothing good."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise OSError("connection refused")
