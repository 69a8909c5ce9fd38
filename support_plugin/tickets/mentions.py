"""Who is called by name in an internal note."""

from django.contrib.auth import get_user_model

from support_plugin.text.calls import calls

from .permissions import TicketPermissionPolicy
from .rendering import excerpt


def mentioned(message):
    """The keys of the people a note calls, in the order of the calls: only who works the ticket's department."""
    names = calls(excerpt(message.body, is_rich=message.is_rich, length=None))
    if not names:
        return []
    username = get_user_model().USERNAME_FIELD
    people = TicketPermissionPolicy(type(message.ticket)).users_with_any_permission_for_instance(
        {"view"}, message.ticket
    )
    keys = {
        name.casefold(): key for key, name in people.exclude(pk=message.author_id).values_list("pk", username)
    }
    found = (next((keys[name] for name in spellings if name in keys), None) for spellings in names)
    return list(dict.fromkeys(key for key in found if key))
