"""What the knowledge base offers to others through Wagtail's hooks."""

from wagtail import hooks

from .search import find


@hooks.register("support_suggestions")
def guides_that_may_answer(question, limit):
    """Guides for the ticket wizard, as `{"title", "url"}`."""
    return [{"title": result.guide.title, "url": result.guide.url} for result in find(question, limit=limit)]
