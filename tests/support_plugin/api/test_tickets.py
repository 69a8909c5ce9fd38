"""Tickets over HTTP: filed with forms and files, listed, narrowed, read; what is wrong is said where it stands."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from support_plugin.models import Attachment, SavedView, Ticket
from support_plugin.tickets import actions
from tests import factories


def pointers(answer):
    return {each["pointer"]: each["code"] for each in answer.json()["errors"]}


@pytest.fixture
def form(ticket_type):
    """Asks how it was paid, for paper a receipt, for the card the day."""
    paid = factories.form_field(
        "paid",
        "choice",
        fa="پرداخت",
        en="Paid",
        choices=[("card", "کارت", "card"), ("paper", "کاغذ", "paper")],
    )
    receipt = factories.form_field("receipt", "file", fa="رسید", en="Receipt", file_types="png", most_files=1)
    day = factories.form_field("day", "date", fa="روز", en="Day")
    amount = factories.form_field("amount", "number", fa="مبلغ", en="Amount")
    return factories.request_form(
        ticket_type,
        factories.section(
            "پرداخت",
            factories.asks(paid, required=True),
            factories.asks(receipt, required=True, show=factories.rules(("field:paid", "is", "paper"))),
            factories.asks(day, show=factories.rules(("field:paid", "is", "card"))),
            factories.asks(amount),
        ),
    )


def test_a_ticket_is_filed_as_from_the_panel(as_customer, filing, customer, product):
    answer = as_customer.post("tickets/", filing | {"product": product.slug})
    ticket = Ticket.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        201,
        f"http://testserver/api/support/v1/tickets/{ticket.reference}/",
    )
    assert (ticket.customer, ticket.product, ticket.source, ticket.language) == (
        customer,
        product,
        "api",
        "en",
    )
    assert as_customer.get(answer["Location"]).json() == answer.json()
    assert [event.kind for event in ticket.events.all()] == ["opened"]


def test_a_form_is_answered_in_json_and_stored_as_the_wizard_stores_it(form, as_customer, filing):
    answer = as_customer.post(
        "tickets/", filing | {"answers": {"paid": "card", "day": "2026-11-20", "amount": 12.5}}
    )
    assert [(each["name"], each["value"], each["text"]) for each in answer.json()["answers"]] == [
        ("paid", "card", "card"),
        ("day", "2026-11-20", "20 November 2026"),
        ("amount", "12.5", "12.5"),
    ]


def test_files_are_uploaded_first_and_referred_to(form, as_customer, filing):
    receipt = as_customer.upload(
        factories.upload("رسیدِ می‌خواهم.png"), ticket_type=filing["ticket_type"], field="receipt"
    )
    picture = as_customer.upload(factories.upload())
    assert (receipt.status_code, receipt.json()["name"]) == (201, "رسیدِ می‌خواهم.png")
    body = filing | {
        "answers": {"paid": "paper", "receipt": [receipt.json()["id"]]},
        "attachments": [picture.json()["id"]],
    }
    answer = as_customer.post("tickets/", body)
    assert answer.status_code == 201, answer.content
    message = Ticket.objects.get().messages.get()
    assert {(file.name, file.field) for file in message.attachments.all()} == {
        ("رسیدِ می‌خواهم.png", "receipt"),
        ("تصویر خطا.png", ""),
    }
    url = as_customer.get(f"tickets/{answer.json()['reference']}/messages/").json()["results"][0][
        "attachments"
    ][0]["url"]
    download = as_customer.get(url)
    assert b"".join(download.streaming_content) == factories.PNG
    assert download["Content-Disposition"].startswith("attachment")
    again = as_customer.post("tickets/", body | {"despite_similar": True})
    assert pointers(again) == {
        "#/answers/receipt/0": "attachment_not_found",
        "#/attachments/0": "attachment_not_found",
    }


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({}, {"#/answers/paid": "required"}),
        ({"paid": "cash"}, {"#/answers/paid": "invalid_choice"}),
        ({"paid": ["card"]}, {"#/answers/paid": "wrong_type"}),
        ({"paid": "card", "nope": 1}, {"#/answers/nope": "unknown_field"}),
        ({"paid": "paper"}, {"#/answers/receipt": "required"}),
        (
            {"paid": "paper", "day": "2026-01-01"},
            {"#/answers/receipt": "required", "#/answers/day": "not_asked"},
        ),
        ({"paid": "card", "day": "yesterday"}, {"#/answers/day": "wrong_date"}),
        ({"paid": "card", "amount": "12"}, {"#/answers/amount": "wrong_type"}),
        ({"paid": "card", "a/b~c": 1}, {"#/answers/a~1b~0c": "unknown_field"}),
    ],
)
def test_wrong_answers_are_told_by_pointer(answers, wrong, form, as_customer, filing):
    refused = as_customer.post("tickets/", filing | {"answers": answers})
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert pointers(refused) == wrong
    assert not Ticket.objects.exists()


def test_wrong_bodies_are_told_in_the_readers_language(filing, customer, product, program):
    persian = program(customer, language="fa")
    refused = persian.post("tickets/", filing | {"subject": " ", "oops": 1}).json()
    (error,) = refused["errors"]
    assert (error["pointer"], error["code"]) == ("#/oops", "unknown_field")
    assert error["detail"].startswith("بخشی به این نام وجود ندارد. ")
    refused = persian.post("tickets/", filing | {"subject": " "}).json()
    assert {each["pointer"]: each["detail"] for each in refused["errors"]} == {
        "#/subject": "لطفاً موضوع را وارد کنید.",
        "#/product": "لطفاً محصول را انتخاب کنید.",
    }


@pytest.mark.parametrize(
    "body",
    [
        b'{"\\ud800": 1}',
        b'{"answers": {"\\ud800": 1}}',
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"{" * 100_000,
        b"[" * 100_000,
        b'{"subject": "\\ud800"}',
        b'{"subject": "\\u0000"}',
        b'{"department": 1e400}',
        b'{"answers": [1]}',
        b'{"attachments": [1, null, {}]}',
        b"\xff\xfe",
        b'{"form_version": 99999999999999999999999}',
    ],
)
def test_whatever_is_sent_is_refused_with_a_problem(body, as_customer):
    refused = as_customer.post("tickets/", body)
    assert refused.status_code in (400, 422)
    assert refused["Content-Type"] == "application/problem+json"
    assert not Ticket.objects.exists()


def test_a_body_that_is_too_large_or_of_another_kind_is_refused(as_customer, filing, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    refused = as_customer.post("tickets/", filing | {"description": "x" * 1000})
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    form = as_customer.client.post("/api/support/v1/tickets/", filing, headers=as_customer.headers)
    assert (form.status_code, form.json()["code"]) == (415, "unsupported_media_type")


def test_a_similar_ticket_is_named(as_customer, filing):
    first = as_customer.post("tickets/", filing).json()
    refused = as_customer.post("tickets/", filing)
    assert (refused.status_code, refused.json()["code"]) == (409, "similar_ticket_open")
    assert refused.json()["ticket"] == first["reference"]
    assert as_customer.post("tickets/", filing | {"despite_similar": True}).status_code == 201


def test_too_many_in_an_hour_wait(as_customer, filing, settings):
    settings.SUPPORT_TICKETS_PER_HOUR = 1
    as_customer.post("tickets/", filing)
    refused = as_customer.post("tickets/", filing | {"subject": "دیگر"})
    assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (
        429,
        "too_many_tickets",
        "3600",
    )


def test_an_agent_files_for_a_customer_in_their_department_alone(
    as_agent, filing, customer, other_department, other_type
):
    answer = as_agent.post("tickets/", filing | {"customer": "customer"})
    assert (answer.status_code, answer.json()["customer"]["username"]) == (201, "customer")
    assert Ticket.objects.get().customer == customer
    elsewhere = filing | {
        "customer": "customer",
        "department": other_department.slug,
        "ticket_type": other_type.slug,
    }
    assert pointers(as_agent.post("tickets/", elsewhere)) == {"#/department": "unknown_choice"}
    assert pointers(as_agent.post("tickets/", filing | {"customer": "nobody"})) == {
        "#/customer": "unknown_choice"
    }


def test_a_customer_files_for_nobody_else(as_customer, filing, stranger):
    refused = as_customer.post("tickets/", filing | {"customer": "stranger"})
    assert (refused.status_code, refused.json()["code"]) == (403, "desk_only")


def test_a_ticket_says_which_guide_and_which_ticket_it_comes_from(
    as_customer, filing, ticket, foreign_ticket
):
    step = "0e2f3c4d-0000-4000-8000-000000000001"
    body = filing | {"despite_similar": True, "guide": 7, "step": step, "follow_up": ticket.reference}
    told = as_customer.post("tickets/", body).json()
    assert told["origin"] == {"guide": 7, "step": step, "follow_up": ticket.reference}
    refused = as_customer.post("tickets/", body | {"follow_up": foreign_ticket.reference, "step": "<x>"})
    assert pointers(refused) == {"#/step": "invalid"}
    refused = as_customer.post("tickets/", body | {"follow_up": foreign_ticket.reference})
    assert pointers(refused) == {"#/follow_up": "unknown_choice"}


# Lists -----------------------------------------------------------------------


def references(answer):
    assert answer.status_code == 200, answer.content
    return [each["reference"] for each in answer.json()["results"]]


def test_pages_follow_each_other_in_both_directions(as_customer, open_ticket):
    filed = [open_ticket().reference for _number in range(5)][::-1]
    first = as_customer.get("tickets/", limit=2)
    second = as_customer.get(first.json()["next"])
    third = as_customer.get(second.json()["next"])
    assert [references(page) for page in (first, second, third)] == [filed[:2], filed[2:4], filed[4:]]
    assert (first.json()["previous"], third.json()["next"]) == (None, None)
    assert references(as_customer.get(third.json()["previous"])) == filed[2:4]


@pytest.mark.parametrize(
    ("parameters", "wrong"),
    [
        ({"nope": 1}, {"nope": "unknown_field"}),
        ({"limit": 101}, {"limit": "max_value"}),
        ({"limit": 0}, {"limit": "min_value"}),
        ({"limit": "ten"}, {"limit": "invalid"}),
        ({"cursor": "cD0yMDI2"}, {"cursor": "invalid"}),
        ({"cursor": "\x00"}, {"cursor": "null_characters_not_allowed"}),
        ({"status": "new,open"}, {"status": "invalid_choice"}),
        ({"status": "", "q": ""}, {"status": "blank"}),
        ({"department": "nowhere"}, {"department": "unknown_choice"}),
        ({"ordering": "due"}, {"ordering": "unknown_choice"}),
        ({"ordering": "password"}, {"ordering": "invalid_choice"}),
        ({"assignee": "me"}, {"assignee": "desk_only"}),
        ({"answer_paid": "card"}, {"answer_paid": "desk_only"}),
        ({"fields": "subject,customer__password"}, {"fields": "unknown_name"}),
        ({"side": "both"}, {"side": "invalid_choice"}),
        ({"view": "1"}, {"view": "invalid"}),
        ({"limit": [2, 3]}, {"limit": "repeated"}),
        ({"limit": "5.0", "format": "json"}, {"format": "unknown_field"}),
    ],
)
def test_what_an_address_cannot_mean_is_refused_not_passed_over(parameters, wrong, as_customer, ticket):
    refused = as_customer.get("tickets/", **parameters)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_parameter")
    assert {each["parameter"]: each["code"] for each in refused.json()["errors"]} == wrong


def test_customers_narrow_their_own(as_customer, open_ticket, agent, other_department, other_type):
    first = open_ticket(subject="پیامک نمی‌رسد")
    second = open_ticket(department=other_department, ticket_type=other_type, subject="فاکتور")
    actions.reply(second, "پاسخ", by=factories.agent("x", other_department))
    for parameters, found in (
        ({"status": "new"}, [first]),
        ({"status": ["new", "waiting_customer"], "ordering": "created_at"}, [first, second]),
        ({"turn": "theirs"}, [second]),
        ({"department": other_department.slug}, [second]),
        ({"q": "فاكتور"}, [second]),
        ({"product": []}, [second, first]),
    ):
        assert references(as_customer.get("tickets/", **parameters)) == [each.reference for each in found]


def test_agents_narrow_by_the_queues_filters(
    as_agent, as_customer, open_ticket, agent, form, filing, department
):
    asked = as_customer.post("tickets/", filing | {"answers": {"paid": "card", "amount": 5}}).json()[
        "reference"
    ]
    mine = open_ticket(
        subject="دیگر",
        answered=None,
        ticket_type=factories.ticket_type("other", department, fa="دیگر", en="Other"),
    )
    actions.take(mine, by=agent)
    actions.tag(mine, by=agent, add=["فوری"])
    for parameters, found in (
        ({"assignee": "me"}, [mine.reference]),
        ({"assignee": "agent"}, [mine.reference]),
        ({"assignee": "none"}, [asked]),
        ({"tag": "فوري"}, [mine.reference]),
        ({"answer_paid": "card"}, [asked]),
        ({"answer_amount_from": "6"}, []),
        ({"source": "api"}, [asked]),
        ({"created_within": "today", "ordering": "created_at"}, [asked, mine.reference]),
        ({"created_to": "2020-01-01"}, []),
        ({"customer": "customer", "priority": "normal", "ordering": "created_at"}, [asked, mine.reference]),
    ):
        assert references(as_agent.get("tickets/", **parameters)) == found, parameters
    wrong = {
        "created_from": "1405/01/01",
        "assignee": "nobody",
        "answer_amount_to": "abc",
        "answer_day_from": "1405/1/1",
    }
    refused = as_agent.get("tickets/", **wrong)
    assert {each["parameter"] for each in refused.json()["errors"]} == set(wrong)


def test_a_saved_view_narrows_the_list(as_agent, agent, open_ticket):
    mine, _other = open_ticket(), open_ticket()
    actions.take(mine, by=agent)
    view = SavedView.objects.create(owner=agent, name="مال من", query="assignee=me")
    assert references(as_agent.get("tickets/", view=view.uuid)) == [mine.reference]


def test_what_is_due_stands_in_its_order(as_agent, open_ticket):
    late, later = open_ticket(), open_ticket()
    now = timezone.now()
    Ticket.objects.filter(pk=late.pk).update(due_at=now, due_target="first_reply")
    Ticket.objects.filter(pk=later.pk).update(due_at=now + timedelta(hours=1), due_target="first_reply")
    third = open_ticket()
    Ticket.objects.filter(pk=third.pk).update(due_at=None)
    answer = as_agent.get("tickets/", ordering="due")
    assert references(answer) == [late.reference, later.reference]
    assert answer.json()["results"][0]["due"]["target"] == "first_reply"


def test_only_the_wanted_fields_are_answered(as_customer, ticket):
    answer = as_customer.get("tickets/", fields="subject,state").json()["results"]
    assert answer == [{"reference": ticket.reference, "subject": ticket.subject, "state": "new"}]


def test_the_newest_of_the_thread_comes_along_where_it_is_asked_for(as_customer, ticket, agent):
    for number in range(25):
        actions.reply(ticket, f"پاسخ {number}", by=agent)
    told = as_customer.get(f"tickets/{ticket.reference}/", fields="subject", expand="messages,events").json()
    assert [each["body"] for each in told["messages"]] == [f"پاسخ {number}" for number in range(5, 25)]
    assert len(told["events"]) == 20
    assert set(told) == {"reference", "subject", "messages", "events"}


@pytest.mark.parametrize(("who", "queries"), [("as_customer", 5), ("as_agent", 5)])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_any_number_of_rows(
    rows, who, queries, request, form, as_customer, filing, agent, django_assert_num_queries
):
    for number in range(rows):
        body = filing | {"subject": f"{number}", "answers": {"paid": "card"}}
        reference = as_customer.post("tickets/", body).json()["reference"]
        actions.tag(Ticket.objects.get(reference=reference), by=agent, add=[f"برچسب {number}"])
    program = request.getfixturevalue(who)
    program.get("me/")
    with django_assert_num_queries(queries):
        assert len(program.get("tickets/").json()["results"]) == rows


def test_an_upload_is_judged_like_one_in_the_panel(form, as_customer, filing):
    refused = as_customer.upload(factories.upload("x.exe", b"MZ", "image/png"))
    assert (refused.status_code, refused.json()["code"]) == (422, "file_type_refused")
    wrong = as_customer.upload(factories.upload(), ticket_type=filing["ticket_type"], field="paid")
    assert pointers(wrong) == {"#/field": "unknown_choice"}
    assert pointers(as_customer.upload("text")) == {"#/file": "invalid"}
    assert pointers(as_customer.upload(factories.upload(), field="")) == {"#/field": "blank"}
    assert not Attachment.objects.exists()


def test_the_form_is_described_as_a_schema_that_its_answers_meet(form, as_customer, filing):
    from jsonschema import Draft202012Validator

    (kind,) = as_customer.get("ticket-types/", department=filing["department"]).json()["results"]
    schema = Draft202012Validator(kind["form"]["schema"])
    body = filing | {"answers": {"paid": "card"}, "form_version": kind["form"]["version"]}
    assert schema.is_valid(json.loads(json.dumps(body)))
    assert not schema.is_valid(body | {"answers": {"paid": "paper"}})
    assert not schema.is_valid(body | {"answers": {"paid": "paper", "day": "2026-01-01"}})
    assert as_customer.post("tickets/", body).status_code == 201
