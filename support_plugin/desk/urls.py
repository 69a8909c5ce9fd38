"""The desk's addresses, below the Wagtail admin's `support/tickets/`."""

from django.urls import path

from support_plugin.tickets import converters  # noqa: F401

from . import conversation
from .queue import QueueView

app_name = "support_desk"
VERBS = {
    "reply": conversation.Reply,
    "note": conversation.Note,
    "hold": conversation.Hold,
    "take": conversation.Take,
    "assign": conversation.Assign,
    "release": conversation.Release,
    "transfer": conversation.Transfer,
    "priority": conversation.SetPriority,
    "wait": conversation.Wait,
    "resolve": conversation.Resolve,
    "reopen": conversation.Reopen,
    "close": conversation.Close,
}
urlpatterns = [
    path("", QueueView.as_view(), name="queue"),
    path("results/", QueueView.as_view(results_only=True), name="queue_results"),
    path("<reference:reference>/", conversation.ConversationView.as_view(), name="conversation"),
    *(path(f"<reference:reference>/{verb}/", view.as_view(), name=verb) for verb, view in VERBS.items()),
]
