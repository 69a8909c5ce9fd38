"""Everything an agent and a customer do to a ticket, over HTTP: the same verbs, the same rules, the same timeline."""

from datetime import timedelta

import pytest
from django.utils import timezone

from support_plugin.models import Attachment, CannedReply, Event, Message, ReadMark, Tag
from support_plugin.tickets import actions
from tests import factories
from tests.support_plugin.api.test_tickets import pointers


@pytest.fixture
def at(ticket):
    return f"tickets/{ticket.reference}/"


def test_an_agents_day(as_agent, at, ticket, agent, colleague, other_department, other_type, customer):
    until = (timezone.now() + timedelta(days=1)).isoformat()
    for verb, body, state in (
        ("take", None, "open"),
        ("priority", {"priority": "high"}, "open"),
        ("tag", {"add": ["پیامک", "فوری"]}, "open"),
        ("tag", {"remove": ["فوري"]}, "open"),
        ("assign", {"assignee": "colleague"}, "open"),
        ("hold", {"until": until}, "on_hold"),
        ("wait", None, "waiting_customer"),
        ("resolve", None, "resolved"),
        ("reopen", None, "open"),
        ("release", None, "open"),
        ("close", None, "closed"),
    ):
        answer = as_agent.post(f"{at}{verb}/", body)
        assert (answer.status_code, answer.json()["state"]) == (200, state), (verb, answer.content)
    told = as_agent.get(at).json()
    assert (told["priority"], told["tags"], told["assignee"]) == ("high", ["پیامک"], None)
    assert [event.kind for event in ticket.events.all()] == [
        "opened",
        "taken",
        "priority_set",
        "tagged",
        "tagged",
        "assigned",
        "held",
        "waited",
        "resolved",
        "reopened",
        "released",
        "closed",
    ]


def test_a_transfer_answers_what_its_agent_cannot_read_any_more(as_agent, at, other_department, other_type):
    answer = as_agent.post(
        f"{at}transfer/", {"department": other_department.slug, "ticket_type": other_type.slug}
    )
    assert (answer.status_code, answer.json()["department"]["slug"]) == (200, "billing")
    assert as_agent.get(at).status_code == 404


@pytest.mark.parametrize(
    ("verb", "body", "wrong"),
    [
        ("assign", {}, {"#/assignee": "required"}),
        ("assign", {"assignee": 5}, {"#/assignee": "wrong_type"}),
        ("transfer", {"department": "nowhere"}, {"#/department": "unknown_choice"}),
        ("priority", {"priority": "highest"}, {"#/priority": "invalid_choice"}),
        ("hold", {}, {"#/until": "required"}),
        ("hold", {"until": "2026-12-01"}, {"#/until": "invalid"}),
        ("hold", {"until": "2026-12-01T10:00:00"}, {"#/until": "invalid"}),
        ("hold", {"until": "9999-12-31T23:59:59-12:00"}, {"#/until": "invalid"}),
        ("merge", {"into": "11111111"}, {"#/into": "unknown_choice"}),
        ("recall", {"message": True}, {"#/message": "wrong_type"}),
        ("take", {"now": 1}, {"#/now": "unknown_field"}),
        ("hold", {"until": "۲۰۲۶-۱۲-۰۱T۱۰:۰۰:۰۰Z"}, {"#/until": "invalid"}),
        (
            "messages",
            {"body": "x", "kind": "note", "then": "wait", "seen": 1},
            {"#/then": "invalid", "#/seen": "invalid"},
        ),
        ("tag", {"add": "a"}, {"#/add": "not_a_list"}),
        ("messages", {"body": "x", "canned_replies": ["1"]}, {"#/canned_replies/0": "wrong_type"}),
        ("messages", {"body": "x" * 20_001}, {"#/body": "max_length"}),
    ],
)
def test_what_a_verb_cannot_read_is_told_by_pointer(verb, body, wrong, as_agent, at, ticket):
    refused = as_agent.post(f"{at}{verb}/", body)
    assert (refused.status_code, pointers(refused)) == (422, wrong)
    assert [event.kind for event in ticket.events.all()] == ["opened"]


@pytest.mark.parametrize(
    ("verb", "body", "status", "code"),
    [
        ("assign", {"assignee": "agent2"}, 422, "not_an_agent_here"),
        ("hold", {"until": "2001-01-01T00:00:00Z"}, 422, "date_is_past"),
        ("hold", {"until": "2101-01-01T00:00:00+03:30"}, 422, "date_is_too_far"),
        ("reopen", {}, 409, "ticket_is_open"),
        ("unmerge", {}, 409, "ticket_is_not_merged"),
        ("recall", {"message": 1}, 409, "too_late_to_recall"),
        ("messages", {"body": " \u200b "}, 422, "nothing_written"),
        ("messages", {"body": "<p> </p>", "format": "html"}, 422, "nothing_written"),
        ("messages", {"body": "سلام {customer_name}"}, 422, "placeholders_unfilled"),
        ("messages", {"body": "x", "canned_replies": [987654]}, 422, "canned_reply_not_offered"),
        ("messages", {"body": "x", "seen": 0}, 409, "newer_messages"),
    ],
)
def test_a_broken_rule_is_a_problem_with_its_code(verb, body, status, code, as_agent, agent2, at, ticket):
    refused = as_agent.post(f"{at}{verb}/", body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused["Content-Type"] == "application/problem+json"
    assert [event.kind for event in ticket.events.all()] == ["opened"]


def test_whoever_loses_a_take_reads_the_winners_name(as_agent, at, ticket, colleague):
    actions.take(ticket, by=colleague)
    refused = as_agent.post(f"{at}take/")
    assert (refused.status_code, refused.json()["agent"]) == (409, "نگار سپهری")
    assert "نگار سپهری" in refused.json()["detail"]


# Changes to what was read ----------------------------------------------------------


def test_a_change_to_what_was_changed_since_is_refused(as_agent, as_customer, at, ticket):
    seen = as_agent.get(at)["ETag"]
    assert as_agent.post(f"{at}take/", If_Match=seen).status_code == 200
    stale = as_agent.post(f"{at}close/", If_Match=seen)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    now = as_agent.get(at)["ETag"]
    assert as_agent.post(f"{at}close/", If_Match=f'"other", W/{now}').status_code == 200
    assert as_agent.post(f"{at}reopen/", If_Match="*").status_code == 200
    assert as_agent.post(f"{at}messages/", {"body": "x"}, If_Match=seen).status_code == 412
    assert ticket.messages.count() == 1


def test_a_customers_tag_tells_nothing_of_what_they_may_not_know(as_agent, as_customer, at, ticket, agent):
    seen = as_customer.get(at)["ETag"]
    actions.note(ticket, "داخلی", by=agent)
    actions.set_priority(ticket, "high", by=agent)
    sent = as_agent.post(f"{at}messages/", {"body": "پاسخ", "undo_seconds": 30})
    told = as_customer.get(at)
    assert (told["ETag"], told.json()["state"]) == (seen, "new")
    as_agent.post(f"{at}recall/", {"message": sent.json()["id"]})
    assert as_customer.get(at)["ETag"] == seen
    as_agent.post(f"{at}messages/", {"body": "پاسخ"})
    assert as_customer.get(at)["ETag"] != seen


# Messages --------------------------------------------------------------------


def test_a_conversation(as_agent, as_customer, at, ticket):
    asked = as_agent.post(
        f"{at}messages/",
        {
            "body": '<p>سلام <b>شما</b><script>x</script><a href="javascript:x">y</a></p>',
            "format": "html",
            "then": "wait",
        },
    )
    assert (asked.status_code, asked.json()["html"]) == (
        201,
        '<p dir="auto">سلام <b>شما</b><a rel="noopener">y</a></p>',
    )
    as_agent.post(f"{at}messages/", {"body": "یادداشت", "kind": "note"})
    assert as_customer.get(at).json()["state"] == "waiting_customer"
    answered = as_customer.post(f"{at}messages/", {"body": "<b>متن</b>\r\nدو"})
    assert (answered.json()["body"], answered.json()["author"]) == ("<b>متن</b>\nدو", "You")
    told = as_customer.get(f"{at}messages/").json()["results"]
    assert [(each["side"], each["author"], each["is_mine"]) for each in told] == [
        ("customer", "You", True),
        ("team", "Agent of Technical support", False),
        ("customer", "You", True),
    ]
    at_the_desk = as_agent.get(f"{at}messages/").json()["results"]
    assert [each["kind"] for each in at_the_desk] == ["reply", "reply", "note", "reply"]
    assert "visible_at" in at_the_desk[0]
    assert "visible_at" not in told[0]


def test_customers_write_plain_replies_only(as_customer, at, ticket):
    for more in (
        {"kind": "note"},
        {"format": "html"},
        {"then": "resolve"},
        {"undo_seconds": 5},
        {"canned_replies": []},
    ):
        refused = as_customer.post(f"{at}messages/", {"body": "x"} | more)
        assert (refused.status_code, refused.json()["code"]) == (403, "desk_only")
    assert ticket.messages.count() == 1


def test_a_canned_reply_comes_filled_in_and_changes_what_it_says(as_agent, at, ticket, agent):
    canned = CannedReply.objects.create(
        name={"fa": "سلام", "en": "Hello"},
        body={"fa": "{customer_name} عزیز"},
        then="resolve",
        priority="high",
        takes=True,
    )
    canned.tags.add(Tag.objects.create(name="پیامک", slug="sms"))
    (offered,) = as_agent.get("canned-replies/", ticket=ticket.reference).json()["results"]
    assert offered == {
        "id": canned.pk,
        "name": "Hello",
        "kind": "reply",
        "body": "بهنام کاویانی عزیز",
        "then": "resolve",
        "priority": "high",
        "takes": True,
        "tags": ["پیامک"],
    }
    as_agent.post(
        f"{at}messages/", {"body": offered["body"], "canned_replies": [canned.pk]}, Idempotency_Key="k"
    )
    as_agent.post(
        f"{at}messages/", {"body": offered["body"], "canned_replies": [canned.pk]}, Idempotency_Key="k"
    )
    told = as_agent.get(at).json()
    assert (told["state"], told["priority"], told["tags"], told["assignee"]["username"]) == (
        "resolved",
        "high",
        ["پیامک"],
        "agent",
    )
    assert Message.objects.count() == 2


def test_a_file_goes_with_a_reply_once(as_customer, at, ticket):
    file = as_customer.upload(factories.upload()).json()["id"]
    sent = as_customer.post(f"{at}messages/", {"body": "x", "attachments": [file]})
    assert [each["id"] for each in sent.json()["attachments"]] == [file]
    again = as_customer.post(f"{at}messages/", {"body": "y", "attachments": [file, file]})
    assert pointers(again) == {
        "#/attachments/0": "attachment_not_found",
        "#/attachments/1": "attachment_not_found",
        "#/attachments": "repeated",
    }
    assert as_customer.delete(f"attachments/{file}/").status_code == 404


def test_a_file_that_was_meant_for_a_question_goes_with_the_message_as_such(as_customer, at, ticket):
    file = as_customer.upload(factories.upload()).json()["id"]
    Attachment.objects.filter(uuid=file).update(field="photo")
    as_customer.post(f"{at}messages/", {"body": "x", "attachments": [file]})
    assert Attachment.objects.get(uuid=file).field == ""


def test_an_upload_can_be_dropped(as_customer):
    file = as_customer.upload(factories.upload()).json()["id"]
    assert as_customer.get(f"attachments/{file}/").json()["size"] == len(factories.PNG)
    assert as_customer.delete(f"attachments/{file}/").status_code == 204
    assert as_customer.get(f"attachments/{file}/").status_code == 404


def test_two_tickets_become_one_and_two_again(as_agent, as_customer, at, ticket, open_ticket):
    other = open_ticket(subject="دیگر")
    merged = as_agent.post(f"{at}merge/", {"into": other.reference})
    assert (merged.json()["state"], merged.json()["merged_into"]) == ("merged", other.reference)
    assert as_customer.get(at).json()["can_reply"] is False
    thread = as_customer.get(f"tickets/{other.reference}/messages/").json()["results"]
    assert len(thread) == 2
    refused = as_customer.post(f"{at}messages/", {"body": "x"})
    assert (refused.status_code, refused.json()["reference"]) == (409, other.reference)
    assert as_agent.post(f"{at}unmerge/").json()["merged_into"] is None


def test_how_far_somebody_read_is_told_and_never_moves_back(
    as_customer, as_agent, at, ticket, agent, customer
):
    first = actions.reply(ticket, "یک", by=agent)
    second = actions.reply(ticket, "دو", by=agent)
    assert as_customer.get(at).json()["has_unread"] is True
    assert as_customer.post(f"{at}read/", {"up_to": first.pk}).json()["has_unread"] is True
    assert as_customer.post(f"{at}read/").json()["has_unread"] is False
    as_customer.post(f"{at}read/", {"up_to": first.pk})
    assert ReadMark.objects.get(user=customer).message_pk == second.pk


def test_a_customers_close_resolves_and_an_agents_is_for_good(as_customer, as_agent, at):
    assert as_customer.post(f"{at}close/").json()["state"] == "resolved"
    assert as_customer.post(f"{at}reopen/").json()["state"] == "open"
    assert as_agent.post(f"{at}close/").json()["state"] == "closed"


@pytest.mark.parametrize("messages", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("as_customer", 4), ("as_agent", 5)])
def test_a_thread_costs_the_same_for_any_number_of_messages(
    messages, who, queries, request, at, ticket, agent, django_assert_num_queries
):
    for number in range(messages):
        actions.reply(ticket, f"پاسخ {number}", by=agent)
    program = request.getfixturevalue(who)
    program.get("me/")
    with django_assert_num_queries(queries):
        assert len(program.get(f"{at}messages/").json()["results"]) == messages + 1


@pytest.mark.parametrize("lines", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("as_customer", 5), ("as_agent", 4)])
def test_a_timeline_costs_the_same_for_any_number_of_lines(
    lines, who, queries, request, at, ticket, agent, django_assert_num_queries
):
    for number in range(lines):
        actions.reply(ticket, f"پاسخ {number}", by=agent)
    program = request.getfixturevalue(who)
    program.get("me/")
    with django_assert_num_queries(queries):
        assert len(program.get(f"{at}events/").json()["results"]) >= lines


# What happened ---------------------------------------------------------------------


def kinds(answer):
    assert answer.status_code == 200, answer.content
    return [each["kind"] for each in answer.json()["results"]]


def test_events_are_read_on_from_the_last_cursor(as_agent, ticket, agent, open_ticket):
    first = as_agent.get("events/", limit=1)
    assert (kinds(first), first.json()["has_more"]) == (["opened"], False)
    actions.take(ticket, by=agent)
    open_ticket(subject="دیگر")
    rest = as_agent.get("events/", after=first.json()["cursor"], limit=1)
    assert (kinds(rest), rest.json()["has_more"]) == (["taken"], True)
    last = as_agent.get("events/", after=rest.json()["cursor"])
    assert (kinds(last), last.json()["has_more"]) == (["opened"], False)
    nothing = as_agent.get("events/", after=last.json()["cursor"])
    assert (kinds(nothing), nothing.json()["cursor"]) == ([], last.json()["cursor"])
    assert kinds(as_agent.get("events/", after="latest")) == []
    assert as_agent.get("events/", after="1").status_code == 400


def test_who_hands_a_ticket_on_hears_of_it(as_agent, as_agent2, at, other_department, other_type, ticket):
    start = as_agent.get("events/").json()["cursor"]
    as_agent.post(f"{at}transfer/", {"department": other_department.slug, "ticket_type": other_type.slug})
    told = as_agent.get("events/", after=start)
    assert (kinds(told), told.json()["results"][0]["ticket"]) == (["transferred"], ticket.reference)
    assert kinds(as_agent2.get("events/")) == ["opened", "transferred"]


def test_a_customers_copy_hears_of_a_merge_and_that_it_was_undone(as_customer, as_agent, at, open_ticket):
    other = open_ticket(subject="دیگر")
    as_agent.post(f"{at}merge/", {"into": other.reference})
    start = as_customer.get("events/")
    assert kinds(start)[-1] == "merged_in"
    as_agent.post(f"{at}unmerge/")
    assert kinds(as_customer.get("events/", after=start.json()["cursor"])) == ["unmerged_from"]


def test_for_its_customer_an_answer_that_is_held_back_has_finished_nothing(as_customer, as_agent, at, ticket):
    as_agent.post(f"{at}messages/", {"body": "پاسخ", "then": "resolve", "undo_seconds": 60})
    assert as_customer.post(f"{at}reopen/").json()["code"] == "ticket_is_open"
    closed = as_customer.post(f"{at}close/")
    assert (closed.status_code, closed.json()["state"]) == (200, "new")
    ticket.refresh_from_db()
    assert ticket.status == "resolved"


def test_customers_hear_of_what_happened_for_them(as_customer, as_agent, ticket, agent):
    actions.take(ticket, by=agent)
    actions.note(ticket, "داخلی", by=agent)
    actions.reply(ticket, "پاسخ", by=agent)
    told = as_customer.get("events/")
    assert kinds(told) == ["opened", "replied"]
    assert {key for each in told.json()["results"] for key in each} == {
        "id",
        "ticket",
        "kind",
        "at",
        "sentence",
    }
    assert kinds(as_agent.get("events/")) == ["opened", "taken", "noted", "replied"]


def test_an_answer_that_can_be_taken_back_holds_the_customers_events_up(as_customer, as_agent, ticket, at):
    start = as_customer.get("events/").json()["cursor"]
    sent = as_agent.post(f"{at}messages/", {"body": "پاسخ", "undo_seconds": 30}).json()
    as_agent.post(f"{at}resolve/")
    assert kinds(as_customer.get("events/", after=start)) == []
    as_agent.post(f"{at}recall/", {"message": sent["id"]})
    Event.objects.filter(data__has_key="visible_at").update(data={"message": sent["id"]})
    assert kinds(as_customer.get("events/", after=start)) == ["resolved"]


def test_events_are_told_once_no_older_change_can_be_under_way(as_agent, ticket, settings):
    settings.SUPPORT_API_EVENTS_LAG_SECONDS = 15
    assert kinds(as_agent.get("events/")) == []
    Event.objects.update(created_at=timezone.now() - timedelta(seconds=16))
    assert kinds(as_agent.get("events/")) == ["opened"]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("as_customer", 3), ("as_agent", 4)])
def test_events_cost_the_same_for_any_number(
    rows, who, queries, request, open_ticket, django_assert_num_queries
):
    for _number in range(rows):
        open_ticket()
    program = request.getfixturevalue(who)
    program.get("me/")
    with django_assert_num_queries(queries):
        assert len(program.get("events/").json()["results"]) == rows
