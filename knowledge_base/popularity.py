"""How often guides are read: counted per day, without a cookie and without a word about who reads.

A process adds up what it has served and writes it down at most every SECONDS, so that reading costs no writing.
"""

import logging
import time
from collections import Counter
from datetime import timedelta
from threading import Lock

from django.db import DatabaseError, IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

SECONDS = 1
DAYS = 30
KEEP_DAYS = 90

logger = logging.getLogger(__name__)
_lock = Lock()
_read = Counter()
_written_at = 0.0


class GuideReads(models.Model):
    """How often a guide was read on one day."""

    guide = models.ForeignKey("knowledge_base.GuidePage", on_delete=models.CASCADE, related_name="reads")
    day = models.DateField(_("day"))
    number = models.PositiveIntegerField(_("number"), default=0)

    class Meta:
        verbose_name = _("reads of a guide")
        verbose_name_plural = _("reads of guides")
        constraints = [models.UniqueConstraint(fields=["guide", "day"], name="one_number_per_guide_and_day")]

    def __str__(self):
        return f"{self.guide_id}, {self.day}: {self.number}"


def count(guide_id):
    """One more reading. No reader waits for, or fails with, the writing of it."""
    with _lock:
        _read[guide_id] += 1
    try:
        write_down()
    except DatabaseError:
        logger.exception("Some readings of guides were not written down")


def write_down():
    """Add what this process has counted to the table, unless it did so within SECONDS."""
    global _written_at
    with _lock:
        if not _read or time.monotonic() - _written_at < SECONDS:
            return
        _written_at = time.monotonic()
        reads = dict(_read)
        _read.clear()
    there = Page.objects.filter(pk__in=reads).order_by("pk").values_list("pk", flat=True)
    for guide_id in list(there):
        _add(guide_id, timezone.localdate(), reads[guide_id])


def most_read(guides, limit):
    """The guides of this queryset that were read most within DAYS days, as far as they were read at all."""
    recent = models.Q(reads__day__gt=timezone.localdate() - timedelta(days=DAYS))
    read = guides.annotate(number_read=models.Sum("reads__number", filter=recent))
    return read.filter(number_read__gt=0).order_by("-number_read", "path")[:limit]


def _add(guide_id, day, number):
    of_day = GuideReads.objects.filter(guide_id=guide_id, day=day)
    if of_day.update(number=models.F("number") + number):
        return
    GuideReads.objects.filter(day__lte=day - timedelta(days=KEEP_DAYS)).delete()
    try:
        with transaction.atomic():
            GuideReads.objects.create(guide_id=guide_id, day=day, number=number)
    except IntegrityError:  # another process was first
        of_day.update(number=models.F("number") + number)
