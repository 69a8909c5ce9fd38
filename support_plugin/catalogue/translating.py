"""Texts as an editor sends them, side by side: compared with what was shown, cleaned, and stored with their history."""

import hashlib
import json
from functools import cache

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from wagtail.log_actions import log

from .translations import language_name, languages


class OneTextForm(forms.ModelForm):
    """A model's own field and rules for one of its texts."""

    def add_error(self, field, error):
        """A rule of the model that names fields which are not asked here is said as well."""
        if field is None and hasattr(error, "error_dict"):
            error = ValidationError([each for errors in error.error_dict.values() for each in errors])
        super().add_error(field, error)


@cache
def form_class(model, name):
    return forms.modelform_factory(model, form=OneTextForm, fields=[name])


class TextForm:
    """One text with an input per language: as it is stored, or as it was `sent`.

    A fingerprint of what stood in the inputs comes back with what was typed, so that what somebody else wrote meanwhile
    is noticed: it stays where nothing was typed (`has_changed` is False), and is said where something was.
    """

    def __init__(self, text, sent=None):
        self.text = text
        self.stored = as_compared(text.in_each_language)
        self.shown = fingerprint(self.stored)
        self.missing = [(language_name(code), code, text.shown_instead(code)) for code in text.missing]
        self.has_changed = self.is_overtaken = False
        if sent is not None:
            self._compare(sent)
        prefix = text.key.rpartition("-")[0]
        Form, name = form_class(text.kind.model, text.field.name), text.field.name
        if self.has_changed:
            data = {f"{text.key}_{place}": typed for place, typed in enumerate(self.typed)}
            self._form = Form(data, instance=text.row, prefix=prefix)
        else:
            # A list, for the widget would fill in another language where this one is empty.
            self._form = Form(initial={name: self.stored}, instance=text.row, prefix=prefix)
        self.input = self._form[name]
        self.media = self._form.media

    def _compare(self, sent):
        """What was not sent at all stays as it is."""
        self.typed = as_compared(
            sent.get(f"{self.text.key}_{place}", text) for place, text in enumerate(self.stored)
        )
        shown = sent.get(f"shown-{self.text.key}", "")
        self.has_changed = self.typed != self.stored and fingerprint(self.typed) != shown
        self.is_overtaken = self.has_changed and self.shown != shown

    def is_valid(self):
        return not self.errors

    @property
    def errors(self):
        """Sentences, what somebody else wrote meanwhile first. Saving once more puts one's own in its place."""
        if not self.has_changed:
            return []
        said = [message for messages in self._form.errors.values() for message in messages]
        return [self._overtaken_by(), *said] if self.is_overtaken else said

    def _overtaken_by(self):
        texts = [each for each in zip(languages(), self.stored, strict=True) if each[1]]
        return format_html(
            "{} {} {}",
            gettext("Somebody else changed this text meanwhile. It says now:"),
            format_html_join(" ", '<q><bdi lang="{}">{}</bdi></q>', texts) or gettext("nothing"),
            gettext("Save again to put yours in its place."),
        )


def as_compared(texts):
    """Without what a browser changes: the ends of lines and the space around."""
    return ["\n".join(text.splitlines()).strip() for text in texts]


def fingerprint(texts):
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:20]


def hold(texts):
    """The texts with their rows locked and read anew, within a transaction; those whose rows are gone are left out."""
    held = {}
    for kind in dict.fromkeys(text.kind for text in texts):
        keys = {text.row.pk for text in texts if text.kind == kind}
        rows = kind.model._default_manager.select_for_update().filter(pk__in=keys).order_by("pk")
        held |= {(kind, row.pk): row for row in rows}
    found = [text for text in texts if (text.kind, text.row.pk) in held]
    for text in found:
        text.row = held[text.kind, text.row.pk]
    return found


def save(forms):
    """Store the rows of valid forms, each once, with a line in the history of what it is edited with."""
    by_row = {}
    for form in forms:
        by_row.setdefault((form.text.kind, form.text.row.pk), []).append(form.text)
    for (kind, _key), texts in by_row.items():
        texts[0].row.save()
        fields = [text.field.name for text in texts]
        if kind.parent:
            fields = [kind.model._meta.get_field(kind.parent).remote_field.get_accessor_name()]
        log(instance=texts[0].owner, action="support_plugin.change", data={"fields": fields})
