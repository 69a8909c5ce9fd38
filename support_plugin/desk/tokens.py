"""The tokens by which agents' programs come in; superusers see and revoke everybody's, and make their own only."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from support_plugin.text.digits import to_ascii
from support_plugin.text.forms import CleanCharField
from support_plugin.tickets.customers import address_columns
from support_plugin.tokens.models import PREFIX_LENGTH, ApiToken
from support_plugin.tokens.views import MakesTokens, RevokesTokens

from .access import AgentsOnly

PER_PAGE = 50


class SuperusersOnly:
    """404 for everybody else."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_superuser:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class TokensPage(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "key"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": self.page_title},
        ]


class TokensView(AgentsOnly, MakesTokens, TokensPage):
    template_name = "support_plugin/desk/tokens.html"
    page_title = gettext_lazy("Access tokens")


class RevokeToken(AgentsOnly, RevokesTokens, View):
    list_name = "support_desk:tokens"


class SearchForm(forms.Form):
    q = CleanCharField(required=False, max_length=40)


class EverybodysTokens(SuperusersOnly, TokensPage):
    """Found by who owns them, by their name, and by how a secret begins that was seen somewhere."""

    template_name = "support_plugin/desk/everybodys_tokens.html"
    page_title = gettext_lazy("Everybody's access tokens")

    def get_context_data(self, **kwargs):
        search = SearchForm(self.request.GET)
        asked = search.cleaned_data["q"] if search.is_valid() else ""
        tokens = ApiToken.objects.select_related("user").in_use_first()
        if asked:
            tokens = tokens.filter(_matching(asked))
        page = Paginator(tokens, PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(tokens=page, asked=asked, **kwargs)


class RevokeEverybodys(SuperusersOnly, RevokesTokens, View):
    list_name = "support_desk:everybodys_tokens"

    def tokens(self):
        return ApiToken.objects.revocable_by(self.request.user)


def _matching(text):
    """Of people whose username or e-mail begins so, or named so, or with secrets that begin so."""
    matching = Q(name__icontains=text) | Q(prefix__istartswith=text[:PREFIX_LENGTH])
    for column in address_columns():
        matching |= Q(**{f"user__{column}__istartswith": to_ascii(text)})
    return matching
