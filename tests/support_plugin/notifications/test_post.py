"""The outbox: written with the change, one message for what happens within minutes, in few statements."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail import hooks

from support_plugin.models import Delivery, Notice, Preferences
from support_plugin.notifications import channels, post
from support_plugin.notifications.channels.base import Result
from support_plugin.tickets import actions
from support_plugin.tickets.models import Event, Ticket
from support_plugin.tickets.timeline import record
from tests import factories

pytestmark = pytest.mark.django_db

# Followers, people, their choices, and what they were told lately.
WHO_AND_WHAT = 4


def to(person, channel="email"):
    return Delivery.objects.filter(recipient=person, channel=channel).order_by("pk")


def kinds(deliveries):
    return [delivery.kind for delivery in deliveries]


def is_due_at_once(delivery):
    return delivery.due_at == delivery.created_at


@pytest.fixture
def quiet_ticket(ticket):
    """A ticket nobody has been told of yet."""
    Delivery.objects.all().delete()
    return ticket


def all_sent(minutes_ago=0):
    when = timezone.now() - timedelta(minutes=minutes_ago)
    Delivery.objects.update(state="sent", ended_at=when, created_at=when, due_at=when)


def test_a_new_ticket_is_told_to_its_customer_and_the_agents_of_its_department(
    agent, colleague, agent2, customer, open_ticket
):
    ticket = open_ticket()
    told = set(Delivery.objects.values_list("recipient__username", "kind", "channel", "ticket"))
    assert told == {
        ("customer", "registered", "email", ticket.pk),
        *(
            (name, "new_ticket", way, ticket.pk)
            for name in ("agent", "colleague")
            for way in ("email", "panel")
        ),
    }
    assert all(map(is_due_at_once, Delivery.objects.all()))


def test_a_change_that_fails_leaves_no_message(agent, open_ticket):
    class Stop(Exception):
        pass

    def fail():
        with transaction.atomic():
            open_ticket()
            raise Stop

    with pytest.raises(Stop):
        fail()
    assert not Delivery.objects.exists()
    assert not Ticket.objects.exists()


def test_what_still_waits_takes_the_next_event_in(quiet_ticket, agent, customer):
    actions.reply(quiet_ticket, "پاسخ", by=agent)
    actions.resolve(quiet_ticket, by=agent)
    delivery = to(customer).get()
    assert delivery.kind == "resolved"
    assert [kind for _pk, kind in delivery.events] == ["answered", "resolved"]
    assert set(Event.objects.in_bulk([pk for pk, _kind in delivery.events])) == {
        pk for pk, _kind in delivery.events
    }


def test_after_a_message_the_next_waits_until_five_minutes_are_over_and_collects(
    quiet_ticket, agent, customer
):
    actions.reply(quiet_ticket, "یک", by=agent)
    all_sent(minutes_ago=2)
    actions.reply(quiet_ticket, "دو", by=agent)
    actions.reply(quiet_ticket, "سه", by=agent)
    first, second = to(customer)
    assert second.due_at == first.created_at + timedelta(minutes=5)
    assert [kind for _pk, kind in second.events] == ["answered", "answered"]


def test_when_five_minutes_are_over_the_next_goes_at_once(quiet_ticket, agent, customer):
    actions.reply(quiet_ticket, "یک", by=agent)
    all_sent(minutes_ago=6)
    actions.reply(quiet_ticket, "دو", by=agent)
    assert is_due_at_once(to(customer).last())


def test_the_receipt_and_a_new_ticket_hold_nothing_back(agent, customer, open_ticket):
    ticket = open_ticket()
    all_sent(minutes_ago=1)
    actions.reply(ticket, "پاسخ", by=agent)
    actions.reply(ticket, "و یک پرسش", by=customer)
    assert kinds(to(customer)) == ["registered", "answered"]
    assert kinds(to(agent, "panel")) == ["new_ticket", "customer_replied"]
    assert all(map(is_due_at_once, to(customer)))
    assert all(map(is_due_at_once, to(agent, "panel")))


def test_what_may_have_left_us_is_not_changed_any_more(quiet_ticket, agent, customer):
    actions.reply(quiet_ticket, "یک", by=agent)
    to(customer).update(tries=1)
    actions.reply(quiet_ticket, "دو", by=agent)
    assert [len(delivery.events) for delivery in to(customer)] == [1, 1]


def test_what_a_worker_holds_is_not_changed_any_more(quiet_ticket, agent, customer):
    actions.reply(quiet_ticket, "یک", by=agent)
    to(customer).update(lease="5d1a1f0e-7f0b-4c8e-9a51-9b4d3f6c2a10", leased_until=timezone.now())
    actions.reply(quiet_ticket, "دو", by=agent)
    assert [len(delivery.events) for delivery in to(customer)] == [1, 1]


def test_tickets_people_and_ways_do_not_collapse_into_each_other(agent, customer, open_ticket):
    one, other = open_ticket(), open_ticket()
    Delivery.objects.all().delete()
    for ticket in (one, other):
        actions.reply(ticket, "پاسخ", by=agent)
    assert [delivery.ticket for delivery in to(customer)] == [one, other]
    assert [delivery.ticket for delivery in to(customer, "panel")] == [one, other]


def test_the_minutes_are_a_setting(settings, quiet_ticket, agent, customer):
    settings.SUPPORT_COLLAPSE_MINUTES = 0
    actions.reply(quiet_ticket, "یک", by=agent)
    all_sent()
    actions.reply(quiet_ticket, "دو", by=agent)
    assert is_due_at_once(to(customer).last())


@pytest.mark.parametrize("others", [1, 3])
def test_writing_costs_the_same_for_one_and_for_three(
    others, department, agent, quiet_ticket, customer, django_assert_num_queries
):
    for number in range(others):
        factories.agent(f"other-{number}", department)
    first = record(quiet_ticket, Event.Kind.REPLIED, by=customer, side="customer")
    all_sent(minutes_ago=1)
    record(quiet_ticket, Event.Kind.REPLIED, by=customer, side="customer")
    before = Delivery.objects.count()
    with django_assert_num_queries(WHO_AND_WHAT + 1):
        post.write(first)
    assert Delivery.objects.count() == before
    all_sent(minutes_ago=10)
    with django_assert_num_queries(WHO_AND_WHAT + 1):
        post.write(first)
    assert Delivery.objects.count() > before


def test_nobody_to_tell_writes_nothing(quiet_ticket, agent):
    actions.take(quiet_ticket, by=agent)
    actions.set_priority(quiet_ticket, "high", by=agent)
    assert not Delivery.objects.exists()


def test_the_worker_is_woken_only_when_something_is_due(
    quiet_ticket, agent, customer, django_capture_on_commit_callbacks
):
    Preferences.objects.create(user=customer, choices={"answered": {"panel": False}})
    actions.take(quiet_ticket, by=agent)
    with django_capture_on_commit_callbacks() as woken:
        actions.reply(quiet_ticket, "یک", by=agent)
    all_sent(minutes_ago=1)
    with django_capture_on_commit_callbacks() as not_woken:
        actions.reply(quiet_ticket, "دو", by=agent)
    assert len(woken) == len(not_woken) + 1


def test_a_worker_that_cannot_be_woken_stops_nobody(settings, monkeypatch, quiet_ticket, agent, customer):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr("django_tasks_db.backend.DatabaseBackend.enqueue", refuse)
    actions.reply(quiet_ticket, "پاسخ", by=agent)
    assert to(customer).get().state == "pending"


def refuse(*args, **kwargs):
    raise RuntimeError("no room")


# Channels ---------------------------------------------------------------------------------------------------------


class Pager:
    name = "pager"
    label = "Pager"
    sent = []

    def address_of(self, user):
        return user.username

    def send(self, recipient, event, context):
        self.sent.append((recipient.address, event, context["letter"].subject))
        return Result("sent", id="17")


def test_channels_are_those_the_setting_names_in_its_order(settings):
    settings.SUPPORT_CHANNELS = ["panel", "email", "nonsense"]
    assert [channel.name for channel in channels.available()] == ["panel", "email"]
    assert channels.get("nonsense") is None
    assert channels.get("sms").name == "sms"


@pytest.mark.parametrize("answer", [Pager, Pager(), [Pager]], ids=["a class", "an object", "a list"])
def test_a_host_adds_a_channel(answer, settings, quiet_ticket, agent):
    settings.SUPPORT_CHANNELS = ["pager"]
    Pager.sent = []
    with hooks.register_temporarily("support_channels", lambda: answer):
        actions.reply(quiet_ticket, "پاسخ", by=agent)
        post.drain()
    ((who, kind, subject),) = Pager.sent
    assert (who, kind) == ("customer", "answered")
    assert "پاسخ" in subject
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.remote_id, delivery.address) == ("sent", "17", "customer")


@pytest.mark.parametrize(
    "answer",
    [lambda: 1 / 0, lambda: None, lambda: object, lambda: [type("Nameless", (), {"name": "x" * 21})]],
)
def test_a_hook_that_fails_is_passed_over(answer):
    with hooks.register_temporarily("support_channels", answer):
        assert [channel.name for channel in channels.available()] == ["email", "panel"]


def test_the_panel_writes_one_notice_however_often_it_is_told(quiet_ticket, agent, customer):
    actions.reply(quiet_ticket, "پاسخ", by=agent)
    post.drain()
    delivery = to(customer, "panel").get()
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.uuid) == (customer, "answered", delivery.uuid)
    assert notice.events == delivery.events
    Delivery.objects.filter(pk=delivery.pk).update(state="pending", ended_at=None)
    post.drain()
    assert Notice.objects.get() == notice


def test_the_console_prints_a_line(settings, capsys, quiet_ticket, agent):
    settings.SUPPORT_CHANNELS = ["console"]
    actions.reply(quiet_ticket, "پاسخ", by=agent)
    post.drain()
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("answered -> customer: ")
    assert f"/panel/tickets/{quiet_ticket.reference}/" in line
