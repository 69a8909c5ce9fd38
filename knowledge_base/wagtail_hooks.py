"""What the knowledge base offers to others through Wagtail's hooks, and its screens in the admin."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from . import trail, unfinished
from .answering import guides_for
from .cockpit import hooks as cockpit_hooks  # noqa: F401
from .import_screens import ImportViewSet
from .importing import actions as importing
from .models import GuidePage
from .revalidation import has_session
from .synonym_screens import SynonymGroupViewSet
from .wizard_guide import explaining_step, step_in_words


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


# Within Wagtail's own, which asks whether the page may be read.
@hooks.register("on_serve_page", order=100)
def remember_reading(serve):
    def serve_and_remember(page, request, args, kwargs):
        response = serve(page, request, args, kwargs)
        is_reading = isinstance(page, GuidePage) and request.method == "GET" and response.status_code == 200
        # Who has no session is not asked who they are: the copy is everybody's.
        if is_reading and has_session(request) and request.user.is_authenticated:
            trail.remember_guide(request.user, page, request.path)
        return response

    return serve_and_remember


@hooks.register("after_publish_page")
def say_what_is_missing(request, page):
    guide = page.specific
    if isinstance(guide, GuidePage) and (sentence := unfinished.warning(guide)):
        edit = messages.button(reverse("wagtailadmin_pages:edit", args=[guide.pk]), _("Edit"))
        messages.warning(request, sentence, buttons=[edit])


@hooks.register("register_admin_viewset")
def synonyms():
    return SynonymGroupViewSet()


@hooks.register("register_admin_viewset")
def import_guides():
    return ImportViewSet()


@hooks.register("support_tick")
def forget_uploads():
    return {"uploaded guides forgotten": importing.forget_outdated()}


@hooks.register("support_quoted_step")
def what_the_step_says(page_id, step_id):
    """For the ticket of somebody who asks about a step: `{"title", "text", "url"}`."""
    return step_in_words(page_id, step_id)


@hooks.register("support_step_help")
def step_that_explains(step, department, ticket_type):
    """The same guide explains a screen for every department and type."""
    return explaining_step(step)
