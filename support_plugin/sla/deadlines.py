"""The rows of the clocks: reads them as the ledger's state, and writes what the ledger says."""

from collections import defaultdict
from datetime import datetime

from support_plugin.tickets.models import Event, Ticket
from support_plugin.tickets.timeline import standing

from . import ledger
from .ledger import Fact, Run, State
from .models import Deadline, Target
from .policies import active_policies, policy_for, rules_of

Kind = Event.Kind
# After these another policy or calendar may count.
OF_ANOTHER_POLICY = frozenset({Kind.TRANSFERRED, Kind.PRIORITY_SET})
HEARD = ledger.PASSING_THE_TURN | ledger.UNDOING | OF_ANOTHER_POLICY
COLUMNS = ("started_at", "used", "running_since", "due_at", "met_at", "warned_at", "overdue_at")


def follow(event):
    """Keep a ticket's clocks with the line just written to its timeline, inside the same transaction."""
    if event.kind not in HEARD:
        return
    ticket = event.ticket
    policy = policy_for(ticket)
    is_anew = event.kind in OF_ANOTHER_POLICY | ledger.UNDOING or _opens_again(event)
    if policy is None and not (is_anew or event.kind == Kind.HELD or ticket.due_at):
        return
    rows = [] if event.kind == Kind.OPENED else list(ticket.deadlines.all())
    if policy is None and is_anew and not rows:
        return
    rules = rules_of(policy, ticket.department)
    if event.kind == Kind.OPENED or not (is_anew or _is_of_another_policy(rows, policy)):
        state = ledger.advance(_state(ticket, rows, rules), fact_of(event), rules)
    else:
        state = ledger.fold(_timelines([ticket])[ticket.pk], rules)
    _save([(ticket, policy, state, rows)])


def count_anew(tickets, policies=None, schedules=None, told_at=None):
    """Fold the timelines of these tickets by today's policies and calendars. The caller holds their locks.

    With `told_at` nobody is told of what was never due before and turns out to be late by then: it is only shown.
    """
    policies = active_policies() if policies is None else policies
    timelines = _timelines(tickets)
    rows = defaultdict(list)
    for row in Deadline.objects.filter(ticket__in=[ticket.pk for ticket in tickets]):
        rows[row.ticket_id].append(row)
    counted = []
    for ticket in tickets:
        policy = policy_for(ticket, policies)
        rules = rules_of(policy, ticket.department, schedules)
        state = ledger.fold(timelines[ticket.pk], rules)
        if told_at:
            known = {row.target: row.due_at for row in rows[ticket.pk]}
            state = state.with_misses_told(told_at, known)
        counted.append((ticket, policy, state, rows[ticket.pk]))
    _save(counted)


def fact_of(event):
    """A line of the timeline as the ledger reads it."""
    data = event.data
    return Fact(
        kind=event.kind,
        at=event.created_at,
        side=data.get("side", ""),
        until=_moment(data.get("until")),
        target=data.get("target", ""),
        due=_moment(data.get("due")),
    )


def _timelines(tickets):
    """`{ticket pk: facts, oldest first}`."""
    timelines = defaultdict(list)
    events = Event.objects.filter(ticket__in=[ticket.pk for ticket in tickets], kind__in=ledger.KINDS)
    for event in standing(events.order_by("pk")):
        timelines[event.ticket_id].append(fact_of(event))
    return timelines


def _moment(iso):
    return datetime.fromisoformat(iso) if iso else None


def _opens_again(event):
    return event.kind == Kind.REOPENED or bool(event.data.get("reopened"))


def _is_of_another_policy(rows, policy):
    """Whether what is stored was counted by other rules, or never."""
    counted_by = {row.policy_id for row in rows if not row.is_promise}
    if policy is None:
        return bool(counted_by)
    return counted_by != {policy.pk}


def _state(ticket, rows, rules):
    promise = next((row.due_at for row in rows if row.is_promise), None)
    runs = {
        row.target: Run(**{column: getattr(row, column) for column in COLUMNS})
        for row in rows
        # A target that was taken out of the policy a moment ago is no longer counted.
        if row.target in rules.limits or row.is_promise
    }
    return State(runs, promise, is_answered=ticket.first_response_at is not None)


def _save(counted):
    """Write what differs: rows of the clocks, and on the ticket what is due next. Three statements at most."""
    written, gone, moved = [], [], []
    for ticket, policy, state, rows in counted:
        before = {row.target: row for row in rows}
        gone += [row.pk for target, row in before.items() if target not in state.runs]
        for target, run in state.runs.items():
            row = _row(ticket, target, run, policy, is_promise=_owes(state, target))
            if not _is_same(row, before.get(target)):
                written.append(row)
        due_at, due_target = state.next_due
        if (ticket.due_at, ticket.due_target) != (due_at, due_target):
            ticket.due_at, ticket.due_target = due_at, due_target
            moved.append(ticket)
    if gone:
        Deadline.objects.filter(pk__in=gone).delete()
    if written:
        Deadline.objects.bulk_create(
            written,
            update_conflicts=True,
            unique_fields=["ticket", "target"],
            update_fields=["policy", "is_promise", *COLUMNS],
        )
    if moved:
        Ticket.objects.bulk_update(moved, ["due_at", "due_target"])


def _owes(state, target):
    return target == Target.UPDATE and state.promise is not None


def _row(ticket, target, run, policy, *, is_promise):
    """A promised date is due whatever the policy: its row belongs to none."""
    columns = {column: getattr(run, column) for column in COLUMNS}
    policy = None if is_promise else policy
    return Deadline(ticket=ticket, target=target, policy=policy, is_promise=is_promise, **columns)


def _is_same(row, before):
    return before is not None and all(
        getattr(row, name) == getattr(before, name) for name in ("policy_id", "is_promise", *COLUMNS)
    )
