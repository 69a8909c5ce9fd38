"""What a promise of news begins with: moments at which somebody is there to give it."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from support_plugin.sla import clock
from support_plugin.text.dates import date_for_input, days_in_order, format_date
from support_plugin.text.digits import localized

PROMISE_HOUR = 12
# What closes sooner is no promise any more.
SOONEST = timedelta(minutes=30)


def next_working_day(schedule, now=None):
    """Noon of the next day on which somebody works, or when they open later than that; a local moment."""
    return _noon_from(schedule, _morning(now) + timedelta(days=1))


def promises(schedule, now=None):
    """What to choose from: today's closing, the next working day, the first one of the reader's next week.

    `[{"words", "date", "time"}]`, date and time as the form's fields show them.
    """
    now = now or timezone.now()
    moments = [next_working_day(schedule, now), _noon_from(schedule, _next_week(now))]
    closing = clock.closing(schedule, now)
    today = timezone.localtime(now).date()
    if closing and timezone.localtime(closing).date() == today and closing - now >= SOONEST:
        moments.insert(0, timezone.localtime(closing))
    return [
        {
            "words": _words(moment, today),
            "date": date_for_input(moment),
            "time": localized(f"{moment:%H:%M}"),
        }
        for moment in dict.fromkeys(moments)
    ]


def _morning(now=None):
    return timezone.localtime(now or timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)


def _noon_from(schedule, morning):
    opens = timezone.localtime(clock.next_opening(schedule, morning) or morning)
    return max(opens.replace(hour=PROMISE_HOUR, minute=0, second=0, microsecond=0), opens)


def _next_week(now):
    """The first day of the reader's next week."""
    morning = _morning(now)
    ahead = (days_in_order()[0] - morning.weekday()) % 7 or 7
    return morning + timedelta(days=ahead)


def _words(moment, today):
    time = localized(f"{moment:%H:%M}")
    if moment.date() == today:
        return _("Today, {time}").format(time=time)
    return _("{day}, {time}").format(day=format_date(moment, "l j F"), time=time)
