"""The customers' addresses. A host includes them where its user panel stands, usually `panel/`."""

from django.urls import path

from support_plugin.portal import notices, tokens
from support_plugin.portal import views as portal
from support_plugin.portal.preferences import Preferences
from support_plugin.tickets import converters  # noqa: F401
from support_plugin.wizard import keeping, suggestions
from support_plugin.wizard import views as wizard

app_name = "support"
urlpatterns = [
    path("", portal.Panel.as_view(), name="panel"),
    path("suggestions/", suggestions.Suggestions.as_view(), name="suggestions"),
    path("suggestions/found/", suggestions.FoundAnswer.as_view(), name="found_answer"),
    path("drafts/", keeping.KeepDraft.as_view(), name="drafts"),
    path("drafts/<uuid:key>/throw-away/", keeping.ThrowAway.as_view(), name="throw_away"),
    path("attachments/", portal.Upload.as_view(), name="upload"),
    path("attachments/<uuid:uuid>/", portal.Download.as_view(), name="attachment"),
    path("notices/", notices.NoticeList.as_view(), name="notices"),
    path("notices/read/", notices.ReadAll.as_view(), name="notices_read"),
    path("preferences/", Preferences.as_view(), name="preferences"),
    path("tokens/", tokens.Tokens.as_view(), name="tokens"),
    path("tokens/<uuid:key>/revoke/", tokens.Revoke.as_view(), name="token_revoke"),
    path("tickets/", portal.TicketList.as_view(), name="tickets"),
    path("tickets/new/", wizard.DepartmentStep.as_view(), name="new"),
    path("tickets/new/<slug:department>/", wizard.TypeStep.as_view(), name="new_type"),
    path("tickets/new/<slug:department>/<slug:ticket_type>/", wizard.FormStep.as_view(), name="new_form"),
    path("tickets/<reference:reference>/", portal.TicketPage.as_view(), name="ticket"),
    path("tickets/<reference:reference>/filed/", wizard.Filed.as_view(), name="filed"),
    path("tickets/<reference:reference>/reply/", portal.Reply.as_view(), name="reply"),
    path("tickets/<reference:reference>/close/", portal.Close.as_view(), name="close"),
    path("tickets/<reference:reference>/reopen/", portal.Reopen.as_view(), name="reopen"),
]
