"""Who is called by name in an internal note: `@username`, in the middle of Persian or English text."""

import re

from django.contrib.auth import get_user_model

from .permissions import TicketPermissionPolicy
from .rendering import excerpt

# Letters, digits and . _ - + of any alphabet. What stands before the @ of an e-mail address calls nobody.
CALL = re.compile(r"(?<![\w.+\-])@([\w.+\-]{1,150})")
LATIN = re.compile(r"[\w.+\-]+", re.ASCII)
MOST_MENTIONS = 50


def mentioned(message):
    """The keys of the people a note calls, in the order of the calls: only who works the ticket's department."""
    names = calls(excerpt(message, None))
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


def calls(text):
    """What stands after each @, as the names it may mean, likeliest first.

    A full stop may end the sentence and not the name, and Persian may follow without a space.
    """
    found = []
    for match in CALL.finditer(text):
        whole = match[1].casefold()
        latin = LATIN.match(whole)
        names = [whole, whole.rstrip(".-+")]
        if latin:
            names += [latin[0], latin[0].rstrip(".-+")]
        found.append(list(dict.fromkeys(filter(None, names))))
        if len(found) == MOST_MENTIONS:
            break
    return found
