"""Tickets and what hangs on them. Read and filter freely; change through `tickets.actions`."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from taggit.managers import TaggableManager

from support_plugin import conf
from support_plugin.forms.models import FormVersion
from support_plugin.taxonomy.models import Department, Priority, Product, TicketType
from support_plugin.text.search import query_tokens

from .tags import TaggedTicket

User = settings.AUTH_USER_MODEL


class Status(models.TextChoices):
    """What is stored. What a person reads is derived by `tickets.sentences.status_word`."""

    NEW = "new", pgettext_lazy("ticket status", "New")
    OPEN = "open", pgettext_lazy("ticket status", "In progress")
    WAITING_CUSTOMER = "waiting_customer", pgettext_lazy("ticket status", "Waiting for the customer")
    ON_HOLD = "on_hold", pgettext_lazy("ticket status", "On hold")
    RESOLVED = "resolved", pgettext_lazy("ticket status", "Resolved")
    CLOSED = "closed", pgettext_lazy("ticket status", "Closed")


WAITING_FOR_US = (Status.NEW, Status.OPEN)
FINISHED = (Status.RESOLVED, Status.CLOSED)


class Side(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    TEAM = "team", _("Team")


class Source(models.TextChoices):
    PANEL = "panel", _("User panel")
    DESK = "desk", _("Desk")
    API = "api", _("API")
    EMAIL = "email", _("E-mail")


def new_reference():
    """Random digits (conf REFERENCE_DIGITS), the first not 0: short to read aloud, hard to guess."""
    digits = conf.REFERENCE_DIGITS
    return str(secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1))


class DepartmentMembership(models.Model):
    """Who works in which department, and as what."""

    class Role(models.TextChoices):
        AGENT = "agent", _("Agent")
        LEAD = "lead", _("Lead")

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="department_memberships", verbose_name=_("person")
    )
    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("department")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.AGENT)

    class Meta:
        verbose_name = _("department membership")
        verbose_name_plural = _("department memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "department"],
                name="membership_once_per_department",
                violation_error_message=_("This person works in this department already."),
            )
        ]

    def __str__(self):
        return f"{self.user} · {self.department}"


def department_keys(user):
    """The keys of the departments this person works in."""
    return frozenset(_roles(user))


def led_department_keys(user):
    """The keys of the departments this person leads."""
    return frozenset(key for key, role in _roles(user).items() if role == DepartmentMembership.Role.LEAD)


def _roles(user):
    """`{department key: role}`; asked once per user object, as Django does permissions."""
    if not hasattr(user, "_support_roles"):
        memberships = DepartmentMembership.objects.filter(user=user)
        user._support_roles = dict(memberships.values_list("department", "role"))
    return user._support_roles


class TicketQuerySet(models.QuerySet):
    def filed_by(self, user):
        """The customer's own tickets: all that the customers' door ever shows."""
        return self.filter(customer=user) if user.is_authenticated else self.none()

    def worked_by(self, user):
        """Tickets of the departments where this person is agent or lead: all that the desk ever shows."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.all() if user.is_superuser else self.filter(department__in=department_keys(user))

    def visible_to(self, user):
        """Everything this person may read somewhere. Unseen is 404, never 403."""
        return self.filed_by(user) | self.worked_by(user)

    def unfinished(self):
        return self.exclude(status__in=FINISHED)

    def waiting_for_us(self):
        return self.filter(status__in=WAITING_FOR_US)

    def matching(self, text):
        """Tickets whose number, subject or customer's name has every word of `text` as a word's beginning."""
        tickets = self
        for token in query_tokens(text):
            tickets = tickets.filter(search_key__contains=f" {token}")
        return tickets

    def with_row_details(self):
        """Load everything one row of a list shows, in a fixed number of queries."""
        return self.select_related("department", "ticket_type", "product", "customer", "assignee")

    def with_unread_answers(self, user):
        """Annotate `has_unread_answer`: the team wrote something this person has not opened yet.

        What can still be taken back is not there yet.
        """
        pending = models.When(settles_at__gt=timezone.now(), then=models.Value(False))
        return self._unread(user, "last_answer_pk", "has_unread_answer", pending)

    def with_unread_requests(self, user):
        """Annotate `has_unread_request`: the customer wrote something this agent has not opened yet."""
        return self._unread(user, "last_request_pk", "has_unread_request")

    def settled(self):
        """Without those whose newest answer can still be taken back: their customers read the state before it."""
        return self.exclude(settles_at__gt=timezone.now())

    def _unread(self, user, column, name, *unless):
        read = ReadMark.objects.filter(
            ticket=models.OuterRef("pk"), user=user, message_pk__gte=models.OuterRef(column)
        )
        return self.annotate(
            **{
                name: models.Case(
                    *unless,
                    models.When(**{column: 0}, then=models.Value(False)),
                    default=~models.Exists(read),
                    output_field=models.BooleanField(),
                )
            }
        )


class Ticket(models.Model):
    """One customer's request, from the first message to its resolution.

    Read and filter freely; change through `tickets.actions`, which also writes the timeline.
    """

    # Every save would otherwise enqueue a task of Wagtail's reference index.
    wagtail_reference_index_ignore = True

    reference = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    customer = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="support_tickets", verbose_name=_("customer")
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("department")
    )
    ticket_type = models.ForeignKey(
        TicketType, on_delete=models.PROTECT, related_name="tickets", verbose_name=_("ticket type")
    )
    product = models.ForeignKey(
        Product,
        on_delete=models.PROTECT,
        related_name="tickets",
        verbose_name=_("product"),
        null=True,
        blank=True,
    )
    subject = models.CharField(_("subject"), max_length=200)
    subject_key = models.TextField(editable=False)
    search_key = models.TextField(editable=False)
    # The version of the form it was filed on, and what was answered: [{"field", "label", "value", "text"}] in the
    # form's order, words as they read then.
    form_version = models.ForeignKey(
        FormVersion, on_delete=models.PROTECT, related_name="tickets", null=True, blank=True, editable=False
    )
    answers = models.JSONField(_("form answers"), default=list, blank=True)
    # Where the customer came from: {"guide": page id, "step": block id}, or nothing.
    origin = models.JSONField(default=dict, blank=True, editable=False)
    # The language the ticket was filed in; messages about it are written in it.
    language = models.CharField(_("language"), max_length=10)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.PANEL)
    submission_key = models.UUIDField(null=True, editable=False)

    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NEW)
    # The verb `wait` was the last word: the customer is asked for something, not merely answered.
    asked_customer = models.BooleanField(default=False, editable=False)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, default=Priority.NORMAL)
    assignee = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        related_name="assigned_tickets",
        verbose_name=_("assignee"),
        null=True,
        blank=True,
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="merged_tickets", null=True, blank=True, editable=False
    )

    created_at = models.DateTimeField(_("filed"), default=timezone.now, editable=False)
    # The last change of any kind, and the last one that the customer may know of.
    updated_at = models.DateTimeField(_("last change"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("last change"), default=timezone.now, editable=False)
    # The newest public message: when, and whose.
    last_message_at = models.DateTimeField(_("last message"), default=timezone.now, editable=False)
    last_message_side = models.CharField(max_length=10, choices=Side, default=Side.CUSTOMER, editable=False)
    # Keys of the newest public message of each side, 0 for none: unread is a comparison, not a join.
    last_request_pk = models.BigIntegerField(default=0, editable=False)
    last_answer_pk = models.BigIntegerField(default=0, editable=False)
    promised_until = models.DateTimeField(_("promised until"), null=True, blank=True, editable=False)
    # What is due next, and when; empty while no clock runs. Kept by whoever measures time (the slice `sla`).
    due_at = models.DateTimeField(_("due"), null=True, blank=True, editable=False)
    due_target = models.CharField(max_length=20, blank=True, editable=False)
    first_response_at = models.DateTimeField(_("first response"), null=True, editable=False)
    resolved_at = models.DateTimeField(_("resolved"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    # Until then the newest answer can be taken back, and its customer reads the ticket as it was before:
    # {"message": key, "status": …, …}, kept by `tickets.recalling`.
    settles_at = models.DateTimeField(null=True, editable=False)
    before_answer = models.JSONField(default=dict, blank=True, editable=False)
    tags = TaggableManager(verbose_name=_("tags"), through=TaggedTicket, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering = ["-last_message_at", "-pk"]
        indexes = [
            models.Index(
                "customer", models.F("changed_at").desc(), models.F("id").desc(), name="ticket_customers_list"
            ),
            # The queue in its own order, of everything and of some departments.
            models.Index(
                models.F("last_message_at").desc(), models.F("id").desc(), name="ticket_newest_word"
            ),
            models.Index(
                "department",
                models.F("last_message_at").desc(),
                models.F("id").desc(),
                name="ticket_department_newest_word",
            ),
            models.Index(models.F("created_at").desc(), models.F("id").desc(), name="ticket_newest"),
            models.Index(
                "department",
                models.F("created_at").desc(),
                models.F("id").desc(),
                name="ticket_department_newest",
            ),
            # Narrowed by whose turn it is.
            models.Index("department", "status", "last_message_at", name="ticket_department_queue"),
            models.Index("status", "last_message_at", name="ticket_queue"),
            models.Index("assignee", "status", "last_message_at", name="ticket_assignee_queue"),
            models.Index("status", "resolved_at", name="ticket_to_close"),
            models.Index("status", "promised_until", name="ticket_promises"),
            models.Index("department", "status", "due_at", name="ticket_department_due"),
            models.Index("status", "due_at", name="ticket_due"),
            models.Index("assignee", "status", "due_at", name="ticket_assignee_due"),
            models.Index("first_response_at", name="ticket_first_responses"),
            # Resolved lately, of everything and of some departments.
            models.Index(
                models.F("resolved_at").desc(), models.F("id").desc(), name="ticket_resolved_lately"
            ),
            models.Index(
                "department",
                models.F("resolved_at").desc(),
                models.F("id").desc(),
                name="ticket_department_resolved",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["customer", "submission_key"], name="ticket_once_per_submission"),
            models.CheckConstraint(name="ticket_status_known", condition=models.Q(status__in=Status.values)),
            models.CheckConstraint(
                name="ticket_priority_known", condition=models.Q(priority__in=Priority.values)
            ),
            models.CheckConstraint(
                name="ticket_side_known", condition=models.Q(last_message_side__in=Side.values)
            ),
            models.CheckConstraint(
                name="ticket_resolved_iff_dated",
                condition=models.Q(status__in=FINISHED, resolved_at__isnull=False)
                | (~models.Q(status__in=FINISHED) & models.Q(resolved_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="ticket_closed_iff_dated",
                condition=models.Q(status=Status.CLOSED, closed_at__isnull=False)
                | (~models.Q(status=Status.CLOSED) & models.Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="ticket_on_hold_has_promise",
                condition=~models.Q(status=Status.ON_HOLD) | models.Q(promised_until__isnull=False),
            ),
            models.CheckConstraint(
                name="ticket_finished_promises_nothing",
                condition=~models.Q(status__in=FINISHED) | models.Q(promised_until__isnull=True),
            ),
            models.CheckConstraint(
                name="ticket_asked_only_while_waiting",
                condition=models.Q(asked_customer=False) | models.Q(status=Status.WAITING_CUSTOMER),
            ),
            models.CheckConstraint(
                name="ticket_merged_is_closed",
                condition=models.Q(merged_into__isnull=True) | models.Q(status=Status.CLOSED),
            ),
            models.CheckConstraint(
                name="ticket_not_merged_into_itself",
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("pk")),
            ),
            models.CheckConstraint(name="ticket_has_subject", condition=~models.Q(subject="")),
            models.CheckConstraint(name="ticket_has_reference", condition=~models.Q(reference="")),
        ]

    def __str__(self):
        return f"{self.reference} {self.subject}"

    @property
    def is_finished(self):
        return self.status in FINISHED

    @property
    def is_merged(self):
        return self.merged_into_id is not None


class MessageQuerySet(models.QuerySet):
    def public(self):
        """What the customer reads: everything but internal notes and what can still be taken back."""
        return self.exclude(kind=Message.Kind.NOTE).exclude(visible_at__gt=timezone.now())

    def in_thread_of(self, ticket):
        """The messages of a ticket and of those merged into it, in the order they were written."""
        key = getattr(ticket, "pk", ticket)
        tickets = Ticket.objects.filter(models.Q(pk=key) | models.Q(merged_into=key))
        # Not across the join: that would read every message there is.
        return self.filter(ticket__in=tickets.order_by().values("pk")).order_by("pk")


class Message(models.Model):
    """One contribution to a ticket's thread: a public reply, an internal note, or a progress update."""

    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        REPLY = "reply", _("Public reply")
        NOTE = "note", _("Internal note")
        PROGRESS = "progress", _("Progress update")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REPLY)
    side = models.CharField(max_length=10, choices=Side)
    author = models.ForeignKey(User, on_delete=models.SET_NULL, related_name="+", null=True)
    # The name as it read then: it stays when the account goes.
    author_name = models.CharField(max_length=300)
    # Plain text, or Wagtail rich text as an agent's editor stores it. Never HTML of a customer.
    body = models.TextField()
    is_rich = models.BooleanField(default=False)
    promised_until = models.DateTimeField(null=True)
    submission_key = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    # The customer sees it from then on; until then its author may take it back. Empty: at once.
    visible_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "author", "submission_key"], name="message_once_per_submission"
            ),
            models.CheckConstraint(
                name="message_kind_known", condition=models.Q(kind__in=["reply", "note", "progress"])
            ),
            models.CheckConstraint(name="message_side_known", condition=models.Q(side__in=Side.values)),
            models.CheckConstraint(
                name="message_customers_write_plain_replies",
                condition=models.Q(side=Side.TEAM) | models.Q(kind="reply", is_rich=False),
            ),
            models.CheckConstraint(
                name="message_progress_iff_promise",
                condition=models.Q(kind="progress", promised_until__isnull=False)
                | (~models.Q(kind="progress") & models.Q(promised_until__isnull=True)),
            ),
            models.CheckConstraint(name="message_has_body", condition=~models.Q(body="")),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.author_name}"

    @property
    def is_note(self):
        return self.kind == self.Kind.NOTE

    @property
    def is_progress(self):
        return self.kind == self.Kind.PROGRESS

    @property
    def is_by_customer(self):
        return self.side == Side.CUSTOMER

    @property
    def is_on_behalf(self):
        """Did somebody at the desk write down what the customer said?"""
        return self.is_by_customer and self.author_id not in (None, self.ticket.customer_id)


def attachment_storage():
    from django.core.files.storage import storages

    return storages[conf.ATTACHMENT_STORAGE]


def attachment_path(attachment, filename):
    """Where a file lies: under its UUID, in a folder per month. The person's name for it is a column."""
    return f"{attachment.created_at:%Y/%m}/{attachment.uuid}"


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user, *, works=True):
        """Files of messages this person may read; notes' files only for the desk; kept files for their owner.

        `works`: whether they speak for the desk as well, where they work in a department.
        """
        own = (
            models.Q(message__ticket__in=Ticket.objects.filed_by(user))
            & ~models.Q(message__kind=Message.Kind.NOTE)
            & ~models.Q(message__visible_at__gt=timezone.now())
        )
        worked = Ticket.objects.worked_by(user) if works else Ticket.objects.none()
        # Whoever works a ticket reads what was merged into it.
        desk = models.Q(message__ticket__in=worked) | models.Q(message__ticket__merged_into__in=worked)
        kept = models.Q(message=None, owner=user)
        return self.filter(own | desk | kept) if user.is_authenticated else self.none()

    def kept(self, owner, submission_key):
        """Accepted files that wait for the message with this key."""
        return self.filter(message=None, owner=owner, submission_key=submission_key)


class Attachment(models.Model):
    """A file of a message; inherits its visibility. Before the message exists it is kept for its owner."""

    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments", null=True)
    owner = models.ForeignKey(User, on_delete=models.SET_NULL, related_name="+", null=True)
    submission_key = models.UUIDField(null=True)
    file = models.FileField(upload_to=attachment_path, storage=attachment_storage, max_length=120)
    name = models.CharField(_("name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    # The form field it answers; empty: it belongs to the message as such.
    field = models.CharField(max_length=50, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Waits so long for its message, where that is longer than usual.
    kept_until = models.DateTimeField(null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]
        indexes = [
            models.Index(
                "owner", "submission_key", name="attachment_kept", condition=models.Q(message__isnull=True)
            ),
            models.Index("created_at", name="attachment_to_purge", condition=models.Q(message__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(name="attachment_not_empty", condition=models.Q(size__gt=0)),
            models.CheckConstraint(
                name="attachment_used_or_kept",
                condition=models.Q(message__isnull=False) | models.Q(submission_key__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def base_name(self):
        """The name without its ending, which a template shows apart as a small Latin tag."""
        stem, dot, _ending = self.name.rpartition(".")
        return stem if dot and stem else self.name

    @property
    def extension(self):
        stem, dot, ending = self.name.rpartition(".")
        return ending.lower() if dot and stem else ""

    @property
    def is_image(self):
        return self.content_type.startswith("image/")


class Event(models.Model):
    """One line of a ticket's timeline: what happened, by whom, with the facts as they were."""

    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        OPENED = "opened", _("Filed")
        REPLIED = "replied", _("Replied")
        NOTED = "noted", _("Internal note")
        ASSIGNED = "assigned", _("Assigned")
        TAKEN = "taken", _("Taken")
        RELEASED = "released", _("Released")
        TRANSFERRED = "transferred", _("Transferred")
        PRIORITY_SET = "priority_set", _("Priority set")
        WAITED = "waited", _("Waiting for the customer")
        HELD = "held", _("Needs more time")
        PROMISE_DUE = "promise_due", _("Promised date reached")
        DUE_SOON = "due_soon", _("Due soon")
        OVERDUE = "overdue", _("Overdue")
        RESOLVED = "resolved", _("Resolved")
        REOPENED = "reopened", _("Reopened")
        CLOSED = "closed", _("Closed")
        RECALLED = "recalled", _("Taken back")
        MERGED = "merged", _("Merged into another ticket")
        MERGED_IN = "merged_in", _("Another ticket was merged in")
        UNMERGED = "unmerged", _("Separated from another ticket")
        UNMERGED_FROM = "unmerged_from", _("Another ticket was separated")
        TAGGED = "tagged", _("Tags changed")

    # What a customer may read in the thread; the rest is the desk's.
    PUBLIC_KINDS = (
        Kind.OPENED,
        Kind.TRANSFERRED,
        Kind.RESOLVED,
        Kind.REOPENED,
        Kind.CLOSED,
        Kind.MERGED_IN,
        Kind.UNMERGED_FROM,
    )

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, related_name="+", null=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.ticket_id} {self.kind}"


class ReadMark(models.Model):
    """How far a person has read a ticket: the key of the newest message they were shown."""

    wagtail_reference_index_ignore = True

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="read_marks")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    message_pk = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="read_mark_once_per_reader")]

    def __str__(self):
        return f"{self.user_id} read {self.ticket_id} to {self.message_pk}"


class Follower(models.Model):
    """An agent who wants to hear of a ticket though it is not theirs."""

    wagtail_reference_index_ignore = True

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="followers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="follower_once_per_ticket")]

    def __str__(self):
        return f"{self.user_id} follows {self.ticket_id}"
