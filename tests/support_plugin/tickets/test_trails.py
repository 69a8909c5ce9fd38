"""What came before a ticket: asked of whoever knows, kept with the ticket, forgotten in time."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail import hooks as known

from support_plugin.models import Trail
from support_plugin.tickets import trails

AT = datetime(2026, 11, 22, 8, 0, tzinfo=timezone.get_default_timezone())
READ = {"title": "ارسال پیامک", "url": "/sms/", "page": 7, "revision": 12, "at": AT}


@pytest.fixture
def knower(monkeypatch):
    """Somebody who knows what was read, what was asked of them, and one who fails."""
    asked = []

    def know(user, since):
        asked.append((user, since))
        return {"read": [READ], "searched": [{"query": "پیامک", "at": AT}]}

    def broken(user, since):
        raise RuntimeError

    hooks, others = {"support_reading_trail": [broken, know]}, known.get_hooks
    monkeypatch.setattr(known, "get_hooks", lambda name: hooks.get(name) or others(name))
    hooks["asked"] = asked
    return hooks


def test_a_trail_is_asked_for_the_last_hours_and_kept_as_facts(knower, customer, watch, settings):
    settings.SUPPORT_TRAIL_HOURS = 3
    facts = trails.trail_of(customer)
    assert knower["asked"] == [(customer, watch.now - timedelta(hours=3))]
    assert facts == {
        "read": [{**READ, "at": AT.isoformat()}],
        "searched": [{"query": "پیامک", "at": AT.isoformat()}],
    }
    assert trails.with_moments(facts)["read"] == [READ]


def test_of_each_kind_the_newest_twenty_are_kept(knower, customer):
    knower["support_reading_trail"] = [
        lambda user, since: {"searched": [{"query": str(n), "at": AT} for n in range(30)]}
    ]
    found = trails.trail_of(customer)["searched"]
    assert [each["query"] for each in found] == [str(n) for n in range(10, 30)]


@pytest.mark.parametrize("answer", [None, [], {"read": [{"title": "x"}]}, {"read": 5}])
def test_an_answer_without_its_shape_is_passed_over(answer, knower, customer):
    knower["support_reading_trail"] = [lambda user, since: answer]
    assert trails.trail_of(customer) == {}


def test_trails_are_forgotten_and_tickets_stay(open_ticket, watch, settings):
    settings.SUPPORT_KEEP_TRAILS_DAYS = 30
    ticket = open_ticket(trail={"searched": [{"query": "پیامک", "at": AT.isoformat()}]})
    trail = ticket.trail
    watch.now = trail.created_at + timedelta(days=29)
    call_command("support_tick")
    assert Trail.objects.count() == 1
    watch.now = trail.created_at + timedelta(days=31)
    call_command("support_tick")
    assert Trail.objects.count() == 0
    ticket.refresh_from_db()


def test_a_ticket_with_nothing_before_it_has_no_trail(open_ticket):
    open_ticket(trail={})
    assert Trail.objects.count() == 0


def test_whoever_remembers_readings_is_told_what_no_ticket_will_ask_for(knower, watch, settings, db):
    settings.SUPPORT_TRAIL_HOURS = 3
    told = []

    def broken(before):
        raise RuntimeError

    knower["support_forget_readings"] = [broken, lambda before: told.append(before) or 2]
    assert trails.forget_readings(watch.now) == 2
    assert told == [watch.now - timedelta(hours=3)]
