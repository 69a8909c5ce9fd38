"""Guides beside the form: what is suggested, what becomes of it, and the way out for whoever found the answer."""

from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from support_plugin.deflection import visits
from support_plugin.deflection.models import Visit
from support_plugin.text.clean import FORBIDDEN
from support_plugin.tickets.intake import KeyedForm
from support_plugin.tickets.suggestions import suggestions
from support_plugin.tickets.views import CustomerPage

from . import drafts
from .pace import is_too_fast

MOST = 5
# Nobody types so fast: the form asks at most once in 150 ms, and only after a pause.
MOST_A_MINUTE = 120
HAPPENINGS = ("shown", "opened", "dismissed")


def suggested_for(request, question):
    """`[{"title", "url", "token"}]`, at most MOST; nothing for visits that are held out."""
    if not visits.may_suggest(request):
        return []
    question = FORBIDDEN.sub("", question)
    return [
        {"title": each["title"], "url": each["url"], "token": visits.signed(each)}
        for each in suggestions(question, MOST)
    ]


class Suggestions(CustomerPage, View):
    """`GET ?q=`: `{"suggestions": [{"title", "url", "token"}]}`; 429 with `error` beyond MOST_A_MINUTE.

    `POST what=shown|opened|dismissed&guide=<token>…`: what became of them, kept with the visit. Tokens that are not
    ours are passed over.
    """

    def get(self, request):
        if is_too_fast("suggestions", request.user, MOST_A_MINUTE):
            error = _("That was fast. Suggestions go on in a minute.")
            return JsonResponse(
                {"suggestions": [], "error": error}, status=429, headers={"Retry-After": "60"}
            )
        return JsonResponse({"suggestions": suggested_for(request, request.GET.get("q", ""))})

    def post(self, request):
        what = request.POST.get("what")
        if what not in HAPPENINGS:
            return JsonResponse({"error": _("This cannot happen to a suggestion.")}, status=400)
        tokens = request.POST.getlist("guide")[: visits.MOST_SUGGESTIONS]
        guides = [guide for guide in map(visits.unsigned, tokens) if guide]
        if guides and (visit := visits.under_way(request)):
            visits.remember(visit, what, guides)
        return HttpResponse(status=204)


class FoundAnswer(CustomerPage, TemplateView):
    """`POST guide=<token>&submission_key=`: the visit ends without a ticket, and what was kept for one is dropped."""

    template_name = "support_plugin/wizard/found_answer.html"
    section = "new"

    def post(self, request):
        guide = visits.unsigned(request.POST.get("guide", ""))
        if guide is None:
            raise BadRequest("No suggestion of ours")
        if visit := visits.under_way(request):
            visits.remember(visit, "answered", [guide])
            visits.end(request, Visit.Outcome.ANSWERED)
        form = KeyedForm(request.POST)
        if form.is_valid():
            drafts.throw_away(request.user, form.key)
        return redirect("support:found_answer")

    def get_context_data(self, **kwargs):
        """`guide` is the one that answered this session's visit, or None."""
        answers = visits.suggestions_of(self.request).exclude(answered_at=None)
        return super().get_context_data(guide=answers.order_by("answered_at").last(), **kwargs)
