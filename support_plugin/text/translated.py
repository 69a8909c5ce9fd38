"""Model fields that keep a text in every language in one row.

django-i18nfield does the storing (a JSON object in a text column, so that migrations do not depend on the
host's LANGUAGES) and the falling back. Added here: every value is cleaned and has a longest length per
language, the site's own language is what "required" means, languages that are no longer configured survive
an edit, and a dict given in code works like the value that comes from the database.
"""

import json

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.text import format_lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField
from i18nfield.forms import I18nFormField, I18nWidget
from i18nfield.strings import LazyI18nString

from .clean import clean, is_blank, refuse_forbidden


def every_language(value):
    """The texts of all languages, for search keys."""
    data = getattr(value, "data", value)
    if isinstance(data, dict):
        return [text for text in data.values() if text]
    return [str(data)] if data else []


def as_translated(value):
    """A `LazyI18nString` of a dict per language, of a stored JSON object, or of one text for all languages."""
    if isinstance(value, LazyI18nString):
        return value
    if isinstance(value, str):
        try:
            stored = json.loads(value) if value.startswith("{") else None
        except ValueError:
            stored = None
        value = stored if isinstance(stored, dict) else {settings.LANGUAGE_CODE: value}
    return LazyI18nString({code: str(text) for code, text in (value or {}).items() if text})


class _Attribute:
    """Gives instances a `LazyI18nString` whatever was assigned."""

    def __init__(self, name):
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        try:
            return instance.__dict__[self.name]
        except KeyError:
            instance.refresh_from_db(fields=[self.name])
            return instance.__dict__[self.name]

    def __set__(self, instance, value):
        instance.__dict__[self.name] = as_translated(value)


class SideBySideWidget(I18nWidget):
    """One labelled input per language, each with its own `lang` and `dir`, in the language's own name."""

    class Media:
        css = {"all": ["support_plugin/text/translated.css"]}

    def build_attrs(self, base_attrs, extra_attrs=None):
        # The label says the language already.
        return {"placeholder": "", **super().build_attrs(base_attrs, extra_attrs)}

    def format_output(self, rendered_widgets, id_):
        columns = [
            {"language": get_language_info(code), "input": widget, "id": f"{id_}_{number}"}
            for number, (code, widget) in enumerate(zip(self.locales, rendered_widgets, strict=True))
        ]
        return render_to_string("support_plugin/text/translated_widget.html", {"id": id_, "columns": columns})

    def id_for_label(self, id_):
        return f"{id_}_0"


class SideBySideTextInput(SideBySideWidget):
    widget = forms.TextInput


class SideBySideTextarea(SideBySideWidget):
    widget = forms.Textarea

    def __init__(self, locales, field, attrs=None):
        super().__init__(locales, field, {"rows": 4, **(attrs or {})})


def as_stored(text):
    """A text of one language, each of its lines cleaned; empty where a reader would see nothing."""
    text = "\n".join(clean(line) for line in text.splitlines()).strip()
    return "" if is_blank(text) else text


class TranslatedFormField(I18nFormField):
    """The form's side: refuses what cannot be stored and what is too long, by language."""

    def __init__(self, *args, max_length=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.longest = max_length
        for widget in self.widget.widgets:
            widget.attrs.pop("placeholder", None)
            if max_length:
                widget.attrs["maxlength"] = max_length

    def clean(self, value):
        translated = as_translated(super().clean([text or "" for text in (value or [])]))
        texts = {}
        for code, text in (translated.data or {}).items():
            refuse_forbidden(text)
            texts[code] = as_stored(text)
        if self.one_required and not texts.get(settings.LANGUAGE_CODE):
            raise ValidationError(
                _("Fill in the text in {language}.").format(language=_own_name(settings.LANGUAGE_CODE)),
                code="required",
            )
        for code, text in texts.items():
            if self.longest and len(text) > self.longest:
                raise ValidationError(
                    format_lazy(
                        _("At most {limit} characters, please ({language} has {length})."),
                        limit=self.longest,
                        language=_own_name(code),
                        length=len(text),
                    ),
                    code="max_length",
                )
        return LazyI18nString({code: text for code, text in texts.items() if text})


def _own_name(code):
    return get_language_info(code)["name_local"]


class _TranslatedMixin:
    form_class = TranslatedFormField

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        if kwargs.get("default") is dict:
            del kwargs["default"]
        return name, path, args, kwargs

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, self.attname, _Attribute(self.attname))

    def to_python(self, value):
        return as_translated(value)

    def from_db_value(self, value, expression, connection):
        return as_translated(value)

    def get_prep_value(self, value):
        return json.dumps(as_translated(value).data, ensure_ascii=True, sort_keys=True)

    def formfield(self, **kwargs):
        # A callable default would make Django compare with a hidden field and see a change in every save.
        return super().formfield(**{"max_length": self.max_length, "show_hidden_initial": False, **kwargs})

    def save_form_data(self, instance, data):
        """Languages that no form asks for any more keep their text."""
        configured = {code for code, _name in settings.LANGUAGES}
        before = getattr(instance, self.attname).data or {}
        forgotten = {code: text for code, text in before.items() if code not in configured}
        super().save_form_data(instance, LazyI18nString({**forgotten, **(as_translated(data).data or {})}))


class TranslatedCharField(_TranslatedMixin, I18nCharField):
    """One line per language. `max_length` is the longest line of any language, in characters."""

    widget = SideBySideTextInput


class TranslatedTextField(_TranslatedMixin, I18nTextField):
    """Several lines per language. `max_length` is the longest text of any language, in characters."""

    widget = SideBySideTextarea
