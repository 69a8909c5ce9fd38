"""“Checked today”: a guide is still right as it stands."""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from knowledge_base import edition
from knowledge_base.models import GuidePage


@transaction.atomic
def check(guide, *, by):
    """Note today as the day on which the guide was checked, live and in the newest revision.

    Nothing is published by it: readers see the same text, drafts stay drafts, and translations do not become older.
    Nor does an older draft take it back (`GuidePage.save`).
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
    edition.renew()
