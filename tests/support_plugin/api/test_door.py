"""What every address of the door does alike: who comes in, how often, in which language, and what else is there."""

import json
import uuid

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from support_plugin.api import tickets
from support_plugin.models import Notice, SavedView, Ticket
from tests import factories


def test_nobody_is_asked_who_they_are(program):
    for path in ("me/", "tickets/", "departments/", "events/"):
        answer = program().get(path)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="support"')
        assert (answer["Content-Type"], answer.json()["code"]) == (
            "application/problem+json",
            "not_authenticated",
        )


def test_who_is_refused_is_told_what_to_send(as_agent, as_customer, program, db):
    assert program().get("me/").json()["detail"] == (
        "Nobody is logged in. Send a token: Authorization: Bearer wsd_…"
    )
    said = {
        as_customer.post("attachments/", {"file": "x"}).json()["detail"],
        as_customer.post("tickets/", b"a=b", content_type="text/plain").json()["detail"],
    }
    assert said == {
        "This kind of body is not read here. Send multipart/form-data.",
        "This kind of body is not read here. Send application/json.",
    }
    answer = as_agent.get("tickets/?turn=us&created_within=7d")
    assert {each["parameter"]: each["detail"] for each in answer.json()["errors"]} == {
        "turn": "This choice is not offered. Known: ours, theirs, held, unfinished, finished",
        "created_within": "This choice is not offered. Known: today, yesterday, week, month, this_month",
    }
    (error,) = as_agent.get("tickets/?ordering=id").json()["errors"]
    assert error["detail"].startswith("This choice is not offered. Known: -updated_at, updated_at, ")


def test_a_wrong_token_is_told_apart_from_none(program, db):
    nobody = program()
    for header in ("Bearer", "Bearer ", "Bearer wsd_x", f"Bearer wsd_{'0' * 64}", "bearer ۱۲۳"):
        nobody.headers["Authorization"] = header.encode().decode("latin-1")
        answer = nobody.get("me/")
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")


def test_who_calls(as_agent, as_customer, program, agent):
    assert as_agent.get("me/").json() == {
        "username": "agent",
        "name": "مینا راستین",
        "is_agent": True,
        "departments": ["technical"],
        "scopes": ["tickets:read", "tickets:write", "agent"],
    }
    narrow = program(agent, ["tickets:read"]).get("me/").json()
    assert (narrow["is_agent"], narrow["departments"], narrow["scopes"]) == (False, [], ["tickets:read"])
    assert as_customer.get("me/").json()["is_agent"] is False


def test_a_session_comes_in_with_its_csrf_token(customer, filing):
    client = Client(enforce_csrf_checks=True)
    client.force_login(customer)
    assert client.get("/api/support/v1/me/").json()["username"] == "customer"

    def file(**headers):
        return client.post(
            "/api/support/v1/tickets/", json.dumps(filing), content_type="application/json", headers=headers
        )

    refused = file()
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
    assert not Ticket.objects.exists()
    client.get("/accounts/login/")
    client.cookies["csrftoken"] = token = "a" * 32
    assert file(**{"X-CSRFToken": token}).status_code == 201
    name = "می‌خواهم.png"
    sent = client.post(
        "/api/support/v1/attachments/", {"file": factories.upload(name)}, headers={"X-CSRFToken": token}
    )
    assert (sent.status_code, sent.json()["name"]) == (201, name)


@pytest.mark.parametrize(
    ("accepted", "name", "language"),
    [
        ("en", "Technical support", "en"),
        ("fa-IR,en;q=0.5", "پشتیبانی فنی", "fa"),
        ("de,en;q=0.5", "Technical support", "en"),
        ("", "پشتیبانی فنی", "fa"),
        ("*", "پشتیبانی فنی", "fa"),
        ("xx;q=nonsense,,;", "پشتیبانی فنی", "fa"),
    ],
)
def test_an_answer_is_in_the_language_that_is_accepted(
    accepted, name, language, customer, ticket_type, program
):
    answer = program(customer, language=accepted).get("departments/")
    assert [each["name"] for each in answer.json()["results"]] == [name]
    assert answer["Content-Language"] == language
    assert "Accept-Language" in answer["Vary"]


def test_nothing_is_kept_by_anybody_in_between(as_customer):
    assert "no-store" in as_customer.get("tickets/")["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["nowhere/", "tickets/1/", "tickets/12345678/nowhere/", "tickets", "../../v2", "attachments/1/"]
)
def test_whatever_else_is_asked_is_not_here(path, as_customer):
    answer = as_customer.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_method_that_is_not_there_and_a_kind_that_is_not_answered(as_customer, ticket):
    wrong = as_customer.post(f"tickets/{ticket.reference}/", method="put")
    assert (wrong.status_code, wrong["Allow"], wrong.json()["code"]) == (405, "GET", "method_not_allowed")
    assert (
        as_customer.client.options("/api/support/v1/tickets/", headers=as_customer.headers).status_code == 405
    )
    other = as_customer.client.get(
        "/api/support/v1/me/", headers=as_customer.headers | {"Accept": "text/html"}
    )
    assert (other.status_code, other["Content-Type"]) == (406, "application/problem+json")
    assert as_customer.client.head("/api/support/v1/me/", headers=as_customer.headers).status_code == 200


def test_a_number_is_found_in_any_digits(as_customer, ticket):
    persian = ticket.reference.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert as_customer.get(f"tickets/{persian}/").json()["reference"] == ticket.reference


def test_a_database_in_trouble_is_said_so(as_customer, monkeypatch):
    def breaks(*args):
        raise OperationalError("locked")

    monkeypatch.setattr(tickets.Tickets, "rows", breaks)
    answer = as_customer.get("tickets/")
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "unavailable", "5")


def test_an_error_of_ours_is_a_problem_too(as_customer, monkeypatch):
    def breaks(*args):
        raise RuntimeError("ours")

    monkeypatch.setattr(tickets.Tickets, "rows", breaks)
    as_customer.client.raise_request_exception = False
    answer = as_customer.get("tickets/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["code"] == "error"


def test_a_form_says_nothing_of_its_letters(as_customer):
    body = b'--B\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n--B--\r\n'
    for charset in ("rot13", "zlib", "nonsense"):
        kind = f"multipart/form-data; boundary=B; charset={charset}"
        sent = as_customer.client.generic(
            "POST", "/api/support/v1/attachments/", body, content_type=kind, headers=as_customer.headers
        )
        assert (sent.status_code, sent["Content-Type"]) == (422, "application/problem+json")


def test_one_file_is_uploaded_at_a_time(as_customer):
    refused = as_customer.upload([factories.upload(), factories.upload("other.png")])
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "repeated")


def test_who_may_only_write_hears_which_ticket_it_was(program, customer, ticket, filing):
    writes = program(customer, ["tickets:write"])
    answer = writes.post(f"tickets/{ticket.reference}/read/")
    assert answer.json() == {"reference": ticket.reference}
    assert list(writes.post("tickets/", filing | {"despite_similar": True}).json()) == ["reference"]


def test_a_hosts_settings_of_the_framework_change_nothing(as_customer, program, ticket, settings):
    settings.REST_FRAMEWORK = {
        "DATETIME_FORMAT": "%d",
        "NON_FIELD_ERRORS_KEY": "oops",
        "UNAUTHENTICATED_USER": None,
        "URL_FORMAT_OVERRIDE": "limit",
        "DEFAULT_RENDERER_CLASSES": [],
    }
    (shown,) = as_customer.get("tickets/", limit=5).json()["results"]
    assert shown["created_at"].startswith("20")
    assert program().get("tickets/").status_code == 401
    assert as_customer.post("tickets/", []).json()["errors"][0]["pointer"] == "#"


# Limits ----------------------------------------------------------------------


def test_each_token_and_each_person_has_a_limit(customer, stranger, program, settings):
    settings.SUPPORT_API_TOKEN_RATE, settings.SUPPORT_API_USER_RATE = "2/min", "4/min"
    first, second, other = program(customer), program(customer), program(stranger)
    assert [first.get("me/").status_code for _call in range(3)] == [200, 200, 429]
    assert [second.get("me/").status_code for _call in range(2)] == [200, 429]
    assert other.get("me/").status_code == 200
    refused = second.get("me/")
    assert (refused.json()["code"], 1 <= int(refused["Retry-After"]) <= 60) == ("throttled", True)


def test_guessing_tokens_is_limited_by_address_whatever_a_header_says(program, settings, customer):
    settings.SUPPORT_API_ANONYMOUS_RATE = "2/min"
    nobody = program()
    codes = []
    for number in range(4):
        nobody.headers = {"Authorization": f"Bearer wsd_{number:064}", "X-Forwarded-For": f"10.0.0.{number}"}
        codes.append(nobody.get("me/").status_code)
    assert codes == [401, 401, 429, 429]
    assert program(customer).get("me/").status_code == 200
    cache.clear()
    client = Client(enforce_csrf_checks=True)
    client.force_login(customer)
    address = "/api/support/v1/tickets/"
    codes = [client.post(address, "{}", content_type="application/json").status_code for _call in range(3)]
    assert codes == [403, 403, 429]


# The rest of the desk --------------------------------------------------------------


def test_a_view_is_kept_changed_and_deleted(as_agent, agent, department):
    made = as_agent.post(
        "views/", {"name": "فوری‌ها", "query": "assignee=me&priority=urgent&ordering=-created_at"}
    )
    assert (made.status_code, made.json()["query"]) == (
        201,
        "assignee=me&priority=urgent&ordering=-created_at",
    )
    path = made["Location"]
    shared = as_agent.patch(
        path, {"department": department.slug, "query": f"department={department.slug}&tag=x"}
    )
    assert (shared.status_code, shared.json()["errors"][0]["pointer"]) == (422, "#/query")
    shared = as_agent.patch(path, {"department": department.slug, "query": f"department={department.slug}"})
    assert shared.json() | {"id": None} == {
        "id": None,
        "name": "فوری‌ها",
        "department": "technical",
        "query": "department=technical",
        "is_mine": True,
        "is_pinned": False,
        "can_change": True,
    }
    assert SavedView.objects.get().query == f"department={department.pk}"
    assert as_agent.get("views/").json()["results"] == [shared.json()]
    assert as_agent.delete(path).status_code == 204
    assert as_agent.delete(path).status_code == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "x", "query": "nope=1"}, "#/query"),
        ({"name": "x", "query": "ordering=password"}, "#/query"),
        ({"name": "x", "query": "status=late"}, "#/query"),
        ({"name": "x", "department": "billing"}, "#/department"),
        ({"query": ""}, "#/name"),
        ({"name": "x" * 41}, "#/name"),
    ],
)
def test_a_view_that_means_nothing_is_refused(body, pointer, as_agent, other_department):
    refused = as_agent.post("views/", body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not SavedView.objects.exists()


def test_who_works_where_and_who_asks(as_agent, as_agent2, colleague, customer):
    names = [each["username"] for each in as_agent.get("agents/").json()["results"]]
    assert names == ["agent", "colleague"]
    assert as_agent.get("agents/", department="billing").status_code == 400
    assert [each["username"] for each in as_agent.get("customers/", q="cust").json()["results"]] == [
        "customer"
    ]
    assert as_agent.get("customers/").json()["errors"][0]["parameter"] == "q"


def test_the_bell_is_read_and_emptied(as_customer, customer, ticket):
    Notice.objects.create(uuid=uuid.uuid4(), user=customer, ticket=ticket, kind="answered", events=[])
    (notice,) = as_customer.get("notices/").json()["results"]
    assert (notice["kind"], notice["ticket"], notice["is_read"]) == ("answered", ticket.reference, False)
    assert as_customer.post("notices/read/", {"up_to": notice["id"]}).status_code == 204
    assert as_customer.get("notices/").json()["results"][0]["is_read"] is True
    nobodys = as_customer.post("notices/read/", {"up_to": "0e2f3c4d-0000-4000-8000-000000000001"})
    assert nobodys.json()["errors"][0]["pointer"] == "#/up_to"


def test_somebody_says_what_they_want_to_hear(as_customer, as_agent):
    told = {each["key"]: each["channels"] for each in as_customer.get("preferences/").json()["told"]}
    assert told["answered"] == {"email": True, "panel": True}
    changed = as_customer.patch("preferences/", {"language": "en", "told": {"answered": {"panel": False}}})
    assert (changed.status_code, changed.json()["language"]) == (200, "en")
    told = {each["key"]: each["channels"] for each in as_customer.get("preferences/").json()["told"]}
    assert (told["answered"]["panel"], told["resolved"]["panel"]) == (False, True)
    for body, pointer in (
        ({"told": {"answered": {"pigeon": True}}}, "#/told/answered/pigeon"),
        ({"told": {"answered": {"panel": 1}}}, "#/told/answered/panel"),
        ({"language": "xx"}, "#/language"),
    ):
        refused = as_customer.patch("preferences/", body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    keys = {each["key"] for each in as_agent.get("preferences/").json()["told"]}
    assert "assigned" in keys
    assert {each["key"] for each in as_agent.get("preferences/", side="customer").json()["told"]} == set(told)


def test_answers_that_exist_already_are_suggested(as_customer, monkeypatch):
    from wagtail import hooks

    with hooks.register_temporarily(
        "support_suggestions", lambda question, limit: [{"title": question, "url": "/guides/1/", "page": 7}]
    ):
        assert as_customer.get("suggestions/", q="پیامک نمی‌رسد").json()["results"] == [
            {"title": "پیامک نمی‌رسد", "url": "http://testserver/guides/1/", "page": 7}
        ]


def test_products_are_those_that_the_form_offers(as_customer, department, product, other_department):
    factories.product("website", other_department, fa="وب‌سایت", en="Website")
    factories.ticket_type("x", department, other_department, fa="x")
    assert [each["slug"] for each in as_customer.get("products/").json()["results"]] == [
        "sms-panel",
        "website",
    ]
    only = as_customer.get("products/", department="technical").json()["results"]
    assert only == [{"slug": "sms-panel", "name": "SMS panel", "description": ""}]
    assert as_customer.get("products/", department="nowhere").status_code == 400


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("departments/", 7),
        ("ticket-types/", 5),
        ("products/", 2),
        ("answer-times/", 7),
        ("views/", 3),
        ("canned-replies/", 4),
        ("tags/", 3),
        ("agents/", 3),
        ("customers/?q=person", 3),
    ],
)
def test_every_list_costs_the_same_for_one_row_and_for_three(
    path, queries, rows, agent, department, program, django_assert_num_queries
):
    from support_plugin.models import CannedReply, Tag

    for number in range(rows):
        other = factories.department(f"d{number}", fa=f"بخش {number}")
        kind = factories.ticket_type(f"t{number}", department, other, fa=f"نوع {number}")
        field = factories.form_field(f"f{number}")
        factories.request_form(kind, factories.section("x", factories.asks(field), factories.says("x")))
        factories.product(f"p{number}", fa=f"محصول {number}")
        SavedView.objects.create(owner=agent, name=f"نما {number}")
        canned = CannedReply.objects.create(name={"fa": f"{number}"}, body={"fa": "x"})
        canned.tags.add(Tag.objects.create(name=f"برچسب {number}", slug=f"tag{number}"))
        factories.agent(f"person{number}", department)
    works = program(agent)
    works.get("me/")
    with django_assert_num_queries(queries):
        assert len(works.get(path).json()["results"]) >= rows


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("who", "kind", "queries"), [("customer", "answered", 2), ("agent", "new_ticket", 3)]
)
def test_the_bell_costs_the_same_for_one_row_and_for_three(
    rows, who, kind, queries, request, program, open_ticket, django_assert_num_queries
):
    person = request.getfixturevalue(who)
    for _number in range(rows):
        Notice.objects.create(uuid=uuid.uuid4(), user=person, ticket=open_ticket(), kind=kind, events=[])
    calls = program(person)
    calls.get("me/")
    with django_assert_num_queries(queries):
        assert len(calls.get("notices/").json()["results"]) == rows
