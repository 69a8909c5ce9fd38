"""Addresses of the cockpit in the Wagtail admin."""

from django.urls import path

from .aging_screens import AgingView, CheckView
from .gap_screens import GapsView, WriteGuideView
from .guides import GuidesView
from .translation_screens import TranslationsView

app_name = "knowledge_base_cockpit"


def report(name, view):
    """A report and its results alone, which Wagtail fetches while filters change."""
    return [
        path(f"{name}/", view.as_view(), name=name),
        path(f"{name}/results/", view.as_view(results_only=True), name=f"{name}_results"),
    ]


urlpatterns = [
    *report("guides", GuidesView),
    *report("gaps", GapsView),
    path("gaps/write/", WriteGuideView.as_view(), name="write_guide"),
    *report("aging", AgingView),
    path("aging/<int:guide>/check/", CheckView.as_view(), name="check"),
    *report("translations", TranslationsView),
]
