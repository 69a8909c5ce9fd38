"""The report of content gaps, and its button “Write this guide”."""

import re

from django.http import Http404
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.contrib.search_promotions.models import Query

from support_plugin.text.clean import clean

from . import words
from .access import EditorsOnly, indexes_of
from .gaps import content_gaps
from .period import PeriodFilter, first_day
from .reports import ListReport, number_column
from .writing import drafts_called, write_guide

PERSIAN_LETTERS = re.compile("[\u0600-\u06ff]")


class GapsFilterSet(WagtailFilterSet):
    period = PeriodFilter()

    class Meta:
        model = Query
        fields = []


class TopicColumn(Column):
    cell_template_name = "knowledge_base/cockpit/topic_cell.html"


class WriteColumn(Column):
    """The button, with the categories of the language that the topic is asked in first."""

    cell_template_name = "knowledge_base/cockpit/write_cell.html"

    def __init__(self, name, categories, **kwargs):
        super().__init__(name, **kwargs)
        self.categories = categories

    def get_cell_context_data(self, instance, parent_context):
        language = "fa" if PERSIAN_LETTERS.search(instance.title) else "en"
        categories = sorted(self.categories, key=lambda each: each.locale.language_code != language)
        return {
            **super().get_cell_context_data(instance, parent_context),
            "categories": categories,
            # Cells are rendered without context processors.
            "csrf_token": get_token(parent_context["request"]),
        }


class GapsView(EditorsOnly, ListReport):
    page_title = gettext_lazy("Content gaps")
    header_icon = "help"
    index_url_name = "knowledge_base_cockpit:gaps"
    index_results_url_name = "knowledge_base_cockpit:gaps_results"
    results_template_name = "knowledge_base/cockpit/gaps_results.html"
    filterset_class = GapsFilterSet
    default_ordering = "-weight"
    export_filename = "content-gaps"
    export_headings = {
        "title": gettext_lazy("Topic"),
        "others": gettext_lazy("Also asked as"),
        "searches": gettext_lazy("Searches without an answer"),
        "tickets": gettext_lazy("Tickets"),
        "minutes": gettext_lazy("Working minutes per ticket"),
        "weight": gettext_lazy("Weight"),
        "guide": gettext_lazy("Guide about it"),
    }
    list_export = list(export_headings)

    @cached_property
    def columns(self):
        return [
            TopicColumn("title", label=_("Topic"), sort_key="title"),
            number_column("searches", _("Searches without an answer"), sort_key="searches"),
            number_column("tickets", _("Tickets"), sort_key="tickets"),
            Column(
                "minutes",
                label=_("Working time per ticket"),
                sort_key="minutes",
                accessor=lambda gap: words.working_time(gap.minutes),
            ),
            Column(
                "weight",
                label=_("Weight"),
                sort_key="weight",
                accessor=lambda gap: words.number(round(gap.weight)),
            ),
            WriteColumn("write", list(indexes_of(self.request.user)), label=_("Guide")),
        ]

    def get_rows(self):
        return content_gaps(first_day(self.request))

    def decorate_paginated_queryset(self, object_list):
        gaps = list(object_list)
        drafts = drafts_called((gap.title for gap in gaps), self.request.user)
        for gap in gaps:
            gap.draft = drafts.get(gap.title)
        return gaps


class WriteGuideView(EditorsOnly, View):
    """`title` and `category` (a key) make a draft, which opens in the editor."""

    http_method_names = ["post"]

    def post(self, request):
        key = request.POST.get("category", "")
        parent = next((index for index in indexes_of(request.user) if str(index.pk) == key), None)
        if parent is None:
            raise Http404
        title = clean(request.POST.get("title", "")).strip()
        if not title:
            messages.error(request, _("A guide needs a title."))
            return redirect("knowledge_base_cockpit:gaps")
        guide = write_guide(title, parent, by=request.user)
        messages.success(
            request,
            _("“{title}” is begun in “{category}”. Nobody sees it before it is published.").format(
                title=guide.title, category=parent.title
            ),
        )
        return redirect("wagtailadmin_pages:edit", guide.pk)
