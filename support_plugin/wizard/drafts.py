"""Drafts: what was typed into the wizard's form and not submitted yet, kept for its customer with its files.

Roads that lead here: typing, the button `keep`, choosing again in the middle of writing, a choice that ended, and a
session that ended. A draft is over when a ticket was filed under its key, when it was thrown away, or when nothing in
it has changed for DRAFT_DAYS.
"""

import re
import uuid
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from support_plugin import conf
from support_plugin.text.clean import FORBIDDEN, is_blank
from support_plugin.tickets import attachments
from support_plugin.tickets.changing import lock_person
from support_plugin.tickets.due import do_each
from support_plugin.tickets.errors import TicketError
from support_plugin.tickets.intake import KeyedForm
from support_plugin.tickets.models import Attachment, Ticket

from .models import WizardDraft
from .pace import is_too_fast

SALT = "support_plugin.wizard.drafts"
FIELDS = ("subject", "description", "product", "form_version")
ANSWER = "field_"
FURTHER_FIELD = re.compile(rf"\A{ANSWER}[a-z0-9-]{{1,50}}\Z")
# A form without any of these says nothing yet.
WORDS = ("subject", "description")
MOST_BYTES = 64 * 1024
MOST_DRAFTS = 5
# Empty rows of what was thrown away.
MOST_REMEMBERED = 20
BATCH = 500
# The form's script keeps at most once a second.
MOST_A_MINUTE = 60


class DraftFiled(TicketError):
    message = _("This has been submitted already. What you write here now is not kept.")
    code = "draft_filed"


class DraftThrownAway(TicketError):
    message = _(
        "This draft was thrown away in another window, with its files. What you write here now is not kept."
    )
    code = "draft_thrown_away"


@transaction.atomic
def keep(user, key, typed, *, path=None, department=None, ticket_type=None):
    """Keep `typed` (see `typed_in`) in the place of what was kept under this key, and its files as long as that.

    Returns the draft, or None where nothing is written and no file waits: then nothing is kept. What is not said
    (`path`, `department`, `ticket_type`) stays. Raises DraftFiled, DraftThrownAway.
    """
    lock_person(user)
    draft = WizardDraft.objects.with_ending().filter(customer=user, submission_key=key).first()
    if draft and draft.thrown_away_at:
        raise DraftThrownAway
    if draft.is_filed if draft else Ticket.objects.filter(customer=user, submission_key=key).exists():
        raise DraftFiled
    if not _says_something(typed) and not Attachment.objects.kept(user, key).exists():
        if draft:
            draft.delete()
        return None
    is_new = draft is None
    draft = draft or WizardDraft(customer=user, submission_key=key)
    draft.typed, draft.updated_at = typed, timezone.now()
    draft.path = draft.path if path is None else path
    draft.department = department or draft.department
    draft.ticket_type = ticket_type or draft.ticket_type
    draft.save()
    attachments.keep_until(draft.kept_until, owner=user, submission_key=key)
    if is_new:
        _make_room(user)
    return draft


def keep_form(request, path, *, form=None, user=None, **choice):
    """Keep the words of a form that was sent: the draft, or None where it says nothing.

    Where its key was filed or thrown away, words and files go on under a fresh one, the form's new `key`. `user` is
    whoever wrote it (default: who is logged in); `choice` is its department and type.
    """
    form, user = form or KeyedForm(request.POST), user or request.user
    typed = typed_in(request.POST)
    try:
        return keep(user, form.key, typed, path=path.prefill, **choice)
    except (DraftFiled, DraftThrownAway):
        form.go_on_under_a_fresh_key(user)
        return keep(user, form.key, typed, path=path.prefill, **choice)


def keep_over_login(request, path, **choice):
    """Keep the words of somebody whose session ended: the draft or None. Their form says who wrote it, signed by us.

    Without that signature, or with one that is older than a draft may be, nothing is kept: a stranger to the desk
    stores nothing, and nobody else who logs in on the same machine reads it.
    """
    try:
        oldest = timedelta(days=conf.DRAFT_DAYS)
        author = signing.loads(request.POST.get("author", ""), salt=SALT, max_age=oldest)
    except signing.BadSignature:
        return None
    user = get_user_model().objects.filter(pk=author, is_active=True).first()
    if user is None or is_too_fast("drafts", user, MOST_A_MINUTE):
        return None
    return keep_form(request, path, user=user, **choice)


def signature(user):
    """What a form carries as `author`, so that its words find back to their writer."""
    return signing.dumps(str(user.pk), salt=SALT)


def typed_in(posted):
    """The words of a form as they are kept: `{field name: [texts]}`, cut to what the fields and a draft take.

    A reply that becomes a follow-up brings its words as `body`.
    """
    room, typed = MOST_BYTES, {}
    for name in (*FIELDS, *sorted(filter(FURTHER_FIELD.match, posted))):
        texts = posted.getlist(name)
        if name == "description" and not any(texts):
            texts = posted.getlist("body")
        for text in texts:
            room -= len(name)
            if room <= 0:
                return typed
            text = _cut(_lines(FORBIDDEN.sub("", text))[: _longest(name)], room)
            room -= len(text.encode())
            typed.setdefault(name, []).append(text)
    return typed


def is_too_much(posted):
    """Is this more than a draft takes? Says it of what can be kept only in part."""
    return (
        sum(len(text.encode(errors="replace")) for _name, texts in posted.lists() for text in texts)
        > MOST_BYTES
    )


def find(user, key):
    """The live draft that this person keeps under this key (may be None or no UUID), or None."""
    try:
        key = uuid.UUID(str(key))
    except ValueError:
        return None
    return WizardDraft.objects.live().filter(customer=user, submission_key=key).first()


def unfinished(user):
    """What this person can go on with, newest first, each with its details."""
    live = WizardDraft.objects.live().filter(customer=user).with_details()
    return list(live.order_by("-updated_at", "-pk")[:MOST_DRAFTS])


def restored(draft):
    """A draft as the initial values of the form; a field of which several values were chosen has them as a list."""
    values = {name: texts[0] if len(texts) == 1 else texts for name, texts in draft.typed.items()}
    return {"submission_key": draft.submission_key} | values


def typed_answers(draft):
    """What was answered in it, `{field name: [texts]}`; None without a draft."""
    if draft is None:
        return None
    return {
        name.removeprefix(ANSWER): texts for name, texts in draft.typed.items() if FURTHER_FIELD.match(name)
    }


def form_version(draft):
    """The version of the form that it was written on, as a text; "" for none."""
    return draft.typed.get("form_version", [""])[0] if draft else ""


def continue_url(draft):
    """Where one goes on with it (`with_details`): its form, or all choices where its own is not offered any more."""
    url = reverse("support:new")
    if draft.is_offered:
        url = reverse("support:new_form", args=[draft.department.slug, draft.ticket_type.slug])
    return f"{url}?{urlencode({**draft.path, 'draft': draft.submission_key})}"


def throw_away(user, key):
    """Delete words and files; from now on nothing is kept under this key."""
    now = timezone.now()
    empty = {"typed": {}, "path": {}, "department": None, "ticket_type": None}
    with transaction.atomic():
        lock_person(user)
        _draft, is_new = WizardDraft.objects.update_or_create(
            customer=user, submission_key=key, defaults={**empty, "updated_at": now, "thrown_away_at": now}
        )
        if is_new:
            _make_room(user)
    attachments.forget_all(owner=user, submission_key=key)


def purge(now=None):
    """Delete what is over, and the files of what was not filed. Returns how many."""
    return sum(_purge(draft, now) for draft in WizardDraft.objects.over(now).order_by("updated_at")[:BATCH])


def do_what_is_due(now=None):
    """Called by `support_tick`; return how many unfinished tickets were deleted."""
    return do_each({"unfinished tickets": purge}, now or timezone.now())


def _purge(draft, now):
    """Unless its customer went on with it meanwhile."""
    deleted, _rows = WizardDraft.objects.over(now).filter(pk=draft.pk).delete()
    if deleted and not draft.is_filed:
        attachments.forget_all(owner=draft.customer_id, submission_key=draft.submission_key)
    return bool(deleted)


def _make_room(user):
    """At most MOST_DRAFTS a person: the oldest goes, with its files."""
    rows = WizardDraft.objects.filter(customer=user).with_ending().order_by("-updated_at", "-pk")
    live = [row for row in rows if not (row.is_filed or row.thrown_away_at)]
    ended = [row for row in rows if row not in live]
    too_many = live[MOST_DRAFTS:]
    for row in (*too_many, *ended[MOST_REMEMBERED:]):
        row.delete()
    keys = [row.submission_key for row in too_many]
    transaction.on_commit(lambda: [attachments.forget_all(owner=user, submission_key=key) for key in keys])


def _says_something(typed):
    said = (texts for name, texts in typed.items() if name in WORDS or FURTHER_FIELD.match(name))
    return any(not is_blank(text) for texts in said for text in texts)


def _longest(name):
    return {"subject": conf.SUBJECT_LENGTH, "product": 20, "form_version": 20}.get(name, conf.MESSAGE_LENGTH)


def _cut(text, size):
    return text.encode()[:size].decode(errors="ignore")


def _lines(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")
