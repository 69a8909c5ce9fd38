"""What the knowledge base offers to others through Wagtail's hooks, and its screens in the admin."""

from wagtail import hooks

from .search import find
from .synonym_screens import SynonymGroupViewSet
from .wizard_guide import explaining_step, step_in_words


@hooks.register("support_suggestions")
def guides_that_may_answer(question, limit):
    """Guides for the ticket wizard and for answers, as `{"title", "url", "page"}`."""
    guides = (result.guide for result in find(question, limit=limit))
    return [{"title": guide.title, "url": guide.url, "page": guide.pk} for guide in guides]


@hooks.register("register_admin_viewset")
def synonyms():
    return SynonymGroupViewSet()


@hooks.register("support_quoted_step")
def what_the_step_says(page_id, step_id):
    """For the ticket of somebody who asks about a step: `{"title", "text", "url"}`."""
    return step_in_words(page_id, step_id)


@hooks.register("support_step_help")
def step_that_explains(step, department, ticket_type):
    """The same guide explains a screen for every department and type."""
    return explaining_step(step)
