"""Hears the timeline and sees to it that people are told. Tickets know nothing of this."""

from django.dispatch import receiver

from support_plugin.tickets.signals import ticket_changing

from . import post


@receiver(ticket_changing, dispatch_uid="support_plugin.notifications")
def write_with_the_change(sender, event, **kwargs):
    """What people are to be told commits together with the change, or neither does."""
    post.write(event)
