"""How a call says whose it is. A host adds ways of its own by SUPPORT_API_AUTHENTICATION."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from rest_framework import authentication, exceptions

from support_plugin.tokens import actions as tokens

SCHEME = "Bearer"


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <token>`, with a token that a person made in the panel or at the desk."""

    @sensitive_variables("secret")
    def authenticate(self, request):
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        token = tokens.find(secret.strip())
        if token is None:
            raise exceptions.AuthenticationFailed(
                _("This token is not valid, or not any more."), code="invalid_token"
            )
        tokens.touch(token, timezone.now())
        return token.user, token

    def authenticate_header(self, request):
        return f'{SCHEME} realm="support"'


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of the site itself, with its CSRF token on everything that changes something."""
