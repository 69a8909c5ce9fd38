"""What is usual in a department: its working hours and how soon it answers. Kept for a minute.

What is kept knows no language; `answer_time` and `expectation` make the reader's words of it.
"""

from dataclasses import dataclass, field

from django.core.cache import cache

from support_plugin import conf
from support_plugin.taxonomy.models import Department

from .clock import Schedule
from .models import AnswerTime
from .schedules import schedules_for

SECONDS = 60


@dataclass(frozen=True)
class Measured:
    """Sums of the last ANSWER_TIME_DAYS days: how many answers, working minutes of half and of nine in ten."""

    count: int
    median: int
    ninth_decile: int


@dataclass(frozen=True)
class Usual:
    schedule: Schedule
    # Per key of a ticket type; None is the department as a whole.
    measured: dict = field(default_factory=dict)

    def measured_for(self, ticket_type=None):
        """The sums of this type, else of the department; None where there are fewer than ANSWER_TIME_LEAST answers."""
        for key in (getattr(ticket_type, "pk", None), None):
            sums = self.measured.get(key)
            if sums and sums.count >= conf.ANSWER_TIME_LEAST:
                return sums
        return None

    def minutes_for(self, department, ticket_type=None):
        """Working minutes within which one may expect an answer; None where nothing is known."""
        measured = self.measured_for(ticket_type)
        # Answered within the minute is a minute.
        return max(1, measured.ninth_decile) if measured else department.usual_answer_minutes


def usual_for(departments):
    """`{department pk: Usual}`, in a fixed number of queries, none where it is kept already."""
    departments = {department.pk: department for department in departments}
    kept = cache.get_many([_key(pk) for pk in departments])
    usual = {pk: kept[_key(pk)] for pk in departments if _key(pk) in kept}
    if missing := [department for pk, department in departments.items() if pk not in usual]:
        fresh = _read(missing)
        cache.set_many({_key(pk): value for pk, value in fresh.items()}, SECONDS)
        usual |= fresh
    return usual


def forget_usual():
    """Read anew: something was measured, or working hours changed."""
    cache.delete_many([_key(pk) for pk in Department.objects.values_list("pk", flat=True)])


def _read(departments):
    schedules = schedules_for(departments)
    measured = {department.pk: {} for department in departments}
    for sums in AnswerTime.objects.filter(department__in=departments):
        measured[sums.department_id][sums.ticket_type_id] = Measured(
            sums.count, sums.median, sums.ninth_decile
        )
    return {pk: Usual(schedules[pk], sums) for pk, sums in measured.items()}


def _key(pk):
    return f"support_plugin.usual.{pk}"
