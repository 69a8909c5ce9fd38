"""The questions of one version as a Django form: the authority over what is asked, required and stored."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page

from .asking import FileAnswer, form_field, found, initial_of, missing, said, stored
from .conditions import evaluate
from .definitions import fields_of, in_words, label_of
from .kinds import Kind

NAME = "field_{}"


@dataclass(frozen=True)
class Answered:
    """Valid answers to one version under certain facts, ready to be filed.

    `answers` is `[{"field", "label", "value", "text"}]` in the form's order, words as they read now;
    `found` is `[(field name, Found)]`.
    """

    version: object
    facts: tuple
    answers: tuple
    found: tuple


class AnswersForm(forms.Form):
    """Fields `field_<name>`, of which those count that the conditions show.

    `facts`: `{"department", "ticket_type", "product"}` by slug. `initial`: `{field name: [texts]}`, as a form would send
    them. Of file fields, by name: `kept`, the attachments that are there; `file_errors`, sentences on refused ones;
    `limits`, what is accepted.
    """

    def __init__(self, version, *, facts, data=None, kept=None, file_errors=None, limits=None, initial=None):
        super().__init__(data)
        self.version, self.facts, self.kept = version, facts, kept or {}
        self.file_errors, self.limits = file_errors or {}, limits or {}
        self.definition = version.definition
        self.items = {item["name"]: item for item in fields_of(self.definition)}
        self.start = self._defaults(initial) | (initial or {})
        self.raw = {name: self._texts(name) for name in self.items}
        self.shown = evaluate(self.definition, facts, self.raw)
        self.visible = set(self.shown.fields)
        for name, item in self.items.items():
            field = form_field(item, required=name in self.shown.required)
            texts = self.start.get(name) or []
            field.initial = list(texts) if item["kind"] == Kind.CHOICES else (texts[0] if texts else None)
            self.fields[NAME.format(name)] = field

    def _defaults(self, initial):
        """What stands there before anybody typed. Boxes that somebody left without a tick stay without it."""
        boxes = (Kind.CHECKBOX, Kind.CHOICES) if initial is not None else ()
        return {name: initial_of(item) for name, item in self.items.items() if item["kind"] not in boxes}

    def _texts(self, name):
        if self.items[name]["kind"] == Kind.FILE:
            return [file.name for file in self.kept.get(name, [])]
        if not self.is_bound:
            return self.start.get(name) or []
        sent = NAME.format(name)
        return self.data.getlist(sent) if hasattr(self.data, "getlist") else list(self.data.get(sent, []))

    def _clean_fields(self):
        """A hidden field is not read at all: it cannot be wrong, and it is never stored."""
        everything = self.fields
        self.fields = {
            NAME.format(name): everything[NAME.format(name)]
            for name, item in self.items.items()
            if name in self.visible and item["kind"] != Kind.FILE
        }
        try:
            super()._clean_fields()
        finally:
            self.fields = everything
        for name, item in self.items.items():
            if item["kind"] == Kind.FILE and name in self.visible:
                self._clean_files(name, item)

    def _clean_files(self, name, item):
        files, sent = self.kept.get(name, []), NAME.format(name)
        self.cleaned_data[sent] = [{"id": str(file.uuid), "name": file.name} for file in files]
        for sentence in self.file_errors.get(name, []):
            self.add_error(sent, sentence)
        if self.fields[sent].required and not files and not self.file_errors.get(name):
            sentence = missing(item, _("Please attach {field}."))
            self.add_error(sent, ValidationError(sentence, code="required"))

    @property
    def answered(self):
        """What was answered, once the form is valid."""
        answers, rows = [], []
        for name in self.shown.fields:
            item = self.items[name]
            value = stored(item, self.cleaned_data.get(NAME.format(name)))
            if value is None:
                continue
            answers.append(
                {"field": name, "label": label_of(item), "value": value, "text": said(item, value)}
            )
            rows += [(name, each) for each in found(item, value)]
        return Answered(self.version, tuple(sorted(self.facts.items())), tuple(answers), tuple(rows))

    @property
    def newly_asked(self):
        """Labels of questions that came up by these answers and stood on no form yet (it had no JavaScript).

        Our forms say with `asks` that they list what they asked in `asked`; programs do not.
        """
        if not self.is_bound or "asks" not in self.data:
            return []
        asked = set(self.data.getlist("asked"))
        return [label_of(self.items[name]) for name in self.shown.fields if name not in asked]

    @property
    def is_conditional(self):
        """Whether anything depends on anything: only then the browser needs the rules."""
        sections = self.definition["sections"]
        return any(
            part["show"] or part.get("require")
            for section in sections
            for part in (section, *section["items"])
        )

    @property
    def rules(self):
        """The definition without words, for the browser: conditions, kinds and values of choices."""
        return {
            "facts": self.facts,
            "definition": {
                "format": self.definition["format"],
                "sections": [
                    {
                        "id": section["id"],
                        "show": section["show"],
                        "items": [_without_words(item) for item in section["items"]],
                    }
                    for section in self.definition["sections"]
                ],
            },
        }

    @property
    def sections(self):
        """What a template shows: sections with their questions and notes, each knowing whether it is shown."""
        return [
            {
                "id": section["id"],
                "heading": str(in_words(section["heading"])),
                "help": str(in_words(section["help"])),
                "is_shown": section["id"] in self.shown.sections,
                "items": [self._part(item) for item in section["items"]],
            }
            for section in self.definition["sections"]
        ]

    def _part(self, item):
        if item["type"] == "note":
            return {
                "type": "note",
                "id": item["id"],
                "text": str(in_words(item["text"])),
                "page": self.pages.get(item["page"]),
                "is_shown": item["id"] in self.shown.notes,
            }
        field = self[NAME.format(item["name"])]
        is_file = isinstance(field.field, FileAnswer)
        return {
            "type": "field",
            "name": item["name"],
            "kind": item["kind"],
            "field": field,
            "is_group": item["kind"] == Kind.CHOICES or isinstance(field.field.widget, forms.RadioSelect),
            "is_shown": item["name"] in self.visible,
            "files": self.kept.get(item["name"], []) if is_file else [],
            "is_optional": not field.field.required,
            "limits": self.limits.get(item["name"]),
        }

    @cached_property
    def pages(self):
        """`{key: page}` of the pages that notes point to, as far as they are published; one query where there are any."""
        items = (item for section in self.definition["sections"] for item in section["items"])
        keys = {item["page"] for item in items if item["type"] == "note"} - {None}
        return Page.objects.live().public().in_bulk(keys) if keys else {}


def _without_words(item):
    if item["type"] == "note":
        return {"type": "note", "id": item["id"], "show": item["show"]}
    names = ("type", "name", "kind", "required", "show", "require")
    return {name: item[name] for name in names} | {
        "choices": [{"value": each["value"]} for each in item["choices"]]
    }
