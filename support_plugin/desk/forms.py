"""What agents fill in: the three kinds of message, and where a ticket goes."""

from contextlib import suppress
from datetime import datetime
from html import unescape
from itertools import groupby

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from support_plugin.taxonomy.models import Priority, active_pairs
from support_plugin.text.forms import DateField, TimeField
from support_plugin.tickets.canned import unfilled
from support_plugin.tickets.errors import PlaceholdersUnfilled
from support_plugin.tickets.intake import KeyedForm
from support_plugin.tickets.permissions import agents_of
from support_plugin.tickets.timeline import person_name

from .editor import ComposerTextArea, RichTextField

THEN = [
    ("wait", _("Send and wait for the customer")),
    ("resolve", _("Send and resolve")),
    ("next", _("Send and next ticket")),
]
LARGEST_KEY = 2**63 - 1


class ComposeForm(KeyedForm):
    """A public reply or an internal note. Programs that post without a key get one."""

    submission_key = forms.UUIDField(
        widget=forms.HiddenInput,
        required=False,
        error_messages=KeyedForm.base_fields["submission_key"].error_messages,
    )
    body = RichTextField(
        label=_("Message"),
        widget=ComposerTextArea,
        error_messages={"required": _("Write a message first.")},
    )
    # The newest public message on the page it was written on. Programs that send none are not asked.
    seen = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=LARGEST_KEY,
        widget=forms.HiddenInput,
        error_messages={"invalid": KeyedForm.base_fields["submission_key"].error_messages["invalid"]},
    )
    then = forms.ChoiceField(choices=[("", ""), *THEN], required=False)
    # Canned replies whose changes are made with the sending.
    canned = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        error_messages={"invalid_choice": _("This canned reply is not offered any more.")},
    )

    def __init__(self, *args, offered=(), **kwargs):
        """`offered`: the canned replies of the ticket's department."""
        super().__init__(*args, **kwargs)
        self.offered = {str(canned.pk): canned for canned in offered}
        self.fields["canned"].choices = [(key, str(canned)) for key, canned in self.offered.items()]

    def clean_body(self):
        body = self.cleaned_data["body"]
        if missing := unfilled(unescape(strip_tags(body))):
            raise ValidationError(str(PlaceholdersUnfilled(names=" ".join(missing))))
        return body

    @property
    def chosen(self):
        """The canned replies that are ticked, offered ones only; also of a form that was refused."""
        keys = self.data.getlist("canned") if self.is_bound and hasattr(self.data, "getlist") else []
        return [self.offered[key] for key in dict.fromkeys(keys) if key in self.offered]


class DraftForm(KeyedForm):
    """What is kept while somebody writes: any part of it, so that nothing but its length is checked."""

    mode = forms.ChoiceField(choices=[("reply", ""), ("note", ""), ("hold", "")])
    body = RichTextField(required=False)
    until_date = DateField(required=False)
    until_time = TimeField(required=False)

    def clean(self):
        """A promise that is no date yet keeps no text from being kept."""
        cleaned = super().clean()
        for name in ("until_date", "until_time"):
            self.errors.pop(name, None)
        day, hour = cleaned.get("until_date"), cleaned.get("until_time")
        if day and hour:
            with suppress(ValueError, OverflowError):
                cleaned["until"] = timezone.make_aware(datetime.combine(day, hour))
        return cleaned


class RecallForm(forms.Form):
    message = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)

    def __init__(self, *args, ticket, **kwargs):
        super().__init__(*args, **kwargs)


class HoldForm(ComposeForm):
    """A progress update with its promised date. Where nothing is written the desk's own sentence says it."""

    until_date = DateField(label=_("Date"), error_messages={"required": _("Say until when.")})
    until_time = TimeField(label=_("Time"), error_messages={"required": _("Say until what time.")})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].required = False

    def clean(self):
        cleaned = super().clean()
        day, hour = cleaned.get("until_date"), cleaned.get("until_time")
        if day and hour:
            try:
                cleaned["until"] = timezone.make_aware(datetime.combine(day, hour))
            except (ValueError, OverflowError) as error:
                raise ValidationError(_("This date cannot be used.")) from error
            if cleaned["until"] <= timezone.now():
                self.add_error("until_date", _("The promised date must be in the future."))
        return cleaned


class AssignForm(forms.Form):
    agent = forms.ModelChoiceField(queryset=None, label=_("Assignee"), empty_label=_("Choose an agent"))

    def __init__(self, *args, ticket, **kwargs):
        super().__init__(*args, initial={"agent": ticket.assignee_id}, **kwargs)
        self.fields["agent"].queryset = agents_of(ticket.department_id)
        self.fields["agent"].label_from_instance = person_name


class PriorityForm(forms.Form):
    priority = forms.ChoiceField(choices=Priority, label=_("Priority"))

    def __init__(self, *args, ticket, **kwargs):
        super().__init__(*args, initial={"priority": ticket.priority}, **kwargs)


class TransferForm(forms.Form):
    """Department and type in one choice, so that only pairs that exist can be chosen."""

    target = forms.ChoiceField(label=_("Department and ticket type"))

    def __init__(self, *args, ticket=None, **kwargs):
        initial = {"target": f"{ticket.department.slug}/{ticket.ticket_type.slug}"} if ticket else {}
        super().__init__(*args, initial=initial, **kwargs)
        self._pairs = {
            f"{department.slug}/{kind.slug}": (department, kind) for department, kind in active_pairs()
        }
        by_department = groupby(self._pairs.items(), key=lambda item: item[1][0])
        self.fields["target"].choices = [
            (str(department), [(key, str(kind)) for key, (_department, kind) in items])
            for department, items in by_department
        ]

    @property
    def pair(self):
        return self._pairs[self.cleaned_data["target"]]
