"""What was typed and could not be filed yet: kept in the session, for whoever wrote it, until it is filed.

Two roads lead here: a choice that ended while the form was being written, and a session that ended. A draft
has its submission key, so that the files kept under it come along. It lives as long as they do.
"""

import time
from datetime import timedelta

from django.core import signing

from support_plugin import conf
from support_plugin.tickets.intake import KeyedForm
from support_plugin.tickets.models import Ticket

SESSION_KEY = "support_draft"
SALT = "support_plugin.wizard.drafts"
TYPED = ("product", "subject", "description")
ANSWER = "field_"
MOST_ANSWERS = 200


def keep(request, author=None):
    """Keep the words of this request, cut to what their fields take. Returns the submission key to go on with.

    A reply that becomes a follow-up brings its words as `body`. `author` is the key of whoever wrote them
    (default: who is logged in).
    """
    posted = request.POST
    key = KeyedForm(posted).key
    request.session[SESSION_KEY] = {
        "author": str(author or request.user.pk),
        "kept_at": time.time(),
        "submission_key": str(key),
        "product": posted.get("product", "")[:20],
        "subject": posted.get("subject", "")[: conf.SUBJECT_LENGTH],
        "description": _lines(posted.get("description") or posted.get("body", ""))[: conf.MESSAGE_LENGTH],
        "form_version": posted.get("form_version", "")[:20],
        "answers": {
            name.removeprefix(ANSWER): [
                text[: conf.MESSAGE_LENGTH] for text in posted.getlist(name)[:MOST_ANSWERS]
            ]
            for name in [each for each in posted if each.startswith(ANSWER)][:MOST_ANSWERS]
        },
    }
    return key


def answers(draft):
    """`{field name: [texts]}` of a draft, or None."""
    return draft.get("answers") if draft else None


def form_version(draft):
    """The version of the form that the draft was written on, as a text; "" for none."""
    return (draft.get("form_version") or "") if draft else ""


def keep_over_login(request):
    """Keep the words of somebody whose session ended. Their form says who wrote it, signed by us.

    Without that signature nothing is kept: a stranger to the desk stores nothing, and nobody else who logs in
    on the same machine reads it.
    """
    try:
        author = signing.loads(request.POST.get("author", ""), salt=SALT)
    except signing.BadSignature:
        return
    keep(request, author)


def signature(user):
    """What a form carries as `author`, so that its words find back to their writer."""
    return signing.dumps(str(user.pk), salt=SALT)


def find(request):
    """The draft of whoever is logged in, as the fields that are filled, or None."""
    draft = request.session.get(SESSION_KEY)
    if not draft or draft["author"] != str(request.user.pk):
        return None
    if time.time() - draft["kept_at"] > timedelta(hours=conf.KEEP_FILES_HOURS).total_seconds():
        return None
    if Ticket.objects.filed_by(request.user).filter(submission_key=draft["submission_key"]).exists():
        return None
    names = ("submission_key", "form_version", "answers", *TYPED)
    return {name: draft[name] for name in names if draft.get(name)}


def drop(request, *, filed_as=None):
    """Forget the draft; with `filed_as` only if its submission key is the one that was filed."""
    draft = request.session.get(SESSION_KEY)
    if draft and (filed_as is None or draft["submission_key"] == str(filed_as)):
        del request.session[SESSION_KEY]


def _lines(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")
