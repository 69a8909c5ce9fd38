"""What the reports of the cockpit have in common: Wagtail's own report, with spreadsheets that are safe to open."""

import re

from django.forms import Media
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from . import words

BOM = b"\xef\xbb\xbf"
# What a spreadsheet in XML cannot hold.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Report(ReportView):
    """A report whose CSV is read as text by every spreadsheet: no cell is a formula, and Persian stays Persian."""

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        context["media"] += Media(css={"all": ["knowledge_base/cockpit.css"]})
        return context

    def get_heading(self, queryset, field):
        return str(self.export_headings[field])

    def stream_csv(self, queryset):
        """All rows at once: when a stream is read, the language of its reader is no longer the active one."""
        heading, *rows = super().stream_csv(queryset)
        return [BOM + heading, *rows]

    def preprocess_field_value(self, field, value, export_format):
        value = super().preprocess_field_value(field, value, export_format)
        if isinstance(value, str):
            value = NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", value)
        is_formula = export_format == self.FORMAT_CSV and isinstance(value, str) and value.startswith(FORMULA)
        return f"'{value}" if is_formula else value


class ListReport(Report):
    """A report over rows that no single query makes. Columns sort by the attribute their `sort_key` names."""

    def get_rows(self):
        """All rows, in the report's own order."""
        raise NotImplementedError

    def get_queryset(self):
        rows = self.get_rows()
        if not self.ordering:
            return rows
        name, is_descending = self.ordering.lstrip("-"), self.ordering.startswith("-")
        known = [row for row in rows if getattr(row, name) is not None]
        unknown = [row for row in rows if getattr(row, name) is None]
        return sorted(known, key=lambda row: getattr(row, name), reverse=is_descending) + unknown

    def narrowed(self, queryset):
        """What `get_rows` begins with, by the filters of the address."""
        return super().filter_queryset(queryset)

    def filter_queryset(self, queryset):
        """The rows were narrowed already."""
        return queryset


def number_column(name, label, **kwargs):
    """A number in the reader's digits."""
    return Column(name, label=label, accessor=lambda row: words.number(getattr(row, name)), **kwargs)


def guide_column(guide_of, **kwargs):
    """The title of a row's guide, in its own direction, as the way to its editor."""
    return TitleColumn(
        "title",
        label=_("Title"),
        accessor=lambda row: format_html("<bdi>{}</bdi>", row.title),
        get_url=lambda row: reverse("wagtailadmin_pages:edit", args=[guide_of(row).pk]),
        **kwargs,
    )
