"""Django form fields for the fields of a definition: how each kind is asked, read, stored, found and said again."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import (
    MaxLengthValidator,
    MaxValueValidator,
    MinLengthValidator,
    MinValueValidator,
    RegexValidator,
)
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from support_plugin.text.clean import refuse_forbidden
from support_plugin.text.dates import date_for_input, format_date
from support_plugin.text.digits import localized, localized_number, to_ascii
from support_plugin.text.forms import CleanCharField, DateField, DecimalField, PlainTextField
from support_plugin.text.reader import is_persian
from support_plugin.text.search import search_key

from . import patterns
from .definitions import choice_label, in_words, label_of
from .kinds import LONGEST, WITH_CHOICES, Kind
from .reading import read_date

# More choices than these are a list that opens; fewer lie open.
MOST_OPEN_CHOICES = 7
LONGEST_KEY = 120


@dataclass(frozen=True)
class Found:
    """How an answer is found: one row per value; exactly one of the three is set."""

    key: str = ""
    number: Decimal | None = None
    day: date | None = None


def form_field(item, *, required):
    """The Django form field that asks `item` in the active language."""
    kind, limits = item["kind"], item["limits"]
    field = MAKERS[kind](item, limits)
    field.label = label_of(item)
    field.help_text = str(in_words(item["help"]))
    field.required = required
    sentence = _("Please choose {field}.") if kind in WITH_CHOICES else _("Please enter {field}.")
    if kind == Kind.CHECKBOX:
        sentence = _("Please tick “{field}” to go on.")
    field.error_messages["required"] = missing(item, sentence)
    if example := str(in_words(item["placeholder"])):
        field.widget.attrs["placeholder"] = example
    return field


def missing(item, sentence):
    """What is said where an answer is missing: `sentence` about the field, and of a label that asks something itself not that."""
    label = label_of(item)
    return _("Please answer this question.") if label.endswith(("?", "؟")) else sentence.format(field=label)


def stored(item, value):
    """A cleaned value as JSON; None where nothing was answered."""
    if value is None or value is False or value in ("", []):
        return None
    if isinstance(value, Decimal):
        # Zero is an answer; there is one of it.
        return format(value.normalize() + 0, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value


def said(item, value):
    """A stored value in words of the active language."""
    kind = item["kind"]
    if kind == Kind.CHOICE:
        return choice_label(item, value)
    if kind == Kind.CHOICES:
        return _(", ").join(choice_label(item, each) for each in value)
    if kind == Kind.CHECKBOX:
        return _("Yes")
    if kind == Kind.NUMBER:
        return localized_number(Decimal(value))
    if kind == Kind.DATE:
        return format_date(date.fromisoformat(value), "j F Y")
    if kind == Kind.FILE:
        return _(", ").join(each["name"] for each in value)
    return str(value)


def found(item, value):
    """The `Found` rows of a stored value: none for files."""
    kind = item["kind"]
    if kind == Kind.NUMBER:
        return [Found(number=Decimal(value))]
    if kind == Kind.DATE:
        return [Found(day=date.fromisoformat(value))]
    if kind == Kind.CHOICES:
        return [Found(key=each) for each in value]
    if kind == Kind.CHOICE:
        return [Found(key=value)]
    if kind == Kind.CHECKBOX:
        return [Found(key="yes")]
    if kind == Kind.FILE:
        return []
    return [Found(key=search_key(value)[:LONGEST_KEY])]


def initial_of(item):
    """What stands in the field before anybody typed: texts, as a form would send them."""
    if not item["default"]:
        return []
    if item["kind"] == Kind.DATE:
        try:
            return [date_for_input(date.fromisoformat(item["default"]))]
        except ValueError:
            return [item["default"]]
    return [item["default"]]


def _text(item, limits):
    longest = min(limits.get("longest") or LONGEST[Kind.TEXT], 1000)
    field = CleanCharField(validators=_length(limits, longest))
    field.widget.attrs["maxlength"] = longest
    if pattern := limits.get("pattern"):
        field.validators.append(_Matches(pattern, limits.get("pattern_help")))
    return field


def _long_text(item, limits):
    longest = min(limits.get("longest") or LONGEST[Kind.LONG_TEXT], LONGEST[Kind.LONG_TEXT])
    field = PlainTextField(widget=forms.Textarea(attrs={"rows": 4}), validators=_length(limits, longest))
    field.widget.attrs["maxlength"] = longest
    return field


def _length(limits, longest):
    validators = [
        MaxLengthValidator(
            longest, _("Please write at most %(limit_value)d characters (now %(show_value)d).")
        )
    ]
    if shortest := limits.get("shortest"):
        validators.append(
            MinLengthValidator(
                shortest, _("Please write at least %(limit_value)d characters (now %(show_value)d).")
            )
        )
    return validators


def _number(item, limits):
    field = DecimalField()
    for name, validator, sentence in (
        ("smallest", MinValueValidator, _("At least {limit}, please.")),
        ("largest", MaxValueValidator, _("At most {limit}, please.")),
    ):
        if name in limits:
            limit = Decimal(limits[name])
            field.validators.append(validator(limit, sentence.format(limit=localized_number(limit))))
    return field


def _date(item, limits):
    field = DateField()
    if is_persian():
        field.widget.attrs["placeholder"] = _("For example {day}").format(
            day=date_for_input(timezone.localdate())
        )
    else:
        field = _CalendarDate(widget=forms.DateInput(attrs={"type": "date"}))
    for name, validator, sentence in (
        ("earliest", MinValueValidator, _("Not before {day}, please.")),
        ("latest", MaxValueValidator, _("Not after {day}, please.")),
    ):
        if name in limits:
            day = date.fromisoformat(limits[name])
            field.validators.append(validator(day, sentence.format(day=format_date(day, "j F Y"))))
    return field


class _CalendarDate(DateField):
    """Asked by the browser's own calendar, which knows days in ISO alone, whatever calendar they were typed in."""

    def prepare_value(self, value):
        day = read_date(value) if isinstance(value, str) else value
        return day.isoformat() if isinstance(day, date) else (day or value)


def _choice(item, limits):
    choices = [(each["value"], str(in_words(each["label"]))) for each in item["choices"]]
    field = forms.ChoiceField(choices=choices, widget=forms.RadioSelect)
    if len(choices) > MOST_OPEN_CHOICES:
        field = forms.ChoiceField(choices=[("", _("Choose…")), *choices])
    field.error_messages["invalid_choice"] = _("This choice is not offered. Please choose another one.")
    return field


def _choices(item, limits):
    choices = [(each["value"], str(in_words(each["label"]))) for each in item["choices"]]
    field = forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)
    field.error_messages["invalid_choice"] = _("This choice is not offered. Please choose another one.")
    field.validators.append(_Several(limits.get("fewest"), limits.get("most")))
    return field


def _checkbox(item, limits):
    return forms.BooleanField()


def _email(item, limits):
    return forms.EmailField(
        max_length=LONGEST[Kind.EMAIL],
        validators=[refuse_forbidden],
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
        error_messages={"invalid": _("This is no e-mail address. Write it like name@example.com.")},
    )


def _url(item, limits):
    return forms.URLField(
        max_length=LONGEST[Kind.URL],
        validators=[refuse_forbidden],
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr", "inputmode": "url"}),
        error_messages={"invalid": _("This is no web address. Write it like https://example.com/page.")},
    )


class PhoneField(CleanCharField):
    """Digits of any script, with spaces, dots, hyphens and brackets between them; stored with ASCII digits."""

    def to_python(self, value):
        return to_ascii(super().to_python(value))


def _phone(item, limits):
    shape = RegexValidator(
        r"\A\+?[0-9][0-9 ().-]{3,19}\Z", _("This is no phone number. Write digits, for example 021-12345678.")
    )
    field = PhoneField(
        validators=[shape],
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr", "autocomplete": "tel"}),
    )
    if pattern := limits.get("pattern"):
        field.validators.append(_Matches(pattern, limits.get("pattern_help")))
    return field


class FileAnswer(forms.Field):
    """Answered by the files kept for it; they are checked one by one when they arrive."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.FileInput(), **kwargs)


def _file(item, limits):
    return FileAnswer()


class _Matches:
    """The whole answer matches the editor's pattern, or the editor's own sentence says how it should look."""

    def __init__(self, pattern, sentence):
        self.pattern, self.sentence = pattern, sentence

    def __call__(self, value):
        if not patterns.matches(self.pattern, value):
            own = str(in_words(self.sentence)) if self.sentence else ""
            raise ValidationError(own or _("This does not have the expected form."), code="pattern")


class _Several:
    def __init__(self, fewest, most):
        self.fewest, self.most = fewest, most

    def __call__(self, value):
        if self.fewest and len(value) < self.fewest:
            raise ValidationError(
                ngettext(
                    "Choose at least {count}, please.", "Choose at least {count}, please.", self.fewest
                ).format(count=localized(self.fewest))
            )
        if self.most and len(value) > self.most:
            raise ValidationError(
                ngettext(
                    "Choose at most {count}, please.", "Choose at most {count}, please.", self.most
                ).format(count=localized(self.most))
            )


MAKERS = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.CHECKBOX: _checkbox,
    Kind.EMAIL: _email,
    Kind.URL: _url,
    Kind.PHONE: _phone,
    Kind.FILE: _file,
}
