"""Beginning the guide that is missing: a draft with its title, below a category."""

from django.db import transaction
from django.utils.text import Truncator, slugify
from wagtail.coreutils import find_available_slug

from knowledge_base.models import GuidePage

from .access import guides_of

LONGEST_TITLE = GuidePage._meta.get_field("title").max_length
# With room for a number behind it.
LONGEST_SLUG = 200


@transaction.atomic
def write_guide(title, category, *, by):
    """A draft of this title below a category (one of `indexes_of(by)`); the one begun before, if there is one."""
    title = Truncator(title).chars(LONGEST_TITLE)
    # One after the other: pressed twice it is one draft.
    type(category).objects.select_for_update().get(pk=category.pk)
    begun = guides_of(by).child_of(category).filter(live=False, draft_title=title).first()
    if begun:
        return begun
    guide = GuidePage(title=title, locale=category.locale, owner=by, live=False)
    guide.slug = find_available_slug(category, slugify(title, allow_unicode=True)[:LONGEST_SLUG] or "guide")
    category.add_child(instance=guide)
    guide.save_revision(user=by, log_action=True)
    return guide


def drafts_called(titles, user):
    """`{title: GuidePage}` of this person's guides with these titles that were begun and not published."""
    drafts = guides_of(user).filter(live=False, draft_title__in=list(titles)).only("pk", "draft_title")
    return {draft.draft_title: draft for draft in drafts}
