"""Days and moments as editors write them: in the calendar and digits of their language."""

from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from support_plugin.text.dates import date_for_input
from support_plugin.text.digits import localized
from support_plugin.text.forms import DateField, TimeField

LATEST_YEAR = 2199
ONE_DAY = timedelta(days=1)


def _today():
    return date_for_input(timezone.localdate())


def lazystr(words):
    """Words that are asked for when a form is shown, in its reader's language."""
    return lazy(words, str)()


class DayField(DateField):
    """A day of the years 1900 to 2199: further on no calendar of ours knows the way."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs["placeholder"] = lazystr(_today)

    def validate(self, value):
        super().validate(value)
        if value and value.year > LATEST_YEAR:
            raise ValidationError(_("This day is too far away."), code="far")


class MomentWidget(forms.MultiWidget):
    """A day and a time side by side. A moment at midnight is shown as the whole day it begins or ends."""

    template_name = "support_plugin/catalogue/moment.html"

    def __init__(self, widgets, *, is_end, attrs=None):
        super().__init__(widgets, attrs)
        self.is_end = is_end

    def decompress(self, moment):
        if moment is None:
            return ["", ""]
        if moment.time() == time():
            return [date_for_input(moment.date() - ONE_DAY * self.is_end), ""]
        return [date_for_input(moment.date()), localized(f"{moment:%H:%M}")]

    def id_for_label(self, id_):
        return f"{id_}_0"


class MomentField(forms.MultiValueField):
    """A naive moment: a day, and a time unless the whole day is meant. Whose clock it is the form knows."""

    def __init__(self, *, is_end=False, **kwargs):
        self.is_end = is_end
        fields = (DayField(), TimeField(required=False))
        widget = MomentWidget([field.widget for field in fields], is_end=is_end)
        super().__init__(fields=fields, widget=widget, require_all_fields=False, **kwargs)

    def compress(self, values):
        if not values or not values[0]:
            return None
        day, moment = values
        if moment is None:
            return datetime.combine(day + ONE_DAY * self.is_end, time())
        return datetime.combine(day, moment)
