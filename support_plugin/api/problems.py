"""What is answered when something cannot be done: problem details (RFC 9457), in the reader's language.

`{"title", "status", "detail", "code", "errors"}`: `title` is the name of the status, `detail` a sentence for a person,
`code` stable for programs, `errors` what was wrong with which part: `pointer` into the body (RFC 6901, as a fragment),
`parameter` of the address or `header`. `type` is left out: it is "about:blank".
"""

import logging
from http import HTTPStatus

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from support_plugin.tickets.errors import NotYours, TicketError

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
MINUTE = 60
SECONDS_TO_RECOVER = 5
# Facts of a broken rule that say more to a program than the sentence does.
TELLING = ("agent", "reference", "minutes", "days", "limit", "name", "names", "megabytes")


class Refused(exceptions.APIException):
    """Something in the call is wrong: `errors` as they are answered, each with its `code` and `detail`."""

    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    default_detail = gettext_lazy("Some of what was sent cannot be accepted.")
    default_code = "invalid"

    def __init__(self, errors):
        super().__init__()
        self.errors = errors


class WrongParameters(Refused):
    status_code = HTTPStatus.BAD_REQUEST
    default_detail = gettext_lazy("Something in the address or the headers of this call cannot be read.")
    default_code = "invalid_parameter"


class Stale(exceptions.APIException):
    status_code = HTTPStatus.PRECONDITION_FAILED
    default_detail = gettext_lazy("This was changed meanwhile. Read it again before you change it.")
    default_code = "stale"


class DeskOnly(exceptions.PermissionDenied):
    default_detail = gettext_lazy("Only agents can do this, with a token that allows it.")
    default_code = "desk_only"


class ScopeMissing(exceptions.PermissionDenied):
    default_detail = gettext_lazy("This token does not allow that.")
    default_code = "scope_missing"


def problem(status, code, detail, *, errors=(), headers=None, **more):
    """A `Response` that says what is wrong."""
    told = {"title": HTTPStatus(status).phrase, "status": int(status), "detail": str(detail), "code": code}
    if errors:
        told["errors"] = list(errors)
    return Response(told | more, status=status, headers=headers, content_type=MEDIA_TYPE)


def answer_to(error, context):
    """DRF's exception handler for our views."""
    match error:
        case NotYours() | Http404():
            return problem(404, "not_found", _("There is nothing here."))
        case TicketError():
            return _of_the_desk(error)
        case Refused():
            return problem(error.status_code, error.default_code, error.detail, errors=error.errors)
        case exceptions.ValidationError():
            return problem(422, "invalid", Refused.default_detail, errors=in_body(error.get_full_details()))
        case PermissionDenied():
            return problem(403, "permission_denied", _("You may not do this."))
        case exceptions.Throttled():
            wait = {"Retry-After": str(max(1, round(error.wait or MINUTE)))}
            return problem(429, "throttled", error.detail, headers=wait)
        case exceptions.NotAuthenticated():
            return _of_http(error, _("Nobody is logged in. Send a token: Authorization: Bearer wsd_…"))
        case exceptions.UnsupportedMediaType():
            read = ", ".join(parser.media_type for parser in context["view"].parser_classes)
            return _of_http(error, _("This kind of body is not read here. Send {type}.").format(type=read))
        case exceptions.APIException():
            return _of_http(error, error.detail)
        case SuspiciousOperation():
            return problem(413, "too_large", _("The body is larger than can be taken."))
        case OperationalError() | InterfaceError():
            logger.exception("The database did not answer")
            sentence = _("This cannot be done just now. Try again in a few seconds.")
            return problem(503, "unavailable", sentence, headers={"Retry-After": str(SECONDS_TO_RECOVER)})
    return _unforeseen(context)


def in_body(details, path="#"):
    """A serializer's errors, flattened: `[{"pointer", "code", "detail"}]`."""
    if isinstance(details, list):
        if details and all(isinstance(each, dict) and set(each) == {"message", "code"} for each in details):
            return [
                {"pointer": path, "code": each["code"], "detail": str(each["message"])} for each in details
            ]
        nested = ((str(place), each) for place, each in enumerate(details) if each)
    else:
        nested = details.items()
    found = []
    for name, each in nested:
        here = path if name == api_settings.NON_FIELD_ERRORS_KEY else f"{path}/{_escaped(name)}"
        found += in_body(each, here)
    return found


def at(pointer, code, detail):
    """One entry of `errors` for a part of the body, `pointer` as names below the root: "answers", "phone"."""
    path = "/".join(["#", *(_escaped(name) for name in pointer)])
    return {"pointer": path, "code": code, "detail": str(detail)}


def not_offered(*path):
    """The same for a choice that is not there, or not for the caller."""
    return at(path, "unknown_choice", _("This choice is not offered."))


def of_form(form, pointer=lambda name: (name,)):
    """What a Django form finds wrong: `pointer(field name)` says where that stands in the body."""
    return [at(pointer(name), code, sentence) for name, code, sentence in findings(form)]


def findings(form):
    """`(field name, code, sentence)` of each thing that a Django form finds wrong."""
    for name, found in form.errors.as_data().items():
        for each in found:
            yield name, each.code or "invalid", " ".join(each.messages)


def _escaped(name):
    """RFC 6901: what would be read as a step of the path is written otherwise."""
    return str(name).replace("~", "~0").replace("/", "~1")


def _unforeseen(context):
    """An error of ours: whoever listens to Django's errors hears of it, its caller gets a problem like any other."""
    request = context["request"]._request
    got_request_exception.send(sender=None, request=request)
    logger.exception("Internal Server Error: %s", request.path)
    return problem(
        500, "error", _("Something went wrong here. We have been told of it; please try again later.")
    )


def _of_the_desk(error):
    facts = {name: _plain(error.facts[name]) for name in TELLING if name in error.facts}
    if ticket := error.facts.get("ticket"):
        facts["ticket"] = ticket.reference
    if messages := error.facts.get("messages"):
        facts["messages"] = [message.pk for message in messages]
    headers = {}
    if error.http_status == HTTPStatus.TOO_MANY_REQUESTS:
        headers["Retry-After"] = str(MINUTE * max(1, error.facts.get("minutes", 1)))
    if error.http_status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(SECONDS_TO_RECOVER)
    return problem(error.http_status, error.code, str(error), headers=headers, **facts)


def _of_http(error, sentence):
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    code = error.get_codes()
    return problem(error.status_code, code if isinstance(code, str) else "invalid", sentence, headers=headers)


def _plain(fact):
    return fact if isinstance(fact, int) else str(fact)


def at_parameter(name, code, detail=""):
    """One entry of `errors` for a parameter of the address."""
    return {"parameter": name, "code": code, "detail": str(detail or _("This choice is not offered."))}
