"""What every verb is made of: the locks it takes, and the changes that must agree with each other."""

from django.contrib.auth import get_user_model
from django.utils import timezone

from support_plugin.text.clean import is_blank

from . import errors
from .models import FINISHED, Attachment, Message, Side, Status, Ticket
from .timeline import person_name


def lock(ticket):
    """Lock the ticket's row until the transaction ends, and read it anew.

    SQLite has no row locks; there the write lock that IMMEDIATE takes at the beginning does the same.
    """
    ticket.refresh_from_db(from_queryset=Ticket.objects.select_for_update(no_key=True))


def lock_person(*users):
    """One submission of a person at a time: parallel ones wait here and then see each other.

    Several people are locked in the order of their keys, so that two who lock each other do not wait for ever.
    """
    people = get_user_model().objects.select_for_update(no_key=True).order_by("pk")
    list(people.filter(pk__in=[user.pk for user in users]).values_list("pk"))


def write(ticket, body, *, by, side, kind=Message.Kind.REPLY, attachments=(), **fields):
    """Add a message with its files, and note on the ticket whose word is the newest."""
    if is_blank(body):
        raise errors.NothingWritten
    message = ticket.messages.create(
        kind=kind, side=side, author=by, author_name=person_name(by), body=body.strip(), **fields
    )
    attach(message, attachments)
    if kind == Message.Kind.NOTE:
        return message
    ticket.last_message_at, ticket.last_message_side = message.created_at, side
    if side == Side.CUSTOMER:
        ticket.last_request_pk = message.pk
    else:
        ticket.last_answer_pk = message.pk
        if ticket.first_response_at is None:
            ticket.first_response_at = message.created_at
    return message


def attach(message, attachments):
    """Bind kept files to their message; one that was used meanwhile is left where it is."""
    keys = [attachment.pk for attachment in attachments]
    if keys:
        Attachment.objects.filter(pk__in=keys, message=None, owner=message.author).update(message=message)


def begin(ticket):
    """Somebody has begun: a new ticket is in progress."""
    if ticket.status == Status.NEW:
        ticket.status = Status.OPEN


def turn(ticket, status, *, keep_promise=False):
    """Set the status and all that must agree with it."""
    now = timezone.now()
    ticket.status = status
    ticket.asked_customer = False
    if not keep_promise or status in FINISHED:
        ticket.promised_until = None
    ticket.resolved_at = (ticket.resolved_at or now) if status in FINISHED else None
    ticket.closed_at = (ticket.closed_at or now) if status == Status.CLOSED else None


def save(ticket, *, customer_may_know=True):
    ticket.updated_at = timezone.now()
    if customer_may_know:
        ticket.changed_at = ticket.updated_at
    ticket.save()


def point_at_the_newest(ticket):
    """Whose word is the newest, told by the messages that are left in its thread."""
    public = Message.objects.in_thread_of(ticket).exclude(kind=Message.Kind.NOTE)
    rows = list(public.values_list("pk", "side", "created_at"))
    ticket.last_request_pk = max((pk for pk, side, _at in rows if side == Side.CUSTOMER), default=0)
    ticket.last_answer_pk = max((pk for pk, side, _at in rows if side == Side.TEAM), default=0)
    _pk, ticket.last_message_side, ticket.last_message_at = rows[-1]
