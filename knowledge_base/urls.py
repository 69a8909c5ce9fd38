"""The knowledge base's own addresses; its pages are served by Wagtail."""

from django.urls import path

from .views import FeedbackView, SearchView

urlpatterns = [
    path("search/", SearchView.as_view(), name="search"),
    path("guides/<int:guide>/feedback/", FeedbackView.as_view(), name="guide_feedback"),
]
