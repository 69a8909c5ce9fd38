"""How soon a department answers, said the same way everywhere."""

from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import strip_tags

from support_plugin.blocks import AnswerTimeBlock
from support_plugin.models import Delivery
from support_plugin.notifications.letters import compose
from support_plugin.sla.answer_time import answer_time, answer_times, duration
from support_plugin.sla.models import AnswerTime, Calendar, Closure
from support_plugin.sla.usual import forget_usual
from tests import factories

TEHRAN = ZoneInfo("Asia/Tehran")
SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=TEHRAN)
NIGHT = datetime(2026, 11, 22, 3, 0, tzinfo=TEHRAN)
THURSDAY_NIGHT = datetime(2026, 11, 19, 21, 0, tzinfo=TEHRAN)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def measured(department, ticket_type=None, *, count=20, median=15, ninth_decile=38):
    return AnswerTime.objects.create(
        department=department,
        ticket_type=ticket_type,
        count=count,
        median=median,
        ninth_decile=ninth_decile,
    )


def said(department, ticket_type=None, now=SUNDAY):
    return str(answer_time(department, ticket_type, now) or "")


def test_nine_of_ten_is_what_is_said(department, ticket_type):
    measured(department)
    assert said(department, ticket_type) == "Usually within 40 minutes"


def test_the_type_comes_before_the_department(department, ticket_type):
    measured(department)
    measured(department, ticket_type, ninth_decile=20)
    assert said(department, ticket_type) == "Usually within 20 minutes"
    assert said(department) == "Usually within 40 minutes"


def test_too_few_answers_are_hidden(department, ticket_type):
    measured(department, count=20)
    measured(department, ticket_type, count=19, ninth_decile=5)
    assert said(department, ticket_type) == "Usually within 40 minutes"


def test_without_a_measurement_the_configured_number_is_said(department):
    measured(department, count=19)
    assert said(department) == "Usually within 30 minutes"


def test_without_either_nothing_is_said(other_department):
    assert answer_time(other_department, now=SUNDAY) is None


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "1 minute"),
        (1, "1 minute"),
        (9, "9 minutes"),
        (11, "15 minutes"),
        (40, "40 minutes"),
        (86, "90 minutes"),
        (90, "90 minutes"),
        (91, "2 working hours"),
        (121, "3 working hours"),
        (24 * 60, "24 working hours"),
    ],
)
def test_time_is_rounded_so_that_it_never_promises_too_much(minutes, words):
    assert duration(minutes) == words


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        (SUNDAY, ""),
        (NIGHT, "; open again today at 8:00"),
        (SUNDAY.replace(hour=17), "; open again tomorrow at 8:00"),
        (THURSDAY_NIGHT, "; open again Saturday 8:00"),
    ],
)
def test_while_the_desk_is_closed_it_says_when_it_opens(now, opening, department):
    assert said(department, now=now) == f"Usually within 30 minutes{opening}"


def test_a_desk_that_never_opens_says_so(department):
    never = Calendar(name="never", week={str(day): [] for day in range(7)}, is_default=False)
    never.save()
    never.departments.set([department])
    forget_usual()
    assert said(department) == "Usually within 30 minutes; closed until further notice"


def test_persian_readers_read_their_digits_and_days(department):
    with translation.override("fa"):
        sentence = said(department, now=THURSDAY_NIGHT)
    for words in ("۳۰", "شنبه", "۸:۰۰"):
        assert words in sentence


@pytest.mark.parametrize("number", [1, 3])
def test_all_departments_cost_the_same_and_nothing_the_second_time(
    number, department, django_assert_num_queries
):
    departments = [
        department,
        *(factories.department(f"d{count}", fa=f"د{count}") for count in range(number - 1)),
    ]
    with django_assert_num_queries(COLD):
        answer_times(departments)
    with django_assert_num_queries(0), translation.override("fa"):
        answer_times(departments)


COLD = 5


def block(department="technical", ticket_type=""):
    value = {"department": department, "ticket_type": ticket_type}
    definition = AnswerTimeBlock()
    return definition.render(definition.to_python(value)).strip()


def test_the_block_shows_what_was_measured(department, ticket_type):
    measured(department, count=64)
    html = " ".join(block(ticket_type="bug-report").split())
    for words in ("<b>40</b>", "Technical support", "64 answers", "15 minutes", "last 30 days"):
        assert words in html


def test_the_block_falls_back_to_the_configured_number(department):
    html = block()
    assert "<b>30</b>" in html
    assert "Measured" not in html


@pytest.mark.parametrize("slug", ["billing", "not-there", ""])
def test_a_block_about_nothing_known_shows_nothing(slug, department, other_department):
    assert block(slug) == ""


def test_a_block_of_a_department_that_closed_down_shows_nothing(department):
    department.is_active = False
    department.save()
    assert block() == ""


@pytest.mark.parametrize("given", ["a b", "<script>", "../x", "x" * 51, "فنی", "a\x00b"])
def test_the_block_takes_departments_of_the_catalogue_only(given, db):
    from django.core.exceptions import ValidationError

    definition = AnswerTimeBlock()
    with pytest.raises(ValidationError):
        definition.clean(definition.to_python({"department": given, "ticket_type": ""}))


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("is_open", [True, False], ids=["open", "closed"])
def test_block_wizard_confirmation_and_letter_say_the_same(
    language, is_open, open_ticket, department, ticket_type, customer, client
):
    measured(department)
    if is_open:
        Calendar.objects.update(week={str(day): [[0, 1440]] for day in range(7)}, keeps_holidays=False)
    else:
        now = timezone.now()
        Closure.objects.create(starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=3), reason="x")
    forget_usual()
    client.force_login(customer)
    with translation.override(language):
        ticket = open_ticket()
        time = answer_time(department, ticket_type)
        assert time.is_open == is_open
        assert in_one_line(block(ticket_type="bug-report")).count(in_one_line(time.usually)) == 1
        assert time.opening in in_one_line(block(ticket_type="bug-report"))
        assert time.sentence.startswith(in_one_line(time.usually))
        wizard = client.get(reverse("support:new"))
        confirmation = client.get(reverse("support:filed", args=[ticket.reference]))
        letter = compose(Delivery(kind="registered", ticket=ticket, recipient=customer))
    wizard, confirmation = (in_one_line(page.content.decode()) for page in (wizard, confirmation))
    assert time.sentence in wizard
    assert f"{time.sentence}." in confirmation
    assert in_one_line(time.usually) in confirmation
    assert f"{time.sentence}." in in_one_line(letter.text)


def in_one_line(html):
    """What one reads of a page."""
    return " ".join(unescape(strip_tags(html)).split())
