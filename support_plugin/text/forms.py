"""Form fields that take what a Persian keyboard writes. Digits are folded before validation, never after."""

from datetime import date, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .clean import clean, is_blank, refuse_forbidden
from .dates import date_for_input, parse_date, parse_time
from .digits import PLAIN_NUMBER, localized, localized_number, to_ascii


class CleanCharField(forms.CharField):
    """One line, cleaned as it will be stored; NUL and lone surrogates are refused with a sentence."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.validators = [refuse_forbidden, *self.validators]
        self.widget.attrs.setdefault("dir", "auto")

    def to_python(self, value):
        value = super().to_python(value)
        refuse_forbidden(value)
        value = clean(value)
        return "" if is_blank(value) else value


class PlainTextField(forms.CharField):
    """Several lines, kept as typed; NUL and lone surrogates are refused with a sentence."""

    widget = forms.Textarea

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("dir", "auto")

    def to_python(self, value):
        value = super().to_python(value)
        refuse_forbidden(value)
        return value.replace("\r\n", "\n").replace("\r", "\n") if not is_blank(value) else ""


class _EdgeField(forms.Field):
    """A date or time as text, in the calendar and digits of the reader's language."""

    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs.update({"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, self.kind):
            return value
        try:
            return self.parse(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None


class DateField(_EdgeField):
    """A calendar date: Jalali or ISO, any digits, `/` or `-`; years before 1900 AD are refused."""

    kind = date
    parse = staticmethod(parse_date)

    def prepare_value(self, value):
        return date_for_input(value) if isinstance(value, date) else value


class TimeField(_EdgeField):
    """A time of day, `HH:MM` in any digits."""

    kind = time
    parse = staticmethod(parse_time)

    def prepare_value(self, value):
        return localized(f"{value:%H:%M}") if isinstance(value, time) else value


class NumberField(forms.IntegerField):
    """A whole number in any digits, with or without thousands separators."""

    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs.update({"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value):
        return super().to_python(
            to_ascii(value).replace("٬", "").replace(",", "") if isinstance(value, str) else value
        )


class DecimalField(forms.DecimalField):
    """A number in any digits, with or without thousands separators and with `.` or `٫` before its decimals.

    At most 15 digits in all, so that a browser and a database understand the same number.
    """

    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(max_digits=15, decimal_places=4, **kwargs)
        self.widget.attrs.update({"dir": "ltr", "inputmode": "decimal", "autocomplete": "off"})
        self.error_messages["invalid"] = _("This is no number. Write it like {example}.").format(
            example=localized_number(1250)
        )

    def to_python(self, value):
        if isinstance(value, str):
            value = to_ascii(value).replace("٬", "").replace(",", "").replace("٫", ".").strip()
            if value and not PLAIN_NUMBER.fullmatch(value):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)
