"""How long customers waited for a first answer: measured per ticket, summed up per department and type.

Everything is counted in working minutes of the department's calendar. A ticket counts for the department and the type
it had when it was answered, with all of the wait since it was filed: who files there waits for the detours too. What
customers read of it is made by `answer_time`.
"""

from collections import defaultdict
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from support_plugin import conf
from support_plugin.taxonomy.models import Department, TicketType
from support_plugin.tickets.models import Event, Ticket

from . import clock
from .models import AnswerTime, FirstAnswer
from .schedules import schedules_for
from .usual import forget_usual

BATCH = 500
ANEW_AFTER = timedelta(hours=1)
LONG_AGO = timedelta(days=365)
MINUTE = timedelta(minutes=1)


def measure(now=None, *, force=False):
    """Measure what was answered lately and sum it up; return how many tickets were measured.

    At most once an hour unless `force`: a sum that is younger is left as it is. Called by `support_tick`.
    """
    now = now or timezone.now()
    if not (force or _is_stale(now)):
        return 0
    since = now - timedelta(days=conf.ANSWER_TIME_DAYS)
    measured = _measure_tickets(since, now)
    _sum_up(since, now)
    return measured


def forget_answer(ticket):
    """The first answer that was measured is none any more: it was taken back."""
    FirstAnswer.objects.filter(ticket=ticket).exclude(answered_at=ticket.first_response_at).delete()


def forget(departments=None):
    """Measure these departments (default: all) anew at the next tick: their working hours were other ones."""
    answers, sums = FirstAnswer.objects.all(), AnswerTime.objects.all()
    if departments is not None:
        answers, sums = answers.filter(department__in=departments), sums.filter(department__in=departments)
    answers.delete()
    sums.update(measured_at=timezone.now() - LONG_AGO)
    forget_usual()


def nearest_rank(histogram, share):
    """The least value that at least `share` (0 < share ≤ 1) of all values do not exceed.

    The nearest-rank definition of a percentile: the value at place ceil(share · n) of the n sorted values; it
    is always one that was measured, never between two (Hyndman & Fan 1996, “Sample Quantiles in Statistical
    Packages”, definition 1). `histogram` is `{value: how often}`; `share` a pair (numerator, denominator), so
    that no fraction is rounded.
    """
    numerator, denominator = share
    place = -(-numerator * sum(histogram.values()) // denominator)
    for value in sorted(histogram):
        place -= histogram[value]
        if place <= 0:
            return value
    raise ValueError("Nothing was measured.")


MEDIAN, NINTH_DECILE = (1, 2), (9, 10)


def working_minutes(schedule, start, end):
    """Minutes the desk was open between two moments; a minute begun counts."""
    return -(-clock.between(schedule, start, end) // MINUTE)


def _is_stale(now):
    oldest = AnswerTime.objects.aggregate(oldest=models.Min("measured_at"))["oldest"]
    if oldest is None:
        return Ticket.objects.filter(
            first_response_at__gte=now - timedelta(days=conf.ANSWER_TIME_DAYS)
        ).exists()
    return oldest <= now - ANEW_AFTER


def _measure_tickets(since, now):
    """A row for every ticket first answered since then that has none yet."""
    known = FirstAnswer.objects.filter(ticket=models.OuterRef("pk"))
    answered = Ticket.objects.filter(first_response_at__gte=since, first_response_at__lte=now)
    missing = (
        answered.filter(~models.Exists(known))
        .order_by("pk")
        .values_list("pk", "department", "ticket_type", "created_at", "first_response_at", named=True)
    )
    schedules, measured, reached = None, 0, 0
    while batch := list(missing.filter(pk__gt=reached)[:BATCH]):
        schedules = schedules or schedules_for(Department.objects.all())
        places = _places_of_answers(batch)
        FirstAnswer.objects.bulk_create(
            (
                FirstAnswer(
                    ticket_id=row.pk,
                    department_id=places[row.pk][0],
                    ticket_type_id=places[row.pk][1],
                    answered_at=row.first_response_at,
                    minutes=working_minutes(
                        schedules[places[row.pk][0]], row.created_at, row.first_response_at
                    ),
                )
                for row in batch
            ),
            # Another tick may measure at the same time.
            ignore_conflicts=True,
        )
        measured += len(batch)
        reached = batch[-1].pk
    return measured


def _places_of_answers(rows):
    """`{ticket pk: (department pk, ticket type pk)}` as they were at the first answer.

    The first transfer after it says from where; what has been deleted since counts for where the ticket went next.
    """
    places = {row.pk: (row.department, row.ticket_type) for row in rows}
    answered = {row.pk: row.first_response_at for row in rows}
    transfers = Event.objects.filter(ticket__in=places, kind=Event.Kind.TRANSFERRED).order_by("-pk")
    later = [event for event in transfers if event.created_at > answered[event.ticket_id]]
    if not later:
        return places
    departments = set(Department.objects.values_list("pk", flat=True))
    types = set(TicketType.objects.values_list("pk", flat=True))
    for event in later:
        department, ticket_type = (
            (event.data.get(fact) or {}).get("id") for fact in ("before", "type_before")
        )
        if department in departments and ticket_type in types:
            places[event.ticket_id] = department, ticket_type
    return places


@transaction.atomic
def _sum_up(since, now):
    """Write the sums of the window anew; one that has no answers any more goes."""
    # One at a time: the rows of the departments are the lock.
    list(Department.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    FirstAnswer.objects.filter(answered_at__lt=since).delete()
    histograms = defaultdict(lambda: defaultdict(int))
    counted = FirstAnswer.objects.values_list("department", "ticket_type", "minutes").annotate(
        models.Count("pk")
    )
    for department, ticket_type, minutes, count in counted.order_by():
        histograms[department, None][minutes] += count
        histograms[department, ticket_type][minutes] += count
    AnswerTime.objects.all().delete()
    AnswerTime.objects.bulk_create(
        AnswerTime(
            department_id=department,
            ticket_type_id=ticket_type,
            count=sum(histogram.values()),
            median=nearest_rank(histogram, MEDIAN),
            ninth_decile=nearest_rank(histogram, NINTH_DECILE),
            measured_at=now,
        )
        for (department, ticket_type), histogram in histograms.items()
    )
    transaction.on_commit(forget_usual)
