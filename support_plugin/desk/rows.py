"""What one row of the queue shows, loaded for a whole page in one query."""

from dataclasses import dataclass
from functools import lru_cache

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Greatest, JSONObject, Left, Now
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.models import EditingSession

from support_plugin.text.digits import localized
from support_plugin.text.reader import one_reader
from support_plugin.tickets.answers import texts, with_versions
from support_plugin.tickets.models import Attachment, Message, Side, Ticket
from support_plugin.tickets.rendering import excerpt
from support_plugin.tickets.sentences import status_key, status_word
from support_plugin.tickets.tags import TaggedTicket

from .choices import full_name
from .due import due_badge, with_paused_clocks
from .presence import LOOKING, WRITING, Presence

# A row has room for so much of the last message, and for so many tags.
LONGEST_WORDS = 600
MOST_TAGS = 2
# What a row is made of; everything else is left where it is.
READ = (
    *("reference", "subject", "status", "priority", "source", "asked_customer", "first_response_at"),
    *("customer", "department", "ticket_type", "product", "assignee", "merged_into"),
    *("due_at", "promised_until", "created_at", "resolved_at", "last_message_at", "last_message_side"),
    *("last_request_pk", "last_answer_pk"),
)


class JSONList(models.Aggregate):
    """The values of a group as a JSON array."""

    function = "JSONB_AGG"
    output_field = models.JSONField()

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)


@dataclass(frozen=True)
class LastMessage:
    """The newest public message as a row shows it; `author` is empty for the customer."""

    excerpt: str
    author: str
    has_files: bool


def with_rows(tickets, user, order, also=(), has_answers=False):
    """These tickets (a slice of a queryset) as a list in this order, each with what its row shows.

    `last_message` (a `LastMessage` or None), `message_count`, `customer_name`, `assignee_name`, `tag_names`,
    `more_tags` (“+2” or nothing), `status_word`, `due_badge`, `has_unread_request`, `presence` (who else is in it).
    Details are asked for the rows of the page alone. No other table is joined for a name: `also` names relations
    that are to be loaded nevertheless. With `has_answers` each has its `answer_texts`, `{field: text}`, for one query more.
    """
    now = timezone.now()
    details = _details(user.pk).filter(pk__in=tickets.values("pk"))
    details = details.select_related(*also) if also else details
    if has_answers:
        details = details.only(*READ, "answers", "form_version")
    words = {}
    with one_reader():
        rows = [_with_words(ticket, user, now, words) for ticket in details.order_by(*order)]
        if has_answers:
            with_versions(rows)
            for ticket in rows:
                ticket.answer_texts = texts(ticket)
        return rows


@lru_cache(maxsize=500)
def _details(user_key):
    """What the rows of this person's queue are made of, put together once per process."""
    details = with_paused_clocks(Ticket.objects.with_unread_requests(user_key)).only(*READ)
    return details.annotate(
        newest=_newest_message(),
        message_count=_message_count(),
        all_tags=_tags(),
        sessions=_sessions(),
        customer_name=full_name("customer__"),
        assignee_name=full_name("assignee__"),
    )


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


def _sessions():
    """Who is in a ticket, as `presence` knows them. The database says when it is now."""
    sessions = EditingSession.objects.filter(
        Q(last_seen_at__gte=Now() - LOOKING) | Q(last_seen_at__gte=Now() - WRITING, is_editing=True),
        content_type=ContentType.objects.get_for_model(Ticket),
        object_id=Cast(OuterRef("pk"), CharField()),
    )
    facts = JSONObject(user="user", name=full_name("user__"), writing="is_editing")
    rows = sessions.order_by().values("object_id").annotate(facts=JSONList(facts)).values("facts")
    return Subquery(rows, output_field=models.JSONField())


def _presence(sessions, user):
    """Each other person once, whoever writes first."""
    once = {}
    for session in sorted(sessions or [], key=lambda session: (not session["writing"], session["name"])):
        if session["user"] != user.pk:
            once.setdefault(session["user"], Presence(session["name"], bool(session["writing"])))
    return list(once.values())


def _with_words(ticket, user, now, words):
    """`words` are those of statuses that other rows have had already."""
    key = (status_key(ticket), ticket.promised_until)
    if key not in words:
        words[key] = status_word(ticket, Side.TEAM)
    ticket.status_word = words[key]
    ticket.due_badge = due_badge(ticket, now)
    ticket.presence = _presence(ticket.sessions, user)
    names = sorted(ticket.all_tags or [])
    ticket.tag_names = names[:MOST_TAGS]
    ticket.more_tags = localized(f"+{len(names) - MOST_TAGS}") if len(names) > MOST_TAGS else ""
    ticket.last_message = _message(ticket.newest, user) if ticket.newest else None
    return ticket


def _message(facts, user):
    author = ""
    if facts["side"] == Side.TEAM:
        author = _("You") if facts["author"] == user.pk else facts["author_name"]
    return LastMessage(excerpt(facts["body"], is_rich=facts["is_rich"]), author, bool(facts["has_files"]))
