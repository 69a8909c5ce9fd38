"""“Is this helpful?”: one answer per reader and revision of a guide, which they may change.

Nothing is kept of who answered but the user of somebody who is logged in; everybody else is a random key in a session
that begins with their answer. So limits are counted per guide and per reader, not per address.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SESSION_KEY = "knowledge_base_visitor"
LONGEST_WORDS = 500
# New answers within an hour: of one reader, and of readers without an account to one guide.
MOST_OF_READER = 30
MOST_OF_VISITORS = 300


class Reason(models.TextChoices):
    UNCLEAR = "unclear", _("It is hard to understand")
    INCOMPLETE = "incomplete", _("Something is missing")
    OUTDATED = "outdated", _("It is wrong or out of date")
    PICTURES = "pictures", _("The pictures do not fit what I see")
    OTHER_QUESTION = "other_question", _("I was looking for something else")


class Feedback(models.Model):
    """What one reader said about one revision of a guide."""

    guide = models.ForeignKey(
        "knowledge_base.GuidePage", on_delete=models.CASCADE, related_name="feedback", verbose_name=_("guide")
    )
    revision = models.PositiveBigIntegerField(
        _("revision"), help_text=_("Key of the revision that was live; 0 where there was none.")
    )
    language = models.CharField(_("language"), max_length=10)
    answered_at = models.DateTimeField(_("answered at"), auto_now=True)
    is_helpful = models.BooleanField(_("helpful"))
    reason = models.CharField(_("reason"), max_length=20, choices=Reason, blank=True)
    words = models.TextField(_("in their words"), max_length=LONGEST_WORDS, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    visitor = models.UUIDField(null=True, blank=True, editable=False, db_index=True)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        indexes = [models.Index(fields=["guide", "answered_at"], name="feedback_of_guide")]
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "revision", "user"], name="one_feedback_per_user_and_revision"
            ),
            models.UniqueConstraint(
                fields=["guide", "revision", "visitor"], name="one_feedback_per_visitor_and_revision"
            ),
            models.CheckConstraint(
                condition=models.Q(is_helpful=False) | models.Q(reason="", words=""),
                name="feedback_reason_only_where_not_helpful",
            ),
        ]

    def __str__(self):
        return f"{self.guide_id}: {self.is_helpful}"


class TooMuchFeedback(Exception):
    """This reader, or everybody about this guide, has answered too often within the hour."""


def give_feedback(guide, *, is_helpful, reason="", words="", user=None, visitor=None):
    """Keep, or change, what this reader says about the live revision: `user`, else the UUID `visitor`.

    Raises TooMuchFeedback for what would be one new answer too many.
    """
    reader = {"user": user} if user else {"visitor": visitor}
    place = {"guide": guide, "revision": guide.live_revision_id or 0, **reader}
    if not Feedback.objects.filter(**place).exists():
        _refuse_flood(guide, reader)
    said = {"is_helpful": is_helpful, "language": guide.locale.language_code, "reason": "", "words": ""}
    if not is_helpful:
        said |= {"reason": reason, "words": words}
    return Feedback.objects.update_or_create(**place, defaults=said)[0]


def visitor_of(session):
    """The random key of a reader without an account; their session begins here."""
    return uuid.UUID(session.setdefault(SESSION_KEY, str(uuid.uuid4())))


def _refuse_flood(guide, reader):
    recent = Feedback.objects.filter(answered_at__gt=timezone.now() - timedelta(hours=1))
    if _reaches(recent.filter(**reader), MOST_OF_READER):
        raise TooMuchFeedback
    if "visitor" in reader and _reaches(recent.filter(guide=guide, user=None), MOST_OF_VISITORS):
        raise TooMuchFeedback


def _reaches(feedback, most):
    return feedback.order_by()[:most].count() >= most
