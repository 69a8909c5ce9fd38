"""Repeats slow everybody down: is there already an open ticket that says the same?"""

from datetime import timedelta

from django.utils import timezone

from support_plugin import conf
from support_plugin.text.clean import clean
from support_plugin.text.search import search_key

from .models import Ticket


def similar_open_ticket(customer, ticket_type, subject):
    """The customer's newest unfinished ticket of this type with an equal normalised subject, or None.

    Looks back SIMILAR_WITHIN_HOURS.
    """
    since = timezone.now() - timedelta(hours=conf.SIMILAR_WITHIN_HOURS)
    return (
        Ticket.objects.filed_by(customer)
        .unfinished()
        .filter(ticket_type=ticket_type, subject_key=search_key(subject), created_at__gte=since)
        .order_by("-pk")
        .first()
    )


def says(ticket, subject, description, answered=None):
    """Was the ticket filed with these words, but for the space around them, and these answers (None: whatever they are)?"""
    first = ticket.messages.order_by("pk").values_list("body", flat=True).first()
    if (ticket.subject, first) != (clean(subject).strip(), description.strip()):
        return False
    return answered is None or _typed(ticket.answers) == _typed(answered.answers)


def filed_with(tickets, form):
    """The one of `tickets` that this form with these words has become before, or None. Its files are bound to it by now."""
    filed = tickets.filter(submission_key=form.key).first()
    words = form.data.get("subject", ""), form.data.get("description", "").replace("\r\n", "\n")
    return filed if filed and says(filed, *words) else None


def _typed(answers):
    """Without files: they belong to the ticket's message by now, and are not sent again."""
    return [
        (each["field"], each["value"])
        for each in answers
        if not (isinstance(each["value"], list) and each["value"] and isinstance(each["value"][0], dict))
    ]
