"""Every operation of the door: how it is called, and to whom it answers.

`CALLS[name of the address, method]` is a `Call`. What is not said there fails a test.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from django.urls import reverse
from django.utils import timezone

from support_plugin.api.urls import urlpatterns
from tests import factories

from .small_desk import NO_UUID


class To(Enum):
    """To whom an operation answers."""

    EVERYBODY = auto()  # without logging in
    NOBODY = auto()  # there is nothing at this address
    PEOPLE = auto()
    DESK = auto()
    ONES_TICKETS = auto()  # whoever finds the ticket, on either side
    WORKED_TICKETS = auto()  # whoever works it
    FILES = auto()
    VIEWS = auto()


@dataclass(frozen=True)
class Call:
    """`body(desk, case)` and `query` make it valid; `done` is what is answered then, `merged` in a merged ticket."""

    to: To
    done: int = 200
    merged: int = 200
    body: object = None
    query: str = ""
    is_upload: bool = False


def gives(**body):
    return lambda desk, case: body


def verb(done=200, merged=200, body=None, to=To.WORKED_TICKETS):
    return Call(to, done, merged, body or gives())


def new_ticket(desk, case):
    return {
        "department": desk.technical.slug,
        "ticket_type": desk.bug.slug,
        "subject": "گزارش تازه",
        "description": "شرح گزارش تازه",
    }


def a_promise(desk, case):
    return {"until": (timezone.now() + timedelta(days=1)).isoformat()}


CALLS = {
    ("me", "GET"): Call(To.PEOPLE),
    ("departments", "GET"): Call(To.PEOPLE),
    ("ticket_types", "GET"): Call(To.PEOPLE),
    ("products", "GET"): Call(To.PEOPLE),
    ("answer_times", "GET"): Call(To.PEOPLE),
    ("suggestions", "GET"): Call(To.PEOPLE, query="q=ارسال"),
    ("tickets", "GET"): Call(To.PEOPLE),
    ("tickets", "POST"): Call(To.PEOPLE, 201, body=new_ticket),
    ("events", "GET"): Call(To.PEOPLE),
    ("attachments", "POST"): Call(To.PEOPLE, 201, is_upload=True),
    ("notices", "GET"): Call(To.PEOPLE),
    # Of a notice that is nobody's.
    ("notices_read", "POST"): Call(To.PEOPLE, 422, body=gives(up_to=str(NO_UUID))),
    ("preferences", "GET"): Call(To.PEOPLE),
    ("preferences", "PATCH"): Call(To.PEOPLE, body=gives(language="en")),
    ("ticket", "GET"): Call(To.ONES_TICKETS, query="expand=messages,events"),
    ("messages", "GET"): Call(To.ONES_TICKETS),
    ("messages", "POST"): Call(To.ONES_TICKETS, 201, 409, body=gives(body="پیام تازه")),
    ("ticket_events", "GET"): Call(To.ONES_TICKETS),
    ("take", "POST"): verb(merged=409),
    ("assign", "POST"): verb(merged=409, body=lambda desk, case: {"assignee": case.assignee}),
    ("release", "POST"): verb(),
    ("transfer", "POST"): verb(merged=409, body=lambda desk, case: case.elsewhere),
    ("priority", "POST"): verb(merged=409, body=gives(priority="urgent")),
    ("wait", "POST"): verb(merged=409),
    ("hold", "POST"): verb(merged=409, body=a_promise),
    ("resolve", "POST"): verb(merged=409),
    ("reopen", "POST"): verb(409, 409, to=To.ONES_TICKETS),
    ("close", "POST"): verb(merged=409, to=To.ONES_TICKETS),
    ("merge", "POST"): verb(merged=409, body=lambda desk, case: {"into": case.sibling.reference}),
    ("unmerge", "POST"): verb(done=409),
    ("tag", "POST"): verb(body=gives(add=["برچسب تازه"])),
    ("recall", "POST"): verb(409, 409, body=lambda desk, case: {"message": case.request.pk}),
    ("follow", "POST"): verb(),
    ("unfollow", "POST"): verb(),
    ("read", "POST"): verb(to=To.ONES_TICKETS),
    ("attachment", "GET"): Call(To.FILES),
    ("attachment_content", "GET"): Call(To.FILES),
    ("attachment", "DELETE"): Call(To.FILES, 204),
    ("views", "GET"): Call(To.DESK),
    ("views", "POST"): Call(To.DESK, 201, body=gives(name="نمای تازه")),
    ("view", "GET"): Call(To.VIEWS),
    ("view", "PATCH"): Call(To.VIEWS, body=gives(name="نام تازه")),
    ("view", "DELETE"): Call(To.VIEWS, 204),
    ("canned_replies", "GET"): Call(To.DESK),
    ("tags", "GET"): Call(To.DESK),
    ("agents", "GET"): Call(To.DESK),
    ("customers", "GET"): Call(To.DESK, query="q=کاویانی"),
    ("schema", "GET"): Call(To.EVERYBODY),
    ("docs", "GET"): Call(To.EVERYBODY),
    ("not_here", "GET"): Call(To.NOBODY),
}


def operations():
    """`(name, method)` of all that the addresses answer; pages without operations are read."""
    return [
        (pattern.name, method)
        for pattern in urlpatterns
        for method in getattr(pattern.callback.view_class, "operations", None) or ["GET"]
    ]


def those(*to):
    return [key for key, call in CALLS.items() if call.to in to]


def make(program, key, *, desk, case=None, query=None, **place):
    """The answer to the valid call of this operation, at the address of `place`."""
    name, method = key
    call = CALLS[key]
    address = f"{at(name, **place)}?{call.query if query is None else query}"
    if call.is_upload:
        return program.upload(factories.upload())
    if method == "GET":
        return program.get(address)
    if method == "DELETE":
        return program.delete(address)
    return program.post(address, call.body(desk, case), method=method.lower())


def at(name, **place):
    return (
        f"{reverse('support_api:me')[: -len('me/')]}nowhere/"
        if name == "not_here"
        else reverse(f"support_api:{name}", kwargs=place)
    )
