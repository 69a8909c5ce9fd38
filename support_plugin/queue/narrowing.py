"""What the queue's address means: which tickets of whose departments, in which order.

One reading for the queue, for the counts of views, for the way to the next ticket and for whoever acts on all that
match. It asks the database nothing, and what it cannot read it leaves out, so that no address breaks anything.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import jdatetime
from django.contrib.auth import get_user_model
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.http import QueryDict
from django.utils import timezone

from support_plugin import conf
from support_plugin.taxonomy.models import Priority
from support_plugin.text.clean import FORBIDDEN
from support_plugin.text.dates import parse_date
from support_plugin.text.digits import to_ascii
from support_plugin.text.reader import is_persian
from support_plugin.text.search import query_tokens
from support_plugin.tickets.bulk import skipped_tickets
from support_plugin.tickets.customers import address_columns
from support_plugin.tickets.models import FINISHED, WAITING_FOR_US, Source, Status, Ticket
from support_plugin.tickets.tags import TaggedTicket

from . import answers

# Statuses are named, never excluded: only so the indexes that begin with them serve.
OPEN = tuple(status for status in Status if status not in FINISHED)
# Clocks run in these; in the last a promised date is due.
MAY_BE_DUE = (*WAITING_FOR_US, Status.ON_HOLD)
TURNS = {
    "ours": WAITING_FOR_US,
    "theirs": (Status.WAITING_CUSTOMER,),
    "held": (Status.ON_HOLD,),
    "unfinished": OPEN,
    "finished": FINISHED,
}
DUE = ("overdue", "soon", "promised")
PERIODS = {"created": "created_at", "last_message": "last_message_at", "resolved": "resolved_at"}
WITHIN = ("today", "yesterday", "week", "month", "this_month")

# One of several, as they stand in the address once.
CHOICES = {"turn": frozenset(TURNS), "due": frozenset(DUE)}
# Several of a closed list, and several keys of rows.
SEVERAL = {
    "status": frozenset(Status.values),
    "priority": frozenset(Priority.values),
    "source": frozenset(Source.values),
}
KEYS = {"department": "department", "ticket_type": "ticket_type", "product": "product"}
MANY_KEYS = (*KEYS, "tag")
FILTERS = (
    *CHOICES,
    "assignee",
    *SEVERAL,
    *MANY_KEYS,
    "customer",
    *(f"{name}_{edge}" for name in PERIODS for edge in ("within", "from", "to")),
    "skipped",
)
KNOWN = (*FILTERS, "q", "ordering")
LONGEST_KEY = 18
LONGEST_TEXT = 200
MOST_KEYS = 50

ORDERINGS = {
    # What is due next comes first, what is not due at all last, in either direction.
    "due": (F("due_at").asc(nulls_last=True), "last_message_at", "pk"),
    "-due": (F("due_at").desc(nulls_last=True), "-last_message_at", "-pk"),
    "last_message_at": ("last_message_at", "pk"),
    "-last_message_at": ("-last_message_at", "-pk"),
    "created_at": ("created_at", "pk"),
    "-created_at": ("-created_at", "-pk"),
    "resolved_at": ("resolved_at", "pk"),
    "-resolved_at": ("-resolved_at", "-pk"),
}
# Where it is our turn, what is due next comes first; where nothing is due, whoever has waited longest.
DUE_FIRST = {"ours", "held"}


@dataclass(frozen=True)
class Period:
    """A range of days in the current time zone; an edge that is None is open."""

    within: str = ""
    first: date | None = None
    last: date | None = None

    def __bool__(self):
        return bool(self.first or self.last)

    def condition(self, column):
        condition = Q()
        if self.first:
            condition &= Q(**{f"{column}__gte": _midnight(self.first)})
        if self.last:
            condition &= Q(**{f"{column}__lt": _midnight(self.last + timedelta(days=1))})
        return condition


def matching(user, query):
    """The tickets that an agent finds at this address of the queue, in its order.

    `query` is a QueryDict or what stands behind the question mark.
    """
    given = readable(query)
    tickets = narrowed(Ticket.objects.worked_by(user), given, user)
    return tickets.order_by(*ORDERINGS[ordering_of(given)])


def readable(query):
    """A QueryDict of what can be read in `query`: known names, well-formed values, at most MOST_KEYS of each."""
    query = QueryDict(query) if isinstance(query, str) else query
    kept = QueryDict(mutable=True)
    by_answers = [name for name in query if answers.is_answer(name)][: answers.MOST_NAMES]
    for name in (*KNOWN, *by_answers):
        values = [value for value in dict.fromkeys(query.getlist(name)) if _is_readable(name, value)]
        if values:
            kept.setlist(name, values[:MOST_KEYS] if _takes_several(name) else values[-1:])
    return kept


def is_filter(name):
    """Does this name of an address narrow the queue, other than by words?"""
    return name in FILTERS or answers.is_answer(name)


def narrowed(tickets, given, user):
    """The tickets that pass every filter of `given`, which is `readable`."""
    for name in KEYS:
        if name in given:
            tickets = tickets.filter(**{f"{name}__in": [int(key) for key in given.getlist(name)]})
    for name in SEVERAL:
        if name in given:
            tickets = tickets.filter(**{f"{name}__in": given.getlist(name)})
    if turn := given.get("turn"):
        tickets = tickets.filter(status__in=TURNS[turn])
    if due := given.get("due"):
        tickets = _due(tickets, due)
    if assignee := given.get("assignee"):
        key = {"me": user.pk, "none": None}.get(assignee, assignee)
        tickets = tickets.filter(assignee=key)
    if "tag" in given:
        tagged = TaggedTicket.objects.filter(content_object=OuterRef("pk"), tag__in=given.getlist("tag"))
        tickets = tickets.filter(Exists(tagged))
    if customer := given.get("customer"):
        tickets = _of_customer(tickets, customer)
    if run := given.get("skipped"):
        tickets = tickets.filter(pk__in=skipped_tickets(run, user))
    for name, column in PERIODS.items():
        if period := period_of(given, name):
            tickets = tickets.filter(period.condition(column))
    tickets = answers.answering(tickets, given)
    return tickets.matching(given["q"]) if given.get("q") else tickets


def ordering_of(given):
    """The name in ORDERINGS by which these tickets stand."""
    asked = given.get("ordering")
    if asked in ORDERINGS:
        return asked
    if given.get("due") or given.get("turn") in DUE_FIRST:
        return "due"
    return "-resolved_at" if period_of(given, "resolved") else "-last_message_at"


def period_of(given, name):
    """The `Period` that is asked for under this name. Dates a person wrote wrongly are none."""
    within = given.get(f"{name}_within", "")
    if within:
        return Period(within, *_days_within(within, timezone.localdate()))
    return Period("", day(given.get(f"{name}_from")), day(given.get(f"{name}_to")))


def _days_within(within, today):
    if within == "yesterday":
        return today - timedelta(days=1), today - timedelta(days=1)
    if within == "this_month":
        # The month of the reader's calendar.
        is_jalali = is_persian()
        first = jdatetime.date.fromgregorian(date=today).replace(day=1).togregorian() if is_jalali else None
        return first or today.replace(day=1), None
    return today - timedelta(days={"today": 0, "week": 6, "month": 29}[within]), None


def day(text):
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time()))


def _takes_several(name):
    return name in SEVERAL or name in MANY_KEYS or (answers.is_answer(name) and not answers.is_edge(name))


def _is_readable(name, value):
    if not value or len(value) > LONGEST_TEXT or FORBIDDEN.search(value):
        return False
    if name in CHOICES:
        return value in CHOICES[name]
    if name in SEVERAL:
        return value in SEVERAL[name]
    if name in MANY_KEYS:
        return _is_key(value)
    if name == "assignee":
        return value in ("me", "none") or _is_key(value)
    if name.endswith("_within"):
        return value in WITHIN
    if name == "skipped":
        return _is_uuid(value)
    return name != "ordering" or value in ORDERINGS


def _is_key(value):
    return value.isascii() and value.isdigit() and len(value) <= LONGEST_KEY


def _is_uuid(value):
    try:
        return str(uuid.UUID(value)) == value
    except ValueError:
        return False


def _due(tickets, due):
    """The statuses stand in the query because the indexes of due times begin with them."""
    now = timezone.now()
    tickets = tickets.filter(status__in=MAY_BE_DUE)
    if due == "overdue":
        return tickets.filter(due_at__lte=now)
    if due == "soon":
        return tickets.filter(due_at__gt=now, due_at__lte=now + timedelta(minutes=conf.DUE_SOON_MINUTES))
    today = timezone.localdate(now)
    return tickets.filter(Period("", today, today).condition("promised_until"))


def _of_customer(tickets, text):
    """Of customers whose name has every word, in any spelling; or exactly of this number, username or e-mail.

    A ticket's search key ends with its customer's name, behind the number and the subject.
    """
    text = text.strip()
    people = get_user_model()
    exactly = Q()
    for column in address_columns():
        exactly |= Q(**{f"{column}__iexact": text})
    condition = Q(customer__in=people.objects.filter(exactly).order_by().values("pk"))
    words = query_tokens(text)
    if words:
        tickets = tickets.annotate(
            customer_key=Substr("search_key", Length("reference") + Length("subject_key") + 1)
        )
        named = Q()
        for word in words:
            named &= Q(customer_key__contains=f" {word}")
        condition |= named
    if to_ascii(text).isdigit():
        condition |= Q(reference__startswith=to_ascii(text))
    return tickets.filter(condition)
