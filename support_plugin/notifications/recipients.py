"""Who hears of what. Never the one who did it, never somebody without an address."""

from support_plugin.tickets.models import Event
from support_plugin.tickets.permissions import agents_of


def recipients(event):
    """`[(kind of letter, user)]` for an event."""
    ticket = event.ticket
    if event.kind == Event.Kind.OPENED:
        found = [("registered", ticket.customer)]
        found += [
            ("new_ticket", agent) for agent in agents_of(ticket.department) if agent.pk != event.actor_id
        ]
    else:
        found = [("answered", ticket.customer)] if ticket.customer_id != event.actor_id else []
    return [(kind, user) for kind, user in found if user.is_active and user.email]
