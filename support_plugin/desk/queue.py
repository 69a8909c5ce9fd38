"""The queue: every ticket of the agent's departments, narrowed and ordered by what the URL says."""

from urllib.parse import urlencode

from django.db.models import F
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.ui.tables import Table
from wagtail.admin.views.generic import IndexView

from support_plugin import conf
from support_plugin.tickets.models import Message, Side, Ticket
from support_plugin.tickets.rendering import excerpt
from support_plugin.tickets.sentences import status_word

from .access import AgentsOnly
from .due import due_badge, with_paused_clocks
from .filters import TicketFilterSet
from .paging import CappedPaginator

# Ready views: a name, and the filters it stands for.
VIEWS = [
    (_("Our turn"), {"turn": "ours"}),
    (_("Mine"), {"turn": "unfinished", "assignee": "me"}),
    (_("Unassigned"), {"turn": "unfinished", "assignee": "none"}),
    (_("Overdue"), {"due": "overdue"}),
    (_("Promised today"), {"due": "promised"}),
    (_("Waiting for the customer"), {"turn": "theirs"}),
    (_("Needs more time"), {"turn": "held"}),
    (_("All open"), {"turn": "unfinished"}),
    (_("All"), {}),
]
ORDERINGS = {
    # What is due next comes first, what is not due at all last, in either direction.
    "due": (F("due_at").asc(nulls_last=True), "last_message_at", "pk"),
    "-due": (F("due_at").desc(nulls_last=True), "-last_message_at", "-pk"),
    "last_message_at": ("last_message_at", "pk"),
    "-last_message_at": ("-last_message_at", "-pk"),
    "created_at": ("created_at", "pk"),
    "-created_at": ("-created_at", "-pk"),
}
# Where it is our turn, what is due next comes first; where nothing is due, whoever has waited longest.
DUE_FIRST = {"ours", "held"}
# What the ready views narrow by.
NARROWING = ("turn", "assignee", "due")


class QueueView(AgentsOnly, IndexView):
    model = Ticket
    page_title = _("Ticket queue")
    header_icon = "mail"
    template_name = "support_plugin/desk/queue.html"
    results_template_name = "support_plugin/desk/queue_results.html"
    index_url_name = "support_desk:queue"
    index_results_url_name = "support_desk:queue_results"
    filterset_class = TicketFilterSet
    paginator_class = CappedPaginator
    is_searchable = True
    # No export: a table of everything is the reports' business.
    FORMATS = ()
    any_permission_required = ["view", "change"]
    _show_breadcrumbs = True
    breadcrumbs_items = [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}]

    def get_paginate_by(self, queryset):
        return conf.QUEUE_PER_PAGE

    def get_base_queryset(self):
        return with_paused_clocks(
            Ticket.objects.worked_by(self.request.user)
            .with_row_details()
            .with_unread_requests(self.request.user)
        )

    def get_valid_orderings(self):
        return list(ORDERINGS)

    @cached_property
    def default_ordering(self):
        given = self.request.GET
        return "due" if given.get("turn") in DUE_FIRST or given.get("due") else "-last_message_at"

    def order_queryset(self, queryset):
        return queryset.order_by(*ORDERINGS[self.ordering])

    def search_queryset(self, queryset):
        return queryset.matching(self.search_query) if self.is_searching else queryset

    def get_search_form(self):
        given = self.request.GET if self.search_kwarg in self.request.GET else None
        return SearchForm(given, placeholder=_("Number, subject or customer"))

    @cached_property
    def columns(self):
        """No columns: one template shows the rows."""
        return []

    def get_table(self, object_list):
        return Table(self.columns, [])

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        context.update(
            tickets=with_rows(context["object_list"]),
            views=self._views(),
            orderings={
                "due": self._ordering("due", pgettext("column", "Due"), begins_down=False),
                "created_at": self._ordering("created_at", _("Filed")),
                "last_message_at": self._ordering("last_message_at", _("Last message")),
            },
        )
        return context

    def _views(self):
        given = {name: value for name, value in self.request.GET.items() if name in NARROWING and value}
        others = {"q", "p", "ordering", "_w_filter_fragment", *NARROWING}
        is_plain = not set(self.request.GET) - others
        url = reverse(self.index_url_name)
        return [
            {
                "label": label,
                "url": f"{url}?{urlencode(filters)}" if filters else url,
                "is_current": is_plain and filters == given,
            }
            for label, filters in VIEWS
        ]

    def _ordering(self, key, label, *, begins_down=True):
        is_up, is_down = self.ordering == key, self.ordering == f"-{key}"
        goes_up = is_down if begins_down else not is_up
        query = self.request.GET.copy()
        for name in ("p", "_w_filter_fragment"):
            query.pop(name, None)
        query["ordering"] = key if goes_up else f"-{key}"
        return {
            "label": label,
            "url": f"{self.index_url}?{query.urlencode()}",
            "direction": "ascending" if is_up else "descending" if is_down else "",
        }


def with_rows(tickets):
    """The tickets as a list, each with its `status_word`, `due_badge` and `last_message`, in one query."""
    tickets = list(tickets)
    newest = {max(ticket.last_request_pk, ticket.last_answer_pk): ticket for ticket in tickets}
    for message in Message.objects.filter(pk__in=newest).only(
        "kind", "side", "body", "is_rich", "author_name", "ticket"
    ):
        message.excerpt = excerpt(message)
        newest[message.pk].last_message = message
    now = timezone.now()
    for ticket in tickets:
        ticket.status_word = status_word(ticket, Side.TEAM)
        ticket.due_badge = due_badge(ticket, now)
    return tickets
