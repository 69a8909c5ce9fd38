"""What a token may do. A program asks with its token for less than its owner may, never for more."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from support_plugin.tickets.permissions import is_agent


class Scope(TextChoices):
    READ = "tickets:read", _("Read tickets")
    WRITE = "tickets:write", _("Write tickets")
    AGENT = "agent", _("Work as an agent")


MEANINGS = {
    Scope.READ: _("The list of tickets, the answers in them, and their attachments."),
    Scope.WRITE: _("File tickets, reply, close and open them again."),
    Scope.AGENT: _(
        "The same in the tickets of your departments, as far as you may yourself. "
        "Without this the token reaches only tickets that you filed."
    ),
}


def offered_to(user):
    """The scopes that mean something to this person, in the order in which they are shown."""
    return [scope for scope in Scope if scope != Scope.AGENT or is_agent(user)]


def in_words(values):
    """The labels of stored scopes. One that is no longer known allows nothing and is left out."""
    return [scope.label for scope in Scope if scope.value in values]
