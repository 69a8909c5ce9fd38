"""The current edition of the guides: renewed by every change of a page, so that no older piece is shown again.

Pieces of pages are remembered together with the edition they were made of. What an edition does not hear of (the file
of a linked document, a measured answering time) may be as old as any copy of a page: MAX_AGE seconds.

What is made only of what is published (the words of all guides, which are alike) is remembered under the edition `of`
those guides, and outlives drafts, pictures and the minute.
"""

import uuid

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Max, Sum
from django.db.models.signals import post_delete, post_save
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import post_page_move

KEY = "knowledge_base.edition"
MAX_AGE = 60
DAY = 24 * 60 * 60


def current():
    """A word that is another one after every change, and after MAX_AGE seconds."""
    return cache.get_or_set(KEY, _fresh, MAX_AGE)


def of(guides):
    """A word for a queryset of guides: another one whenever one of them is published, comes in or leaves; one query."""
    made_from = guides.order_by().aggregate(Count("pk"), Sum("pk"), Max("last_published_at"))
    return ":".join(str(value).replace(" ", "T") for value in made_from.values())


def remembered(name, edition, make, seconds=DAY):
    """What `make()` makes of this edition, from the cache under `name`, where each edition takes the place of another."""
    kept = cache.get(name)
    if kept is None or kept[0] != edition:
        kept = edition, make()
        cache.set(name, kept, seconds)
    return kept[1]


def renew():
    """Now for whoever goes on in this transaction, and after it for everybody who read meanwhile."""
    cache.delete(KEY)
    transaction.on_commit(lambda: cache.delete(KEY))


def listen():
    """Hear of everything that pages of the knowledge base are made of."""
    for signal in (post_save, post_delete):
        signal.connect(_changed, dispatch_uid=KEY)
    post_page_move.connect(_moved, dispatch_uid=KEY)


def _changed(sender, created=False, **kwargs):
    if created and issubclass(sender, BaseSiteSetting):
        return  # made, empty, by whoever asked for it first
    if issubclass(sender, Page | PageViewRestriction | Site | BaseSiteSetting | get_image_model()):
        renew()


def _moved(sender, **kwargs):
    renew()


def _fresh():
    return uuid.uuid4().hex
