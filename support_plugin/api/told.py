"""Lists of customers by status and last change as they read them: an answer that can still be taken back has not come."""

from django.db.models import Case, F, Value, When
from django.utils import timezone

from support_plugin.queue.narrowing import TURNS
from support_plugin.tickets.recalling import as_customer_sees


def narrowed_as_told(tickets, given):
    """A customer's tickets, each with `told_status` and `told_at`, narrowed by what `given` says of statuses and turns.

    That is taken out of `given` (a QueryDict that `queue.narrowing` can read).
    """
    held = [as_customer_sees(ticket) for ticket in tickets.filter(settles_at__gt=timezone.now())]
    tickets = tickets.annotate(
        told_status=_of(held, "status"),
        told_at=_of(held, "changed_at"),
    )
    if statuses := given.pop("status", None):
        tickets = tickets.filter(told_status__in=statuses)
    if turns := given.pop("turn", None):
        tickets = tickets.filter(told_status__in=TURNS[turns[-1]])
    return tickets


def _of(held, column):
    """The column; of the tickets that are held back what their customer reads in it."""
    told = [When(pk=ticket.pk, then=Value(getattr(ticket, column))) for ticket in held]
    return Case(*told, default=F(column)) if told else F(column)
