"""The programs' addresses. A host includes them below `api/support/v1/`."""

from django.urls import path, re_path

from support_plugin.tickets import converters  # noqa: F401

from . import attachments, desk, docs, events, messages, people, taxonomy, telling, tickets, verbs, views

app_name = "support_api"
VERBS = {
    "take": verbs.Take,
    "assign": verbs.Assign,
    "release": verbs.Release,
    "transfer": verbs.Transfer,
    "priority": verbs.SetPriority,
    "wait": verbs.Wait,
    "hold": verbs.Hold,
    "resolve": verbs.Resolve,
    "reopen": verbs.Reopen,
    "close": verbs.Close,
    "merge": verbs.Merge,
    "unmerge": verbs.Unmerge,
    "tag": verbs.TagTicket,
    "recall": verbs.Recall,
    "follow": verbs.Follow,
    "unfollow": verbs.Unfollow,
    "read": verbs.Read,
}
TICKET = "tickets/<reference:reference>/"
urlpatterns = [
    path("me/", people.Me.as_view(), name="me"),
    path("departments/", taxonomy.Departments.as_view(), name="departments"),
    path("ticket-types/", taxonomy.TicketTypes.as_view(), name="ticket_types"),
    path("products/", taxonomy.Products.as_view(), name="products"),
    path("answer-times/", taxonomy.AnswerTimes.as_view(), name="answer_times"),
    path("suggestions/", desk.Suggestions.as_view(), name="suggestions"),
    path("tickets/", tickets.Tickets.as_view(), name="tickets"),
    path(TICKET, tickets.Ticket.as_view(), name="ticket"),
    path(f"{TICKET}messages/", messages.Messages.as_view(), name="messages"),
    path(f"{TICKET}events/", messages.TicketEvents.as_view(), name="ticket_events"),
    *(path(f"{TICKET}{name}/", verb.as_view(), name=name) for name, verb in VERBS.items()),
    path("events/", events.Events.as_view(), name="events"),
    path("attachments/", attachments.Attachments.as_view(), name="attachments"),
    path("attachments/<uuid:uuid>/", attachments.OneAttachment.as_view(), name="attachment"),
    path(
        "attachments/<uuid:uuid>/content/", attachments.AttachmentContent.as_view(), name="attachment_content"
    ),
    path("views/", views.Views.as_view(), name="views"),
    path("views/<uuid:uuid>/", views.OneView.as_view(), name="view"),
    path("canned-replies/", desk.CannedReplies.as_view(), name="canned_replies"),
    path("tags/", desk.Tags.as_view(), name="tags"),
    path("agents/", people.Agents.as_view(), name="agents"),
    path("customers/", people.Customers.as_view(), name="customers"),
    path("notices/", telling.Notices.as_view(), name="notices"),
    path("notices/read/", telling.NoticesRead.as_view(), name="notices_read"),
    path("preferences/", telling.Preferences.as_view(), name="preferences"),
    path("schema/", docs.Schema.as_view(), name="schema"),
    path("docs/", docs.Docs.as_view(), name="docs"),
    re_path("", docs.NotHere.as_view(), name="not_here"),
]
