"""Every door, knocked at with what no browser sends: an answer below 500, and nothing changed."""

import uuid

import pytest
from django.urls import reverse

from support_plugin.desk.urls import VERBS
from support_plugin.models import Event, Message, Ticket

BROKEN = [
    "\x00",
    "\ud800".encode("utf-8", "surrogatepass"),
    "‮",
    "9" * 400,
    "-1",
    "../../etc/passwd",
    "{'",
    "%s%n",
    "ی" * 5000,
]
KEY = "5f0c0f3e-2f0b-4c3c-9a53-3d0d0f4f9a10"
PUBLIC = [
    "/",
    "/en/",
    "/search/",
    "/guides/1/feedback/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/theme/",
    "/healthz",
]


@pytest.fixture
def addresses(ticket):
    """Every address of the desk and the panel, for a ticket that exists."""
    number = ticket.reference
    customers = [
        reverse("support:panel"),
        reverse("support:tickets"),
        reverse("support:new"),
        reverse("support:new_type", args=["technical"]),
        reverse("support:new_form", args=["technical", "bug-report"]),
        reverse("support:suggestions"),
        reverse("support:upload"),
        reverse("support:drafts"),
        reverse("support:throw_away", args=[uuid.uuid4()]),
        reverse("support:attachment", args=[uuid.uuid4()]),
        *(
            reverse(f"support:{name}", args=[number])
            for name in ("ticket", "filed", "reply", "close", "reopen")
        ),
    ]
    desk = [reverse("support_desk:queue"), reverse("support_desk:queue_results")]
    desk += [reverse("support_desk:export"), reverse("support_desk:new")]
    desk += [reverse("support_desk:new_type", args=[ticket.customer_id])]
    desk += [reverse("support_desk:new_form", args=[ticket.customer_id, "technical", "bug-report"])]
    desk += [reverse("support_desk:conversation", args=[number])]
    desk += [reverse(f"support_desk:{verb}", args=[number]) for verb in VERBS]
    return {"customer": customers, "agent": desk, None: PUBLIC}


NAMES = [
    "q",
    "level",
    "answer",
    "reason",
    "words",
    "status",
    "turn",
    "answer_problem",
    "answer_amount_from",
    "assignee",
    "department",
    "ticket_type",
    "product",
    "older",
    "newer",
    "p",
    "ordering",
    "guide",
    "step",
    "follow_up",
    "chosen",
    "submission_key",
    "subject",
    "description",
    "body",
    "remove",
    "attachments",
    "agent",
    "priority",
    "target",
    "until_date",
    "until_time",
    "theme",
    "next",
    "login",
    "password",
    "email",
    "username",
    "mode",
    "submit_anyway",
    "draft",
    "author",
    "form_version",
    "field_words",
    "_w_filter_fragment",
]


@pytest.mark.parametrize("who", ["customer", "agent", None])
@pytest.mark.parametrize("value", BROKEN, ids=[f"value{number}" for number in range(len(BROKEN))])
def test_no_parameter_breaks_a_page(value, who, addresses, client, request):
    if who:
        client.force_login(request.getfixturevalue(who))
    for address in addresses[who]:
        for method in (client.get, client.post):
            response = method(address, dict.fromkeys(NAMES, value))
            assert response.status_code < 500, (address, method.__name__)


# A value that the first check of a form stops hides what the others would have let through.
FORMS = {
    "customer": {
        "new_form": {"subject": "موضوع", "description": "شرح", "submission_key": KEY},
        "reply": {"body": "پاسخ", "submission_key": KEY},
    },
    "agent": {
        "reply": {"body": "پاسخ", "submission_key": KEY},
        "note": {"body": "یادداشت", "submission_key": KEY},
        "hold": {
            "body": "بیشتر",
            "until_date": "2026-12-30",
            "until_time": "12:00",
            "submission_key": KEY,
        },
        "assign": {"agent": "1"},
        "priority": {"priority": "high"},
        "transfer": {"target": "technical/bug-report"},
    },
}
ODD = [
    *BROKEN,
    "9999-12-31",
    "1599/12/29",
    "24:00",
    "\u200e",
    "\u3164",
    str(2**63),
    "nan",
    "true",
    "[]",
    "{}",
]


@pytest.mark.parametrize(
    ("who", "form", "field"),
    [
        (who, form, field)
        for who, forms in FORMS.items()
        for form, fields in forms.items()
        for field in fields
    ],
)
def test_no_single_field_breaks_a_page_or_those_that_show_it(who, form, field, client, request, ticket):
    client.force_login(request.getfixturevalue(who))
    door, pages = (
        ("support", ["tickets", "ticket"])
        if who == "customer"
        else ("support_desk", ["queue", "conversation"])
    )
    args = ["technical", "bug-report"] if form == "new_form" else [ticket.reference]
    for value in ODD:
        sent = {**FORMS[who][form], field: value}
        if field != "submission_key" and "submission_key" in sent:
            sent["submission_key"] = str(uuid.uuid4())
        response = client.post(reverse(f"{door}:{form}", args=args), sent)
        assert response.status_code < 500, value
        for page in pages:
            args_of_page = [ticket.reference] if page in ("ticket", "conversation") else []
            assert client.get(reverse(f"{door}:{page}", args=args_of_page)).status_code == 200, (value, page)


@pytest.mark.parametrize("who", ["customer", "agent", None])
def test_no_method_and_no_odd_body_breaks_a_page(who, addresses, client, request):
    if who:
        client.force_login(request.getfixturevalue(who))
    for address in addresses[who]:
        for method in ("put", "patch", "delete", "head", "options", "trace"):
            assert getattr(client, method)(address).status_code < 500, (address, method)
        for content_type in (
            "application/json",
            "text/plain",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
        ):
            response = client.post(address, b"\xff\xfe--x\r\n{[", content_type=content_type)
            assert response.status_code < 500, (address, content_type)


def test_empty_posts_change_nothing_but_what_they_ask_for(addresses, client, customer, ticket):
    client.force_login(customer)
    before = (Ticket.objects.count(), Message.objects.count(), Event.objects.count())
    for address in addresses["customer"]:
        if not address.endswith(("close/", "reopen/")):
            client.post(address)
    assert (Ticket.objects.count(), Message.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/%ED%A0%80/",
        "/panel/%ED%A0%80/",
        "/panel/tickets/new/%00/",
        "/panel/tickets/new/technical/%ED%A0%80/",
        "/panel/attachments/not-a-uuid/",
        "/admin/support/tickets/%D9%A0/",
        "/admin/support/tickets/0/",
        "/" + "x" * 5000,
        "/../../etc/passwd",
        "/en/en/",
        "//evil.example/",
    ],
)
@pytest.mark.parametrize("who", ["agent", None])
def test_no_address_breaks_the_site(path, who, client, request, db):
    if who:
        client.force_login(request.getfixturevalue(who))
    assert client.get(path).status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header",
    [
        {"HTTP_ACCEPT_LANGUAGE": "x" * 5000},
        {"HTTP_COOKIE": "theme=\x01; sessionid=%00"},
        {"HTTP_REFERER": "\x00"},
    ],
)
def test_no_header_breaks_a_page(header, client):
    assert client.get("/accounts/login/", **header).status_code < 500
