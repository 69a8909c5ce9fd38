"""The verbs: one function each for everything that can happen to a ticket, in the order of its life.

Every verb is one transaction: lock the row, check, change, record. It raises a `TicketError` and changes
nothing when a rule of the desk is broken. The person who does it is the keyword `by`; None is the desk
itself. Every door (panel, desk, API, e-mail, commands) goes through here.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists
from django.utils import timezone
from django.utils.translation import get_language

from support_plugin import conf
from support_plugin.forms.versions import current_version
from support_plugin.taxonomy.models import Priority, Product
from support_plugin.text.clean import clean, is_blank
from support_plugin.text.digits import localized
from support_plugin.text.search import search_key

from . import answers, errors
from .changing import begin, lock, lock_person, save, turn, write
from .mentions import mentioned
from .merging import merge, unmerge
from .models import Event, Message, Side, Source, Status, Ticket, new_reference
from .permissions import is_agent_of, require_agent, side_of
from .recalling import forget_before, recall, remember
from .sentences import progress_sentence
from .similar import says, similar_open_ticket
from .snapshots import snapshot
from .tagging import merge_tags, tag
from .timeline import person_fact, person_name, record, taxonomy_fact
from .trails import Trail

__all__ = [
    "assign",
    "can_reopen",
    "close",
    "hold",
    "merge",
    "merge_tags",
    "note",
    "open_ticket",
    "recall",
    "release",
    "remind_of_promise",
    "reopen",
    "reply",
    "resolve",
    "set_priority",
    "tag",
    "take",
    "transfer",
    "unmerge",
    "wait",
]

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
    answered=None,
    despite_similar=False,
    origin=None,
    trail=None,
    source=Source.PANEL,
):
    """File a ticket and return it.

    `by` files it for `customer` (default: for themselves; for others only agents of the department do, however many
    in an hour): it is the customer's ticket, and its timeline says who filed it. `attachments` are kept `Attachment` rows of `by`;
    `trail` is what they read before (`tickets.trails`). `answered` is what they answered to the type's form
    (`forms.form.Answered`, valid under this department, type and product); None: the type asks nothing.
    The same customer and `submission_key` lead to the same ticket; other words under it are refused with SentAlready.
    Raises ChoiceNotOffered, ProductMissing, FormNotAnswered, TooManyTickets, SimilarTicketOpen (unless `despite_similar`),
    NotYours.
    """
    customer = customer or by
    is_on_behalf = customer.pk != by.pk
    if is_on_behalf and not is_agent_of(by, department):
        raise errors.NotYours
    lock_person(customer)
    subject, description = clean(subject).strip(), description.strip()
    if submission_key and (
        earlier := Ticket.objects.filter(customer=customer, submission_key=submission_key).first()
    ):
        if not says(earlier, subject, description, answered):
            raise errors.SentAlready
        return earlier
    if is_blank(subject) or is_blank(description):
        raise errors.NothingWritten
    _refuse_wrong_choice(department, ticket_type, product)
    _refuse_unanswered(department, ticket_type, product, answered)
    if not is_on_behalf:
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
            form_version=answered.version if answered else None,
            answers=list(answered.answers) if answered else [],
        ),
        answers.searched(answered),
    )
    answers.store(ticket, answered)
    if trail:
        Trail.objects.create(ticket=ticket, facts=trail)
    message = write(ticket, description, by=by, side=Side.CUSTOMER, attachments=attachments)
    save(ticket)
    record(ticket, Kind.OPENED, by=by, message=message.pk)
    return ticket


@transaction.atomic
def reply(
    ticket,
    body,
    *,
    by,
    side=None,
    is_rich=False,
    attachments=(),
    submission_key=None,
    seen=None,
    then="",
    undo_seconds=0,
):
    """Pass the turn to the other side and return the message.

    `side` is the door's: whoever works on a ticket of their own speaks for the team at the desk. None: a ticket's
    own customer is its customer, everybody else the team.
    A customer's reply opens the ticket again: a resolved one always, a closed one within REOPEN_DAYS.
    The team's first answer to a ticket without an assignee makes it its author's.
    `seen` is the key of the newest public message the author has read: where there is a newer one by somebody else,
    nothing is sent and NewerMessages says which. None: not asked.
    `then` is what the team does with the same click: "wait" or "resolve". For `undo_seconds` the customer does not
    see the team's answer, and `recall` takes it back with all it did.
    A repeated `submission_key` of the same author returns the message that is already there.
    Raises NothingWritten, NewerMessages, ReopenWindowOver, TicketIsClosed (agents reopen first), TicketIsMerged.
    """
    lock(ticket)
    side = side_of(by, ticket, side)
    if earlier := _earlier_message(ticket, by, submission_key, Message.Kind.REPLY, body):
        return earlier
    _refuse_merged(ticket)
    if side == Side.CUSTOMER:
        _refuse_late_reopening(ticket)
    elif ticket.status == Status.CLOSED:
        raise errors.TicketIsClosed
    _refuse_unread(ticket, by, seen)

    was_finished, before = ticket.is_finished, snapshot(ticket)
    message = write(
        ticket,
        body,
        by=by,
        side=side,
        is_rich=is_rich,
        attachments=attachments,
        submission_key=submission_key,
        visible_at=_visible_at(side, undo_seconds),
    )
    if side == Side.CUSTOMER:
        turn(ticket, Status.NEW if ticket.status == Status.NEW else Status.OPEN, keep_promise=True)
        forget_before(ticket)
    else:
        turn(ticket, Status.RESOLVED if then == "resolve" else Status.WAITING_CUSTOMER)
        ticket.asked_customer = then == "wait"
    is_taken = _assign_first_answer(ticket, by, side)
    remember(ticket, message, before)
    save(ticket)
    also = {"with_message": message.pk, **_pending(message)}
    if is_taken:
        record(ticket, Kind.TAKEN, by=by, **also)
    record(
        ticket,
        Kind.REPLIED,
        by=by,
        message=message.pk,
        side=side,
        reopened=was_finished,
        **_pending(message),
    )
    if side == Side.TEAM and then == "resolve":
        record(ticket, Kind.RESOLVED, by=by, side=side, **also)
    if side == Side.TEAM and then == "wait":
        record(ticket, Kind.WAITED, by=by, **also)
    return message


@transaction.atomic
def note(ticket, body, *, by, is_rich=False, attachments=(), submission_key=None):
    """Write down what only colleagues read; changes neither status nor turn. Returns the message.

    The timeline's line says whom it calls by `@username`: their keys as `mentions`.
    """
    lock(ticket)
    require_agent(by, ticket)
    if earlier := _earlier_message(ticket, by, submission_key, Message.Kind.NOTE, body):
        return earlier
    message = write(
        ticket,
        body,
        by=by,
        side=Side.TEAM,
        kind=Message.Kind.NOTE,
        is_rich=is_rich,
        attachments=attachments,
        submission_key=submission_key,
    )
    save(ticket, customer_may_know=False)
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
    begin(ticket)
    save(ticket, customer_may_know=False)
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
    begin(ticket)
    save(ticket, customer_may_know=False)
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
    save(ticket, customer_may_know=False)
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
    save(ticket)
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
    save(ticket, customer_may_know=False)
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
    turn(ticket, Status.WAITING_CUSTOMER)
    ticket.asked_customer = True
    save(ticket)
    record(ticket, Kind.WAITED, by=by)
    return ticket


@transaction.atomic
def hold(
    ticket,
    until,
    body="",
    *,
    by,
    is_rich=False,
    attachments=(),
    submission_key=None,
    seen=None,
    undo_seconds=0,
):
    """Ask for more time in public: a progress update that promises news by `until` (an aware datetime).

    Returns the message. Without a body it says just that, in the ticket's language. `seen` and `undo_seconds` as of
    `reply`; it answers like one. Raises NewerMessages, DateIsPast, DateIsTooFar (LONGEST_PROMISE).
    """
    lock(ticket)
    require_agent(by, ticket)
    if earlier := _earlier_message(ticket, by, submission_key, Message.Kind.PROGRESS, body):
        return earlier
    _refuse_finished(ticket)
    if until <= timezone.now():
        raise errors.DateIsPast
    if until > timezone.now() + LONGEST_PROMISE:
        raise errors.DateIsTooFar(days=localized(LONGEST_PROMISE.days))
    _refuse_unread(ticket, by, seen)
    if is_blank(body):
        body, is_rich = progress_sentence(ticket, until), False
    before = snapshot(ticket)
    message = write(
        ticket,
        body,
        by=by,
        side=Side.TEAM,
        kind=Message.Kind.PROGRESS,
        is_rich=is_rich,
        attachments=attachments,
        promised_until=until,
        submission_key=submission_key,
        visible_at=_visible_at(Side.TEAM, undo_seconds),
    )
    turn(ticket, Status.ON_HOLD)
    ticket.promised_until = until
    is_taken = _assign_first_answer(ticket, by, Side.TEAM)
    remember(ticket, message, before)
    save(ticket)
    if is_taken:
        record(ticket, Kind.TAKEN, by=by, with_message=message.pk, **_pending(message))
    record(ticket, Kind.HELD, by=by, message=message.pk, until=until.isoformat(), **_pending(message))
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
    turn(ticket, Status.OPEN, keep_promise=True)
    save(ticket, customer_may_know=False)
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
    turn(ticket, Status.RESOLVED)
    forget_before(ticket)
    save(ticket)
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
    turn(ticket, Status.OPEN)
    forget_before(ticket)
    save(ticket)
    record(ticket, Kind.REOPENED, by=by, side=side)
    return ticket


@transaction.atomic
def close(ticket, *, by):
    """End it for good. Agents may; the desk does so by itself CLOSE_AFTER_DAYS after it was resolved."""
    lock(ticket)
    require_agent(by, ticket)
    if ticket.status == Status.CLOSED:
        raise errors.TicketIsClosed
    turn(ticket, Status.CLOSED)
    save(ticket)
    record(ticket, Kind.CLOSED, by=by)
    return ticket


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
    offered = Product.objects.offered_by(department)
    this = offered.filter(pk=product.pk) if product else offered.none()
    known = ticket_type.departments.filter(pk=department.pk).order_by()
    found = known.values_list(Exists(offered), Exists(this)).first()
    if found is None:
        raise errors.ChoiceNotOffered
    has_products, has_this = found
    if product is None and has_products:
        raise errors.ProductMissing
    if product is not None and not has_this:
        raise errors.ChoiceNotOffered


def _refuse_unanswered(department, ticket_type, product, answered):
    """The answers were given to a form of this type, for this choice. A type without a form asks nothing."""
    if answered is None:
        if current_version(ticket_type):
            raise errors.FormNotAnswered
        return
    facts = {
        "department": department.slug,
        "ticket_type": ticket_type.slug,
        "product": product.slug if product else "",
    }
    if ticket_type.request_form.pk != answered.version.form_id or dict(answered.facts) != facts:
        raise errors.FormNotAnswered


def _refuse_flood(customer):
    an_hour_ago = timezone.now() - timedelta(hours=1)
    recent = Ticket.objects.filter(customer=customer, created_at__gt=an_hour_ago).order_by("-created_at")
    # What agents write down for somebody takes nothing from what they may file themselves.
    recent = recent.exclude(source=Source.DESK)
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


def _refuse_unread(ticket, by, seen):
    """Nobody answers what they have not read: hold what was written after the author's page was made."""
    if seen is None:
        return
    newer = Message.objects.in_thread_of(ticket).filter(pk__gt=seen).exclude(kind=Message.Kind.NOTE)
    if newer := list(newer.exclude(author=by)):
        raise errors.NewerMessages(messages=newer)


def _earlier_message(ticket, by, submission_key, kind, body):
    """The message that was sent under this key; SentAlready where it is another one. No body: whatever it says."""
    if not submission_key:
        return None
    earlier = ticket.messages.filter(author=by, submission_key=submission_key).first()
    if earlier and (earlier.kind != kind or body.strip() not in ("", earlier.body)):
        raise errors.SentAlready
    return earlier


def _with_fresh_reference(ticket, answers_key):
    """Insert the ticket under a reference nobody has; a collision draws again. Answers are found with the rest."""
    for _attempt in range(20):
        ticket.reference = new_reference()
        key = search_key(ticket.reference, ticket.subject, person_name(ticket.customer))
        ticket.search_key = key + answers_key.lstrip()
        try:
            with transaction.atomic():
                ticket.save(force_insert=True)
        except IntegrityError:
            if Ticket.objects.filter(reference=ticket.reference).exists():
                continue
            raise
        return ticket
    raise RuntimeError("No free reference: raise SUPPORT_REFERENCE_DIGITS.")


def _assign_first_answer(ticket, by, side):
    """Whoever answers first has it. Returns whether it became theirs by this."""
    if side != Side.TEAM or ticket.assignee_id or by is None or not is_agent_of(by, ticket.department_id):
        return False
    ticket.assignee = by
    return True


def _visible_at(side, undo_seconds):
    is_held_back = side == Side.TEAM and undo_seconds > 0
    return timezone.now() + timedelta(seconds=undo_seconds) if is_held_back else None


def _pending(message):
    """Since when the customer may hear of it, for the listeners; nothing where that is at once."""
    return {"visible_at": message.visible_at.isoformat()} if message.visible_at else {}
