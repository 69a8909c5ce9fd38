"""What the door remembers of calls, so that one that is repeated happens once."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IdempotentCall(models.Model):
    """A call with an Idempotency-Key, and the answer it got; written in the transaction of what the call did."""

    wagtail_reference_index_ignore = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    # SHA-256 of method, address and body: the same key with anything else is refused.
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("idempotent call")
        verbose_name_plural = _("idempotent calls")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="call_once_per_key")]
        indexes = [models.Index("created_at", name="call_to_purge")]

    def __str__(self):
        return f"{self.user_id} {self.key}"
