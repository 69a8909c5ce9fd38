"""Which pages a list may name: those that its reader could open."""

from django.db.models import Q
from wagtail.models import PageViewRestriction


def closed_to(request=None):
    """A condition that holds for pages which a view restriction keeps from this request, with all below them.

    Without a request it holds for every restricted page: what is left may be told to anyone.
    """
    closed = Q()
    for restriction in PageViewRestriction.objects.select_related("page").prefetch_related("groups"):
        if request is None or not restriction.accept_request(request):
            closed |= Q(path__startswith=restriction.page.path)
    return closed
