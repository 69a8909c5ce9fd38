"""The desk's keys, in words. Which element a key clicks is said by its `aria-keyshortcuts`."""

from django.utils.translation import gettext as _
from wagtail.admin.utils import get_keyboard_key_labels_from_request

from support_plugin.tickets.permissions import is_agent


def shortcuts(request):
    """What Wagtail's dialog lists for an agent."""
    if request is None or not is_agent(request.user):
        return []
    mod = get_keyboard_key_labels_from_request(request).MOD
    return [
        {
            "name": _("Ticket queue"),
            "keys": [
                (_("Next, previous row"), "j k"),
                (_("Tick the row; up to the one before"), "x Shift+x"),
                (_("Open the ticket"), "Enter"),
                (_("Next for me"), "n"),
                (_("Views of the queue"), "1 … 9"),
            ],
        },
        {
            "name": _("Conversation"),
            "keys": [
                (_("Public reply, internal note, more time"), "r i u"),
                (_("Assign to me"), "t"),
                (_("Resolve"), "e"),
                (_("Assign, transfer, merge"), "a d m"),
                (_("Next, previous ticket"), "j k"),
                (_("Guides"), "g"),
                (_("Take the sent answer back"), "z"),
                (_("Copy the number"), "y"),
            ],
        },
        {
            "name": _("While writing"),
            "keys": [
                (_("Canned replies and guides"), "/"),
                (_("Send"), f"{mod}+Enter"),
                (_("Send and resolve"), f"{mod}+Shift+Enter"),
                (_("Send and next ticket"), f"{mod}+Alt+Enter"),
                (_("Leave the field"), "Esc"),
            ],
        },
    ]
