"""Visits to the wizard's form, and the guides each was shown. Neither says who it was."""

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Whoever has neither filed nor found an answer by then has left.
LEFT_AFTER = timedelta(days=1)


class VisitQuerySet(models.QuerySet):
    def under_way(self, now=None):
        """Not ended, and begun within LEFT_AFTER."""
        return self.filter(outcome="", begun_at__gt=(now or timezone.now()) - LEFT_AFTER)

    def left(self, now=None):
        """Not ended, and begun too long ago to end in any other way than by leaving."""
        return self.filter(outcome="", begun_at__lte=(now or timezone.now()) - LEFT_AFTER)


class Visit(models.Model):
    """One filing, from the form's first showing to how it ended; `is_held_out` ones are shown no suggestions."""

    wagtail_reference_index_ignore = True

    class Outcome(models.TextChoices):
        FILED = "filed", _("Filed a ticket")
        ANSWERED = "answered", _("Found the answer")
        LEFT = "left", _("Left")

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    is_held_out = models.BooleanField()
    begun_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(null=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit to the ticket form")
        verbose_name_plural = _("visits to the ticket form")
        indexes = [
            models.Index("begun_at", name="visit_begun"),
            models.Index("begun_at", name="visit_under_way", condition=models.Q(outcome="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="visit_outcome_known", condition=models.Q(outcome__in=["", "filed", "answered", "left"])
            ),
            models.CheckConstraint(
                name="visit_ended_iff_outcome",
                condition=models.Q(outcome="", ended_at__isnull=True)
                | (~models.Q(outcome="") & models.Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.key} {self.outcome}"


class Suggestion(models.Model):
    """A guide that a visit was shown, and what became of it."""

    wagtail_reference_index_ignore = True

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="suggestions")
    title = models.CharField(max_length=255)
    url = models.CharField(max_length=500)
    # The key of a Wagtail page; empty where the guide is none.
    page = models.BigIntegerField(null=True)
    shown_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "url"], name="suggestion_once_per_visit")]

    def __str__(self):
        return self.title
