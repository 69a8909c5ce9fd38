"""The clocks of one ticket as a pure state machine: what happened goes in, what is due comes out.

A target runs while it is our turn and really pauses while it is not: what was used is kept. Applying the lines
of a timeline one by one as they happen and folding them all at once lead to the same state, so that a changed
calendar or policy is a new fold.

- first_reply: from filing to the first public message of the team.
- next_reply: from the customer's oldest unanswered request after an answer to the next public message, or to
  the end of the ticket.
- resolution: until resolved or closed; goes on with what is left when the ticket is opened again.
- update: how long the customer may hear nothing; begins anew with each public message. While a date is promised,
  and after it has passed until we speak, that date is due, whatever the policy says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from support_plugin.tickets.models import Event, Side

from . import clock
from .models import Target

Kind = Event.Kind
NOTHING = timedelta()

# The lines that matter here.
PASSING_THE_TURN = frozenset(
    {
        Kind.OPENED,
        Kind.REPLIED,
        Kind.WAITED,
        Kind.HELD,
        Kind.PROMISE_DUE,
        Kind.RESOLVED,
        Kind.REOPENED,
        Kind.CLOSED,
        Kind.MERGED,
        Kind.MERGED_IN,
    }
)
# These say that what was counted did not happen: everything is counted anew without it.
UNDOING = frozenset({Kind.RECALLED, Kind.UNMERGED, Kind.UNMERGED_FROM})
TOLD = frozenset({Kind.DUE_SOON, Kind.OVERDUE})
KINDS = PASSING_THE_TURN | UNDOING | TOLD


@dataclass(frozen=True)
class Fact:
    """One line of the timeline: `side` of who wrote, `until` when news was promised, `target` and `due` warned of."""

    kind: str
    at: datetime
    side: str = ""
    until: datetime | None = None
    target: str = ""
    due: datetime | None = None


@dataclass(frozen=True)
class Rules:
    """By which hours is counted (a `clock.Schedule`), and how long each target may take; none: it is no target."""

    schedule: clock.Schedule = clock.ALWAYS
    limits: Mapping = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """One target: `used` before the present run; `running_since` is None while it is paused or over."""

    started_at: datetime
    used: timedelta = NOTHING
    running_since: datetime | None = None
    due_at: datetime | None = None
    met_at: datetime | None = None
    warned_at: datetime | None = None
    overdue_at: datetime | None = None


@dataclass(frozen=True)
class State:
    """`runs` is `{target: Run}`; `promise` the date that is still owed; `is_answered`: the team has spoken once."""

    runs: Mapping = field(default_factory=dict)
    promise: datetime | None = None
    is_answered: bool = False

    @property
    def next_due(self):
        """`(due_at, target)` of what is due first; `(None, "")` while nothing runs."""
        running = [
            (run.due_at, target) for target, run in self.runs.items() if run.running_since and run.due_at
        ]
        return min(running, default=(None, ""))

    def with_misses_told(self, now, known):
        """The same, with what is late by `now` counted as told of, unless it was `known` to be due: `{target: due_at}`."""
        runs = dict(self.runs)
        for target, run in self.runs.items():
            is_late = run.running_since and run.due_at and run.due_at <= now and run.overdue_at is None
            if is_late and known.get(target) != run.due_at:
                runs[target] = replace(run, overdue_at=now)
        return replace(self, runs=runs)


def fold(facts, rules):
    """The state after all of these, oldest first."""
    state = State()
    for fact in facts:
        state = advance(state, fact, rules)
    return state


def advance(state, fact, rules):
    """The state after one more line of the timeline."""
    if fact.kind in TOLD:
        return _remember(state, fact)
    step = {
        Kind.OPENED: _filed,
        Kind.REPLIED: _answered if fact.side == Side.TEAM else _asked,
        Kind.WAITED: _passed_on,
        Kind.HELD: _promised,
        Kind.PROMISE_DUE: _promise_came,
        Kind.RESOLVED: _finished,
        Kind.CLOSED: _finished,
        Kind.REOPENED: _opened_again,
        Kind.MERGED: _finished,
        Kind.MERGED_IN: _came_with_another,
    }.get(fact.kind)
    if step is None:
        return state
    ledger = _Ledger(state, fact.at, rules)
    step(ledger, fact)
    return ledger.state


# What each line does ----------------------------------------------------------


def _filed(ledger, fact):
    ledger.begin(Target.FIRST_REPLY)
    ledger.begin(Target.RESOLUTION)
    ledger.begin(Target.UPDATE)


def _answered(ledger, fact):
    ledger.promise = None
    ledger.is_answered = True
    ledger.pause_all()
    ledger.meet(Target.FIRST_REPLY)
    ledger.meet(Target.NEXT_REPLY)
    # An answer to a resolved ticket opens it again.
    ledger.take_up(Target.RESOLUTION)
    ledger.begin(Target.UPDATE, is_running=False)


def _asked(ledger, fact):
    """The customer wrote. What is paused goes on; a new question is counted once we have answered the last."""
    if not ledger.is_open(Target.UPDATE):
        ledger.begin(Target.UPDATE)
    if ledger.is_answered and not ledger.is_open(Target.NEXT_REPLY):
        ledger.begin(Target.NEXT_REPLY)
    ledger.take_up(Target.RESOLUTION)
    ledger.resume_all()


def _passed_on(ledger, fact):
    if ledger.promise:
        ledger.promise = None
        ledger.begin(Target.UPDATE, is_running=False)
    ledger.pause_all()


def _promised(ledger, fact):
    _answered(ledger, fact)
    ledger.promise = fact.until
    ledger.runs[Target.UPDATE] = Run(fact.at, running_since=fact.at, due_at=fact.until)


def _promise_came(ledger, fact):
    """It is our turn again. The agents hear of it by this very line."""
    if ledger.promise:
        run = ledger.runs[Target.UPDATE]
        ledger.runs[Target.UPDATE] = replace(run, overdue_at=run.overdue_at or fact.at)
    ledger.resume_all()


def _finished(ledger, fact):
    ledger.pause_all()
    for target in (Target.NEXT_REPLY, Target.UPDATE, Target.RESOLUTION):
        ledger.meet(target)
    if ledger.promise:
        ledger.promise = None
        ledger.forget_promise()


def _came_with_another(ledger, fact):
    """Another ticket was merged in, perhaps with a question that waits (`side`), perhaps with a promise (`until`)."""
    if fact.side == Side.CUSTOMER:
        _asked(ledger, fact)
    if fact.until:
        ledger.promise = fact.until
        ledger.runs[Target.UPDATE] = Run(fact.at, running_since=fact.at, due_at=fact.until)


def _opened_again(ledger, fact):
    if fact.side == Side.CUSTOMER:
        _asked(ledger, fact)
    else:
        ledger.begin(Target.UPDATE)
        ledger.take_up(Target.RESOLUTION)
        ledger.resume_all()


def _remember(state, fact):
    """That somebody was told counts as long as they would have been told by today's rules as well."""
    run = state.runs.get(fact.target)
    if run is None or run.due_at is None or not run.running_since:
        return state
    if fact.kind == Kind.OVERDUE and run.due_at <= fact.at:
        run = replace(run, overdue_at=run.overdue_at or fact.at)
    elif fact.kind == Kind.DUE_SOON and run.due_at <= max(fact.due or fact.at, fact.at):
        run = replace(run, warned_at=run.warned_at or fact.at)
    return replace(state, runs={**state.runs, fact.target: run})


# How it is done ---------------------------------------------------------------


class _Ledger:
    """One step being taken: the state's parts, to be changed in place."""

    def __init__(self, state, at, rules):
        self.runs = dict(state.runs)
        self.promise = state.promise
        self.is_answered = state.is_answered
        self.at = at
        self.rules = rules

    @property
    def state(self):
        return State(self.runs, self.promise, self.is_answered)

    def is_open(self, target):
        run = self.runs.get(target)
        return run is not None and run.met_at is None

    def begin(self, target, *, is_running=True):
        """Count from now on, whatever was before."""
        self.runs.pop(target, None)
        if target in self.rules.limits:
            self.runs[target] = Run(self.at)
            if is_running:
                self._resume(target)

    def take_up(self, target):
        """Go on with what is left, although it seemed to be over."""
        if target in self.runs:
            self.runs[target] = replace(self.runs[target], met_at=None)

    def meet(self, target):
        run = self.runs.get(target)
        if run and run.met_at is None:
            self.runs[target] = replace(run, met_at=self.at)

    def forget_promise(self):
        """Its clock stays only where the policy has one of that name."""
        if Target.UPDATE not in self.rules.limits:
            self.runs.pop(Target.UPDATE, None)

    def pause_all(self):
        for target, run in self.runs.items():
            if run.running_since:
                self.runs[target] = self._paused(target, run)

    def resume_all(self):
        for target, run in list(self.runs.items()):
            if run.met_at is None and not run.running_since:
                self._resume(target)

    def _paused(self, target, run):
        used = run.used
        if not self._is_promise(target):
            used += clock.between(self.rules.schedule, run.running_since, self.at)
        # Missed already: by when it was due stays to be read.
        is_missed = run.due_at is not None and run.due_at <= self.at
        return replace(run, used=used, running_since=None, due_at=run.due_at if is_missed else None)

    def _resume(self, target):
        run = self.runs[target]
        left = self.rules.limits[target] - run.used
        due_at = run.due_at
        if due_at is None:
            due_at = clock.add(self.rules.schedule, self.at, left)
        self.runs[target] = replace(run, running_since=self.at, due_at=due_at)

    def _is_promise(self, target):
        return target == Target.UPDATE and self.promise is not None
