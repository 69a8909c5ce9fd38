"""What a conversation says of merges: where it goes on, or what goes on in it."""

from support_plugin.tickets.permissions import is_agent_of


def merges_of(ticket, user):
    """For a ticket of `opening`. `may_unmerge`: does this agent work the ticket it was merged into? `merged_here`: what was merged into it."""
    if ticket.is_merged:
        return {"may_unmerge": is_agent_of(user, ticket.merged_into.department_id)}
    others = list(ticket.merged_tickets.order_by("pk")) if ticket.has_merged else []
    for other in others:
        other.is_theirs = is_agent_of(user, other.department_id)
    return {"merged_here": others}
