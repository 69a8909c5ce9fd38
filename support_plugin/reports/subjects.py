"""What tickets were about, told without telling anything of the people who filed them."""

from collections import Counter, defaultdict
from statistics import median

from django.core.cache import cache

from support_plugin.sla import clock
from support_plugin.sla.schedules import schedules_for
from support_plugin.taxonomy.models import Department
from support_plugin.text.little_words import telling_words
from support_plugin.text.topics import together
from support_plugin.tickets.models import Ticket

from . import KEEP_SECONDS

LEAST_CUSTOMERS = 3
MOST_TICKETS = 5_000


def ticket_subjects(since):
    """Subjects of at least LEAST_CUSTOMERS customers' tickets, the most frequent first.

    `[{"subject", "tickets", "minutes"}]`: subjects that ask for the same (`text.topics`) are one; `minutes` is the
    median working time from filing to resolving, None where none is resolved. A subject is called by words of which
    each was written by LEAST_CUSTOMERS customers, so that nobody's own words are read. The newest MOST_TICKETS count.
    They are put together once and kept for KEEP_SECONDS.
    """
    name = f"support_plugin.reports.ticket_subjects:{since.isoformat()}"
    return cache.get_or_set(name, lambda: _subjects(since), KEEP_SECONDS)


def _subjects(since):
    tickets = (
        Ticket.objects.filter(created_at__gte=since, merged_into=None)
        .order_by("-created_at")
        .values_list("subject", "customer_id", "department_id", "created_at", "resolved_at", named=True)
    )[:MOST_TICKETS]
    by_subject = defaultdict(list)
    for ticket in tickets:
        by_subject[ticket.subject].append(ticket)
    clusters = together({subject: len(found) for subject, found in by_subject.items()})
    topics = [[ticket for subject in cluster for ticket in by_subject[subject]] for cluster in clusters]
    named = [(name, topic) for topic in topics if (name := _name(topic))]
    schedules = schedules_for(Department.objects.all()) if named else {}
    return [
        {"subject": name, "tickets": len(topic), "minutes": _median_minutes(topic, schedules)}
        for name, topic in named
    ]


def _name(topic):
    """What may be said of it: a whole subject, else the words of many; "" where too few customers are behind it."""
    customers = defaultdict(set)
    for ticket in topic:
        for word in telling_words(ticket.subject):
            customers[word].add(ticket.customer_id)
    common = {word for word, people in customers.items() if len(people) >= LEAST_CUSTOMERS}
    subjects = Counter(ticket.subject for ticket in topic)
    whole = [subject for subject in subjects if telling_words(subject) <= common]
    if whole:
        return min(whole, key=lambda subject: (-subjects[subject], subject))
    return " ".join(sorted(common, key=lambda word: (-len(customers[word]), word)))


def _median_minutes(topic, schedules):
    handled = [
        clock.between(schedules[ticket.department_id], ticket.created_at, ticket.resolved_at)
        for ticket in topic
        if ticket.resolved_at
    ]
    return median(taken.total_seconds() / 60 for taken in handled) if handled else None
