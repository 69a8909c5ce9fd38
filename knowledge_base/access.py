"""Which pages a list may name: those that its reader could open."""

from django.db.models import Q
from wagtail.models import Page, PageViewRestriction


def closed_to(request=None):
    """A condition that holds for pages which a view restriction keeps from this request, with all below them.

    Without a request it holds for every restricted page: what is left may be told to anyone. An alias has the restrictions
    of its source, as Wagtail has it, and with it all below the alias.
    """
    restrictions = PageViewRestriction.objects.select_related("page").prefetch_related("groups")
    pages = [
        restriction.page
        for restriction in restrictions
        if request is None or not restriction.accept_request(request)
    ]
    closed = Q()
    for page in _with_aliases(pages):
        closed |= Q(path__startswith=page.path)
    return closed


def _with_aliases(pages):
    """These pages, their aliases, and the aliases of those."""
    found, new = [], pages
    while new:
        found += new
        new = list(Page.objects.filter(alias_of__in=new).only("pk", "path"))
    return found
