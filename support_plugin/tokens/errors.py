"""The rules that making and revoking a token can find broken."""

from django.utils.translation import gettext_lazy as _

from support_plugin.tickets.errors import TicketError


class TokenNotYours(TicketError):
    """Answered as 404: nobody is told of a token that is not theirs."""

    message = _("This token was not found.")
    code = "not_found"
    http_status = 404


class TooManyTokens(TicketError):
    """Facts: `limit`."""

    message = _(
        "You have {limit} tokens in use. Revoke one that is no longer needed, and make the new one then."
    )
    code = "too_many_tokens"


class ScopeNotOffered(TicketError):
    message = _("This permission is not offered to you. Please choose again.")
    code = "scope_not_offered"
    http_status = 422


class NothingAllowed(TicketError):
    message = _("Choose at least one of reading and writing: otherwise the token opens nothing.")
    code = "nothing_allowed"
    http_status = 422


class LifetimeNotOffered(TicketError):
    message = _("Choose how long the token is valid from the list.")
    code = "lifetime_not_offered"
    http_status = 422
