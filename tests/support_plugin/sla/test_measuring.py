"""The measured answering time: working minutes from filing to the first answer, summed up over a month."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from support_plugin.models import Ticket
from support_plugin.sla.measuring import MEDIAN, NINTH_DECILE, forget, measure, nearest_rank
from support_plugin.sla.models import AnswerTime, Closure, FirstAnswer
from support_plugin.tickets import actions
from tests import factories

TEHRAN = ZoneInfo("Asia/Tehran")
# A Sunday without a holiday near it.
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=TEHRAN)


@pytest.fixture
def answered(open_ticket, agent):
    """A ticket filed and first answered at these moments."""

    def _answered(filed, answered_at, **words):
        ticket = open_ticket(**words)
        actions.reply(ticket, "پاسخ", by=agent)
        Ticket.objects.filter(pk=ticket.pk).update(created_at=filed, first_response_at=answered_at)
        return ticket

    return _answered


def at(day, hour, minute=0, second=0):
    return datetime(2026, 11, day, hour, minute, second, tzinfo=TEHRAN)


def minutes():
    return list(FirstAnswer.objects.order_by("ticket").values_list("minutes", flat=True))


@pytest.mark.parametrize(
    ("filed", "answered_at", "expected"),
    [
        (at(22, 9), at(22, 9, 40), 40),
        # A minute begun counts.
        (at(22, 9), at(22, 9, 40, 1), 41),
        (at(22, 9), at(22, 9), 0),
        # Saturday 16:50 to Sunday 8:20: the night does not count.
        (at(21, 16, 50), at(22, 8, 20), 30),
        # Thursday 12:50 to Saturday 8:20: the office closes at one, and Friday is off.
        (at(19, 12, 50), at(21, 8, 20), 30),
        # Both in the night.
        (at(21, 20), at(21, 21), 0),
    ],
)
def test_a_wait_is_counted_in_working_minutes(filed, answered_at, expected, answered):
    answered(filed, answered_at)
    assert measure(NOW) == 1
    assert minutes() == [expected]


def test_what_is_measured_once_is_not_measured_again(answered):
    answered(at(22, 9), at(22, 9, 40))
    assert measure(NOW, force=True) == 1
    assert measure(NOW, force=True) == 0
    assert minutes() == [40]


def test_between_two_measurements_lies_an_hour(answered):
    answered(at(22, 9), at(22, 9, 40))
    measure(NOW)
    answered(at(22, 9), at(22, 9, 20))
    assert measure(NOW + timedelta(minutes=59)) == 0
    assert measure(NOW + timedelta(minutes=60)) == 1


def test_only_the_last_days_count_and_what_has_no_answers_goes(answered, settings):
    settings.SUPPORT_ANSWER_TIME_DAYS = 30
    answered(at(22, 9) - timedelta(days=31), at(22, 9) - timedelta(days=31))
    assert measure(NOW) == 0
    answered(at(22, 9), at(22, 9, 40))
    measure(NOW, force=True)
    assert AnswerTime.objects.count() == 2
    measure(NOW + timedelta(days=31), force=True)
    assert not AnswerTime.objects.exists()
    assert not FirstAnswer.objects.exists()


def test_unanswered_tickets_are_not_measured(ticket):
    assert measure(timezone.now(), force=True) == 0


def test_sums_stand_per_department_and_per_type_within_it(
    answered, department, ticket_type, other_department, other_type, admin
):
    for wait in (10, 20, 30):
        answered(at(22, 9), at(22, 9, wait))
    for wait in (40, 50):
        elsewhere = answered(at(22, 9), at(22, 9, wait))
        Ticket.objects.filter(pk=elsewhere.pk).update(department=other_department, ticket_type=other_type)
    measure(NOW)
    sums = {
        (row.department, row.ticket_type): (row.count, row.median, row.ninth_decile)
        for row in AnswerTime.objects.select_related("department", "ticket_type")
    }
    assert sums == {
        (department, None): (3, 20, 30),
        (department, ticket_type): (3, 20, 30),
        (other_department, None): (2, 40, 50),
        (other_department, other_type): (2, 40, 50),
    }


@pytest.fixture
def transferred(other_department, other_type, admin):
    """Hands a ticket over to the other department at this moment, and to a third type there a minute later."""

    def _transferred(ticket, moment):
        third = factories.ticket_type("question", other_department, fa="پرسش", en="Question")
        ticket.refresh_from_db()
        for number, ticket_type in enumerate((other_type, third)):
            actions.transfer(ticket, other_department, by=admin, ticket_type=ticket_type)
            newest = ticket.events.filter(kind="transferred").latest("pk")
            ticket.events.filter(pk=newest.pk).update(created_at=moment + timedelta(minutes=number))
        return third

    return _transferred


def counted_for():
    return list(FirstAnswer.objects.values_list("department__slug", "ticket_type__slug"))


def test_an_answer_counts_for_the_department_that_gave_it_though_the_ticket_was_handed_on(
    answered, transferred
):
    transferred(answered(at(22, 9), at(22, 9, 40)), at(22, 10))
    measure(NOW)
    assert counted_for() == [("technical", "bug-report")]
    forget()
    measure(NOW)
    assert counted_for() == [("technical", "bug-report")]


def test_what_was_handed_on_before_its_answer_counts_for_who_answered_with_all_of_the_wait(
    answered, transferred
):
    transferred(answered(at(22, 9), at(22, 9, 40)), at(22, 9, 20))
    measure(NOW)
    assert (counted_for(), minutes()) == ([("billing", "question")], [40])


def test_between_two_transfers_it_counts_for_where_it_was_then(answered, transferred):
    transferred(answered(at(22, 9), at(22, 9, 40)), at(22, 9, 39) + timedelta(seconds=30))
    measure(NOW)
    assert counted_for() == [("billing", "invoice")]


def test_an_answer_of_what_was_deleted_since_counts_for_where_the_ticket_went(
    answered, transferred, department, ticket_type
):
    transferred(answered(at(22, 9), at(22, 9, 40)), at(22, 10))
    department.ticket_types.clear()
    department.delete()
    measure(NOW)
    assert counted_for() == [("billing", "invoice")]


@pytest.mark.parametrize(
    ("values", "median", "ninth_decile"),
    [
        ([7], 7, 7),
        ([1, 2], 1, 2),
        ([1, 2, 3], 2, 3),
        (range(1, 11), 5, 9),
        (range(1, 12), 6, 10),
        (range(1, 21), 10, 18),
        ([5] * 19 + [500], 5, 5),
        ([5] * 17 + [500] * 3, 5, 500),
    ],
)
def test_a_percentile_is_the_value_at_its_rank(values, median, ninth_decile):
    histogram = {value: list(values).count(value) for value in values}
    assert nearest_rank(histogram, MEDIAN) == median
    assert nearest_rank(histogram, NINTH_DECILE) == ninth_decile


def test_what_was_forgotten_is_measured_anew_with_todays_working_hours(
    answered, department, other_department
):
    answered(at(22, 9), at(22, 9, 40))
    measure(NOW)
    Closure.objects.create(starts_at=at(22, 9, 10), ends_at=at(22, 9, 30), reason="برق نبود")
    forget([other_department])
    assert measure(NOW) == 0
    forget([department])
    assert measure(NOW) == 1
    assert minutes() == [20]


@pytest.mark.parametrize("number", [1, 3])
def test_measuring_costs_the_same_for_one_and_for_three(
    number, answered, other_department, django_assert_num_queries
):
    for _number in range(number):
        answered(at(22, 9), at(22, 9, 40))
    with django_assert_num_queries(16):
        measure(NOW, force=True)


def test_an_answer_that_was_taken_back_is_none(ticket, agent):
    message = actions.reply(ticket, "اشتباه", by=agent, undo_seconds=10)
    assert measure(force=True) == 1
    actions.recall(message, by=agent)
    assert not FirstAnswer.objects.exists()
