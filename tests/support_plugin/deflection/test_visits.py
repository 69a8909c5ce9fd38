"""Visits to the ticket form: each is counted once, in one group, with how it ended."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command

from support_plugin.deflection import visits
from support_plugin.models import Suggestion, Visit

FORM = "/panel/tickets/new/technical/bug-report/"


@pytest.fixture
def filing(client, customer, ticket_type):
    client.force_login(customer)
    return client


def file(client, **data):
    words = {"submission_key": uuid.uuid4(), "subject": "خطا", "description": "شرح کامل خطا"}
    return client.post(FORM, words | data)


def outcomes():
    return list(Visit.objects.order_by("begun_at").values_list("outcome", flat=True))


def test_whoever_opens_the_form_again_is_the_same_visit_until_a_ticket_is_filed(filing):
    filing.get(FORM)
    filing.get(FORM)
    assert outcomes() == [""]
    assert file(filing, subject="").status_code == 422
    assert outcomes() == [""]
    assert file(filing).status_code == 302
    assert outcomes() == ["filed"]
    filing.get(FORM)
    assert outcomes() == ["filed", ""]


def test_only_those_who_reach_the_form_are_counted(filing):
    filing.get("/panel/tickets/new/")
    filing.get("/panel/tickets/new/nowhere/bug-report/")
    filing.get("/panel/suggestions/", {"q": "پیامک"})
    filing.logout()
    filing.get(FORM)
    assert outcomes() == []


def test_a_visit_says_nothing_of_who_it_was():
    assert {field.name for field in Visit._meta.fields} == {
        "key",
        "is_held_out",
        "begun_at",
        "outcome",
        "ended_at",
    }


def test_the_key_decides_the_group(settings):
    keys = [uuid.UUID(int=number) for number in range(2_000)]
    settings.SUPPORT_SUGGESTIONS_HELD_OUT = 0.1
    held_out = {key for key in keys if visits.is_held_out(key)}
    assert held_out == {key for key in keys if visits.is_held_out(str(key))}
    assert 150 < len(held_out) < 250
    settings.SUPPORT_SUGGESTIONS_HELD_OUT = 0.3
    assert held_out < {key for key in keys if visits.is_held_out(key)}


@pytest.mark.parametrize(("share", "expected"), [(0, False), (1, True)])
def test_the_extremes_hold_out_nobody_and_everybody(share, expected, filing, settings):
    settings.SUPPORT_SUGGESTIONS_HELD_OUT = share
    filing.get(FORM)
    assert Visit.objects.get().is_held_out is expected


def test_a_visit_stays_in_its_group_whatever_becomes_of_the_setting(filing, settings):
    settings.SUPPORT_SUGGESTIONS_HELD_OUT = 1
    filing.get(FORM)
    settings.SUPPORT_SUGGESTIONS_HELD_OUT = 0
    assert filing.get(FORM).context["may_suggest"] is False


def test_whoever_does_neither_within_a_day_has_left(filing, watch):
    filing.get(FORM)
    Visit.objects.update(begun_at=watch.now)
    watch.forward(24 * 60 - 1)
    call_command("support_tick")
    assert outcomes() == [""]
    watch.forward(2)
    call_command("support_tick")
    assert outcomes() == ["left"]
    assert file(filing).status_code == 302
    assert outcomes() == ["left"]
    filing.get(FORM)
    assert outcomes() == ["left", ""]


def test_old_visits_are_forgotten_with_what_they_were_shown(filing, watch, settings):
    settings.SUPPORT_KEEP_VISITS_DAYS = 7
    filing.get(FORM)
    Visit.objects.update(begun_at=watch.now)
    visits.remember(Visit.objects.get(), "shown", [{"title": "الف", "url": "/a/", "page": None}])
    watch.now += timedelta(days=6)
    call_command("support_tick")
    assert Suggestion.objects.count() == 1
    watch.now += timedelta(days=2)
    call_command("support_tick")
    assert (Visit.objects.count(), Suggestion.objects.count()) == (0, 0)


def test_a_visit_keeps_no_more_suggestions_than_fifty(db):
    visit = Visit.objects.create(is_held_out=False)
    many = [{"title": str(number), "url": f"/{number}/", "page": None} for number in range(60)]
    visits.remember(visit, "shown", many)
    visits.remember(visit, "shown", many)
    assert visit.suggestions.count() == 50
