"""The report of translations that are missing or have fallen behind."""

from django.apps import apps
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from knowledge_base.models import GuidePage

from . import words
from .access import EditorsOnly, guides_of
from .period import PeriodFilter, first_day
from .reports import ListReport, guide_column, number_column
from .translations import MISSING, stale_translations


class TranslationsFilterSet(WagtailFilterSet):
    """By the language that is missing; the period is that of the tickets."""

    period = PeriodFilter()

    class Meta:
        model = GuidePage
        fields = []


class DoColumn(Column):
    cell_template_name = "knowledge_base/cockpit/translate_cell.html"


class TranslationsView(EditorsOnly, ListReport):
    page_title = gettext_lazy("Translations")
    header_icon = "globe"
    index_url_name = "knowledge_base_cockpit:translations"
    index_results_url_name = "knowledge_base_cockpit:translations_results"
    results_template_name = "knowledge_base/cockpit/translations_results.html"
    filterset_class = TranslationsFilterSet
    export_filename = "translations"
    export_headings = {
        "title": gettext_lazy("Title"),
        "source_language": gettext_lazy("Written in"),
        "language": gettext_lazy("Translation into"),
        "state_in_words": gettext_lazy("State"),
        "published_at": gettext_lazy("Last published"),
        "tickets": gettext_lazy("Tickets after reading"),
    }
    list_export = list(export_headings)

    @cached_property
    def columns(self):
        return [
            guide_column(lambda row: row.source),
            Column("source_language", label=_("Written in")),
            Column("language", label=_("Translation into")),
            Column("state_in_words", label=_("State")),
            Column(
                "published_at", label=_("Last published"), accessor=lambda row: words.day(row.published_at)
            ),
            number_column("tickets", _("Tickets after reading"), sort_key="tickets"),
            DoColumn("do", label=_("To do"), accessor=self.way),
        ]

    def get_rows(self):
        rows = stale_translations(guides_of(self.request.user), first_day(self.request))
        language = self.filters.form.cleaned_data.get("locale") if self.filters.is_valid() else None
        return [row for row in rows if not language or row.locale.language_code == language]

    def way(self, row):
        """Where it is done: `{"url", "label"}`; None where this person can do nothing about it."""
        if row.state != MISSING:
            return {
                "url": reverse("wagtailadmin_pages:edit", args=[row.twin.pk]),
                "label": _("Open the translation"),
            }
        app = "wagtail.contrib.simple_translation"
        if apps.is_installed(app) and self.request.user.has_perm("simple_translation.submit_translation"):
            url = reverse("simple_translation:submit_page_translation", args=[row.source.pk])
            return {"url": url, "label": _("Translate")}
        return None
