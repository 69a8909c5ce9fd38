"""How often somebody may call: per token, per person, and per address where nobody has said who they are.

Rates are settings, `"600/min"`; an empty one sets no limit. Headers of a proxy are believed as far as the host's
REST_FRAMEWORK["NUM_PROXIES"] says, and not at all where it says nothing.
"""

from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

from support_plugin import conf
from support_plugin.tokens.models import ApiToken


class _Throttle(SimpleRateThrottle):
    setting = ""

    def get_rate(self):
        return getattr(conf, self.setting) or None

    def get_ident(self, request):
        if api_settings.NUM_PROXIES is None:
            return request.META.get("REMOTE_ADDR", "")
        return super().get_ident(request)

    def get_cache_key(self, request, view):
        who = self.who(request)
        return None if who is None else f"support.api.{self.setting}:{who}"

    def who(self, request):
        """What is counted; None: this throttle does not concern the call."""
        raise NotImplementedError


class TokenThrottle(_Throttle):
    setting = "API_TOKEN_RATE"

    def who(self, request):
        return request.auth.pk if isinstance(request.auth, ApiToken) else None


class PersonThrottle(_Throttle):
    setting = "API_USER_RATE"

    def who(self, request):
        return request.user.pk if request.user and request.user.is_authenticated else None


class AddressThrottle(_Throttle):
    setting = "API_ANONYMOUS_RATE"

    def who(self, request):
        return None if request.user and request.user.is_authenticated else self.get_ident(request)
