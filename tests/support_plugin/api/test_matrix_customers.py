"""What customers never get: the desk's fields, notes and names, and an answer that can still be taken back."""

import json
from datetime import timedelta

import pytest

from support_plugin.models import Event, Ticket
from support_plugin.tickets import actions
from tests import factories

from .conftest import Program
from .small_desk import SmallDesk, told

TICKET = [
    "reference",
    "subject",
    "status",
    "state",
    "state_label",
    "department",
    "ticket_type",
    "product",
    "created_at",
    "updated_at",
    "last_message_at",
    "last_message_side",
    "has_unread",
    "promised_until",
    "resolved_at",
    "closed_at",
    "merged_into",
    "expectation",
    "answers",
    "origin",
    "can_reply",
    "can_close",
    "can_reopen",
]
MESSAGE = [
    "id",
    "kind",
    "side",
    "author",
    "is_mine",
    "body",
    "html",
    "created_at",
    "promised_until",
    "attachments",
]
EVENT = ["id", "ticket", "kind", "at", "sentence"]
UNDO = 60
# Settled for the list of events, and still to be taken back.
MEANWHILE = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def _calls_are_not_counted(settings):
    for rate in ("TOKEN", "USER"):
        setattr(settings, f"SUPPORT_API_{rate}_RATE", "")


@pytest.fixture
def desk(db, request):
    return SmallDesk(request.getfixturevalue)


def everything_of(program, reference):
    """`{address: what it answers}` of all that a customer can read of a ticket, page by page as well, and its ETag."""
    own = f"tickets/{reference}/"
    addresses = [
        own,
        f"{own}?expand=messages,events",
        f"{own}?fields=priority,assignee,customer,tags,due,first_response_at,source,language",
        f"{own}messages/",
        f"{own}messages/?limit=1",
        f"{own}events/",
        f"{own}events/?limit=1",
        "tickets/",
        *(f"tickets/?ordering={order}" for order in ("updated_at", "-created_at")),
        "tickets/?limit=1",
        *(
            f"tickets/?status={status}"
            for status in ("new", "open", "waiting_customer", "on_hold", "resolved")
        ),
        *(f"tickets/?turn={turn}" for turn in ("ours", "theirs", "held", "unfinished", "finished")),
        "notices/",
        "events/",
        "events/?limit=1",
        "events/?after=latest",
    ]
    read = {}
    for address in addresses:
        response = program.get(address)
        assert (address, response.status_code) == (address, 200)
        read[address] = response.json()
        if response.has_header("ETag"):
            read[f"ETag of {address}"] = response["ETag"]
    while (page := read[f"{own}events/?limit=1"])["next"]:
        read[f"{own}events/?limit=1"] = program.get(page["next"]).json()
    return read


@pytest.mark.parametrize("who", ["customer", "agent without the scope"])
def test_customers_read_exactly_what_is_theirs(who, desk, request):
    name = "mine" if who == "customer" else "agents_own"
    ticket = desk.cases[name].ticket
    if who != "customer":
        actions.note(ticket, "zq-note", by=desk.person("agent2"))
        actions.reply(ticket, "پاسخ", by=desk.person("agent2"))
        actions.tag(ticket, by=desk.person("agent2"), add=["zq-tag-own"])
    actions.assign(ticket, desk.person("lead"), by=desk.person("lead"))
    program = Program(request.getfixturevalue(who.split()[0]), ["tickets:read", "tickets:write"])
    read = program.get(f"tickets/{ticket.reference}/", expand="messages,events").json()
    assert list(read) == [*TICKET, "messages", "events"]
    assert {tuple(message) for message in read["messages"]} == {tuple(MESSAGE)}
    assert {tuple(event) for event in read["events"]} == {tuple(EVENT)}
    text = json.dumps(everything_of(program, ticket.reference), ensure_ascii=False)
    unseen = ["-note", "zq-tag-", "راستین", "مینا", "نیک‌پور", "آرش", "فروزان", "لیلا", '"agent', '"lead"']
    assert [word for word in unseen if word in text] == []


def test_of_the_desks_fields_customers_get_none_by_name(desk, as_customer):
    fields = "priority,assignee,customer,tags,due,first_response_at,source,language"
    mine = desk.cases["mine"].ticket
    assert as_customer.get(f"tickets/{mine.reference}/", fields=fields).json() == {
        "reference": mine.reference
    }
    rows = as_customer.get("tickets/", fields=fields).json()["results"]
    assert {tuple(row) for row in rows} == {("reference",)}


def test_of_the_timeline_customers_hear_what_concerns_them(desk, as_customer, as_agent, settings):
    settings.SUPPORT_API_EVENTS_LAG_SECONDS = 0
    mine = desk.cases["mine"].ticket
    kinds = [
        [
            event["kind"]
            for event in program.get(path, limit=100).json()["results"]
            if event["ticket"] == mine.reference
        ]
        for program in (as_customer, as_agent)
        for path in (f"tickets/{mine.reference}/events/", "events/")
    ]
    assert kinds[:2] == [["opened", "replied", "replied"]] * 2
    assert (
        kinds[2:]
        == [["opened", "taken", "replied", "noted", "replied", "tagged", "priority_set", "released"]] * 2
    )


def test_a_merged_tickets_customer_reads_both_and_no_note_of_either(desk, as_customer):
    case = desk.cases["merged"]
    into = case.sibling
    bodies = [
        each["body"] for each in as_customer.get(f"tickets/{into.reference}/messages/").json()["results"]
    ]
    assert bodies == ["zq-merged-description-0", "zq-merged-description-1"]
    assert as_customer.get(f"tickets/{case.ticket.reference}/").json()["merged_into"] == into.reference
    for ticket in (case.ticket, into):
        assert "zq-merged-note" not in json.dumps(everything_of(as_customer, ticket.reference))


def answers(ticket, agent, watch):
    """Every way to answer that can be taken back."""
    until = watch.now + timedelta(days=1)
    return {
        "reply": lambda: actions.reply(ticket, "zq-pending", by=agent, undo_seconds=UNDO),
        "wait": lambda: actions.reply(ticket, "zq-pending", by=agent, undo_seconds=UNDO, then="wait"),
        "resolve": lambda: actions.reply(ticket, "zq-pending", by=agent, undo_seconds=UNDO, then="resolve"),
        "hold": lambda: actions.hold(ticket, until, "zq-pending", by=agent, undo_seconds=UNDO),
    }


WAYS = ["reply", "wait", "resolve", "hold"]


@pytest.fixture
def older_and_newer(watch, open_ticket):
    """The customer's two tickets; the older one is answered."""
    older = open_ticket(subject="قدیمی")
    watch.forward(5)
    newer = open_ticket(subject="تازه")
    watch.forward(5)
    return older, newer


@pytest.mark.parametrize("way", WAYS)
def test_until_an_answer_cannot_be_taken_back_nothing_of_it_is_there(
    way, watch, older_and_newer, as_customer, agent
):
    older, _newer = older_and_newer
    actions.reply(older, "پاسخ پیشین", by=agent)
    watch.forward(5)
    before = everything_of(as_customer, older.reference)
    answers(Ticket.objects.get(pk=older.pk), agent, watch)[way]()
    watch.now += MEANWHILE
    meanwhile = everything_of(as_customer, older.reference)
    assert meanwhile == before
    watch.now += timedelta(seconds=UNDO)
    after = everything_of(as_customer, older.reference)
    assert after[f"tickets/{older.reference}/messages/"]["results"][-1]["body"] == "zq-pending"
    changed = {name for name in before if before[name] != after[name]}
    assert {f"ETag of tickets/{older.reference}/", "events/", "tickets/", "events/?after=latest"} <= changed


@pytest.mark.parametrize("way", WAYS)
def test_what_was_taken_back_never_happened(way, watch, older_and_newer, as_customer, agent):
    older, _newer = older_and_newer
    before = everything_of(as_customer, older.reference)
    message = answers(Ticket.objects.get(pk=older.pk), agent, watch)[way]()
    watch.now += timedelta(seconds=5)
    actions.recall(message, by=agent)
    for later in (timedelta(seconds=25), timedelta(seconds=UNDO)):
        watch.now += later
        assert everything_of(as_customer, older.reference) == before


def test_two_answers_at_once_are_both_held_back(watch, older_and_newer, as_customer, agent, lead):
    older, _newer = older_and_newer
    before = everything_of(as_customer, older.reference)
    for person in (agent, lead):
        actions.reply(Ticket.objects.get(pk=older.pk), "zq-pending", by=person, undo_seconds=UNDO)
        watch.now += timedelta(seconds=5)
    watch.now += timedelta(seconds=20)
    assert everything_of(as_customer, older.reference) == before


def test_a_file_of_an_answer_comes_with_it(watch, older_and_newer, as_customer, as_agent, agent):
    older, _newer = older_and_newer
    upload = as_agent.upload(factories.upload("zq-file.png")).json()["id"]
    sent = as_agent.post(
        f"tickets/{older.reference}/messages/",
        {"body": "پاسخ", "attachments": [upload], "undo_seconds": UNDO},
    )
    assert sent.status_code == 201
    paths = [f"attachments/{upload}/", f"attachments/{upload}/content/"]
    watch.now += MEANWHILE
    assert [as_customer.get(path).status_code for path in paths] == [404, 404]
    watch.now += MEANWHILE
    assert [as_customer.get(path).status_code for path in paths] == [200, 200]
    assert "zq-file" in told(as_customer.get(paths[0]))


def test_a_customer_who_has_read_all_they_can_is_not_held_up_by_an_answer_to_come(
    watch, older_and_newer, as_customer, agent
):
    older, _newer = older_and_newer
    path = f"tickets/{older.reference}/messages/"
    seen = as_customer.get(path).json()["results"][-1]["id"]
    pending = actions.reply(older, "zq-pending", by=agent, undo_seconds=UNDO)
    watch.now += MEANWHILE
    assert as_customer.post(path, {"body": "نکتهٔ دیگر", "seen": seen}).status_code == 201
    watch.now += timedelta(seconds=UNDO)
    refused = as_customer.post(path, {"body": "و یکی دیگر", "seen": seen})
    assert (refused.status_code, refused.json()["code"], refused.json()["messages"]) == (
        409,
        "newer_messages",
        [pending.pk],
    )


def test_an_etag_from_before_a_pending_answer_still_holds(watch, older_and_newer, as_customer, agent):
    older, _newer = older_and_newer
    etag = as_customer.get(f"tickets/{older.reference}/")["ETag"]
    actions.reply(older, "zq-pending", by=agent, undo_seconds=UNDO)
    watch.now += MEANWHILE
    read = as_customer.post(f"tickets/{older.reference}/read/", If_Match=etag)
    assert (read.status_code, read["ETag"], read.json()["has_unread"]) == (200, etag, False)


def test_whoever_follows_the_events_from_now_on_hears_of_an_answer_that_was_pending_then(
    watch, older_and_newer, as_customer, agent
):
    older, _newer = older_and_newer
    actions.reply(older, "پاسخ", by=agent, undo_seconds=UNDO)
    watch.now += MEANWHILE
    cursor = as_customer.get("events/", after="latest").json()["cursor"]
    watch.now += timedelta(seconds=UNDO)
    told_since = as_customer.get("events/", after=cursor).json()["results"]
    assert [event["kind"] for event in told_since] == ["replied"]


def test_pages_of_events_are_full_although_some_were_taken_back(
    watch, older_and_newer, as_customer, agent, customer
):
    older, _newer = older_and_newer
    for _time in range(3):
        message = actions.reply(Ticket.objects.get(pk=older.pk), "zq-pending", by=agent, undo_seconds=UNDO)
        watch.now += timedelta(seconds=1)
        actions.recall(message, by=agent)
    actions.reply(Ticket.objects.get(pk=older.pk), "هنوز همان است", by=customer)
    watch.forward(5)
    page = as_customer.get(f"tickets/{older.reference}/events/", limit=2).json()
    assert [event["kind"] for event in page["results"]] == ["opened", "replied"]
    assert page["next"] is None
    told_all = as_customer.get("events/", limit=3).json()
    assert [event["kind"] for event in told_all["results"]] == ["opened", "opened", "replied"]
    assert told_all["has_more"] is False
    assert Event.objects.filter(kind="recalled").count() == 3
