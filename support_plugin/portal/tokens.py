"""The tokens by which a customer's programs come in."""

from django.views import View
from django.views.generic import TemplateView

from support_plugin.tickets.views import CustomerPage
from support_plugin.tokens.views import MakesTokens, RevokesTokens


class Tokens(CustomerPage, MakesTokens, TemplateView):
    template_name = "support_plugin/portal/tokens.html"
    section = "tokens"


class Revoke(CustomerPage, RevokesTokens, View):
    list_name = "support:tokens"
