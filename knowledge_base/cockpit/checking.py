"""“Checked today”: a guide is still right as it stands. So says, too, who approves the review that was asked for."""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision, WorkflowState
from wagtail.signals import workflow_approved

from knowledge_base import edition
from knowledge_base.models import GuidePage

from .aging import aged_guides


@transaction.atomic
def check(guide, *, by):
    """Note today as the day on which the guide was checked, live and in the newest revision.

    Nothing is published by it: readers see the same text, drafts stay drafts, and translations do not become older.
    Nor does an older draft take it back (`GuidePage.save`). A review that was asked for is over with it; one of a draft
    goes on, as it is about more than what readers see.
    """
    today = timezone.localdate()
    # Held, so that nobody publishes another revision meanwhile.
    guide = GuidePage.objects.select_for_update().defer("body", "plain_text").get(pk=guide.pk)
    GuidePage.objects.filter(pk=guide.pk).update(checked_on=today)
    kept = {guide.live_revision_id, guide.latest_revision_id}
    for revision in Revision.objects.select_for_update().filter(pk__in=kept - {None}):
        revision.content["checked_on"] = today.isoformat()
        revision.save(update_fields=["content"])
    log(instance=guide, action="knowledge_base.check", user=by)
    if not guide.has_unpublished_changes:
        for review in _reviews().for_instance(guide):
            review.cancel(user=by)
    edition.renew()


def listen():
    workflow_approved.connect(_check_what_was_approved, sender=WorkflowState, dispatch_uid="guides_checked")


def _check_what_was_approved(sender, instance, user, **_kwargs):
    """Who approves a review that nobody in person asked for has looked at all of the guide."""
    if instance.requested_by_id is not None or instance.content_type.model_class() is not GuidePage:
        return
    for aged in aged_guides(GuidePage.objects.filter(pk=instance.object_id)):
        check(GuidePage.objects.get(pk=aged.guide.pk), by=user)


def _reviews():
    """Reviews under way that age began, and no person."""
    return WorkflowState.objects.active().filter(requested_by=None)
