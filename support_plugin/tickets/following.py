"""Following: an agent hears of a ticket that is not theirs. It concerns nobody else, so no line of the timeline."""

from .models import Follower
from .permissions import require_agent


def follow(ticket, *, by):
    """Hear of this ticket from now on. Whoever follows it already goes on; `NotYours` for who does not work it."""
    require_agent(by, ticket)
    Follower.objects.get_or_create(ticket=ticket, user=by)


def unfollow(ticket, *, by):
    """Hear no more of it, unless it is theirs for another reason."""
    Follower.objects.filter(ticket=ticket, user=by).delete()
