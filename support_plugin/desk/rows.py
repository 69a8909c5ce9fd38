"""What one row of the queue shows, loaded for a whole page in one query."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, JSONObject, Left
from django.utils import timezone
from django.utils.translation import gettext as _

from support_plugin.text.digits import localized
from support_plugin.tickets.models import Attachment, Message, Side, Ticket
from support_plugin.tickets.rendering import excerpt
from support_plugin.tickets.sentences import status_word
from support_plugin.tickets.tags import TaggedTicket
from support_plugin.tickets.timeline import person_name

from .due import due_badge, with_paused_clocks

# A row has room for so much of the last message, and for so many tags.
LONGEST_WORDS = 600
MOST_TAGS = 2


class JSONList(models.Aggregate):
    """The values of a group as a JSON array."""

    function = "JSONB_AGG"
    output_field = models.JSONField()

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)


def with_rows(tickets, user, order):
    """These tickets (a slice of a queryset) as a list in this order, each with what its row shows.

    `last_message` (None or a Message with `excerpt` and `has_files`), `last_author` (empty for the customer),
    `message_count`, `customer_name`, `tag_names`, `more_tags` (“+2” or nothing), `status_word`, `due_badge`,
    `has_unread_request`. Details are asked for the rows of the page alone.
    """
    details = Ticket.objects.filter(pk__in=tickets.values("pk"))
    details = with_paused_clocks(details.with_row_details().with_unread_requests(user))
    details = details.defer("search_key", "subject_key", "answers", "origin", "before_answer").annotate(
        newest=_newest_message(), message_count=_message_count(), all_tags=_tags()
    )
    now = timezone.now()
    return [_with_words(ticket, user, now) for ticket in details.order_by(*order)]


def _newest_message():
    newest = Message.objects.filter(pk=Greatest(OuterRef("last_request_pk"), OuterRef("last_answer_pk")))
    files = Attachment.objects.filter(message=OuterRef("pk"))
    facts = JSONObject(
        side="side",
        author="author",
        author_name="author_name",
        is_rich="is_rich",
        body=Left("body", LONGEST_WORDS),
        has_files=Exists(files),
    )
    return Subquery(newest.order_by().values(facts=facts), output_field=models.JSONField())


def _message_count():
    messages = Message.objects.filter(ticket=OuterRef("pk")).order_by().values("ticket")
    return Coalesce(Subquery(messages.annotate(number=Count("pk")).values("number")), Value(0))


def _tags():
    tagged = TaggedTicket.objects.filter(content_object=OuterRef("pk")).order_by().values("content_object")
    names = tagged.annotate(names=JSONList(F("tag__name"))).values("names")
    return Subquery(names, output_field=models.JSONField())


def _with_words(ticket, user, now):
    ticket.status_word = status_word(ticket, Side.TEAM)
    ticket.due_badge = due_badge(ticket, now)
    ticket.customer_name = person_name(ticket.customer)
    names = sorted(ticket.all_tags or [])
    ticket.tag_names = names[:MOST_TAGS]
    ticket.more_tags = localized(f"+{len(names) - MOST_TAGS}") if len(names) > MOST_TAGS else ""
    ticket.last_message, ticket.last_author = None, ""
    if facts := ticket.newest:
        ticket.last_message = _message(facts)
        if facts["side"] == Side.TEAM:
            is_own = facts["author"] == user.pk
            ticket.last_author = _("You") if is_own else facts["author_name"]
    return ticket


def _message(facts):
    message = Message(
        side=facts["side"],
        author_id=facts["author"],
        author_name=facts["author_name"],
        body=facts["body"],
        is_rich=facts["is_rich"],
    )
    message.excerpt = excerpt(message)
    message.has_files = bool(facts["has_files"])
    return message
