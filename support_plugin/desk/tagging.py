"""Tags of one ticket, as its side panel shows them."""

from django.utils.translation import gettext_lazy as _

from support_plugin.tickets import actions
from support_plugin.tickets.tags import tag_names

from .verbs import Verb


class Tag(Verb):
    """Adds the names in `add` (separated by commas) and takes off those in `remove`."""

    done = _("The tags were changed.")

    def act(self, ticket, form):
        given = self.request.POST
        added = tag_names(given.get("add", ""))
        actions.tag(ticket, by=self.request.user, add=added, remove=given.getlist("remove"))
