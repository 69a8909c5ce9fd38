"""Ids within calls: what is named in a body or behind the question mark and is not the caller's is answered like
what does not exist, and nothing is changed.
"""

import itertools
import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from support_plugin.models import Message, Ticket
from support_plugin.tickets import actions

from .conftest import Program
from .small_desk import NO_KEY, NO_REFERENCE, NO_UUID, SmallDesk, stored, told

NOT_AN_UPLOAD = ("#/attachments/0", "attachment_not_found")


@pytest.fixture(autouse=True)
def _calls_are_not_counted(settings):
    for rate in ("TOKEN", "USER"):
        setattr(settings, f"SUPPORT_API_{rate}_RATE", "")


@pytest.fixture
def desk(db, request):
    return SmallDesk(request.getfixturevalue)


def refused_alike(foreign, nothing):
    """`(status, code, [(where, code)])` of a call that names what is foreign; naming nothing gets the same."""
    before = stored()
    answers = [call() for call in (foreign, nothing)]
    assert stored() == before
    assert answers[0].json() == answers[1].json()
    assert "zq-" not in told(answers[0])
    body = answers[0].json()
    where = [(each.get("pointer") or each["parameter"], each["code"]) for each in body.get("errors", ())]
    return body["status"], body["code"], where


def in_a_day():
    return (timezone.now() + timedelta(days=1)).isoformat()


def in_mine(desk, path):
    return f"tickets/{desk.cases['mine'].ticket.reference}/{path}/"


@pytest.mark.parametrize("who", ["customer", "agent"])
def test_a_file_is_used_once_and_by_who_uploaded_it(who, desk, request, filing):
    program = Program(request.getfixturevalue(who))
    bodies = {"tickets/": filing, in_mine(desk, "messages"): {"body": "پیام تازه"}}
    if who == "agent":
        bodies[in_mine(desk, "hold")] = {"until": in_a_day()}
    others = ["foreign_note", "foreign_request", "mine_note", "mine_request", "kept_by_stranger"]
    for path, name in itertools.product(bodies, others):

        def naming(key, path=path):
            return program.post(path, {**bodies[path], "attachments": [str(key)]})

        answer = refused_alike(partial(naming, desk.files[name].uuid), partial(naming, NO_UUID))
        assert (path, name, answer) == (path, name, (422, "invalid", [NOT_AN_UPLOAD]))


def test_an_answer_of_another_ticket_is_not_taken_back_here(desk, agent, lead):
    mine, foreign = (desk.cases[name].ticket for name in ("mine", "foreign"))
    message = actions.reply(foreign, "zq-pending", by=lead, undo_seconds=60)
    for person in (agent, lead):
        program = Program(person)
        answer = refused_alike(
            lambda program=program: program.post(in_mine(desk, "recall"), {"message": message.pk}),
            lambda program=program: program.post(in_mine(desk, "recall"), {"message": NO_KEY}),
        )
        assert answer == (409, "too_late_to_recall", [])
    colleagues = actions.reply(mine, "zq-pending", by=lead, undo_seconds=60)
    before = stored()
    response = Program(agent).post(in_mine(desk, "recall"), {"message": colleagues.pk})
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert stored() == before


def test_nothing_is_merged_into_what_one_does_not_work(
    desk, as_agent, open_ticket, other_department, other_type
):
    elsewhere = open_ticket(department=other_department, ticket_type=other_type, subject="zq-elsewhere")
    for into in (desk.cases["foreign"].ticket, elsewhere, desk.cases["agents_own"].ticket):
        answer = refused_alike(
            lambda into=into: as_agent.post(in_mine(desk, "merge"), {"into": into.reference}),
            lambda: as_agent.post(in_mine(desk, "merge"), {"into": NO_REFERENCE}),
        )
        assert answer == (422, "invalid", [("#/into", "unknown_choice")])


def test_what_was_merged_is_parted_by_who_works_both(
    desk, as_agent, lead, open_ticket, other_department, other_type
):
    elsewhere = open_ticket(department=other_department, ticket_type=other_type, subject="zq-elsewhere")
    mine = desk.cases["mine"].ticket
    actions.merge(mine, elsewhere, by=lead)
    before = stored()
    response = as_agent.post(in_mine(desk, "unmerge"))
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert stored() == before
    # Where it goes on is told by its number alone.
    seen = [
        told(as_agent.get(path)) for path in (in_mine(desk, "events"), in_mine(desk, "messages"), "events/")
    ]
    seen.append(told(as_agent.get(f"tickets/{mine.reference}/", expand="messages,events")))
    assert ["zq-elsewhere" in text for text in seen] == [False] * 4
    assert f'"other":{{"reference":"{elsewhere.reference}"}}' in seen[0]


def test_a_canned_reply_of_another_department_is_not_sent(desk, as_agent):
    def naming(key):
        return as_agent.post(in_mine(desk, "messages"), {"body": "پیام تازه", "canned_replies": [key]})

    answer = refused_alike(lambda: naming(desk.canned["of_billing"].pk), lambda: naming(NO_KEY))
    assert answer == (422, "canned_reply_not_offered", [])


def test_a_ticket_is_given_to_nobody_who_does_not_work_there(desk, as_agent, agent2, customer, editor):
    before, answers = stored(), set()
    for name in ("agent2", "customer", "editor", "nobody-at-all"):
        body = as_agent.post(in_mine(desk, "assign"), {"assignee": name}).json()
        assert body["agent"] == name
        answers.add((body["status"], body["code"], body["detail"].replace(name, "…")))
    ((status, code, _sentence),) = answers
    assert (status, code) == (422, "not_an_agent_here")
    assert stored() == before


def test_what_is_named_in_the_address_is_there_only_for_its_own(desk, as_agent):
    unknown = {
        name: (400, "invalid_parameter", [(name, "unknown_choice")])
        for name in ("view", "department", "ticket")
    }
    for path, name, foreign, nothing, expected in (
        ("tickets/", "view", desk.views["agent2s"].uuid, NO_UUID, unknown["view"]),
        ("tickets/", "view", desk.views["of_billing"].uuid, NO_UUID, unknown["view"]),
        (
            "canned-replies/",
            "ticket",
            desk.cases["foreign"].ticket.reference,
            NO_REFERENCE,
            unknown["ticket"],
        ),
        (
            "canned-replies/",
            "ticket",
            desk.cases["agents_own"].ticket.reference,
            NO_REFERENCE,
            unknown["ticket"],
        ),
        ("agents/", "department", "billing", "nowhere", unknown["department"]),
    ):

        def naming(value, path=path, name=name):
            return as_agent.get(path, **{name: value})

        assert refused_alike(partial(naming, foreign), partial(naming, nothing)) == expected


def test_filters_bring_up_nothing_foreign(desk, as_agent, as_agent2):
    foreign = desk.cases["foreign"].ticket
    actions.take(foreign, by=desk.person("agent2"))
    for name, value in (
        ("customer", "stranger"),
        ("customer", "رستمی"),
        ("customer", "stranger@example.com"),
        ("customer", foreign.reference),
        ("q", "zq-foreign-subject-0"),
        ("q", foreign.reference),
        ("department", "billing"),
        ("ticket_type", "invoice"),
        ("tag", "zq-tag-foreign"),
        ("assignee", "agent2"),
    ):
        narrowed = {name: value}
        assert as_agent.get("tickets/", **narrowed).json() == {"next": None, "previous": None, "results": []}
        found = {each["reference"] for each in as_agent2.get("tickets/", **narrowed).json()["results"]}
        assert (narrowed, foreign.reference in found) == (narrowed, True)


def test_customers_have_no_filters_of_the_desk(desk, as_customer, agent):
    of_the_desk = {
        "assignee": "me",
        "customer": "stranger",
        "priority": "high",
        "tag": "zq-tag-mine",
        "source": "panel",
        "due": "overdue",
        "created_within": "today",
        "answer_company": "zq",
        "view": desk.views["of_technical"].uuid,
    }
    for program in (as_customer, Program(agent, ["tickets:read"])):
        for name, value in of_the_desk.items():
            body = program.get("tickets/", **{name: value}).json()
            assert (body["status"], body["errors"][0]["parameter"], body["errors"][0]["code"]) == (
                400,
                name,
                "desk_only",
            )


def test_customers_write_nothing_as_the_desk(desk, as_customer):
    before = stored()
    for more in (
        {"kind": "note"},
        {"kind": "reply"},
        {"then": "resolve"},
        {"canned_replies": []},
        {"undo_seconds": 10},
        {"format": "html"},
    ):
        response = as_customer.post(in_mine(desk, "messages"), {"body": "پیام تازه", **more})
        assert (more, response.status_code, response.json()["code"]) == (more, 403, "desk_only")
    assert stored() == before


def test_only_the_desk_files_for_others(desk, filing, customer, stranger, editor, agent):
    for person in (customer, stranger, editor, agent):
        program = Program(person, ["tickets:read", "tickets:write"])

        def filing_for(name, program=program):
            return program.post("tickets/", {**filing, "customer": name})

        answer = refused_alike(partial(filing_for, "stranger"), partial(filing_for, "nobody-at-all"))
        assert answer == (403, "desk_only", [])


def test_an_agent_files_for_others_only_where_they_work(desk, filing, as_agent):
    answer = refused_alike(
        lambda: as_agent.post(
            "tickets/", {**filing, "department": "billing", "ticket_type": "invoice", "customer": "stranger"}
        ),
        lambda: as_agent.post(
            "tickets/", {**filing, "department": "nowhere", "ticket_type": "invoice", "customer": "stranger"}
        ),
    )
    assert answer == (422, "invalid", [("#/department", "unknown_choice")])


def test_a_similar_ticket_is_named_to_who_sees_it(
    desk, as_agent, as_customer, lead, ticket_type, other_department
):
    ticket_type.departments.add(other_department)
    mine = desk.cases["mine"].ticket
    Ticket.objects.filter(pk=mine.pk).update(department=other_department)
    body = {
        "department": "technical",
        "ticket_type": "bug-report",
        "subject": mine.subject,
        "description": "همان درخواست",
    }
    named = {}
    for who, program in (("agent", as_agent), ("lead", Program(lead))):
        answer = program.post("tickets/", {**body, "customer": "customer"}).json()
        assert (answer["status"], answer["code"]) == (409, "similar_ticket_open")
        named[who] = answer.get("ticket")
    own = as_customer.post("tickets/", body).json()
    assert (named, own["ticket"]) == ({"agent": None, "lead": mine.reference}, mine.reference)


def test_a_customers_key_leads_no_agent_to_their_ticket(desk, as_agent, as_customer):
    body = {
        "department": "billing",
        "ticket_type": "invoice",
        "subject": "فاکتور تازه",
        "description": "فاکتور آبان را بفرستید.",
    }
    key = str(uuid.uuid4())
    reference = as_customer.post("tickets/", body, Idempotency_Key=key).json()["reference"]
    here = {**body, "department": "technical", "ticket_type": "bug-report", "customer": "customer"}
    before = stored()
    response = as_agent.post("tickets/", here, Idempotency_Key=key)
    assert (response.status_code, response.json()["code"]) == (409, "sent_already")
    assert reference not in told(response)
    assert stored() == before


def test_what_the_desk_was_answered_under_a_key_is_told_to_no_token_without_it(desk, as_agent, agent):
    key, path = str(uuid.uuid4()), in_mine(desk, "take")
    assert as_agent.post(path, Idempotency_Key=key).status_code == 200
    assert as_agent.post(path, Idempotency_Key=key)["Idempotent-Replayed"] == "true"
    response = Program(agent, ["tickets:read", "tickets:write"]).post(path, Idempotency_Key=key)
    assert (response.status_code, response.json()["code"]) == (409, "idempotency_key_used")
    assert "zq-" not in told(response)


def test_a_key_is_its_persons_own(desk, as_agent, lead):
    key, path = str(uuid.uuid4()), in_mine(desk, "follow")
    for program in (as_agent, Program(lead)):
        response = program.post(path, Idempotency_Key=key)
        assert (response.status_code, response.has_header("Idempotent-Replayed")) == (200, False)


def test_reading_on_does_not_go_into_foreign_pages(desk, as_agent, as_agent2):
    """A cursor tells a place in a list, not whose list it is."""
    pages = [program.get("tickets/", limit=1).json() for program in (as_agent, as_agent2)]
    cursor = pages[1]["next"].partition("cursor=")[2].partition("&")[0]
    mine = {each["reference"] for each in as_agent.get("tickets/", limit=100).json()["results"]}
    response = as_agent.client.get(
        f"/api/support/v1/tickets/?limit=100&cursor={cursor}", headers=as_agent.headers
    )
    assert {each["reference"] for each in response.json()["results"]} <= mine
    after = as_agent2.get("events/", after="latest").json()["cursor"]
    assert as_agent.get("events/", after=after).status_code == 200


def test_marking_as_read_reaches_no_other_thread(desk, as_customer):
    foreign = Message.objects.filter(ticket=desk.cases["foreign"].ticket).last()
    mine = desk.cases["mine"].ticket
    assert as_customer.post(in_mine(desk, "read"), {"up_to": foreign.pk}).status_code == 200
    newest = mine.messages.public().last().pk
    assert list(mine.read_marks.values_list("user__username", "message_pk")) == [("customer", newest)]


def test_a_lead_gives_a_shared_view_back_to_its_owner(desk, lead):
    view = desk.views["of_technical"]
    response = Program(lead).patch(f"views/{view.uuid}/", {"department": None})
    assert (response.status_code, response.json()["department"]) == (200, None)
    view.refresh_from_db()
    assert view.department is None


def test_a_view_is_shared_only_where_one_works(desk, as_agent):
    view = desk.views["agents"]
    answer = refused_alike(
        lambda: as_agent.patch(f"views/{view.uuid}/", {"department": "billing"}),
        lambda: as_agent.patch(f"views/{view.uuid}/", {"department": "nowhere"}),
    )
    assert answer == (422, "invalid", [("#/department", "unknown_choice")])
