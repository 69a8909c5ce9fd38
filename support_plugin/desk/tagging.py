"""Tags of one ticket, as its side panel shows them."""

from django.utils.translation import gettext_lazy as _

from support_plugin.text.clean import clean
from support_plugin.tickets import actions
from support_plugin.tickets.tags import tag_key

from .verbs import Verb

SEPARATORS = str.maketrans("،\n", ",,")


class Tag(Verb):
    """Adds the names in `add` (separated by commas) and takes off those in `remove`."""

    done = _("The tags were changed.")

    def act(self, ticket, form):
        given = self.request.POST
        added = [
            name for name in clean(given.get("add", "")).translate(SEPARATORS).split(",") if tag_key(name)
        ]
        actions.tag(ticket, by=self.request.user, add=added, remove=given.getlist("remove"))
