"""The knowledge base's own addresses; its pages are served by Wagtail."""

from django.urls import path

from .feedback_views import FeedbackView
from .search_views import SearchView, SuggestionsView

urlpatterns = [
    path("search/", SearchView.as_view(), name="search"),
    path("search/suggest/", SuggestionsView.as_view(), name="search_suggestions"),
    path("guides/<int:guide>/feedback/", FeedbackView.as_view(), name="guide_feedback"),
]
