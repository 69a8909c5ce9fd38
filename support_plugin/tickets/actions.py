"""The verbs: one function each for everything that can happen to a ticket, in the order of its life.

Every verb is one transaction: lock the row, check, change, record. It raises a `TicketError` and changes
nothing when a rule of the desk is broken. The person who does it is the keyword `by`; None is the desk
itself. Every door (panel, desk, API, e-mail, commands) goes through here.
"""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language

from support_plugin import conf
from support_plugin.taxonomy.models import Priority, Product
from support_plugin.text.clean import clean, is_blank
from support_plugin.text.digits import localized
from support_plugin.text.search import search_key

from . import errors
from .mentions import mentioned
from .models import FINISHED, Attachment, Event, Message, Side, Source, Status, Ticket, new_reference
from .permissions import is_agent_of, require_agent, side_of
from .similar import similar_open_ticket
from .timeline import person_fact, person_name, record, taxonomy_fact

Kind = Event.Kind
# What is promised later than this was mistyped.
LONGEST_PROMISE = timedelta(days=366)


@transaction.atomic
def open_ticket(
    department,
    ticket_type,
    *,
    by,
    subject,
    description,
    product=None,
    customer=None,
    submission_key=None,
    attachments=(),
    despite_similar=False,
    origin=None,
    source=Source.PANEL,
):
    """File a ticket and return it.

    `by` files it for `customer` (default: for themselves). `attachments` are kept `Attachment` rows of `by`.
    The same customer and `submission_key` lead to the same ticket, whatever else is said.
    Raises ChoiceNotOffered, ProductMissing, TooManyTickets, SimilarTicketOpen (unless `despite_similar`).
    """
    customer = customer or by
    lock_person(customer)
    if submission_key and (
        earlier := Ticket.objects.filter(customer=customer, submission_key=submission_key).first()
    ):
        return earlier
    subject, description = clean(subject).strip(), description.strip()
    if is_blank(subject) or is_blank(description):
        raise errors.NothingWritten
    _refuse_wrong_choice(department, ticket_type, product)
    _refuse_flood(customer)
    if not despite_similar and (similar := similar_open_ticket(customer, ticket_type, subject)):
        raise errors.SimilarTicketOpen(ticket=similar)

    ticket = _with_fresh_reference(
        Ticket(
            customer=customer,
            department=department,
            ticket_type=ticket_type,
            product=product,
            subject=subject,
            subject_key=search_key(subject),
            priority=ticket_type.default_priority,
            language=get_language() or "",
            origin=origin or {},
            source=source,
            submission_key=submission_key,
        )
    )
    message = _write(ticket, description, by=by, side=Side.CUSTOMER, attachments=attachments)
    _save(ticket)
    record(ticket, Kind.OPENED, by=by, message=message.pk)
    return ticket


@transaction.atomic
def reply(ticket, body, *, by, side=None, is_rich=False, attachments=(), submission_key=None):
    """Pass the turn to the other side and return the message.

    `side` is the door's: whoever works on a ticket of their own speaks for the team at the desk. None: a ticket's
    own customer is its customer, everybody else the team.
    A customer's reply opens the ticket again: a resolved one always, a closed one within REOPEN_DAYS.
    A repeated `submission_key` of the same author returns the message that is already there.
    Raises NothingWritten, ReopenWindowOver, TicketIsClosed (agents reopen first), TicketIsMerged.
    """
    lock(ticket)
    side = side_of(by, ticket, side)
    if earlier := _earlier_message(ticket, by, submission_key):
        return earlier
    _refuse_merged(ticket)
    if side == Side.CUSTOMER:
        _refuse_late_reopening(ticket)
    elif ticket.status == Status.CLOSED:
        raise errors.TicketIsClosed

    was_finished = ticket.is_finished
    message = _write(
        ticket,
        body,
        by=by,
        side=side,
        is_rich=is_rich,
        attachments=attachments,
        submission_key=submission_key,
    )
    if side == Side.CUSTOMER:
        _turn(ticket, Status.NEW if ticket.status == Status.NEW else Status.OPEN, keep_promise=True)
    else:
        _turn(ticket, Status.WAITING_CUSTOMER)
    _save(ticket)
    record(ticket, Kind.REPLIED, by=by, message=message.pk, side=side, reopened=was_finished)
    return message


@transaction.atomic
def note(ticket, body, *, by, is_rich=False, attachments=(), submission_key=None):
    """Write down what only colleagues read; changes neither status nor turn. Returns the message.

    The timeline's line says whom it calls by `@username`: their keys as `mentions`.
    """
    lock(ticket)
    require_agent(by, ticket)
    if earlier := _earlier_message(ticket, by, submission_key):
        return earlier
    message = _write(
        ticket,
        body,
        by=by,
        side=Side.TEAM,
        kind=Message.Kind.NOTE,
        is_rich=is_rich,
        attachments=attachments,
        submission_key=submission_key,
    )
    _save(ticket, customer_may_know=False)
    called = mentioned(message)
    record(ticket, Kind.NOTED, by=by, message=message.pk, **({"mentions": called} if called else {}))
    return message


@transaction.atomic
def assign(ticket, agent, *, by):
    """Make `agent` the one who works on it, whoever had it before. Raises NotAnAgentHere."""
    lock(ticket)
    require_agent(by, ticket)
    _refuse_finished(ticket)
    if not is_agent_of(agent, ticket.department_id):
        raise errors.NotAnAgentHere(agent=person_name(agent), department=ticket.department)
    if ticket.assignee_id == agent.pk:
        return ticket
    before, ticket.assignee = ticket.assignee, agent
    _begin(ticket)
    _save(ticket, customer_may_know=False)
    record(ticket, Kind.ASSIGNED, by=by, agent=person_fact(agent), before=person_fact(before))
    return ticket


@transaction.atomic
def take(ticket, *, by):
    """Take an unassigned ticket. Of two agents at once one wins; the other gets AlreadyTaken with the name."""
    lock(ticket)
    require_agent(by, ticket)
    _refuse_finished(ticket)
    if ticket.assignee_id == by.pk:
        return ticket
    if ticket.assignee_id:
        raise errors.AlreadyTaken(agent=person_name(ticket.assignee))
    ticket.assignee = by
    _begin(ticket)
    _save(ticket, customer_may_know=False)
    record(ticket, Kind.TAKEN, by=by)
    return ticket


@transaction.atomic
def release(ticket, *, by):
    """Give it back to the department: nobody's ticket again."""
    lock(ticket)
    require_agent(by, ticket)
    if ticket.assignee_id is None:
        return ticket
    before, ticket.assignee = ticket.assignee, None
    _save(ticket, customer_may_know=False)
    record(ticket, Kind.RELEASED, by=by, before=person_fact(before))
    return ticket


@transaction.atomic
def transfer(ticket, department, *, by, ticket_type=None):
    """Hand it to another department, with one of that department's types where the present one is not offered.

    The assignee stays only if they work there too; the product stays, whether or not it is offered there: it says
    what the request is about. Raises ChoiceNotOffered, TypeNotOffered.
    """
    lock(ticket)
    require_agent(by, ticket)
    _refuse_finished(ticket)
    if department.pk == ticket.department_id and ticket_type in (None, ticket.ticket_type):
        return ticket
    if not department.is_active:
        raise errors.ChoiceNotOffered
    ticket_type = ticket_type or ticket.ticket_type
    if not ticket_type.departments.filter(pk=department.pk).exists():
        raise errors.TypeNotOffered(department=department)
    facts = {
        "before": taxonomy_fact(ticket.department),
        "department": taxonomy_fact(department),
        "type_before": taxonomy_fact(ticket.ticket_type),
        "ticket_type": taxonomy_fact(ticket_type),
    }
    ticket.department, ticket.ticket_type = department, ticket_type
    if ticket.assignee and not is_agent_of(ticket.assignee, department):
        ticket.assignee = None
    _save(ticket)
    record(ticket, Kind.TRANSFERRED, by=by, **facts)
    return ticket


@transaction.atomic
def set_priority(ticket, priority, *, by):
    """Say how urgent it is, with a value of `Priority`."""
    lock(ticket)
    require_agent(by, ticket)
    _refuse_finished(ticket)
    priority = Priority(priority)
    if ticket.priority == priority:
        return ticket
    before, ticket.priority = ticket.priority, priority
    _save(ticket, customer_may_know=False)
    record(ticket, Kind.PRIORITY_SET, by=by, before=before, priority=priority)
    return ticket


@transaction.atomic
def wait(ticket, *, by):
    """Ask the customer to act: until they answer it is their turn, and the clock stands."""
    lock(ticket)
    require_agent(by, ticket)
    _refuse_finished(ticket)
    if ticket.asked_customer:
        return ticket
    _turn(ticket, Status.WAITING_CUSTOMER)
    ticket.asked_customer = True
    _save(ticket)
    record(ticket, Kind.WAITED, by=by)
    return ticket


@transaction.atomic
def hold(ticket, until, body, *, by, is_rich=False, attachments=(), submission_key=None):
    """Ask for more time in public: a progress update that promises news by `until` (an aware datetime).

    Returns the message. Raises DateIsPast, DateIsTooFar (LONGEST_PROMISE), NothingWritten.
    """
    lock(ticket)
    require_agent(by, ticket)
    if earlier := _earlier_message(ticket, by, submission_key):
        return earlier
    _refuse_finished(ticket)
    if until <= timezone.now():
        raise errors.DateIsPast
    if until > timezone.now() + LONGEST_PROMISE:
        raise errors.DateIsTooFar(days=localized(LONGEST_PROMISE.days))
    message = _write(
        ticket,
        body,
        by=by,
        side=Side.TEAM,
        kind=Message.Kind.PROGRESS,
        is_rich=is_rich,
        attachments=attachments,
        promised_until=until,
        submission_key=submission_key,
    )
    _turn(ticket, Status.ON_HOLD)
    ticket.promised_until = until
    _save(ticket)
    record(ticket, Kind.HELD, by=by, message=message.pk, until=until.isoformat())
    return message


@transaction.atomic
def remind_of_promise(ticket):
    """The promised date has come: the ticket waits for us again. Called by `support_tick`; idempotent.

    Returns the ticket; None if nothing was due.
    """
    lock(ticket)
    if ticket.status != Status.ON_HOLD or ticket.promised_until > timezone.now():
        return None
    promised = ticket.promised_until
    _turn(ticket, Status.OPEN, keep_promise=True)
    _save(ticket, customer_may_know=False)
    record(ticket, Kind.PROMISE_DUE, by=None, until=promised.isoformat())
    return ticket


@transaction.atomic
def resolve(ticket, *, by, side=None):
    """Say that the request is answered. Agents do; a customer's "close" does as well. `side`: as of `reply`."""
    lock(ticket)
    side = side_of(by, ticket, side)
    _refuse_merged(ticket)
    if ticket.status == Status.CLOSED:
        raise errors.TicketIsClosed
    if ticket.status == Status.RESOLVED:
        raise errors.TicketIsResolved
    _turn(ticket, Status.RESOLVED)
    _save(ticket)
    record(ticket, Kind.RESOLVED, by=by, side=side)
    return ticket


@transaction.atomic
def reopen(ticket, *, by, side=None):
    """Open a finished ticket again: a resolved one always; a closed one within REOPEN_DAYS for its customer.

    `side`: as of `reply`.
    """
    lock(ticket)
    side = side_of(by, ticket, side)
    _refuse_merged(ticket)
    if not ticket.is_finished:
        raise errors.TicketIsOpen
    if side == Side.CUSTOMER:
        _refuse_late_reopening(ticket)
    _turn(ticket, Status.OPEN)
    _save(ticket)
    record(ticket, Kind.REOPENED, by=by, side=side)
    return ticket


@transaction.atomic
def close(ticket, *, by):
    """End it for good. Agents may; the desk does so by itself CLOSE_AFTER_DAYS after it was resolved."""
    lock(ticket)
    require_agent(by, ticket)
    if ticket.status == Status.CLOSED:
        raise errors.TicketIsClosed
    _turn(ticket, Status.CLOSED)
    _save(ticket)
    record(ticket, Kind.CLOSED, by=by)
    return ticket


# Locks ----------------------------------------------------------------------


def lock(ticket):
    """Lock the ticket's row until the transaction ends, and read it anew.

    SQLite has no row locks; there the write lock that IMMEDIATE takes at the beginning does the same.
    """
    ticket.refresh_from_db(from_queryset=Ticket.objects.select_for_update(no_key=True))


def lock_person(user):
    """One submission of a person at a time: parallel ones wait here and then see each other."""
    list(get_user_model().objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))


# Checks ----------------------------------------------------------------------


def can_reopen(ticket):
    """May its customer still open this ticket again by replying?"""
    if ticket.is_merged:
        return False
    if ticket.status != Status.CLOSED:
        return True
    return timezone.now() - ticket.closed_at <= timedelta(days=conf.REOPEN_DAYS)


def _refuse_wrong_choice(department, ticket_type, product):
    if not (department.is_active and ticket_type.is_active):
        raise errors.ChoiceNotOffered
    if not ticket_type.departments.filter(pk=department.pk).exists():
        raise errors.ChoiceNotOffered
    offered = Product.objects.offered_by(department)
    if product is None:
        if offered.exists():
            raise errors.ProductMissing
    elif not offered.filter(pk=product.pk).exists():
        raise errors.ChoiceNotOffered


def _refuse_flood(customer):
    an_hour_ago = timezone.now() - timedelta(hours=1)
    recent = Ticket.objects.filter(customer=customer, created_at__gt=an_hour_ago).order_by("-created_at")
    limit = conf.TICKETS_PER_HOUR
    times = list(recent.values_list("created_at", flat=True)[:limit])
    if len(times) >= limit:
        wait_for = (times[-1] - an_hour_ago) if times else timedelta(hours=1)
        raise errors.TooManyTickets(minutes=int(wait_for.total_seconds() // 60) + 1)


def _refuse_late_reopening(ticket):
    if not can_reopen(ticket):
        raise errors.ReopenWindowOver


def _refuse_merged(ticket):
    if ticket.is_merged:
        raise errors.TicketIsMerged(reference=ticket.merged_into.reference)


def _refuse_finished(ticket):
    if ticket.status == Status.CLOSED:
        raise errors.TicketIsClosed
    if ticket.status == Status.RESOLVED:
        raise errors.TicketIsResolved


def _earlier_message(ticket, by, submission_key):
    if submission_key:
        return ticket.messages.filter(author=by, submission_key=submission_key).first()
    return None


# Changes ---------------------------------------------------------------------


def _with_fresh_reference(ticket):
    """Insert the ticket under a reference nobody has; a collision draws again."""
    for _attempt in range(20):
        ticket.reference = new_reference()
        ticket.search_key = search_key(ticket.reference, ticket.subject, person_name(ticket.customer))
        if Ticket.objects.filter(reference=ticket.reference).exists():
            continue
        try:
            with transaction.atomic():
                ticket.save(force_insert=True)
        except IntegrityError:
            if Ticket.objects.filter(reference=ticket.reference).exists():
                continue
            raise
        return ticket
    raise RuntimeError("No free reference: raise SUPPORT_REFERENCE_DIGITS.")


def _write(ticket, body, *, by, side, kind=Message.Kind.REPLY, attachments=(), **fields):
    """Add a message with its files, and note on the ticket whose word is the newest."""
    if is_blank(body):
        raise errors.NothingWritten
    message = ticket.messages.create(
        kind=kind, side=side, author=by, author_name=person_name(by), body=body.strip(), **fields
    )
    _attach(message, attachments)
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


def _attach(message, attachments):
    """Bind kept files to their message; one that was used meanwhile is left where it is."""
    keys = [attachment.pk for attachment in attachments]
    if keys:
        Attachment.objects.filter(pk__in=keys, message=None, owner=message.author).update(message=message)


def _begin(ticket):
    """Somebody has begun: a new ticket is in progress."""
    if ticket.status == Status.NEW:
        ticket.status = Status.OPEN


def _turn(ticket, status, *, keep_promise=False):
    """Set the status and all that must agree with it."""
    now = timezone.now()
    ticket.status = status
    ticket.asked_customer = False
    if not keep_promise or status in FINISHED:
        ticket.promised_until = None
    ticket.resolved_at = (ticket.resolved_at or now) if status in FINISHED else None
    ticket.closed_at = (ticket.closed_at or now) if status == Status.CLOSED else None


def _save(ticket, *, customer_may_know=True):
    ticket.updated_at = timezone.now()
    if customer_may_know:
        ticket.changed_at = ticket.updated_at
    ticket.save()
