"""The outbox, the bell, what people want to hear, and the editors' own words."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from support_plugin.text.translated import TranslatedCharField, TranslatedTextField, every_language
from support_plugin.tickets.models import Ticket

from .kinds import FOR_AGENTS, FOR_CUSTOMERS, Kind
from .placeholders import refuse_unknown
from .texts import FIELDS, WITH_SMS, our_words

User = settings.AUTH_USER_MODEL


class Delivery(models.Model):
    """One message to one person by one channel, from the change that caused it to its arrival.

    Written inside the transaction of that change; sent by the worker, at least once, always under the same `uuid`.
    """

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("delivery", "Waiting")
        SENT = "sent", pgettext_lazy("delivery", "Sent")
        PARKED = "parked", pgettext_lazy("delivery", "Parked")
        DROPPED = "dropped", pgettext_lazy("delivery", "Not sent")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("about"), max_length=20, choices=Kind)
    channel = models.CharField(_("channel"), max_length=20)
    # Empty for mail of the host's accounts, which belongs to no ticket.
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="deliveries", null=True)
    # The keys of the timeline's lines it tells of, oldest first, each with its kind: [[17, "answered"], …].
    events = models.JSONField(default=list)
    recipient = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="+", null=True, verbose_name=_("recipient")
    )
    # Where it went: set when it is sent; for account mail when it is written.
    address = models.CharField(_("address"), max_length=320, blank=True)
    # Account mail is rendered when it is written: {"subject", "text", "html"}; emptied once it is sent.
    content = models.JSONField(default=dict)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    # Why it is parked or was dropped, or why the last try failed: a stable word, then what the other side said.
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    # Not before.
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True)
    # The other side's name for it, where it gives one.
    remote_id = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        indexes = [
            models.Index("due_at", "id", name="delivery_due", condition=models.Q(state="pending")),
            models.Index("recipient", "ticket", "channel", "created_at", name="delivery_to_collapse"),
            models.Index("state", models.F("id").desc(), name="delivery_list"),
            models.Index("ended_at", name="delivery_to_purge"),
            models.Index(Upper("address"), name="delivery_address"),
        ]
        constraints = [
            models.CheckConstraint(
                name="delivery_state_known",
                condition=models.Q(state__in=["pending", "sent", "parked", "dropped"]),
            ),
            models.CheckConstraint(name="delivery_kind_known", condition=models.Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="delivery_of_a_ticket_or_account",
                condition=models.Q(kind=Kind.ACCOUNT, ticket__isnull=True)
                | (~models.Q(kind=Kind.ACCOUNT) & models.Q(ticket__isnull=False, recipient__isnull=False)),
            ),
            models.CheckConstraint(
                name="delivery_ended_iff_dated",
                condition=models.Q(state="pending", ended_at__isnull=True)
                | (~models.Q(state="pending") & models.Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.kind} · {self.channel} · {self.state}"


class Notice(models.Model):
    """What the bell shows: the panel's own channel."""

    wagtail_reference_index_ignore = True

    # The delivery that brought it: repeated, it changes nothing.
    uuid = models.UUIDField(unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    events = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-pk"]
        indexes = [
            models.Index("user", models.F("id").desc(), name="notice_list"),
            models.Index("user", name="notice_unread", condition=models.Q(read_at__isnull=True)),
            models.Index("created_at", name="notice_to_purge"),
        ]
        constraints = [
            models.CheckConstraint(
                name="notice_kind_known", condition=models.Q(kind__in=[*FOR_CUSTOMERS, *FOR_AGENTS])
            )
        ]

    def __str__(self):
        return f"{self.user_id} {self.kind}"


class Preferences(models.Model):
    """What one person wants to hear, and in which language. Only what differs from the defaults is stored."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="support_preferences")
    # Empty: the language of the ticket for customers, of the Wagtail profile for agents.
    language = models.CharField(_("language"), max_length=10, blank=True)
    # {"answered": {"email": false}, "customer_replied.followed": {"email": true}, …}
    choices = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("notification preferences")
        verbose_name_plural = _("notification preferences")

    def __str__(self):
        return f"{self.user_id}"


class LetterText(models.Model):
    """The editors' own words for one kind of message; empty: ours. Placeholders in braces, from a closed list."""

    kind = models.CharField(
        _("message"),
        max_length=20,
        choices=[(kind.value, kind.label) for kind in (*FOR_CUSTOMERS, *FOR_AGENTS)],
        unique=True,
    )
    subject = TranslatedCharField(_("subject"), max_length=120, blank=True)
    body = TranslatedTextField(_("text"), max_length=1000, blank=True)
    button = TranslatedCharField(_("button"), max_length=40, blank=True)
    sms = TranslatedCharField(_("SMS"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("message text")
        verbose_name_plural = _("message texts")
        ordering = ["pk"]

    def __str__(self):
        return self.get_kind_display()

    def clean(self):
        """Only known placeholders may stand in braces."""
        wrong = {}
        for name in FIELDS if self.kind in WITH_SMS else [name for name in FIELDS if name != "sms"]:
            try:
                for text in every_language(getattr(self, name)):
                    refuse_unknown(text, self.kind, in_sms=name == "sms")
            except ValidationError as error:
                wrong[name] = error
        if wrong:
            raise ValidationError(wrong)

    def shown_instead(self, name, code):
        """What a message says in a language for which the editors wrote nothing: our words, not another language."""
        with override(code):
            return getattr(our_words(self.kind), name)
