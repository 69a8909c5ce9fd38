"""What the knowledge base offers to others through Wagtail's hooks, and its screens in the admin."""

from wagtail import hooks

from .search import find
from .synonym_screens import SynonymGroupViewSet


@hooks.register("support_suggestions")
def guides_that_may_answer(question, limit):
    """Guides for the ticket wizard and for answers, as `{"title", "url", "page"}`."""
    guides = (result.guide for result in find(question, limit=limit))
    return [{"title": guide.title, "url": guide.url, "page": guide.pk} for guide in guides]


@hooks.register("register_admin_viewset")
def synonyms():
    return SynonymGroupViewSet()
