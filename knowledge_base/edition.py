"""The current edition of the guides: renewed by every change of a page, so that no older piece is shown again.

Pieces of pages are remembered together with the edition they were made of. What an edition does not hear of (the file
of a linked document, a measured answering time) may be as old as any copy of a page: MAX_AGE seconds.
"""

import uuid

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import post_page_move

KEY = "knowledge_base.edition"
MAX_AGE = 60


def current():
    """A word that is another one after every change, and after MAX_AGE seconds."""
    return cache.get_or_set(KEY, _fresh, MAX_AGE)


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
