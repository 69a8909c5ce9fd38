"""What each guide does for its readers: how often it is read, whether it helps, whether they file a ticket all the same."""

import django_filters
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Length, Substr
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters.fields import ModelChoiceField
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LocaleColumn
from wagtail.models import Page

from knowledge_base.fields import AmongOffered
from knowledge_base.models import GuideIndexPage, GuidePage
from support_plugin.text.shares import wilson

from . import tickets, words
from .access import EditorsOnly, guides_of
from .deflection import Deflection
from .figures import with_figures
from .period import PeriodFilter, beginning, first_day
from .reports import Report, guide_column, number_column


def indexes_to_choose(request):
    return GuideIndexPage.objects.live().filter(depth__gt=2).order_by("path")


class CategoryField(AmongOffered, ModelChoiceField):
    pass


class CategoryFilter(django_filters.ModelChoiceFilter):
    field_class = CategoryField


class GuidesFilterSet(WagtailFilterSet):
    period = PeriodFilter()
    category = CategoryFilter(label=gettext_lazy("Category"), queryset=indexes_to_choose, method="below")

    class Meta:
        model = GuidePage
        fields = []

    def below(self, queryset, name, category):
        return queryset.descendant_of(category)


class GuidesView(EditorsOnly, Report):
    page_title = gettext_lazy("Guides and readers")
    header_icon = "doc-full"
    index_url_name = "knowledge_base_cockpit:guides"
    index_results_url_name = "knowledge_base_cockpit:guides_results"
    results_template_name = "knowledge_base/cockpit/guides_results.html"
    filterset_class = GuidesFilterSet
    default_ordering = "-number_read"
    export_filename = "guides"
    export_headings = {
        "title": gettext_lazy("Title"),
        "category_title": gettext_lazy("Category"),
        "language": gettext_lazy("Language"),
        "number_read": gettext_lazy("Reads"),
        "number_helped": gettext_lazy("Helpful"),
        "number_voted": gettext_lazy("Votes"),
        "share_low": gettext_lazy("Helpful share, at least"),
        "share_high": gettext_lazy("Helpful share, at most"),
        "number_filed": gettext_lazy("Tickets after reading"),
        "checked_on": gettext_lazy("Last check"),
        "last_published_at": gettext_lazy("Last published"),
    }
    list_export = list(export_headings)

    @cached_property
    def columns(self):
        return [
            guide_column(lambda row: row, sort_key="title"),
            Column("category_title", label=_("Category")),
            LocaleColumn(label=_("Language")),
            number_column("number_read", _("Reads"), sort_key="number_read"),
            Column("share", label=_("Helpful"), sort_key="share", accessor=helpful_in_words),
            number_column("number_filed", _("Tickets after reading"), sort_key="number_filed"),
            Column(
                "checked_on",
                label=_("Last check"),
                sort_key="checked_on",
                accessor=lambda row: words.day(row.checked_on),
            ),
            Column(
                "last_published_at",
                label=_("Last published"),
                sort_key="last_published_at",
                accessor=lambda row: words.day(row.last_published_at),
            ),
        ]

    def get_base_queryset(self):
        parent = Page.objects.filter(path=OuterRef("parent_path"))
        return (
            with_figures(guides_of(self.request.user).live(), first_day(self.request))
            .annotate(
                parent_path=Substr("path", 1, Length("path") - Page.steplen, output_field=CharField()),
                category_title=Subquery(parent.values("title")[:1]),
            )
            .select_related("locale")
            .defer("body", "plain_text", "title_key", "body_key")
        )

    def order_queryset(self, queryset):
        """What has no value stands last, whichever way; what is equal in the order of the tree."""
        column = F(self.ordering.lstrip("-"))
        is_descending = self.ordering.startswith("-")
        order = column.desc(nulls_last=True) if is_descending else column.asc(nulls_last=True)
        return queryset.order_by(order, "path")

    def decorate_paginated_queryset(self, object_list):
        guides = list(object_list)
        for guide in guides:
            guide.language = guide.locale.get_display_name()
            guide.share_low, guide.share_high = (
                wilson(guide.number_helped, guide.number_voted) if guide.number_voted else (None, None)
            )
        return guides

    def get_context_data(self, *args, **kwargs):
        measured = tickets.deflection(beginning(first_day(self.request)))
        return super().get_context_data(
            *args, deflection=Deflection(measured) if measured else None, **kwargs
        )


def helpful_in_words(guide):
    """The share of votes that found it helpful, and within what it lies in 95 of a hundred cases (Wilson's interval)."""
    if not guide.number_voted:
        return _("no votes")
    low, high = wilson(guide.number_helped, guide.number_voted)
    return _("{share} ({low} to {high})").format(
        share=words.percent(guide.share), low=words.percent(low), high=words.percent(high)
    )
