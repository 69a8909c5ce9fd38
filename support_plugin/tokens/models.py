"""Tokens by which a person's programs come in, each instead of a password."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .scopes import in_words

NAME_LENGTH = 60
PREFIX_LENGTH = 12


def _is_in_use(now):
    return Q(revoked_at=None, expires_at__gt=now)


class ApiTokenQuerySet(models.QuerySet):
    def in_use(self, now=None):
        """Neither revoked nor expired."""
        return self.filter(_is_in_use(now or timezone.now()))

    def over_before(self, moment):
        """Those that were revoked or expired before this moment."""
        return self.filter(Q(revoked_at__lt=moment) | Q(expires_at__lt=moment))

    def revocable_by(self, user):
        """A person's own; of superusers everybody's."""
        return self if user.is_superuser else self.filter(user=user)

    def in_use_first(self, now=None):
        """Those in use before those that are over, the newest first in both."""
        is_over = models.Case(
            models.When(_is_in_use(now or timezone.now()), then=models.Value(False)),
            default=models.Value(True),
            output_field=models.BooleanField(),
        )
        return self.order_by(is_over, "-pk")


class ApiToken(models.Model):
    """What one program of a person may do, and until when.

    Made, found and revoked through `tokens.actions`. The secret is nowhere: `digest` is its SHA-256 in hexadecimal,
    `prefix` its beginning, by which its owner recognises it.
    """

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        IN_USE = "in_use", pgettext_lazy("token", "Active")
        EXPIRED = "expired", pgettext_lazy("token", "Expired")
        REVOKED = "revoked", pgettext_lazy("token", "Revoked")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="support_tokens"
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    prefix = models.CharField(max_length=PREFIX_LENGTH)
    digest = models.CharField(max_length=64, unique=True)
    # Values of `Scope`.
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    # To the minute.
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("access token")
        verbose_name_plural = _("access tokens")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(name="token_has_name", condition=~Q(name=""))]

    def __str__(self):
        return self.name

    @property
    def state(self):
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.IN_USE if self.expires_at > timezone.now() else self.State.EXPIRED

    @property
    def is_in_use(self):
        return self.state == self.State.IN_USE

    @property
    def scope_words(self):
        return in_words(self.scopes)
