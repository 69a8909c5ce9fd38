"""What one row of the queue shows, loaded for a whole page in one query."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Greatest, JSONObject, Left
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.models import EditingSession

from support_plugin.text.digits import localized
from support_plugin.tickets.models import Attachment, Message, Side, Ticket
from support_plugin.tickets.rendering import excerpt
from support_plugin.tickets.sentences import status_key, status_word
from support_plugin.tickets.tags import TaggedTicket
from support_plugin.tickets.timeline import person_name

from .choices import full_name
from .due import due_badge, with_paused_clocks
from .presence import LOOKING, WRITING, Presence

# A row has room for so much of the last message, and for so many tags.
LONGEST_WORDS = 600
MOST_TAGS = 2
# Long or costly to read, and no part of a row.
NOT_SHOWN = (
    *("search_key", "subject_key", "answers", "origin", "before_answer"),
    *(
        f"{item}__{text}"
        for item in ("department", "ticket_type", "product")
        for text in ("description", "search_key")
    ),
    "department__contact_line",
)


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
    `has_unread_request`, `presence` (who else is in it). Details are asked for the rows of the page alone.
    """
    now = timezone.now()
    details = Ticket.objects.filter(pk__in=tickets.values("pk"))
    details = with_paused_clocks(details.with_row_details().with_unread_requests(user))
    details = details.defer(*NOT_SHOWN).annotate(
        newest=_newest_message(), message_count=_message_count(), all_tags=_tags(), others=_others(user, now)
    )
    words = {}
    return [_with_words(ticket, user, now, words) for ticket in details.order_by(*order)]


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


def _others(user, now):
    """Who else is in a ticket, as `presence` knows them."""
    sessions = EditingSession.objects.filter(
        Q(last_seen_at__gte=now - LOOKING) | Q(last_seen_at__gte=now - WRITING, is_editing=True),
        content_type=ContentType.objects.get_for_model(Ticket),
        object_id=Cast(OuterRef("pk"), CharField()),
    ).exclude(user=user)
    facts = JSONObject(user="user", name=full_name("user__"), writing="is_editing")
    rows = sessions.order_by().values("object_id").annotate(facts=JSONList(facts)).values("facts")
    return Subquery(rows, output_field=models.JSONField())


def _presence(sessions):
    """Each person once, whoever writes first."""
    once = {}
    for session in sorted(sessions or [], key=lambda session: (not session["writing"], session["name"])):
        once.setdefault(session["user"], Presence(session["name"], bool(session["writing"])))
    return list(once.values())


def _with_words(ticket, user, now, words):
    """`words` are those of statuses that other rows have had already."""
    key = (status_key(ticket), ticket.promised_until)
    if key not in words:
        words[key] = status_word(ticket, Side.TEAM)
    ticket.status_word = words[key]
    ticket.due_badge = due_badge(ticket, now)
    ticket.customer_name = person_name(ticket.customer)
    ticket.presence = _presence(ticket.others)
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
