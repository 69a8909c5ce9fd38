"""Over which of the last days a report counts: `?period=`."""

from datetime import datetime, time, timedelta

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

USUAL_DAYS = 30
DAYS = {"7": _("7 days"), str(USUAL_DAYS): _("30 days"), "90": _("90 days")}


class PeriodFilter(django_filters.ChoiceFilter):
    """Chooses the days; the view counts over them, and nothing is left out of the list."""

    def __init__(self):
        others = [(days, label) for days, label in DAYS.items() if days != str(USUAL_DAYS)]
        super().__init__(
            label=_("Period"),
            empty_label=DAYS[str(USUAL_DAYS)],
            choices=others,
            widget=forms.RadioSelect,
            method=lambda queryset, name, value: queryset,
        )


def first_day(request):
    """The first day, in the current time zone, of the period that a request asks for."""
    period = request.GET.get("period")
    return timezone.localdate() - timedelta(days=(int(period) if period in DAYS else USUAL_DAYS) - 1)


def beginning(day):
    """The moment at which a day begins in the current time zone."""
    return timezone.make_aware(datetime.combine(day, time()))
