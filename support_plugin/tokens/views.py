"""What the token pages of the panel and of the desk share; each says who may come in, where, and how it looks."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from support_plugin.tickets.errors import TicketError

from .actions import MOST_TOKENS, issue, revoke
from .forms import TokenForm
from .models import ApiToken

# Those in use, and as many as that of those that are over.
MOST_SHOWN = 2 * MOST_TOKENS


class MakesTokens:
    """One's own tokens, and the form for a new one. Its secret stands in the answer to the POST, and nowhere else."""

    def get(self, request):
        return self.show(TokenForm(user=request.user))

    @sensitive_variables("secret")
    def post(self, request):
        form = TokenForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            token, secret = issue(request.user, **form.cleaned_data, by=request.user)
        except TicketError as refused:
            form.add_error(None, str(refused))
            return self.show(form, status=refused.http_status)
        return self.show(TokenForm(user=request.user), status=201, made=token, secret=secret)

    @sensitive_variables("secret")
    def show(self, form, status=200, *, made=None, secret=""):
        own = ApiToken.objects.filter(user=self.request.user).in_use_first()[:MOST_SHOWN]
        context = self.get_context_data(form=form, tokens=own, made=made, secret=secret)
        response = self.render_to_response(context, status=status)
        add_never_cache_headers(response)
        return response


class RevokesTokens:
    """The button beside a token."""

    http_method_names = ["post"]
    list_name = ""

    def post(self, request, key):
        token = get_object_or_404(self.tokens(), uuid=key)
        revoke(token, by=request.user)
        messages.success(request, _("The token was revoked. Programs that used it have no access any more."))
        return redirect(self.list_name)

    def tokens(self):
        return ApiToken.objects.filter(user=self.request.user)
