"""What every public page may show of the desk. Lazy: a page that does not show it pays nothing."""

from functools import cache

from django.utils.functional import SimpleLazyObject

from support_plugin import conf
from support_plugin.notifications import notices
from support_plugin.taxonomy.models import SupportContact
from support_plugin.tickets.reading import count_unread_answers


def support(request):
    """A context processor: `support_base_template`, `support_unread` (tickets with a new answer), `support_notices`
    (unread in the bell), `support_contact`."""
    return {
        "support_base_template": conf.BASE_TEMPLATE,
        "support_unread": cache(lambda: _unread(request)),
        "support_notices": cache(lambda: _unread_notices(request)),
        "support_contact": SimpleLazyObject(lambda: SupportContact.for_request(request)),
    }


def _unread(request):
    user = getattr(request, "user", None)
    return count_unread_answers(user) if user and user.is_authenticated else 0


def _unread_notices(request):
    user = getattr(request, "user", None)
    return notices.count_unread(notices.of_customer(user)) if user and user.is_authenticated else 0
