"""What the wizard keeps for customers until they submit it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from support_plugin import conf
from support_plugin.taxonomy.models import Department, TicketType
from support_plugin.text.clean import clean
from support_plugin.tickets.models import Attachment, Ticket

ABOUT_LENGTH = 80


class WizardDraftQuerySet(models.QuerySet):
    def with_ending(self):
        """Each with `is_filed`: whether a ticket was filed under its key, which ends the draft."""
        own = Ticket.objects.filter(
            customer=models.OuterRef("customer"), submission_key=models.OuterRef("submission_key")
        )
        return self.annotate(is_filed=models.Exists(own))

    def live(self, now=None):
        """Those that can be gone on with: neither filed nor thrown away nor left for DRAFT_DAYS."""
        unfinished = self.with_ending().filter(is_filed=False, thrown_away_at=None)
        return unfinished.filter(updated_at__gte=_oldest(now))

    def over(self, now=None):
        """Those of which nothing is kept any more. Who threw one away may have it open yet: the row says so."""
        return self.with_ending().filter(models.Q(is_filed=True) | models.Q(updated_at__lt=_oldest(now)))

    def with_details(self):
        """What an offer to go on shows: names, `is_offered`, and `file_count`, in one query."""
        choice = TicketType.departments.through.objects.filter(
            department=models.OuterRef("department"), tickettype=models.OuterRef("ticket_type")
        )
        offered = choice.filter(department__is_active=True, tickettype__is_active=True)
        files = Attachment.objects.filter(
            message=None, owner=models.OuterRef("customer"), submission_key=models.OuterRef("submission_key")
        )
        count = files.order_by().values("submission_key").annotate(count=models.Count("pk")).values("count")
        return self.select_related("department", "ticket_type").annotate(
            is_offered=models.Exists(offered), file_count=Coalesce(models.Subquery(count), 0)
        )


class WizardDraft(models.Model):
    """What a customer has begun to write for a ticket and not submitted yet.

    It is filed under its key, and its files are kept under it. What was thrown away leaves an empty row behind, so
    that a window in which it is still open does not bring it back.
    """

    wagtail_reference_index_ignore = True

    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    submission_key = models.UUIDField()
    department = models.ForeignKey(Department, on_delete=models.SET_NULL, related_name="+", null=True)
    ticket_type = models.ForeignKey(TicketType, on_delete=models.SET_NULL, related_name="+", null=True)
    # The form's fields as they were typed: {name: [texts]}.
    typed = models.JSONField(default=dict)
    # The prefill parameters of the address it was written at.
    path = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    thrown_away_at = models.DateTimeField(null=True)

    objects = WizardDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("unfinished ticket")
        verbose_name_plural = _("unfinished tickets")
        constraints = [
            models.UniqueConstraint(fields=["customer", "submission_key"], name="wizard_draft_once_per_key")
        ]
        indexes = [models.Index("updated_at", name="wizard_draft_to_purge")]

    def __str__(self):
        return f"{self.customer_id} writes under {self.submission_key}"

    @property
    def kept_until(self):
        return self.updated_at + timedelta(days=conf.DRAFT_DAYS)

    @property
    def about(self):
        """What it is about in a few words: its subject, else how the description begins; may be empty."""
        texts = [*self.typed.get("subject", []), *self.typed.get("description", [])]
        words = next(filter(None, (clean(text) for text in texts)), "")
        return words if len(words) <= ABOUT_LENGTH else f"{words[:ABOUT_LENGTH].rstrip()}…"


def _oldest(now):
    return (now or timezone.now()) - timedelta(days=conf.DRAFT_DAYS)
