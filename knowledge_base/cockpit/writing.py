"""Beginning the guide that is missing: a draft with its title, below a category."""

from django.db import transaction
from django.utils.text import Truncator

from knowledge_base.models import GuidePage

LONGEST_TITLE = GuidePage._meta.get_field("title").max_length


@transaction.atomic
def write_guide(title, category, *, by):
    """A draft of this title below a category (one of `indexes_of(by)`); the one begun before, if there is one."""
    title = Truncator(title).chars(LONGEST_TITLE)
    begun = GuidePage.objects.child_of(category).filter(live=False, draft_title=title).first()
    if begun:
        return begun
    guide = GuidePage(title=title, locale=category.locale, owner=by, live=False)
    category.add_child(instance=guide)
    guide.save_revision(user=by, log_action=True)
    return guide


def drafts_called(titles):
    """`{title: GuidePage}` of the guides with these titles that were begun and not published."""
    drafts = GuidePage.objects.filter(live=False, draft_title__in=list(titles)).only("pk", "draft_title")
    return {draft.draft_title: draft for draft in drafts}
