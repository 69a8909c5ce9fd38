"""Keeping a view of the queue."""

from support_plugin.text.clean import clean, is_blank
from support_plugin.tickets import errors

from .models import SavedView

# Of one person: more views are found by nobody.
MOST_VIEWS = 50
LONGEST_QUERY = 2000


def save_view(view, words):
    """Store `words` (`{"name", "department", "query", "columns"}`, any of them) in a view. Raises TooManyViews, NameMissing."""
    for name, value in words.items():
        setattr(view, name, value)
    view.name = clean(view.name)
    if is_blank(view.name):
        raise errors.NameMissing
    if view.pk is None and SavedView.objects.filter(owner=view.owner).count() >= MOST_VIEWS:
        raise errors.TooManyViews(limit=MOST_VIEWS)
    view.save()
    return view
