"""What forms that carry a message share: its key, its files, and how files survive every error."""

import uuid
from dataclasses import dataclass, field

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from support_plugin import conf
from support_plugin.text.forms import PlainTextField

from . import attachments
from .errors import FileRefused
from .models import Attachment


@dataclass
class Intake:
    """Files that wait for a message, and a sentence for each one that was refused.

    Files that answer a field of a form, and what was wrong with others, stand under its name.
    """

    kept: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    answers: dict = field(default_factory=dict)
    answer_errors: dict = field(default_factory=dict)

    @property
    def all_errors(self):
        return [*self.errors, *(each for found in self.answer_errors.values() for each in found)]

    def of(self, asked):
        """The files that go with the message: its own, and those of the questions that are asked (`AnswersForm`)."""
        names = asked.visible if asked else ()
        return [*self.kept, *(file for name in names for file in self.answers.get(name, ()))]


def take_files(request, submission_key, file_fields=None):
    """Drop what `remove` names, keep what `attachments` brings, and say what waits under this key.

    `file_fields` is `{field name: Limits}` of a form's file fields, which bring theirs as `field_<name>`. An accepted
    file belongs to (user, key) from now on: sending the key again includes it. A form sent twice at once brings its
    files twice; each is kept once.
    """
    attachments.forget(
        owner=request.user, submission_key=submission_key, uuids=uuids_in(request.POST.getlist("remove"))
    )
    intake = Intake()
    _keep_all(request, "attachments", submission_key, intake.errors)
    for name, limits in (file_fields or {}).items():
        refusals = intake.answer_errors.setdefault(name, [])
        _keep_all(request, f"field_{name}", submission_key, refusals, field=name, limits=limits)
    intake.kept, intake.answers = kept_files(request.user, submission_key, file_fields or ())
    return intake


def kept_files(user, submission_key, file_fields=()):
    """`(files of the message, {field name: its files})` that wait under the key; a file that came twice once."""
    waiting = list(Attachment.objects.kept(user, submission_key))
    first = {(file.field, file.name, file.sha256): file for file in reversed(waiting)}
    kept = [file for file in waiting if file in first.values()]
    if copies := [file.uuid for file in waiting if file not in kept]:
        attachments.forget(owner=user, submission_key=submission_key, uuids=copies)
    answers = {name: [file for file in kept if file.field == name] for name in file_fields}
    # A file whose field is not asked here belongs to the message as such: nothing that was sent is dropped.
    return [file for file in kept if file.field not in answers], answers


def _keep_all(request, sent, submission_key, refusals, **of_field):
    for upload in request.FILES.getlist(sent):
        try:
            attachments.keep(upload, owner=request.user, submission_key=submission_key, **of_field)
        except FileRefused as refused:
            refusals.append(str(refused))


def attachment_help():
    """The limits of a message's files in one sentence, said before anybody chooses one."""
    return attachments.message_limits().in_words


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
