"""Guides that know of the desk, asked of whoever registered the hooks: what a step says, which step explains a screen."""

from support_plugin.hooks import first_answer

from .models import Ticket

LONGEST_TITLE, LONGEST_TEXT, LONGEST_URL = 300, 2000, 500


def quoted_step(guide, step):
    """What this step of a guide says now, as `{"title", "text", "url"}` in plain text; None for ids nobody knows."""
    found = first_answer("support_quoted_step", guide, step)
    if found is None:
        return None
    return {
        "title": str(found["title"])[:LONGEST_TITLE],
        "text": str(found["text"])[:LONGEST_TEXT],
        "url": str(found["url"])[:LONGEST_URL],
    }


def step_help(step, department=None, ticket_type=None):
    """The guide's step that explains a screen, as `{"title", "url"}`, or None.

    `step` is "panel", "department", "type" or "form"; what is chosen already is told by its slug.
    """
    slugs = (getattr(department, "slug", ""), getattr(ticket_type, "slug", ""))
    return first_answer("support_step_help", step, *slugs)


def origin_of(customer, guide=None, step="", follow_up=""):
    """Where a ticket comes from, as it stores it: the guide (key) and its step, the step as it reads now (`quote`), the
    number of the customer's own ticket that it follows. What is nobody's is left out.
    """
    origin = {"guide": guide} if guide else {}
    if step:
        origin["step"] = step
    if guide and step and (quote := quoted_step(guide, step)):
        origin["quote"] = quote
    if follow_up and Ticket.objects.filed_by(customer).filter(reference=follow_up).exists():
        origin["follow_up"] = follow_up
    return origin
