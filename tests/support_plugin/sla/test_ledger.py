"""The clocks of a ticket: what runs, what pauses, what is met, and what is left."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_plugin.sla.clock import Schedule
from support_plugin.sla.ledger import Fact, Rules, State, advance, fold
from support_plugin.sla.models import Target
from support_plugin.tickets.models import Event, Side

Kind = Event.Kind
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LIMITS = {
    Target.FIRST_REPLY: 30 * MINUTE,
    Target.NEXT_REPLY: 30 * MINUTE,
    Target.UPDATE: 60 * MINUTE,
    Target.RESOLUTION: 120 * MINUTE,
}
RULES = Rules(limits=LIMITS)
OFFICE = Rules(
    Schedule(ZoneInfo("Asia/Tehran"), (((8 * 60, 17 * 60),),) * 7, frozenset(), ()),
    LIMITS,
)


def at(minutes):
    return NOON + minutes * MINUTE


def opened(minutes=0):
    return Fact(Kind.OPENED, at(minutes))


def asked(minutes):
    return Fact(Kind.REPLIED, at(minutes), side=Side.CUSTOMER)


def answered(minutes):
    return Fact(Kind.REPLIED, at(minutes), side=Side.TEAM)


def waited(minutes):
    return Fact(Kind.WAITED, at(minutes))


def held(minutes, until):
    return Fact(Kind.HELD, at(minutes), until=at(until))


def promise_came(minutes):
    return Fact(Kind.PROMISE_DUE, at(minutes))


def resolved(minutes, side=Side.TEAM):
    return Fact(Kind.RESOLVED, at(minutes), side=side)


def closed(minutes):
    return Fact(Kind.CLOSED, at(minutes))


def reopened(minutes, side=Side.TEAM):
    return Fact(Kind.REOPENED, at(minutes), side=side)


def overdue(minutes, target, due):
    return Fact(Kind.OVERDUE, at(minutes), target=target, due=at(due))


def due_soon(minutes, target, due):
    return Fact(Kind.DUE_SOON, at(minutes), target=target, due=at(due))


def told(*facts, rules=RULES):
    """`{target: minutes until due, "met" or "paused"}`."""
    runs = fold(facts, rules).runs
    return {
        str(target): "met" if run.met_at else (run.due_at - NOON) / MINUTE if run.running_since else "paused"
        for target, run in runs.items()
    }


def test_filing_starts_the_clocks():
    assert told(opened()) == {"first_reply": 30, "resolution": 120, "update": 60}


def test_an_answer_meets_the_first_reply_and_pauses_the_rest():
    assert told(opened(), answered(10)) == {"first_reply": "met", "resolution": "paused", "update": "paused"}


def test_what_was_used_is_kept_over_a_pause():
    assert told(opened(), answered(10), asked(1000)) == {
        "first_reply": "met",
        "resolution": 1000 + 110,
        "next_reply": 1030,
        "update": 1060,
    }


def test_the_oldest_unanswered_request_counts():
    assert told(opened(), answered(10), asked(100), asked(120))["next_reply"] == 130


def test_before_the_first_answer_a_second_message_starts_nothing():
    assert told(opened(), asked(10)) == {"first_reply": 30, "resolution": 120, "update": 60}


def test_each_question_after_an_answer_has_a_clock_of_its_own():
    assert told(opened(), answered(10), asked(100), answered(125), asked(200))["next_reply"] == 230


def test_waiting_for_the_customer_really_pauses():
    assert told(opened(), waited(20)) == {"first_reply": "paused", "resolution": "paused", "update": "paused"}
    assert told(opened(), waited(20), asked(500)) == {"first_reply": 510, "resolution": 600, "update": 540}


def test_a_question_that_was_put_off_goes_on_with_what_is_left():
    assert told(opened(), answered(10), asked(100), waited(120), asked(300))["next_reply"] == 310


def test_a_promise_is_due_on_its_date_and_pauses_the_rest():
    assert told(opened(), held(10, until=900)) == {
        "first_reply": "met",
        "resolution": "paused",
        "update": 900,
    }


def test_a_promise_is_due_even_where_no_policy_counts():
    rules = Rules()
    assert told(opened(), held(10, until=900), rules=rules) == {"update": 900}
    assert told(opened(), held(10, until=900), asked(50), rules=rules) == {"update": 900}
    for done in (answered(20), waited(20), resolved(20), closed(20)):
        assert told(opened(), held(10, until=900), done, rules=rules) == {}


def test_a_customers_reply_does_not_cancel_the_promise():
    assert told(opened(), held(10, until=900), asked(50)) == {
        "first_reply": "met",
        "next_reply": 80,
        "resolution": 160,
        "update": 900,
    }


def test_a_promise_that_came_stays_due_until_we_speak_and_the_rest_goes_on():
    history = (opened(), held(10, until=900), promise_came(901))
    assert told(*history) == {"first_reply": "met", "resolution": 901 + 110, "update": 900}
    # The agents heard of it by that very line.
    assert fold(history, RULES).runs[Target.UPDATE].overdue_at == at(901)
    assert told(*history, answered(950))["update"] == "paused"
    assert told(*history, answered(950), asked(1000))["update"] == 1060


def test_resolving_meets_and_opening_again_goes_on_with_what_is_left():
    history = (opened(), answered(10), asked(20), resolved(50))
    assert set(told(*history).values()) == {"met"}
    assert told(*history, reopened(500))["resolution"] == 500 + 120 - 40
    assert told(*history, asked(500)) == {
        "first_reply": "met",
        "next_reply": 530,
        "resolution": 500 + 120 - 40,
        "update": 560,
    }


def test_a_ticket_resolved_without_a_word_still_owes_its_first_reply():
    assert told(opened(), resolved(10))["first_reply"] == "paused"
    assert told(opened(), resolved(10), asked(100))["first_reply"] == 120


def test_an_answer_to_a_resolved_ticket_opens_it_and_waits():
    assert told(opened(), answered(10), resolved(20), answered(30))["resolution"] == "paused"


def test_closing_after_resolving_changes_nothing():
    history = (opened(), answered(10), resolved(20))
    assert fold((*history, closed(6000)), RULES) == fold(history, RULES)


def test_what_was_missed_stays_missed_over_a_pause():
    state = fold((opened(), waited(200), asked(1000)), RULES)
    run = state.runs[Target.FIRST_REPLY]
    assert (run.due_at, run.used) == (at(30), 200 * MINUTE)
    assert run.running_since == at(1000)


def test_a_reply_too_late_is_met_and_says_by_when_it_was_due():
    run = fold((opened(), answered(45)), RULES).runs[Target.FIRST_REPLY]
    assert (run.met_at, run.due_at) == (at(45), at(30))


def test_working_hours_count():
    # Noon UTC is 15:30 in Tehran: an hour and a half until five, the rest from eight.
    due = fold((opened(),), OFFICE).runs[Target.RESOLUTION].due_at
    assert due == datetime(2026, 11, 23, 8, 30, tzinfo=ZoneInfo("Asia/Tehran"))


def test_what_is_due_next_is_the_earliest_that_runs():
    assert fold((opened(),), RULES).next_due == (at(30), Target.FIRST_REPLY)
    assert fold((opened(), answered(10)), RULES).next_due == (None, "")
    assert fold((opened(), held(10, until=900)), RULES).next_due == (at(900), Target.UPDATE)


def test_that_somebody_was_told_is_remembered_for_the_run():
    warned = (opened(), due_soon(5, "first_reply", due=30), overdue(31, "first_reply", due=30))
    run = fold(warned, RULES).runs[Target.FIRST_REPLY]
    assert (run.warned_at, run.overdue_at) == (at(5), at(31))
    run = fold((*warned, waited(40), asked(50)), RULES).runs[Target.FIRST_REPLY]
    assert (run.warned_at, run.overdue_at) == (at(5), at(31))


def test_a_new_question_is_told_anew():
    state = fold(
        (opened(), answered(1), asked(10), overdue(41, "next_reply", due=40), answered(50), asked(60)), RULES
    )
    assert state.runs[Target.NEXT_REPLY].overdue_at is None


def test_what_was_told_by_other_rules_counts_only_while_it_is_true_by_todays():
    history = (opened(), due_soon(5, "first_reply", due=30), overdue(31, "first_reply", due=30))
    longer = Rules(limits={**LIMITS, Target.FIRST_REPLY: 300 * MINUTE})
    shorter = Rules(limits={**LIMITS, Target.FIRST_REPLY: 10 * MINUTE})
    assert fold(history, longer).runs[Target.FIRST_REPLY].overdue_at is None
    assert fold(history, longer).runs[Target.FIRST_REPLY].warned_at is None
    assert fold(history, shorter).runs[Target.FIRST_REPLY].overdue_at == at(31)


@pytest.mark.parametrize(
    "fact", [asked(5), answered(5), waited(5), promise_came(5), resolved(5), reopened(5), closed(5)]
)
def test_a_timeline_without_a_beginning_breaks_nothing(fact):
    assert advance(State(), fact, RULES).next_due is not None


# A slow look at the same history, minute by minute -----------------------------------------

STEPS = {
    "asked": asked,
    "answered": answered,
    "waited": waited,
    "resolved": resolved,
    "reopened": lambda minutes: reopened(minutes, Side.CUSTOMER),
}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(1, 90)), max_size=8))
def test_the_time_used_is_the_minutes_in_which_it_was_our_turn(steps):
    facts, now = [opened()], 0
    is_ours, used = True, 0
    for name, minutes in steps:
        used += minutes if is_ours else 0
        now += minutes
        facts.append(STEPS[name](now))
        is_ours = name in ("asked", "reopened")
    run = fold(facts, RULES).runs[Target.RESOLUTION]
    present = at(now) - run.running_since if run.running_since else timedelta()
    assert run.used + present == used * MINUTE
    if run.running_since and used < 120:
        assert run.due_at == at(now + 120 - used)
