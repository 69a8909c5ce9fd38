"""Guides that somebody should look at again, and asking for it through Wagtail's workflows."""

import logging
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import OuterRef, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import WorkflowState

from knowledge_base.models import GuidePage
from support_plugin.text.shares import wilson

from .figures import reads_since, votes
from .period import beginning

logger = logging.getLogger(__name__)

CHECK_MONTHS = 6
SPIKE_DAYS = 30
LEAST_NO = 5
USUAL_SHARE = 0.1
LONG_AGO = date(1, 1, 1)


@dataclass
class Aged:
    """A guide to be checked. `due_on` is since when it was not checked for too long, None where it was.

    `number_no` of `number_voted` readers said lately that it does not help, where that is a spike; else both are 0.
    """

    guide: GuidePage
    due_on: date | None
    number_no: int = 0
    number_voted: int = 0

    @property
    def asked_since(self):
        """A workflow that began after this day was about what is still the matter."""
        spike_from = timezone.localdate() - timedelta(days=SPIKE_DAYS)
        return min(day for day in (self.due_on, spike_from if self.number_no else None) if day)


def aged_guides(guides):
    """The `Aged` of a queryset of guides: those with a spike of "no" first, then those that are read most.

    A guide is due `KNOWLEDGE_BASE_CHECK_MONTHS` months (6) after it was last checked, or first published where it
    never was. A spike: within SPIKE_DAYS days at least LEAST_NO readers said "no", and the lower end of Wilson's
    interval of their share is above the share before, and above USUAL_SHARE. Votes up to the day on which the guide
    was checked count no more.
    """
    today = timezone.localdate()
    recently = beginning(today - timedelta(days=SPIKE_DAYS))
    recent = {"answered_at__gte": recently, "answered_at__date__gt": OuterRef("votes_count_after")}
    guides = (
        guides.live()
        .annotate(votes_count_after=Coalesce("checked_on", Value(LONG_AGO)))
        .annotate(
            number_read=reads_since(today - timedelta(days=SPIKE_DAYS)),
            no_recently=votes(**recent, is_helpful=False),
            voted_recently=votes(**recent),
            no_before=votes(answered_at__lt=recently, is_helpful=False),
            voted_before=votes(answered_at__lt=recently),
        )
        .select_related("locale")
        .defer("body", "plain_text", "title_key", "body_key")
    )
    aged = [each for each in map(_aged, guides) if each.due_on or each.number_no]
    return sorted(aged, key=lambda each: (-each.number_no, -each.guide.number_read, each.guide.path))


def ask_for_checks():
    """Start the workflow of every aged guide that has one, on its latest revision; answer how many were started.

    None is started while one is under way, after one has already been about this, or while somebody has locked it.
    """
    started = 0
    for aged in aged_guides(GuidePage.objects.filter(locked=False, alias_of=None)):
        try:
            started += _ask(aged)
        except Exception:
            logger.exception("The workflow of guide %s could not be started", aged.guide.pk)
    return started


@transaction.atomic
def _ask(aged):
    workflow = aged.guide.get_workflow()
    if not workflow or _was_asked(aged):
        return False
    workflow.start(aged.guide, user=None)
    return True


def in_review():
    """The keys of guides of which a workflow is under way."""
    states = WorkflowState.objects.active().filter(content_type=ContentType.objects.get_for_model(GuidePage))
    return {int(key) for key in states.values_list("object_id", flat=True)}


def _was_asked(aged):
    states = aged.guide.workflow_states
    return (
        aged.guide.current_workflow_state is not None
        or states.filter(created_at__gte=beginning(aged.asked_since)).exists()
    )


def _aged(guide):
    checked = guide.checked_on or timezone.localdate(guide.first_published_at or timezone.now())
    due_on = months_after(checked, getattr(settings, "KNOWLEDGE_BASE_CHECK_MONTHS", CHECK_MONTHS))
    aged = Aged(guide, due_on if due_on <= timezone.localdate() else None)
    if _is_spike(guide):
        aged.number_no, aged.number_voted = guide.no_recently, guide.voted_recently
    return aged


def _is_spike(guide):
    if guide.no_recently < LEAST_NO:
        return False
    before = guide.no_before / guide.voted_before if guide.voted_before else 0
    return wilson(guide.no_recently, guide.voted_recently)[0] > max(before, USUAL_SHARE)


def months_after(day, number):
    """The same day so many months later, or the last of that month."""
    months = day.year * 12 + day.month - 1 + number
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
