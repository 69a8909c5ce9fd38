"""Letters: an e-mail of an event in its reader's language, with the ticket's number and a link.

Nothing that a customer typed into a ticket stands in a letter, the subject included: whoever signs up with
another person's address could otherwise send that person words of their own through us.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from support_plugin.text.clean import clean
from support_plugin.text.digits import localized

FOR_AGENTS = {"new_ticket"}
LONGEST_NAME = 60
# What mail programs make a link of.
LOOKS_LIKE_ADDRESS = re.compile(r"[/:@\\]|\.\S")


def letter(kind, event, user):
    """An unsent message of this kind (`registered`, `answered`, `new_ticket`) for one person."""
    ticket = event.ticket
    with translation.override(language_for(kind, ticket, user)):
        context = {
            "ticket": ticket,
            "number": localized(ticket.reference),
            "department": ticket.department,
            "name": name_to_greet(user),
            "url": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + address(kind, ticket),
            "subject": subject(kind, ticket),
            "site_name": settings.WAGTAIL_SITE_NAME,
            "is_rtl": translation.get_language_bidi(),
            "language": translation.get_language(),
            "is_for_agents": kind in FOR_AGENTS,
        }
        message = EmailMultiAlternatives(
            subject=context["subject"],
            body=render_to_string(f"support_plugin/notifications/{kind}.txt", context).strip() + "\n",
            to=[user.email],
            headers=headers(kind, event, user),
        )
        message.attach_alternative(
            render_to_string(f"support_plugin/notifications/{kind}.html", context), "text/html"
        )
    return message


def subject(kind, ticket):
    number = localized(ticket.reference)
    words = {
        "registered": _("Ticket {number} is registered"),
        "answered": _("We have answered ticket {number}"),
        "new_ticket": _("New ticket {number} in “{department}”"),
    }
    return clean(words[kind].format(number=number, department=ticket.department))


def name_to_greet(user):
    """The person's name on one line; empty where it could be read as an address."""
    name = clean(user.get_full_name() or user.get_username())
    return "" if LOOKS_LIKE_ADDRESS.search(name) or len(name) > LONGEST_NAME else name


def language_for(kind, ticket, user):
    """Customers are written to in the language they filed the ticket in, agents in that of their profile."""
    if kind in FOR_AGENTS:
        language = UserProfile.get_for_user(user).preferred_language
    else:
        language = ticket.language
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return settings.LANGUAGE_CODE


def address(kind, ticket):
    if kind in FOR_AGENTS:
        return reverse("support_desk:conversation", args=[ticket.reference])
    return reverse("support:ticket", args=[ticket.reference])


def headers(kind, event, user):
    """Marks an automatic message as one (RFC 3834), and gives a repeated letter the same id."""
    host = urlsplit(settings.WAGTAILADMIN_BASE_URL).hostname or "localhost"
    return {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": f"<support.{host}>",
        "Message-ID": f"<{kind}.{event.pk}.{user.pk}@{host}>",
    }
