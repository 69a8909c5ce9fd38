"""Who may come to the desk. Whoever may not is told that there is nothing here."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from support_plugin.text.digits import to_ascii
from support_plugin.tickets.models import Ticket
from support_plugin.tickets.permissions import is_agent


class AgentsOnly:
    """A view of the desk: 404 for everybody who works in no department."""

    def dispatch(self, request, *args, **kwargs):
        if not is_agent(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


def ticket_for(user, reference, with_more=None):
    """A ticket of this agent's departments by its number, in any digits; 404 otherwise.

    `with_more(tickets, user)` adds to the query what the page needs further.
    """
    tickets = Ticket.objects.worked_by(user).select_related(
        "department", "ticket_type", "product", "customer", "assignee", "merged_into"
    )
    if with_more is not None:
        tickets = with_more(tickets, user)
    return get_object_or_404(tickets, reference=to_ascii(reference))
