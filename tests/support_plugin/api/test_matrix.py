"""Who may do what through the programs' door: every operation, for everybody, on everything that can be named.

What one does not see is answered exactly like what does not exist; what is refused changes nothing.
"""

import itertools
from contextlib import contextmanager, nullcontext
from functools import partial

import pytest
from django.db import transaction

from support_plugin.tickets.models import Event, Side
from support_plugin.tokens.scopes import Scope

from .calls import CALLS, To, make, operations, those
from .conftest import Program
from .small_desk import (
    NO_REFERENCE,
    NO_UUID,
    Sitting,
    SmallDesk,
    expired,
    of_inactive,
    revoked,
    stored,
    told,
    with_secret,
)

CUSTOMER, TEAM = Side.CUSTOMER, Side.TEAM
READ_AND_WRITE = [Scope.READ, Scope.WRITE]
# How each of the cast comes in.
ROLES = {
    "customer": lambda person: Program(person("customer")),
    "customer at a screen": lambda person: Sitting(person("customer")),
    "stranger": lambda person: Program(person("stranger")),
    "agent": lambda person: Program(person("agent")),
    "agent at a screen": lambda person: Sitting(person("agent")),
    "agent without the scope": lambda person: Program(person("agent"), READ_AND_WRITE),
    "agent2": lambda person: Program(person("agent2")),
    "lead": lambda person: Program(person("lead")),
    "editor": lambda person: Program(person("editor")),
    "admin": lambda person: Program(person("admin")),
    "admin without the scope": lambda person: Program(person("admin"), READ_AND_WRITE),
}
DESK = {"agent", "agent at a screen", "agent2", "lead", "admin"}
# On which side who meets which ticket; whoever is not named does not meet it.
OF_TECHNICAL = {
    "customer": CUSTOMER,
    "customer at a screen": CUSTOMER,
    "agent": TEAM,
    "agent at a screen": TEAM,
    "lead": TEAM,
    "admin": TEAM,
}
SIDES = {
    "mine": OF_TECHNICAL,
    "merged": OF_TECHNICAL,
    "foreign": {"stranger": CUSTOMER, "agent2": TEAM, "lead": TEAM, "admin": TEAM},
    "agents_own": {
        "agent": CUSTOMER,
        "agent at a screen": CUSTOMER,
        "agent without the scope": CUSTOMER,
        "agent2": TEAM,
        "lead": TEAM,
        "admin": TEAM,
    },
}
WORK_TECHNICAL = {"agent", "agent at a screen", "lead", "admin"}
WORK_BILLING = {"agent2", "lead", "admin"}
CUSTOMERS_SELVES = {"customer", "customer at a screen"}
AGENTS_SELVES = {"agent", "agent at a screen", "agent without the scope"}
READERS = {
    "mine_request": WORK_TECHNICAL | CUSTOMERS_SELVES,
    "mine_answer": WORK_TECHNICAL | CUSTOMERS_SELVES,
    "mine_note": WORK_TECHNICAL,
    "foreign_request": WORK_BILLING | {"stranger"},
    "foreign_answer": WORK_BILLING | {"stranger"},
    "foreign_note": WORK_BILLING,
    "kept_by_customer": CUSTOMERS_SELVES,
    "kept_by_stranger": {"stranger"},
    "kept_by_agent": AGENTS_SELVES,
}
AGENTS_AT_THE_DESK = {"agent", "agent at a screen"}
SEES_VIEW = {
    "agents": AGENTS_AT_THE_DESK,
    "of_technical": WORK_TECHNICAL,
    "agent2s": {"agent2"},
    "of_billing": WORK_BILLING,
}
CHANGES_VIEW = {
    "agents": AGENTS_AT_THE_DESK,
    "of_technical": AGENTS_AT_THE_DESK | {"lead", "admin"},
    "agent2s": {"agent2"},
    "of_billing": {"agent2", "lead", "admin"},
}

NOT_LOGGED_IN = {
    "without a token": (lambda person: Program(), "not_authenticated"),
    "an invented token": (lambda person: with_secret(f"wsd_{'0' * 64}"), "invalid_token"),
    "an expired token": (lambda person: expired(person("agent")), "invalid_token"),
    "a revoked token": (lambda person: revoked(person("agent")), "invalid_token"),
    "a token of somebody inactive": (lambda person: of_inactive(person("agent")), "invalid_token"),
}


@pytest.fixture(autouse=True)
def _calls_are_not_counted(settings):
    settings.SUPPORT_API_DOCS = True
    settings.SUPPORT_API_EVENTS_LAG_SECONDS = 0
    for rate in ("TOKEN", "USER", "ANONYMOUS"):
        setattr(settings, f"SUPPORT_API_{rate}_RATE", "")


@pytest.fixture
def desk(db, request):
    return SmallDesk(request.getfixturevalue)


@pytest.fixture
def programs(desk, request):
    """`{role: program}`."""
    return {who: come_in(request.getfixturevalue) for who, come_in in ROLES.items()}


def code_of(response):
    is_problem = response.status_code >= 400
    return response.status_code, response.json()["code"] if is_problem else ""


def refused(call):
    """The answer to a call that must change nothing."""
    before = stored()
    response = call()
    assert stored() == before
    return response


@contextmanager
def undone():
    """Of what is done in here nothing is left."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def words_unseen_by(who, desk):
    """What stands in nothing that they read: of tickets, of notes, of files, views, canned replies and tags."""
    unseen = [word for name, case in desk.cases.items() if who not in SIDES[name] for word in case.words]
    unseen += [f"zq-{name}-note" for name, sides in SIDES.items() if sides.get(who) != TEAM]
    unseen += [file.name for name, file in desk.files.items() if who not in READERS[name]]
    unseen += [view.name for name, view in desk.views.items() if who not in SEES_VIEW[name]]
    for name, workers in (("technical", WORK_TECHNICAL), ("billing", WORK_BILLING)):
        unseen += [] if who in workers else [f"zq-canned-{name}", f"zq-canned-body-{name}"]
    # A tag is no secret among those who work at a desk.
    return unseen if who in DESK else [*unseen, "zq-tag-"]


def leaks(text, words):
    return [word for word in words if word in text]


def test_the_table_says_every_operation_and_nothing_else():
    assert sorted(operations()) == sorted(CALLS)


def test_whoever_is_not_logged_in_gets_nothing(desk, request):
    case, before = desk.cases["mine"], stored()
    for how, (enter, code) in NOT_LOGGED_IN.items():
        program = enter(request.getfixturevalue)
        for key, call in CALLS.items():
            is_open = call.to == To.EVERYBODY and (how == "without a token" or key[0] == "docs")
            if is_open or call.to == To.NOBODY:
                continue
            response = make(program, key, desk=desk, case=case, **place_of(key, desk))
            assert (how, key, *code_of(response)) == (how, key, 401, code)
            assert response["WWW-Authenticate"] == 'Bearer realm="support"'
            assert leaks(told(response), ["zq-", case.ticket.reference]) == []
            if key[1] != "GET":
                assert stored() == before
    assert stored() == before


def test_without_logging_in_the_description_is_read_and_nothing_else(desk):
    program, case = Program(), desk.cases["mine"]
    answered = {
        key: make(program, key, desk=desk, case=case, **place_of(key, desk)).status_code for key in CALLS
    }
    expected = {To.EVERYBODY: 200, To.NOBODY: 404}
    assert answered == {key: expected.get(call.to, 401) for key, call in CALLS.items()}


@pytest.mark.parametrize("who", ["customer", "agent"])
def test_a_token_does_only_what_it_was_made_for(who, desk, request):
    person, case, before = request.getfixturevalue(who), desk.cases["mine"], stored()
    closed = [key for key, call in CALLS.items() if call.to not in (To.EVERYBODY, To.NOBODY)]
    for scope, methods in ((Scope.READ, {"GET"}), (Scope.WRITE, {"POST", "PATCH", "DELETE"})):
        program = Program(person, [scope, Scope.AGENT] if who == "agent" else [scope])
        missing = []
        for key in closed:
            with undone():
                response = make(program, key, desk=desk, case=case, **place_of(key, desk, f"kept_by_{who}"))
                if code_of(response) == (403, "scope_missing"):
                    missing.append(key)
                    assert stored() == before
                    assert leaks(told(response), ["zq-"]) == []
        assert missing == [key for key in closed if key[1] not in methods and key[0] != "me"]


def test_what_belongs_to_nobody_in_particular_is_there_for_all_and_the_desks_for_the_desk(desk, programs):
    for who, program in programs.items():
        unseen = words_unseen_by(who, desk)
        for key in those(To.PEOPLE, To.DESK, To.EVERYBODY):
            if CALLS[key].to == To.DESK and who not in DESK:
                response = refused(lambda key=key, program=program: make(program, key, desk=desk))
                assert (who, key, *code_of(response)) == (who, key, 403, "desk_only")
            else:
                with undone():
                    response = make(program, key, desk=desk)
                assert (who, key, response.status_code) == (who, key, CALLS[key].done)
            assert (who, key, leaks(told(response), unseen)) == (who, key, [])


@pytest.mark.parametrize("name", SIDES)
def test_a_ticket_answers_to_its_customer_and_to_its_department(name, desk, programs):
    case, nothing = desk.cases[name], {}
    for who, program in programs.items():
        side, unseen = SIDES[name].get(who), words_unseen_by(who, desk)
        for key in those(To.ONES_TICKETS, To.WORKED_TICKETS):
            call = CALLS[key]

            def make_in(reference, key=key, program=program):
                return make(program, key, desk=desk, case=case, reference=reference)

            if side is None:
                response = refused(lambda: make_in(case.ticket.reference))
                assert (who, key, *code_of(response)) == (who, key, 404, "not_found")
                nothing[key] = nothing.get(key) or make_in(NO_REFERENCE)
                assert same(response, nothing[key])
            elif side == CUSTOMER and call.to == To.WORKED_TICKETS:
                response = refused(lambda: make_in(case.ticket.reference))
                assert (who, key, *code_of(response)) == (who, key, 403, "desk_only")
            else:
                with undone():
                    response = make_in(case.ticket.reference)
                done = call.merged if name == "merged" else call.done
                assert (who, key, response.status_code) == (who, key, done)
            assert (who, key, leaks(told(response), unseen)) == (who, key, [])


def test_on_the_other_side_there_is_no_such_ticket(desk, programs):
    for side, (who, program) in itertools.product(Side.values, programs.items()):
        for name, case in desk.cases.items():
            if SIDES[name].get(who) == side:
                with undone():
                    response = ask(program, ("ticket", "GET"), side, desk, case)
                assert (who, name, response.status_code) == (who, name, 200)
                continue
            # Every operation of a ticket finds it in the same way.
            for key in (("ticket", "GET"), ("messages", "POST"), ("take", "POST")):
                response = ask(program, key, side, desk, case)
                assert (who, name, key, *code_of(response)) == (who, name, key, 404, "not_found")
                assert leaks(told(response), case.words) == []


def test_as_a_customer_one_has_no_verbs_of_the_desk(desk, programs):
    """Not where one asks as a customer, although one works elsewhere."""
    for name, who in (("mine", "customer"), ("agents_own", "agent")):
        for key in those(To.WORKED_TICKETS):
            response = refused(partial(ask, programs[who], key, CUSTOMER, desk, desk.cases[name]))
            assert (who, key, *code_of(response)) == (who, key, 403, "desk_only")


def test_a_file_is_had_by_whoever_reads_its_message_and_dropped_by_who_keeps_it(desk, programs):
    nothing = {key: make(programs["agent"], key, desk=desk, uuid=NO_UUID) for key in those(To.FILES)}
    before = stored()
    # Dropping comes last: what is stored comes back, the file itself does not.
    for key, who, name in itertools.product(those(To.FILES), programs, desk.files):
        is_theirs = who in READERS[name] and (key[1] == "GET" or name.startswith("kept"))
        with undone() if is_theirs else nullcontext():
            response = make(programs[who], key, desk=desk, uuid=desk.files[name].uuid)
        if is_theirs:
            assert (who, name, key, response.status_code) == (who, name, key, CALLS[key].done)
            continue
        assert (who, name, key, *code_of(response)) == (who, name, key, 404, "not_found")
        assert same(response, nothing[key])
        if key[1] != "GET":
            assert stored() == before
    assert stored() == before


def test_a_view_is_its_owners_and_theirs_with_whom_it_is_shared(desk, programs):
    for who, program in programs.items():
        unseen = words_unseen_by(who, desk)
        for name, view in desk.views.items():
            for key in those(To.VIEWS):

                def make_of(uuid, key=key, program=program):
                    return make(program, key, desk=desk, uuid=uuid)

                if who in (SEES_VIEW if key[1] == "GET" else CHANGES_VIEW)[name]:
                    with undone():
                        response = make_of(view.uuid)
                    assert (who, name, key, response.status_code) == (who, name, key, CALLS[key].done)
                    assert leaks(told(response), unseen) == []
                    continue
                response = refused(partial(make_of, view.uuid))
                expected = (404, "not_found")
                if who not in DESK:
                    expected = (403, "desk_only")
                elif who in SEES_VIEW[name]:
                    expected = (403, "permission_denied")
                else:
                    assert same(response, make_of(NO_UUID))
                assert (who, name, key, *code_of(response)) == (who, name, key, *expected)
                assert leaks(told(response), [view.name, *unseen]) == []


def test_lists_hold_what_is_met_on_their_side_and_nothing_else(desk, programs):
    for side, (who, program) in itertools.product(Side.values, programs.items()):
        met = [case for name, case in desk.cases.items() if SIDES[name].get(who) == side]
        expected = {ticket.reference for case in met for ticket in (case.ticket, case.sibling)}
        tickets, events = (program.get(f"{name}/", side=side, limit=100) for name in ("tickets", "events"))
        if side == TEAM and who not in DESK:
            assert [code_of(tickets), code_of(events)] == [(403, "desk_only")] * 2
            continue
        assert {each["reference"] for each in tickets.json()["results"]} == expected
        assert {each["ticket"] for each in events.json()["results"]} == expected
        if side == TEAM:
            lines = Event.objects.filter(ticket__reference__in=expected).order_by("pk")[:100]
            assert [each["id"] for each in events.json()["results"]] == [line.pk for line in lines]


def test_the_desks_lists_are_of_ones_own_departments(desk, programs):
    offered = {"technical": WORK_TECHNICAL, "billing": WORK_BILLING}
    staff = {"agent": WORK_TECHNICAL, "agent2": WORK_BILLING, "lead": WORK_TECHNICAL | WORK_BILLING}

    def listed(program, path, name="name"):
        return {each[name] for each in program.get(path).json()["results"]}

    for who in DESK:
        program = programs[who]
        views = {desk.views[name].name for name, readers in SEES_VIEW.items() if who in readers}
        assert listed(program, "views/") == views
        canned = {f"zq-canned-{name}" for name, workers in offered.items() if who in workers}
        assert listed(program, "canned-replies/") == canned
        colleagues = {name for name, seen_by in staff.items() if who in seen_by}
        assert listed(program, "agents/", "username") == colleagues
        assert listed(program, "tags/") == {"zq-tag-mine", "zq-tag-foreign"}


def test_everybody_learns_of_themselves_what_they_may(desk, programs):
    works = {"lead": ["technical", "billing"], "admin": ["technical", "billing"], "agent2": ["billing"]}
    works |= dict.fromkeys(AGENTS_AT_THE_DESK, ["technical"])
    for who, program in programs.items():
        me = program.get("me/").json()
        assert (me["username"], me["is_agent"], me["departments"]) == (
            who.split()[0],
            who in DESK,
            works.get(who, []),
        )


def ask(program, key, side, desk, case):
    """The call of a ticket's operation as somebody on this side."""
    query = "&".join(filter(None, [CALLS[key].query, f"side={side}"]))
    return make(program, key, desk=desk, case=case, query=query, reference=case.ticket.reference)


def place_of(key, desk, file="mine_request"):
    """Where this operation has something to find."""
    to = CALLS[key].to
    if to in (To.ONES_TICKETS, To.WORKED_TICKETS):
        return {"reference": desk.cases["mine"].ticket.reference}
    if to == To.FILES:
        return {"uuid": desk.files[file].uuid}
    return {"uuid": desk.views["of_technical"].uuid} if to == To.VIEWS else {}


def same(response, other):
    """Nothing tells one answer from the other."""
    return (response.content, headers(response)) == (other.content, headers(other))


def headers(response):
    """Without the moment."""
    return {name: value for name, value in response.items() if name != "Expires"}
