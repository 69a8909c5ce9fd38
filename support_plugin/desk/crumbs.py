"""Where one is on the desk, from the admin's home on; and the way back to the queue."""

from django.urls import reverse
from django.utils.translation import gettext as _

from support_plugin.text.digits import localized

OUR_TURN = "turn=ours"


def queue_url(query=OUR_TURN):
    """The queue at this address of it (what stands behind the question mark); without one all of it."""
    url = reverse("support_desk:queue")
    return f"{url}?{query}" if query else url


def crumbs(title, *, ticket=None, query=OUR_TURN):
    """The breadcrumbs of a page below the queue, or below a ticket's conversation."""
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": queue_url(query), "label": _("Ticket queue")},
    ]
    if ticket:
        url = reverse("support_desk:conversation", args=[ticket.reference])
        items.append({"url": url, "label": ticket_title(ticket)})
    return [*items, {"url": "", "label": title}]


def ticket_title(ticket):
    return _("Ticket {reference}").format(reference=localized(ticket.reference))
