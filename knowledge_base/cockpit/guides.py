"""What each guide does for its readers: how often it is read, whether it helps, whether they file a ticket all the same."""

import django_filters
from django.db.models import (
    Case,
    CharField,
    Count,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Length, Substr
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LocaleColumn, TitleColumn
from wagtail.models import Page

from knowledge_base.models import Feedback, GuideIndexPage, GuidePage, GuideReads

from . import tickets, words
from .access import EditorsOnly, guides_of
from .deflection import Deflection
from .export import Report
from .period import PeriodFilter, beginning, first_day
from .shares import wilson


def indexes_to_choose(request):
    return GuideIndexPage.objects.live().filter(depth__gt=2).order_by("path")


class GuidesFilterSet(WagtailFilterSet):
    period = PeriodFilter()
    category = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Category"), queryset=indexes_to_choose, method="below"
    )

    class Meta:
        model = GuidePage
        fields = []

    def below(self, queryset, name, category):
        return queryset.descendant_of(category)


class GuidesView(EditorsOnly, Report):
    page_title = gettext_lazy("Guides")
    header_icon = "doc-full"
    index_url_name = "knowledge_base_cockpit:guides"
    index_results_url_name = "knowledge_base_cockpit:guides_results"
    results_template_name = "knowledge_base/cockpit/guides_results.html"
    filterset_class = GuidesFilterSet
    default_ordering = "-number_read"
    export_filename = "guides"
    export_headings = {
        "title": gettext_lazy("Title"),
        "category": gettext_lazy("Category"),
        "language": gettext_lazy("Language"),
        "number_read": gettext_lazy("Reads"),
        "helpful": gettext_lazy("Helpful"),
        "votes": gettext_lazy("Votes"),
        "share_low": gettext_lazy("Helpful share, at least"),
        "share_high": gettext_lazy("Helpful share, at most"),
        "tickets": gettext_lazy("Tickets after reading"),
        "checked_on": gettext_lazy("Last checked on"),
        "last_published_at": gettext_lazy("Last published at"),
    }
    list_export = list(export_headings)

    @property
    def columns(self):
        return [
            TitleColumn(
                "title",
                label=_("Title"),
                sort_key="title",
                get_url=lambda guide: reverse("wagtailadmin_pages:edit", args=[guide.pk]),
            ),
            Column("category", label=_("Category")),
            LocaleColumn(label=_("Language")),
            Column(
                "number_read",
                label=_("Reads"),
                sort_key="number_read",
                accessor=lambda row: words.number(row.number_read),
            ),
            Column("share", label=_("Helpful"), sort_key="share", accessor=helpful_in_words),
            Column(
                "tickets",
                label=_("Tickets after reading"),
                sort_key="tickets",
                accessor=lambda row: words.number(row.tickets),
            ),
            Column(
                "checked_on",
                label=_("Last checked on"),
                sort_key="checked_on",
                accessor=lambda row: words.day(row.checked_on),
            ),
            Column(
                "last_published_at",
                label=_("Last published at"),
                sort_key="last_published_at",
                accessor=lambda row: words.day(row.last_published_at),
            ),
        ]

    def get_base_queryset(self):
        day = first_day(self.request)
        guides = with_figures(guides_of(self.request.user).live(), day)
        return guides.select_related("locale").defer("body", "plain_text", "title_key", "body_key")

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
                wilson(guide.helpful, guide.votes) if guide.votes else (None, None)
            )
        return guides

    def get_context_data(self, *args, **kwargs):
        measured = tickets.deflection(beginning(first_day(self.request)))
        return super().get_context_data(
            *args, deflection=Deflection(measured) if measured else None, **kwargs
        )


def with_figures(guides, day):
    """Annotate `category`, `number_read`, `votes`, `helpful`, `share` (0 to 1) and `tickets` since this day."""
    reads = GuideReads.objects.filter(guide=OuterRef("pk"), day__gte=day)
    votes = Feedback.objects.filter(guide=OuterRef("pk"), answered_at__gte=beginning(day))
    parent = Page.objects.filter(path=OuterRef("parent_path"))
    filed = tickets.tickets_after(guides.values_list("pk", flat=True), beginning(day))
    whens = [When(pk=page, then=Value(number)) for page, number in filed.items()]
    return guides.annotate(
        parent_path=Substr("path", 1, Length("path") - Page.steplen, output_field=CharField()),
        category=Subquery(parent.values("title")[:1]),
        number_read=_of_guide(reads, Sum("number")),
        votes=_of_guide(votes, Count("pk")),
        helpful=_of_guide(votes, Count("pk", filter=Q(is_helpful=True))),
        tickets=Case(*whens, default=Value(0), output_field=IntegerField()),
    ).annotate(
        share=Case(
            When(votes=0, then=None),
            default=ExpressionWrapper(F("helpful") * 1.0 / F("votes"), output_field=FloatField()),
        )
    )


def helpful_in_words(guide):
    """The share of votes that found it helpful, and within what it lies in 95 of a hundred cases (Wilson's interval)."""
    if not guide.votes:
        return _("no votes")
    low, high = wilson(guide.helpful, guide.votes)
    return _("{share} ({low} to {high})").format(
        share=words.percent(guide.helpful / guide.votes), low=words.percent(low), high=words.percent(high)
    )


def _of_guide(rows, aggregate):
    per_guide = rows.order_by().values("guide").annotate(figure=aggregate).values("figure")
    return Coalesce(Subquery(per_guide), 0)
