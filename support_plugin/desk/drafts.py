"""Drafts: what an agent has begun to write in a ticket is kept on the server until it is sent.

One per agent and ticket. It carries the key under which it will be sent, so that what was sent is never kept again.
"""

import uuid
from datetime import timedelta

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from support_plugin import conf
from support_plugin.text.dates import format_date, local
from support_plugin.tickets.due import do_each
from support_plugin.tickets.models import Attachment, Message

from . import presence
from .access import AgentsOnly, ticket_for
from .editor import plain_as_rich
from .forms import DraftForm
from .models import Draft

KINDS = {"reply": Message.Kind.REPLY, "note": Message.Kind.NOTE, "hold": Message.Kind.PROGRESS}
MODES = {kind: mode for mode, kind in KINDS.items()}
BATCH = 500
# A window that kept nothing for so long is no longer written in.
ELSEWHERE = timedelta(minutes=10)


class KeptElsewhere(Exception):
    """Another window of the same person keeps what is written there."""


def draft_of(ticket, user):
    """What this agent has begun to write here, or None. What lies under a key that was sent is to be sent under another."""
    draft = Draft.objects.filter(ticket=ticket, user=user).first()
    if draft and _is_sent(ticket, user, draft.submission_key):
        draft.submission_key = uuid.uuid4()
        draft.save(update_fields=["submission_key"])
    return draft


def _is_sent(ticket, user, submission_key):
    return ticket.messages.filter(author=user, submission_key=submission_key).exists()


def keep(ticket, user, *, mode, body, submission_key, promised_until=None):
    """Keep what is written so far in the place of what was kept before; nothing written: keep nothing.

    Returns the draft, or None where there is none: also when it was sent under its key meanwhile. Raises KeptElsewhere
    where a window that was opened before keeps something of its own: neither overwrites the other.
    """
    if not body or _is_sent(ticket, user, submission_key):
        forget(ticket, user, submission_key)
        return None
    others = Draft.objects.filter(ticket=ticket, user=user).exclude(submission_key=submission_key)
    if others.filter(updated_at__gt=timezone.now() - ELSEWHERE).exists():
        raise KeptElsewhere
    draft, _created = Draft.objects.update_or_create(
        ticket=ticket,
        user=user,
        defaults={
            "kind": KINDS[mode],
            "body": body,
            "submission_key": submission_key,
            "promised_until": promised_until if mode == "hold" else None,
            "updated_at": timezone.now(),
        },
    )
    return draft


def forget(ticket, user, submission_key):
    """It was sent, or emptied. What is kept under another key belongs to another window and stays."""
    Draft.objects.filter(ticket=ticket, user=user, submission_key=submission_key).delete()


def put_back(ticket, user, recalled):
    """Make what was taken back (`Recalled`) the draft, above whatever was begun since; its files are kept under its key.

    What was begun as an internal note makes a note of both: nothing internal lies in a public answer.
    """
    body = recalled.body if recalled.is_rich else plain_as_rich(recalled.body)
    kind = recalled.kind
    if begun := draft_of(ticket, user):
        body += begun.body
        kind = Message.Kind.NOTE if begun.kind == Message.Kind.NOTE else kind
        Attachment.objects.kept(user, begun.submission_key).update(submission_key=recalled.submission_key)
        begun.delete()
    return keep(
        ticket,
        user,
        mode=MODES[kind],
        body=body,
        submission_key=recalled.submission_key,
        promised_until=recalled.promised_until,
    )


def state_of(draft):
    """When it was kept, as the composer says it; nothing where nothing is kept."""
    if draft is None:
        return ""
    at = local(draft.updated_at)
    pattern = "H:i" if at.date() == timezone.localdate() else "j F، H:i"
    return _("Draft, {time}").format(time=format_date(at, pattern))


def purge(now=None):
    """Delete what nobody touched for KEEP_DRAFTS_DAYS. Returns how many."""
    before = (now or timezone.now()) - timedelta(days=conf.KEEP_DRAFTS_DAYS)
    stale = Draft.objects.filter(updated_at__lt=before).order_by("updated_at").values_list("pk", flat=True)
    deleted, _rows = Draft.objects.filter(pk__in=list(stale[:BATCH])).delete()
    return deleted


def do_what_is_due(now=None):
    """Called by `support_tick`; return how many drafts and left editing sessions were deleted."""
    return do_each({"drafts": purge, "presence": presence.purge}, now or timezone.now())


class SaveDraft(AgentsOnly, View):
    """Where the composer's script keeps what is written; answers `{"state": words}`."""

    http_method_names = ["post"]

    def post(self, request, reference):
        ticket = ticket_for(request.user, reference)
        form = DraftForm(request.POST)
        if not form.is_valid():
            return JsonResponse({"state": _("The draft could not be kept.")}, status=422)
        try:
            draft = keep(
                ticket,
                request.user,
                mode=form.cleaned_data["mode"],
                body=form.cleaned_data["body"],
                submission_key=form.key,
                promised_until=form.cleaned_data.get("until"),
            )
        except KeptElsewhere:
            words = _("Not kept: another window of yours keeps a draft for this ticket.")
            return JsonResponse({"state": words}, status=422)
        return JsonResponse({"state": state_of(draft)})
