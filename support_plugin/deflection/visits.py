"""Counting visits to the wizard's form: in which group, what they were shown, how they ended.

The visit's key stands in the session; a hash of it decides the group, so that whoever opens the form again, chooses
anew or logs in again while writing stays in theirs.
"""

import hashlib
import uuid
from datetime import timedelta

from django.core import signing
from django.utils import timezone

from support_plugin import conf
from support_plugin.tickets.due import do_each

from .models import Suggestion, Visit

SESSION_KEY = "support_visit"
SALT = "support_plugin.deflection"
MOST_SUGGESTIONS = 50
BATCH = 2000


def begin(request):
    """The visit of this session that is under way, or a new one: it is counted from here on."""
    visit = under_way(request)
    if visit is None:
        key = uuid.uuid4()
        visit = Visit.objects.create(key=key, is_held_out=is_held_out(key))
        request.session[SESSION_KEY] = {"key": str(key), "is_held_out": visit.is_held_out}
    return visit


def under_way(request):
    """The visit of this session, or None where it has ended or none was begun."""
    stored = request.session.get(SESSION_KEY)
    return Visit.objects.under_way().filter(key=stored["key"]).first() if stored else None


def may_suggest(request):
    """Not to those who are held out; asks the database nothing."""
    return not request.session.get(SESSION_KEY, {}).get("is_held_out")


def is_held_out(key):
    """Whether the visit of this key belongs to the share SUGGESTIONS_HELD_OUT (0 to 1) that sees no suggestions."""
    drawn = int.from_bytes(hashlib.sha256(uuid.UUID(str(key)).bytes).digest()[:8])
    return drawn < conf.SUGGESTIONS_HELD_OUT * 2**64


def end(request, outcome):
    """Say how this session's visit ended. One that has ended stays as it is."""
    if stored := request.session.get(SESSION_KEY):
        under_way = Visit.objects.under_way().filter(key=stored["key"])
        under_way.update(outcome=outcome, ended_at=timezone.now())


def signed(suggestion):
    """A suggestion as the form carries it, so that nobody else's words come back as one of ours."""
    fields = {"title": str(suggestion["title"])[:255], "url": str(suggestion["url"])}
    return signing.dumps({**fields, "page": suggestion.get("page")}, salt=SALT, compress=True)


def unsigned(token):
    """The `{"title", "url", "page"}` of a token, or None."""
    try:
        return signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None


def remember(visit, what, suggestions):
    """Keep that these were `shown`, `opened`, `dismissed` or `answered`; each is kept the first time it happens.

    Whatever happened to a suggestion, it was shown. A visit keeps MOST_SUGGESTIONS.
    """
    suggestions = [each for each in suggestions if len(each["url"]) <= 500]
    room = MOST_SUGGESTIONS - visit.suggestions.count()
    rows = [Suggestion(visit=visit, **each) for each in suggestions[: max(0, room)]]
    Suggestion.objects.bulk_create(rows, ignore_conflicts=True)
    if what != "shown":
        these = visit.suggestions.filter(url__in=[each["url"] for each in suggestions])
        these.filter(**{f"{what}_at": None}).update(**{f"{what}_at": timezone.now()})


def suggestions_of(request):
    """The suggestions of this session's latest visit, ended or not."""
    stored = request.session.get(SESSION_KEY)
    return Suggestion.objects.filter(visit=stored["key"]) if stored else Suggestion.objects.none()


def do_what_is_due(now=None):
    """Called by `support_tick`; return how many visits were found to have left, and how many were forgotten."""
    return do_each({"visits left": _leave, "old visits": _purge}, now or timezone.now())


def _leave(now):
    return Visit.objects.left(now).update(outcome=Visit.Outcome.LEFT, ended_at=now)


def _purge(now):
    before = now - timedelta(days=conf.KEEP_VISITS_DAYS)
    old = Visit.objects.filter(begun_at__lt=before).order_by("begun_at").values_list("pk", flat=True)
    keys = list(old[:BATCH])
    if keys:
        Visit.objects.filter(pk__in=keys).delete()
    return len(keys)
