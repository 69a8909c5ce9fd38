"""The desk's addresses, below the Wagtail admin's `support/`."""

from django.urls import path

from support_plugin.tickets import converters  # noqa: F401

from . import (
    composing,
    conversation,
    deliveries,
    delivery,
    departments,
    drafts,
    export,
    filing,
    merging,
    notices,
    saved_views,
    sight,
    tagging,
    tokens,
    verbs,
)
from .bulk import screens as bulk
from .preferences import PreferencesView
from .queue import NextForMe, QueueView

app_name = "support_desk"
VERBS = {
    "reply": composing.Reply,
    "note": composing.Note,
    "hold": composing.Hold,
    "recall": composing.Recall,
    "take": verbs.Take,
    "assign": verbs.Assign,
    "release": verbs.Release,
    "transfer": verbs.Transfer,
    "priority": verbs.SetPriority,
    "wait": verbs.Wait,
    "resolve": verbs.Resolve,
    "reopen": verbs.Reopen,
    "close": verbs.Close,
    "follow": verbs.Follow,
    "unfollow": verbs.Unfollow,
    "tag": tagging.Tag,
    "merge": merging.Merge,
    "unmerge": merging.Unmerge,
    "sight": sight.SightView,
}
urlpatterns = [
    path("tickets/", QueueView.as_view(), name="queue"),
    path("tickets/results/", QueueView.as_view(results_only=True), name="queue_results"),
    path("tickets/next/", NextForMe.as_view(), name="next"),
    path("tickets/export/", export.ExportView.as_view(), name="export"),
    path("tickets/new/", filing.CustomerStep.as_view(), name="new"),
    path("tickets/new/<slug:customer>/", filing.TypeStep.as_view(), name="new_type"),
    path(
        "tickets/new/<slug:customer>/<slug:department>/<slug:ticket_type>/",
        filing.FormStep.as_view(),
        name="new_form",
    ),
    path("bulk/", bulk.ChooseView.as_view(), name="bulk"),
    path("bulk/runs/", bulk.RunsView.as_view(), name="bulk_runs"),
    path("bulk/runs/<uuid:key>/", bulk.RunView.as_view(), name="bulk_run"),
    path("bulk/<slug:verb>/", bulk.OrderView.as_view(), name="bulk_order"),
    path("views/add/", saved_views.AddView.as_view(), name="view_add"),
    path("views/<uuid:key>/", saved_views.ChangeView.as_view(), name="view_change"),
    path("views/<uuid:key>/delete/", saved_views.DeleteView.as_view(), name="view_delete"),
    path("views/<uuid:key>/pin/", saved_views.PinView.as_view(), name="view_pin"),
    path("views/<uuid:key>/unpin/", saved_views.UnpinView.as_view(), name="view_unpin"),
    path("tickets/<reference:reference>/", conversation.ConversationView.as_view(), name="conversation"),
    *(
        path(f"tickets/<reference:reference>/{verb}/", view.as_view(), name=verb)
        for verb, view in VERBS.items()
    ),
    path("tickets/<reference:reference>/draft/", drafts.SaveDraft.as_view(), name="draft"),
    path("tickets/<reference:reference>/canned/", composing.Insert.as_view(), name="canned"),
    path("my-departments/", departments.DepartmentsView.as_view(), name="departments"),
    path("notices/", notices.NoticesView.as_view(), name="notices"),
    path("notices/read/", notices.ReadAll.as_view(), name="notices_read"),
    path("deliveries/", deliveries.DeliveriesView.as_view(), name="deliveries"),
    path(
        "deliveries/results/",
        deliveries.DeliveriesView.as_view(results_only=True),
        name="deliveries_results",
    ),
    path(
        "deliveries/send-ticked-again/",
        deliveries.SendTickedAgain.as_view(),
        name="deliveries_send_ticked_again",
    ),
    path(
        "deliveries/send-matching-again/",
        deliveries.SendMatchingAgain.as_view(),
        name="deliveries_send_matching_again",
    ),
    path("deliveries/<uuid:key>/", delivery.DeliveryView.as_view(), name="delivery"),
    path("deliveries/<uuid:key>/letter/", delivery.DeliveryLetter.as_view(), name="delivery_letter"),
    path("deliveries/<uuid:key>/send-again/", delivery.SendAgain.as_view(), name="delivery_send_again"),
    path("preferences/", PreferencesView.as_view(), name="preferences"),
    path("tokens/", tokens.TokensView.as_view(), name="tokens"),
    path("tokens/<uuid:key>/revoke/", tokens.RevokeToken.as_view(), name="token_revoke"),
    path("tokens/everybody/", tokens.EverybodysTokens.as_view(), name="everybodys_tokens"),
    path(
        "tokens/everybody/<uuid:key>/revoke/",
        tokens.RevokeEverybodys.as_view(),
        name="everybodys_token_revoke",
    ),
]
