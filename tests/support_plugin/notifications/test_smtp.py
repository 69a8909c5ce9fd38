"""Mail servers in every mood: nothing is lost, nobody gets two different messages, a refusal waits for a person."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from support_plugin.models import Delivery
from support_plugin.notifications import post
from tests.mail_server import MOODS, MailServer, free_port

pytestmark = pytest.mark.django_db(transaction=True)

PENDING, SENT, PARKED = Delivery.State.PENDING, Delivery.State.SENT, Delivery.State.PARKED


@pytest.fixture
def server():
    with MailServer() as server:
        yield server


@pytest.fixture(autouse=True)
def _mail_goes_there(settings, server):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 1
    settings.SUPPORT_CHANNELS = ["email"]


@pytest.fixture
def write(ticket, customer, server):
    """Puts so many letters to the customer into the outbox."""
    Delivery.objects.all().delete()
    server.box.taken.clear()

    def _write(count=3):
        return [
            Delivery.objects.create(
                kind="answered", channel="email", ticket=ticket, recipient=customer, due_at=timezone.now()
            )
            for _number in range(count)
        ]

    return _write


def states():
    return [delivery.state for delivery in Delivery.objects.order_by("pk")]


def drain_later():
    """What the worker does until nothing is left, hours later and with a channel that has rested."""
    for hours in range(1, 5):
        cache.clear()
        post.drain(now=timezone.now() + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("mood", "state", "reason"),
    [
        ("hanging", PENDING, "no_connection"),
        ("unavailable", PENDING, "unavailable: 421"),
        ("deferring", PENDING, "deferred: 450"),
        ("refusing", PARKED, "refused: 550"),
        ("dropping", PENDING, "dropped"),
        ("stalling", PENDING, "dropped"),
        ("slow", SENT, ""),
        ("fine", SENT, ""),
    ],
)
def test_what_becomes_of_a_letter(mood, state, reason, server, write):
    assert mood in MOODS
    server.box.mood = mood
    write()
    post.drain()
    first = Delivery.objects.order_by("pk").first()
    assert first.state == state
    assert first.reason.startswith(reason)


def test_what_becomes_of_a_letter_where_nobody_listens(settings, write):
    settings.EMAIL_PORT = free_port()
    write()
    post.drain()
    assert states() == [PENDING] * 3
    assert Delivery.objects.filter(reason__startswith="no_connection").count() == 1


@pytest.mark.parametrize("mood", ["hanging", "unavailable", "deferring", "slow"])
def test_after_recovery_everything_has_arrived_once(mood, server, write):
    server.box.mood = mood
    write(5)
    post.drain()
    server.box.mood = "fine"
    drain_later()
    assert states() == [SENT] * 5
    assert len(server.box.message_ids) == len(set(server.box.message_ids)) == 5


@pytest.mark.parametrize("mood", ["dropping", "stalling"])
def test_what_was_taken_without_a_word_comes_again_under_the_same_id(mood, server, write):
    server.box.mood = mood
    write(3)
    post.drain()
    server.box.mood = "fine"
    drain_later()
    assert states() == [SENT] * 3
    copies = Counter(server.box.message_ids)
    assert len(copies) == 3
    assert sorted(copies.values()) == [1, 1, 2]


def test_a_refused_letter_holds_up_none_of_the_others(server, write):
    server.box.mood = "refusing"
    refused = write(1)[0]
    post.drain()
    server.box.mood = "fine"
    write(2)
    post.drain()
    assert states() == [PARKED, SENT, SENT]
    refused.refresh_from_db()
    assert refused.reason == "refused: 550 nobody of this name"


@pytest.mark.parametrize("mood", ["hanging", "stalling"])
def test_one_dead_server_costs_one_time_out_and_not_one_per_letter(mood, server, write):
    server.box.mood = mood
    write(5)
    began = timezone.now()
    post.drain()
    assert timezone.now() - began < timedelta(seconds=2.5)


def test_a_letter_that_may_have_arrived_counts_as_tried_though_nobody_listens_any_more(server, write):
    """Else the next event would be put into it under the same Message-ID."""
    server.box.mood = "vanishing"
    _first, second = write(2)
    post.drain()
    assert states() == [SENT, PENDING]
    second.refresh_from_db()
    assert (second.reason.split(":")[0], second.tries) == ("no_connection", 1)
    server.box.mood = "fine"
    with MailServer(port=server.port, box=server.box):
        drain_later()
    assert states() == [SENT, SENT]
    assert sorted(Counter(server.box.message_ids).values()) == [1, 2]
