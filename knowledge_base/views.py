"""The search page."""

from django.utils.cache import patch_vary_headers
from django.views.generic import TemplateView

from support_plugin.text.clean import clean

from .search import find
from .trail import remember_search

LONGEST_QUERY = 200


class SearchView(TemplateView):
    template_name = "knowledge_base/search.html"

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        if request.user.is_authenticated:
            remember_search(request.user, response.context_data["query"].strip())
        return response

    def get_context_data(self, **kwargs):
        query = clean(self.request.GET.get("q", "")[:LONGEST_QUERY])
        results = find(query, request=self.request, level=self.request.GET.get("level", ""))
        return super().get_context_data(query=query, results=results, section="guides", **kwargs)
