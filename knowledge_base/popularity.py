"""How often guides are read: counted per day, without a cookie and without a word about who reads.

A process adds up what it has served; at most every SECONDS one of its readers writes down what all have read meanwhile,
which may take that reader a moment. What cannot be written is kept and tried again by a later reader. What was read after
the last writing is not counted where the process ends before somebody else reads.
"""

import logging
import time
from collections import Counter
from datetime import timedelta
from threading import Lock

from django.db import Error, IntegrityError, models, transaction
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
    """One more reading, today. Nobody goes without a guide because it could not be written down."""
    with _lock:
        _read[timezone.localdate(), guide_id] += 1
    try:
        write_down()
    except Error:
        logger.exception("The readings of guides could not be written down yet")


def write_down():
    """Add what this process has counted to the table, all of it or nothing, unless it tried to within SECONDS."""
    global _written_at
    with _lock:
        if not _read or time.monotonic() - _written_at < SECONDS:
            return
        _written_at = time.monotonic()
        reads = dict(_read)
        _read.clear()
    try:
        _add_all(reads)
    except BaseException:
        with _lock:
            _read.update(reads)
        raise


def most_read(guides, limit):
    """The guides of this queryset that were read most within DAYS days, as far as they were read at all."""
    recent = models.Q(reads__day__gt=timezone.localdate() - timedelta(days=DAYS))
    read = guides.annotate(number_read=models.Sum("reads__number", filter=recent))
    return read.filter(number_read__gt=0).order_by("-number_read", "path")[:limit]


@transaction.atomic
def _add_all(reads):
    """Always in the same order, so that two processes never wait for each other."""
    there = set(
        Page.objects.filter(pk__in={guide_id for _day, guide_id in reads}).values_list("pk", flat=True)
    )
    for (day, guide_id), number in sorted(reads.items()):
        if guide_id in there:
            _add(guide_id, day, number)


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
