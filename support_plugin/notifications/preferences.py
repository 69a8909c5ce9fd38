"""What a person wants to hear, and in which language: the form of both sides, customers and agents.

Only what differs from the matrix' defaults is stored, so that a default that changes later reaches everybody who
never said otherwise.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language_info, get_supported_language_variant
from django.utils.translation import gettext_lazy as _

from support_plugin.tickets.models import Ticket

from . import channels
from .matrix import EMAIL, SMS, is_told
from .models import Preferences
from .sms.numbers import masked


@dataclass(frozen=True)
class Cell:
    """One box: this thing by this channel. Without a `value` it is never told that way."""

    label: str
    value: str = ""
    is_checked: bool = False


@dataclass(frozen=True)
class Line:
    choice: Any
    cells: list


class PreferencesForm(forms.Form):
    """`choices` are the lines of the matrix for this side; `told` holds the ticked boxes as `key:channel`."""

    language = forms.ChoiceField(
        label=_("Language of messages"),
        required=False,
        error_messages={"invalid_choice": _("This choice is not offered. Please choose again.")},
    )
    told = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": _("This choice is not offered. Please choose again.")},
    )

    def __init__(self, *args, user, choices, by_itself, **kwargs):
        self.user, self.choices = user, choices
        self.channels = reachable_by(user, choices)
        self.stored = Preferences.objects.filter(user=user).first() or Preferences(user=user)
        super().__init__(*args, initial={"language": self.stored.language}, **kwargs)
        self.fields["language"].choices = [("", by_itself), *languages()]
        self.fields["told"].choices = [(value, value) for value in self._values()]

    def _values(self):
        return [told_value(choice.key, channel.name) for choice, channel in self._offered()]

    def _offered(self):
        return [
            (choice, channel)
            for choice in self.choices
            for channel in self.channels
            if choice.offers(channel.name)
        ]

    @property
    def lines(self):
        """The table: a line per thing, a cell per channel, ticked as sent or else as stored."""
        if self.is_bound:
            sent = self.data.getlist("told")
            ticked = {value for value in self._values() if value in sent}
        else:
            chosen = self.stored.choices
            ticked = {
                told_value(choice.key, channel.name)
                for choice, channel in self._offered()
                if is_told(choice, channel.name, chosen)
            }
        return [
            Line(choice, [self._cell(choice, channel, ticked) for channel in self.channels])
            for choice in self.choices
        ]

    @property
    def groups(self):
        """The lines by thing: `[(label, [line])]`; a thing that knows no reaches has one line."""
        groups = {}
        for line in self.lines:
            groups.setdefault(line.choice.label, []).append(line)
        return list(groups.items())

    @property
    def addresses(self):
        """Where they are reached: `[(channel's label, address)]`; a mobile number only so far that one knows it."""
        shown = {EMAIL: str, SMS: masked}
        return [
            (channel.label, shown[channel.name](channel.address_of(self.user)))
            for channel in self.channels
            if channel.name in shown
        ]

    def save(self):
        """Store what differs from the defaults. What this form did not offer stays as it is."""
        told = set(self.cleaned_data["told"])
        with transaction.atomic():
            stored, _is_new = Preferences.objects.select_for_update().get_or_create(user=self.user)
            kept = stored.choices if isinstance(stored.choices, dict) else {}
            for choice, channel in self._offered():
                answers = kept.get(choice.key)
                answers = dict(answers) if isinstance(answers, dict) else {}
                answers.pop(channel.name, None)
                wanted = told_value(choice.key, channel.name) in told
                if wanted != choice.is_default(channel.name):
                    answers[channel.name] = wanted
                kept.pop(choice.key, None)
                if answers:
                    kept[choice.key] = answers
            stored.choices, stored.language = kept, self.cleaned_data["language"]
            stored.save()

    @staticmethod
    def _cell(choice, channel, ticked):
        if not choice.offers(channel.name):
            return Cell(channel.label)
        value = told_value(choice.key, channel.name)
        return Cell(channel.label, value, value in ticked)


def reachable_by(user, choices):
    """The channels that reach this person and speak of any of these things."""
    return [
        channel
        for channel in channels.available()
        if any(choice.offers(channel.name) for choice in choices) and channel.address_of(user)
    ]


def languages():
    """The site's languages, each by its own name."""
    return [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]


def told_value(key, channel):
    """How a ticked box is sent: a choice's key and a channel's name."""
    return f"{key}:{channel}"


def language_of(person):
    """What they chose to be written to in; else that of their newest ticket; else the site's."""
    chosen = Preferences.objects.filter(user=person).values_list("language", flat=True).first()
    chosen = (
        chosen
        or Ticket.objects.filter(customer=person).order_by("-pk").values_list("language", flat=True).first()
    )
    try:
        return get_supported_language_variant(chosen or settings.LANGUAGE_CODE)
    except LookupError:
        return settings.LANGUAGE_CODE
