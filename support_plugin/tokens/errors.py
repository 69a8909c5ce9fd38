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
        "You have {limit} active tokens, and more are not possible. Revoke one that is no longer needed first."
    )
    code = "too_many_tokens"


class ScopeNotOffered(TicketError):
    message = _("This permission is not offered to you. Please choose again.")
    code = "scope_not_offered"
    http_status = 422


class NothingAllowed(TicketError):
    message = _("Choose reading, writing, or both: otherwise the token allows nothing.")
    code = "nothing_allowed"
    http_status = 422


class LifetimeNotOffered(TicketError):
    message = _("Choose how long the token is valid.")
    code = "lifetime_not_offered"
    http_status = 422
