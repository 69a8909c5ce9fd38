"""What forms that carry a message share: its key, its files, and how files survive every error."""

import uuid
from dataclasses import dataclass, field

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from support_plugin import conf
from support_plugin.text.digits import localized
from support_plugin.text.forms import PlainTextField
from support_plugin.text.sizes import file_size

from . import attachments
from .errors import FileRefused
from .models import Attachment


@dataclass
class Intake:
    """Files that wait for a message, and a sentence for each one that was refused."""

    kept: list = field(default_factory=list)
    errors: list = field(default_factory=list)


def take_files(request, submission_key):
    """Drop what `remove` names, keep what `attachments` brings, and say what waits under this key.

    An accepted file belongs to (user, key) from now on: sending the key again includes it. A form sent twice at once
    brings its files twice; each is kept once.
    """
    attachments.forget(
        owner=request.user, submission_key=submission_key, uuids=uuids_in(request.POST.getlist("remove"))
    )
    intake = Intake()
    for upload in request.FILES.getlist("attachments"):
        try:
            attachments.keep(upload, owner=request.user, submission_key=submission_key)
        except FileRefused as refused:
            intake.errors.append(str(refused))
    kept = list(Attachment.objects.kept(request.user, submission_key))
    first = {(file.name, file.sha256): file for file in reversed(kept)}
    intake.kept = [file for file in kept if file in first.values()]
    if copies := [file.uuid for file in kept if file not in intake.kept]:
        attachments.forget(owner=request.user, submission_key=submission_key, uuids=copies)
    return intake


def attachment_help():
    """The limits in one sentence, said before anybody chooses a file."""
    return gettext("Up to {count} files of {size} each: {types}.").format(
        count=localized(conf.ATTACHMENTS_PER_MESSAGE),
        size=file_size(conf.ATTACHMENT_MEGABYTES * 1024 * 1024),
        types=attachments.accepted_types_in_words(),
    )


class KeyedForm(forms.Form):
    """A form that may be sent twice and counts once: it carries a UUID of the client's choice."""

    submission_key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This form was incomplete. Please send it once more."),
            "invalid": _("This form was damaged on its way. Please send it once more."),
        },
    )

    @property
    def key(self):
        """The key to go on with: the one sent, or a fresh one where that was missing or damaged."""
        if not hasattr(self, "_key"):
            try:
                self._key = uuid.UUID(str(self["submission_key"].value()))
            except ValueError:
                self._key = uuid.uuid4()
        return self._key

    def go_on_under_a_fresh_key(self, owner):
        """What was sent under the key was something else: what is written here, with its files, is sent on its own."""
        fresh = uuid.uuid4()
        Attachment.objects.kept(owner, self.key).update(submission_key=fresh)
        self._key = fresh
        self.data = self.data.copy()
        self.data["submission_key"] = str(fresh)


class MessageForm(KeyedForm):
    """A customer's reply: plain text."""

    body = PlainTextField(label=_("Your reply"), widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit_length(self.fields["body"], conf.MESSAGE_LENGTH)
        self.fields["body"].error_messages["required"] = _("Write your reply first.")


def limit_length(form_field, limit):
    """Set a form field's longest text, for the server and for the browser."""
    form_field.max_length = limit
    form_field.validators.append(
        MaxLengthValidator(limit, _("Please write at most %(limit_value)d characters (now %(show_value)d)."))
    )
    form_field.widget.attrs["maxlength"] = limit


def uuids_in(texts):
    """Those of these texts that are UUIDs."""
    found = []
    for text in texts[:100]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found
