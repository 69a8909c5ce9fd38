"""The worker's half: what becomes of a delivery, one at a time, whatever the other side says."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from wagtail import hooks

from support_plugin.models import Delivery, Notice, Ticket
from support_plugin.notifications import due, post, sending, tasks
from support_plugin.notifications.channels.base import Result
from support_plugin.tickets import actions
from support_plugin.tickets.models import DepartmentMembership

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
FAILED = Result("failed", retryable=True, reason="deferred: 450 later")
REFUSED = Result("failed", reason="refused: 550 nobody here")
CLOSED = Result(
    "failed", retryable=True, reason="no_connection: refused", is_channel_down=True, was_tried=False
)
DROPPED = Result("failed", retryable=True, reason="dropped: gone", is_channel_down=True)


class Way:
    """A channel that does as it is told, in turn; then it sends."""

    name = "way"
    label = "Way"

    def __init__(self):
        self.results, self.sent, self.later, self.is_closed = [], [], None, False

    def address_of(self, user):
        return user.username

    def not_before(self, now):
        return self.later

    def send(self, recipient, event, context):
        self.sent.append(context["message_id"])
        result = self.results.pop(0) if self.results else Result("sent", id="17")
        if isinstance(result, Exception):
            raise result
        return result

    def close(self):
        self.is_closed = True


@pytest.fixture
def way(settings):
    settings.SUPPORT_CHANNELS = ["way"]
    way = Way()
    with hooks.register_temporarily("support_channels", lambda: way):
        yield way


@pytest.fixture
def write(way, ticket, customer):
    """Puts a delivery to the customer into the outbox."""
    Delivery.objects.all().delete()

    def _write(**facts):
        facts = {"kind": "answered", "recipient": customer, "ticket": ticket, "channel": "way"} | facts
        return Delivery.objects.create(**{"due_at": NOW, "created_at": NOW} | facts)

    return _write


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state, delivery.reason, delivery.tries


def after(minutes):
    return NOW + timedelta(minutes=minutes)


# Outcomes ---------------------------------------------------------------------------------------------------------


def test_what_is_due_is_sent_once_and_marked(write, way):
    delivery = write()
    assert post.drain(now=NOW) == 1
    assert post.drain(now=after(100)) == 0
    assert way.sent == [f"<{delivery.uuid}@127.0.0.1>"]
    assert way.is_closed
    assert state_of(delivery) == ("sent", "", 1)
    assert (delivery.ended_at, delivery.remote_id, delivery.address) == (NOW, "17", "customer")
    assert (delivery.lease, delivery.leased_until) == (None, None)


def test_what_is_due_longest_goes_first_and_what_is_not_due_waits(write, way):
    later, first, not_due = write(due_at=after(-1)), write(due_at=after(-2)), write(due_at=after(1))
    post.drain(now=NOW)
    assert way.sent == [f"<{each.uuid}@127.0.0.1>" for each in (first, later)]
    assert state_of(not_due)[0] == "pending"


def test_a_failure_that_may_pass_is_tried_again_later_each_time_much_later(write, way):
    delivery = write()
    way.results = [FAILED] * 3
    now, pauses = NOW, []
    for tries in (1, 2, 3):
        assert post.drain(now=now) == 1
        assert state_of(delivery) == ("pending", "deferred: 450 later", tries)
        assert post.drain(now=delivery.due_at - timedelta(seconds=1)) == 0
        pauses.append((delivery.due_at - now) / timedelta(minutes=1))
        now = delivery.due_at
    assert [round(pause / 2**number, 3) >= 1 for number, pause in enumerate(pauses)] == [True] * 3
    assert [pause / 2**number <= 1.2 for number, pause in enumerate(pauses)] == [True] * 3
    post.drain(now=now)
    assert state_of(delivery) == ("sent", "", 4)
    assert len(set(way.sent)) == 1


def test_pauses_are_never_longer_than_a_day():
    assert timedelta(days=1) <= sending.pause_after(1000) <= timedelta(days=1.2)


def test_after_so_many_tries_it_is_parked(settings, write, way):
    settings.SUPPORT_DELIVERY_TRIES = 2
    delivery = write()
    way.results = [FAILED] * 2
    post.drain(now=NOW)
    post.drain(now=after(60))
    assert state_of(delivery) == ("parked", "deferred: 450 later", 2)
    assert delivery.ended_at == after(60)
    assert post.drain(now=after(1000)) == 0


def test_a_refusal_is_parked_at_once_and_the_next_goes_on(write, way):
    refused, next_one = write(), write()
    way.results = [REFUSED]
    assert post.drain(now=NOW) == 2
    assert state_of(refused) == ("parked", "refused: 550 nobody here", 1)
    assert state_of(next_one)[0] == "sent"


def test_a_poisoned_message_is_parked_and_the_next_goes_on(write, way, monkeypatch, caplog):
    # What is logged goes through the wire of parallel test runs, which carries no lone surrogates.
    caplog.set_level(logging.CRITICAL, logger="support_plugin.notifications.sending")
    poisoned, next_one = write(kind="waiting"), write()
    compose = sending.letters.compose

    def choke(delivery):
        if delivery.kind == "waiting":
            raise ValueError("a bad\x00 \ud800word\r\n")
        return compose(delivery)

    monkeypatch.setattr(sending.letters, "compose", choke)
    post.drain(now=NOW)
    assert state_of(poisoned) == ("parked", "unwritable: ValueError: a bad word", 1)
    assert state_of(next_one)[0] == "sent"


def test_a_channel_that_breaks_is_a_failure_like_another(write, way):
    delivery, next_one = write(), write()
    way.results = [RuntimeError("x" * 1000)]
    post.drain(now=NOW)
    state, reason, tries = state_of(delivery)
    assert (state, tries, len(reason)) == ("pending", 1, 300)
    assert reason.startswith("broken: RuntimeError: xxx")
    assert state_of(next_one)[0] == "sent"


def test_a_database_in_trouble_is_nobodys_fault(write, way, monkeypatch):
    delivery = write()
    with monkeypatch.context() as patch:
        patch.setattr(sending.letters, "compose", raise_operational_error)
        with pytest.raises(OperationalError):
            post.drain(now=NOW)
    assert way.is_closed
    assert post.drain(now=after(1)) == 0
    assert post.drain(now=after(3)) == 1
    assert state_of(delivery)[0] == "sent"


def raise_operational_error(delivery):
    raise OperationalError("the connection is gone")


# Channels that reach nobody ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("result", "tries"), [(CLOSED, 0), (DROPPED, 1)], ids=["closed", "dropped"])
def test_a_channel_that_is_down_rests_and_the_others_go_on(result, tries, write, way):
    first, second, other = write(), write(), write(channel="panel", due_at=after(0.01))
    way.results = [result]
    post.drain(now=after(0.02))
    assert state_of(first) == ("pending", result.reason, tries)
    assert state_of(second) == ("pending", "", 0)
    assert state_of(other)[0] == "sent"
    assert len(way.sent) == 1
    # Neither does a round right after it try again.
    assert post.drain(now=after(0.5)) == 0
    assert not sending.is_anything_due(after(0.5))
    post.drain(now=after(2))
    assert [state_of(each)[0] for each in (first, second)] == ["sent", "sent"]


def test_what_never_left_us_is_not_counted_and_waits_for_days(settings, write, way):
    settings.SUPPORT_DELIVERY_TRIES = 2
    delivery = write()
    way.results = [CLOSED] * 101
    for hour in range(95):
        assert post.drain(now=NOW + timedelta(hours=hour)) == 1
        assert state_of(delivery) == ("pending", "no_connection: refused", 0)
    post.drain(now=NOW + timedelta(days=4))
    assert state_of(delivery)[0] == "parked"


def test_what_may_have_arrived_is_counted_though_the_channel_is_down(settings, write, way):
    settings.SUPPORT_DELIVERY_TRIES = 2
    delivery = write()
    way.results = [DROPPED] * 2
    post.drain(now=NOW)
    post.drain(now=after(60))
    assert state_of(delivery) == ("parked", "dropped: gone", 2)


# Before it is sent ------------------------------------------------------------------------------------------------


def no_longer_active(customer, ticket):
    customer.is_active = False
    customer.save()


def no_longer_theirs(customer, ticket):
    Ticket.objects.filter(pk=ticket.pk).update(customer=DepartmentMembership.objects.first().user)


@pytest.mark.parametrize("change", [no_longer_active, no_longer_theirs], ids=lambda change: change.__name__)
def test_rights_are_asked_again_when_it_is_sent(change, write, way, agent, customer, ticket):
    delivery = write()
    change(customer, ticket)
    post.drain(now=NOW)
    assert state_of(delivery) == ("dropped", "not_allowed", 1)
    assert way.sent == []


def test_an_agent_who_left_the_department_hears_nothing(write, way, agent):
    delivery = write(kind="new_ticket", recipient=agent)
    agent.department_memberships.all().delete()
    post.drain(now=NOW)
    assert state_of(delivery)[:2] == ("dropped", "not_allowed")


def test_who_has_no_address_is_not_written_to(write, customer):
    delivery = write(channel="email")
    customer.email = ""
    customer.save()
    post.drain(now=NOW)
    assert state_of(delivery)[:2] == ("dropped", "no_address")


def test_a_channel_that_is_gone_takes_nothing_along(write):
    delivery, next_one = write(channel="pager"), write()
    post.drain(now=NOW)
    assert state_of(delivery)[:2] == ("dropped", "no_channel")
    assert state_of(next_one)[0] == "sent"


def test_quiet_hours_are_no_try(write, way):
    delivery = write()
    way.later = after(30)
    post.drain(now=NOW)
    assert state_of(delivery) == ("pending", "", 0)
    assert delivery.due_at == after(30)
    way.later = after(29)
    assert post.drain(now=after(30)) == 1
    assert state_of(delivery)[0] == "sent"


def test_sms_wait_for_the_morning(settings, write, monkeypatch):
    settings.SUPPORT_MOBILE = "tests.support_plugin.notifications.test_sending.mobile_of"
    settings.SUPPORT_SMS = {"provider": "tests.support_plugin.notifications.test_sending.Provider"}
    delivery = write(channel="sms", created_at=NOW)
    night = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # 23:30 in Tehran
    post.drain(now=night)
    assert state_of(delivery) == ("pending", "", 0)
    assert delivery.due_at == datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
    post.drain(now=delivery.due_at)
    assert state_of(delivery) == ("sent", "", 1)
    assert (delivery.address, delivery.remote_id) == ("+989121234567", "sms-1")


def mobile_of(user):
    return "۰۹۱۲ ۱۲۳ ۴۵۶۷"


class Provider:
    def __init__(self, options):
        pass

    def send(self, mobile, event, variables, text, key=""):
        return Result("sent", id="sms-1")


# Leases -----------------------------------------------------------------------------------------------------------


def test_what_one_worker_holds_no_other_takes_until_its_lease_runs_out(write, way):
    delivery = write()
    assert sending.take_up(NOW) == delivery
    assert sending.take_up(after(1)) is None
    assert sending.take_up(after(2)) == delivery
    assert state_of(delivery)[2] == 2


def test_who_lost_the_lease_has_no_say_any_more(write, way):
    delivery = write()
    lost = sending.take_up(NOW)
    sending.take_up(after(5))
    sending._mark(lost, state="parked", ended_at=NOW)
    assert state_of(delivery)[0] == "pending"
    assert delivery.lease is not None


def test_a_delivery_that_kills_its_workers_is_parked(settings, write, way):
    settings.SUPPORT_DELIVERY_TRIES = 2
    delivery = write()
    for minutes in (0, 5):
        sending.take_up(after(minutes))
    post.drain(now=after(10))
    assert state_of(delivery)[:2] == ("parked", "worker_died")
    assert way.sent == []


def test_a_round_has_its_limit_and_orders_the_next(write, way, monkeypatch):
    Delivery.objects.bulk_create(
        Delivery(kind="answered", channel="way", recipient=write().recipient, ticket=Ticket.objects.get())
        for _ in range(4)
    )
    assert post.drain(limit=3) == 3
    ordered = []
    monkeypatch.setattr(tasks, "MOST_AT_ONCE", 5)
    monkeypatch.setattr(tasks, "order_round", lambda: ordered.append(True))
    tasks.send_what_is_due.func()
    tasks.send_what_is_due.func()
    assert len(ordered) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


# Account mail -----------------------------------------------------------------------------------------------------

SECRET = "https://desk.example/reset/secret"


def account_mail():
    post.write_mail("nasrin@example.com", subject="رمز\r\nعبور", text=SECRET, html=f"<a>{SECRET}</a>")
    return Delivery.objects.get(kind="account")


def test_account_mail_is_sent_as_it_was_written_and_its_text_is_not_kept(way, mailoutbox):
    delivery = account_mail()
    post.drain()
    (message,) = mailoutbox
    assert (message.to, message.subject, message.body) == (["nasrin@example.com"], "رمز عبور", SECRET)
    assert state_of(delivery)[0] == "sent"
    assert (delivery.content, delivery.address) == ({}, "nasrin@example.com")


def test_account_mail_is_sent_by_email_whatever_the_channels(settings, mailoutbox, db):
    settings.SUPPORT_CHANNELS = ["panel"]
    account_mail()
    post.drain()
    assert len(mailoutbox) == 1


def test_account_mail_that_is_parked_can_be_sent_again_until_its_link_is_stale(settings, db):
    settings.SUPPORT_DELIVERY_TRIES = 1
    settings.EMAIL_BACKEND = "nonsense.Backend"
    delivery = account_mail()
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=4, minutes=1))
    post.drain()
    assert state_of(delivery)[0] == "parked"
    assert SECRET in delivery.content["text"]
    due.do_what_is_due()
    assert state_of(delivery)[:2] == ("dropped", "too_late")
    assert delivery.content == {}


# Every minute -----------------------------------------------------------------------------------------------------


def test_the_tick_orders_a_round_only_where_something_is_due(write, way, django_capture_on_commit_callbacks):
    delivery = write()
    with django_capture_on_commit_callbacks() as ordered:
        assert due.do_what_is_due(after(-1))["rounds of the post"] == 0
    assert ordered == []
    with django_capture_on_commit_callbacks(execute=True):
        assert due.do_what_is_due()["rounds of the post"] == 1
    assert state_of(delivery)[0] == "sent"


def test_old_deliveries_and_read_notices_are_purged(write, ticket, customer):
    ended = {"state": "sent", "ended_at": NOW}
    write(**ended)
    kept = [write(state="parked", ended_at=after(1)), write(created_at=after(-1))]
    facts = {"user": customer, "ticket": ticket, "kind": "answered"}
    Notice.objects.create(uuid=kept[0].uuid, created_at=after(-1), read_at=after(0), **facts)
    unread = Notice.objects.create(uuid=kept[1].uuid, created_at=after(-1), **facts)
    done = due.do_what_is_due(after(0.5) + timedelta(days=90))
    assert (done["old deliveries"], done["old notices"]) == (1, 1)
    assert set(Delivery.objects.all()) == set(kept)
    assert list(Notice.objects.all()) == [unread]
    assert due.do_what_is_due(after(0.5) + timedelta(days=90))["old deliveries"] == 0


def test_the_same_event_told_twice_to_one_person_by_two_ways(settings, ticket, agent, customer, mailoutbox):
    Delivery.objects.all().delete()
    actions.reply(ticket, "پاسخ", by=agent)
    post.drain()
    assert [message.to for message in mailoutbox] == [["customer@example.com"]]
    assert Notice.objects.get().user == customer
