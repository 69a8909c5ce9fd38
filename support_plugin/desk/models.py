"""What the desk keeps for its agents: what they have begun to write."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from support_plugin.tickets.models import Message, Ticket

User = settings.AUTH_USER_MODEL


class Draft(models.Model):
    """What an agent has begun to write in a ticket and not sent yet."""

    wagtail_reference_index_ignore = True

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Message.Kind, default=Message.Kind.REPLY)
    # Rich text as a message stores it.
    body = models.TextField()
    # Of a progress update: the promise that was chosen.
    promised_until = models.DateTimeField(null=True)
    # The key under which its files are kept and it will be sent.
    submission_key = models.UUIDField(default=uuid.uuid4)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="draft_once_per_ticket")]
        indexes = [models.Index("updated_at", name="draft_to_purge")]

    def __str__(self):
        return f"{self.user_id} writes in {self.ticket_id}"
