"""What the page of a ticket asks of it, in the query that finds it.

Most tickets have no draft, no file, nothing merged into them: where nothing is, nothing is asked for again.
"""

from django.db.models import Exists, OuterRef, Subquery

from support_plugin.notifications import notices
from support_plugin.tickets.models import Attachment, Follower, ReadMark, Ticket

from .models import Draft


def with_what_is_there(tickets, user):
    """Load the customer's profile and what came before the ticket with it, and annotate what there is.

    `read_to`: up to which message this agent has read, None: never opened. `is_followed`: by them. `has_draft`,
    `has_notices` (unread): theirs. `has_merged`: a ticket was merged into it. `has_files`: of its own.
    """
    of_this = {"ticket": OuterRef("pk"), "user": user}
    files = Attachment.objects.filter(message__ticket=OuterRef("pk"))
    merged = Ticket.objects.filter(merged_into=OuterRef("pk"))
    unread = notices.of_agent(user).filter(ticket=OuterRef("pk"), read_at=None)
    return tickets.select_related("customer__wagtail_userprofile", "trail").annotate(
        read_to=Subquery(ReadMark.objects.filter(**of_this).values("message_pk")[:1]),
        is_followed=Exists(Follower.objects.filter(**of_this)),
        has_draft=Exists(Draft.objects.filter(**of_this)),
        has_notices=Exists(unread),
        has_merged=Exists(merged),
        has_files=Exists(files),
    )
