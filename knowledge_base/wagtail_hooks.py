"""What the knowledge base offers to others through Wagtail's hooks."""

from wagtail import hooks

from . import trail
from .answering import guides_for
from .models import GuidePage


@hooks.register("support_suggestions")
def guides_that_may_answer(question, limit):
    """Guides for the ticket wizard and for answers, as `{"title", "url", "page"}`."""
    return [
        {"title": guide.title, "url": guide.url, "page": guide.pk} for guide in guides_for(question, limit)
    ]


@hooks.register("support_reading_trail")
def readings_of(user, since):
    return trail.trail(user, since)


@hooks.register("support_forget_readings")
def forget_readings(before):
    return trail.forget(before)


# After Wagtail has asked whether the page may be read.
@hooks.register("before_serve_page", order=100)
def remember_reading(page, request, args, kwargs):
    if isinstance(page, GuidePage) and request.method == "GET" and request.user.is_authenticated:
        trail.remember_guide(request.user, page, request.path)
