"""The search page, and what the search box suggests while somebody types."""

from django.http import JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import cache_control
from django.views.generic import TemplateView, View

from support_plugin.text.clean import clean
from support_plugin.text.digits import localized

from .narrowing import Narrowing
from .promotions import count, promoted
from .questions import LONGEST_QUESTION
from .search import LEVELS, find, suggest
from .trail import remember_search

MOST_RESULTS = 30
MOST_SUGGESTIONS = 5
SUGGESTIONS_KEEP_SECONDS = 60


class SearchView(TemplateView):
    template_name = "knowledge_base/search.html"

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        if request.user.is_authenticated:
            remember_search(request.user, response.context_data["query"].strip())
        return response

    def get_context_data(self, **kwargs):
        params = self.request.GET
        query, level = _question(self.request), params.get("level")
        found = find(query, request=self.request, level=level if level in LEVELS else LEVELS[-1])
        if level not in LEVELS:
            picks = promoted(query, self.request)
            picked = {pick.guide.pk for pick in picks}
            found = picks + [result for result in found if result.guide.pk not in picked]
        if params.keys() == {"q"}:
            # Once per question: not again for each category that is looked into, nor where it was offered as popular.
            count(query)
        narrowing = Narrowing(found, params)
        return super().get_context_data(
            query=query,
            results=narrowing.results[:MOST_RESULTS],
            narrowing=narrowing,
            meant=next((result.meant for result in found if result.meant), ""),
            section="guides",
            **kwargs,
        )


class SuggestionsView(View):
    """`{"results": [{"title", "url"}], "status": a sentence}`; the same for everybody, so it may be cached."""

    @method_decorator(cache_control(public=True, max_age=SUGGESTIONS_KEEP_SECONDS))
    def get(self, request):
        found = suggest(_question(request), limit=MOST_SUGGESTIONS)
        number = len(found)
        sentence = ngettext("{number} suggestion", "{number} suggestions", number)
        status = sentence.format(number=localized(number)) if found else gettext("No suggestions")
        results = [{"title": result.guide.title, "url": result.guide.url} for result in found]
        return JsonResponse({"results": results, "status": status})


def _question(request):
    return clean(request.GET.get("q", "")[:LONGEST_QUESTION])
