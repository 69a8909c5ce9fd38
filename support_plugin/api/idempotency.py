"""One key, one effect: a call that is repeated under its Idempotency-Key gets the first answer again.

After Stripe's rules (docs.stripe.com/api/idempotent_requests): keys of at most 255 characters, kept for
API_KEY_HOURS; the first status and body are answered again with `Idempotent-Replayed: true`; the same key with another
call is refused with 409. Of refusals only those of a rule of the desk (409) are kept, and of these not what passes by itself.

The answer is written in the transaction of what it tells, so that whoever repeats a call whose answer was lost gets it.
Of calls at the same time the second waits for the first: on PostgreSQL at the unique key, on SQLite at the write lock.
"""

import json
import uuid
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from support_plugin import conf
from support_plugin.tickets.due import do_each
from support_plugin.tickets.errors import AnswerNotSettled, TicketError

from .models import IdempotentCall
from .problems import MEDIA_TYPE, WrongParameters, answer_to

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
LONGEST = 255
BATCH = 500
KEPT_HEADERS = ("Location", "ETag")


class KeyUsed(exceptions.APIException):
    status_code = HTTPStatus.CONFLICT
    default_detail = gettext_lazy("Another call was made under this key. Take a new key for a new call.")
    default_code = "idempotency_key_used"


def key_of(request):
    """The key that a call brings, or None. One that cannot be kept is refused."""
    key = request.headers.get(HEADER)
    if key is not None and not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        raise WrongParameters(
            [
                {
                    "header": HEADER,
                    "code": "invalid",
                    "detail": _("A key is 1 to 255 printable ASCII characters."),
                }
            ]
        )
    return key


def submission_key(request):
    """The key under which the desk itself does a thing once and for all, where the call's key is a UUID; else None.

    So it is the same key in the forms of the panel, and one that holds longer than API_KEY_HOURS.
    """
    try:
        return uuid.UUID(key_of(request) or "")
    except ValueError:
        return None


def once(request, act, *, rights):
    """The answer of `act()`, or of the first call that was made under the request's key.

    `rights` (JSON) is for whom the caller speaks: with others than the first call had, it is another call.
    """
    key = key_of(request)
    if key is None:
        return act()
    fingerprint = _fingerprint(request, rights)
    mine = {"user": request.user, "key": key}
    try:
        with transaction.atomic():
            call = _begun(mine, fingerprint)
            if call.status is not None:
                return _again(call, fingerprint)
            response = act()
            _keep(call, response)
            return response
    except TicketError as refused:
        if refused.http_status != HTTPStatus.CONFLICT or isinstance(refused, AnswerNotSettled):
            raise
        response = answer_to(refused, {})
        with transaction.atomic():
            call = _begun(mine, fingerprint)
            if call.status is None:
                _keep(call, response)
        return response


def do_what_is_due(now=None):
    """Forget keys that are older than they are kept; returns how many of what."""
    return do_each({"old keys of calls": _purge}, now or timezone.now())


def _purge(now):
    stale, deleted = IdempotentCall.objects.filter(created_at__lt=_oldest(now)), 0
    while keys := list(stale.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        deleted += IdempotentCall.objects.filter(pk__in=keys).delete()[0]
    return deleted


def _begun(mine, fingerprint):
    call, is_new = IdempotentCall.objects.get_or_create(**mine, defaults={"fingerprint": fingerprint})
    if is_new:
        return call
    call = IdempotentCall.objects.select_for_update().get(pk=call.pk)
    if call.created_at < _oldest(timezone.now()):
        call.fingerprint, call.status, call.created_at = fingerprint, None, timezone.now()
        call.save()
    return call


def _oldest(now):
    return now - timedelta(hours=conf.API_KEY_HOURS)


def _keep(call, response):
    call.status = response.status_code
    call.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    call.body = "" if response.data is None else json.dumps(response.data, cls=JSONEncoder)
    call.save(update_fields=["status", "headers", "body"])


def _again(call, fingerprint):
    if call.fingerprint != fingerprint:
        raise KeyUsed
    return Response(
        json.loads(call.body) if call.body else None,
        status=call.status,
        headers={**call.headers, REPLAYED: "true"},
        content_type=MEDIA_TYPE if call.status >= HTTPStatus.BAD_REQUEST else None,
    )


def _fingerprint(request, rights):
    """Of a form the values and the contents of its files: its boundary is another each time."""
    body = request.data
    if hasattr(body, "lists"):
        body = [[name, [_told(value) for value in values]] for name, values in sorted(body.lists())]
    told = json.dumps([request.method, request.get_full_path(), body, rights], sort_keys=True)
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _told(value):
    if not hasattr(value, "chunks"):
        return value
    digest = sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]
