"""Hears the timeline and keeps the clocks of tickets. Tickets know nothing of this."""

from django.dispatch import receiver

from support_plugin.tickets.models import Event
from support_plugin.tickets.signals import ticket_changing

from .deadlines import follow
from .measuring import forget_answer


@receiver(ticket_changing, dispatch_uid="support_plugin.sla")
def keep_the_clocks(sender, event, **kwargs):
    """With the change, in its transaction: a clock must not be lost, so nothing is caught here."""
    follow(event)
    if event.kind == Event.Kind.RECALLED:
        forget_answer(event.ticket)
