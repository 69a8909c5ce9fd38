"""What a guide's page shows around its text: the way to it, what is before and after it, what goes with it.

Everything is asked when the template comes to it, and so not at all where that piece of the page is remembered.
"""

from django.utils.functional import cached_property
from wagtail.models import Site

from . import edition
from .access import closed_to
from .related import related_guides
from .revalidation import has_session


class Surroundings:
    """One reader's view of one guide."""

    def __init__(self, guide, request):
        self.guide, self.request = guide, request

    @cached_property
    def key(self):
        """All that the content of the page depends on; in a preview nothing is remembered."""
        if getattr(self.request, "is_preview", False):
            return None
        closed = str(self.closed) if has_session(self.request) else ""
        site = Site.find_for_request(self.request)
        return edition.current(), self.guide.pk, site and site.pk, closed

    @cached_property
    def closed(self):
        return closed_to(self.request)

    @cached_property
    def guides(self):
        """The guides that this reader may open."""
        return type(self.guide).objects.live().exclude(self.closed).defer("body", "plain_text", "body_key")

    @property
    def related(self):
        return related_guides(self.guide, self.guides)

    @property
    def previous(self):
        """The guide before this one in its category, or None."""
        return self._siblings.filter(path__lt=self.guide.path).order_by("-path").first()

    @property
    def next(self):
        return self._siblings.filter(path__gt=self.guide.path).order_by("path").first()

    @property
    def _siblings(self):
        return self.guides.sibling_of(self.guide, inclusive=False)
