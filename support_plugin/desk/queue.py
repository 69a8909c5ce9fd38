"""The queue: every ticket of the agent's departments, narrowed and ordered by what the URL says."""

from urllib.parse import quote, urlencode

from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.active_filters import ActiveFilter
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Table
from wagtail.admin.views.generic import IndexView

from support_plugin import conf
from support_plugin.queue.answers import fields_for
from support_plugin.queue.narrowing import ORDERINGS, is_filter, matching, ordering_of, readable
from support_plugin.text.digits import localized
from support_plugin.tickets import actions, errors
from support_plugin.tickets.models import Ticket

from .access import AgentsOnly
from .bulk.orders import bar as bulk_bar
from .columns import ANSWER, answer_columns, shown_columns
from .counts import MOST_PINNED, menu_counts, seen_views, shown_count
from .crumbs import queue_url
from .filters import TicketFilterSet
from .paging import CappedPaginator
from .row import RowWriter
from .rows import with_rows

# Ready views: a name, what they are called, the filters they stand for.
READY = [
    ("ours", gettext_lazy("Our turn"), {"turn": "ours"}),
    ("mine", gettext_lazy("Mine"), {"turn": "unfinished", "assignee": "me"}),
    ("unassigned", gettext_lazy("Unassigned"), {"turn": "unfinished", "assignee": "none"}),
    ("promised", gettext_lazy("Promised today"), {"due": "promised"}),
    ("overdue", gettext_lazy("Overdue"), {"due": "overdue"}),
    ("theirs", gettext_lazy("Waiting for the customer"), {"turn": "theirs"}),
    ("open", gettext_lazy("All open"), {"turn": "unfinished"}),
    ("held", gettext_lazy("Needs more time"), {"turn": "held"}),
    ("resolved", gettext_lazy("Resolved lately"), {"resolved_within": "month"}),
    ("all", gettext_lazy("All"), {}),
]
# Where work waits there is a number.
OURS = "ours"
COUNTED = (OURS, "mine", "unassigned", "promised", "overdue")
# What does not fit beside the others stands in the menu.
FOLDED = ("held", "resolved", "all")
# So many tickets are looked at together, and so often, while others are faster.
TRIED_AT_ONCE, MOST_ROUNDS = 20, 10


def ready_tickets(user, name):
    """The tickets of a ready view, in its order."""
    filters = next(filters for key, _label, filters in READY if key == name)
    return matching(user, urlencode(filters))


def view_url(filters=None):
    return queue_url(urlencode(filters or {}))


class NextButton(Component):
    """Takes what is due next: a form, because a link changes nothing."""

    template_name = "support_plugin/desk/next_button.html"


class NewButton(Component):
    """Leads to filing a ticket for somebody who called or wrote elsewhere."""

    template_name = "support_plugin/desk/new_button.html"


class QueueView(AgentsOnly, IndexView):
    model = Ticket
    page_title = gettext_lazy("Ticket queue")
    header_icon = "mail"
    template_name = "support_plugin/desk/queue.html"
    results_template_name = "support_plugin/desk/queue_results.html"
    index_url_name = "support_desk:queue"
    index_results_url_name = "support_desk:queue_results"
    filterset_class = TicketFilterSet
    paginator_class = CappedPaginator
    is_searchable = True
    # Wagtail's exports know no answers: ours is `desk.export`.
    FORMATS = ()
    any_permission_required = ["view", "change"]
    _show_breadcrumbs = True
    breadcrumbs_items = [{"url": reverse_lazy("wagtailadmin_home"), "label": gettext_lazy("Home")}]

    def get_header_buttons(self):
        return [NewButton(), NextButton()]

    @cached_property
    def given(self):
        return readable(self.request.GET)

    @cached_property
    def saved_view(self):
        """The saved view one came by, None without one."""
        key = self.request.GET.get("saved", "")
        return next((view for view in seen_views(self.request) if str(view.uuid) == key), None)

    @cached_property
    def answer_columns(self):
        """The fields whose answers the saved view shows, in its order."""
        slugs = [name.removeprefix(ANSWER) for name in answer_columns(self.saved_view)]
        known = {field.slug: field for field in fields_for([], slugs)}
        return [known[slug] for slug in slugs if slug in known]

    @cached_property
    def active_filters(self):
        """Whatever narrows has a pill that takes it away, also what no filter would offer."""
        query = self.request.GET.copy()
        query.pop(self.page_kwarg, None)
        query["_w_filter_fragment"] = 1
        pills = []
        for name, label, values in self.filters.unsaid():
            without = query.copy()
            del without[name]
            url = f"{self.index_results_url.split('?')[0]}?{without.urlencode()}"
            pills.append(ActiveFilter(f"id_{name}", label, _(", ").join(values), url))
        return [*super().active_filters, *pills]

    @cached_property
    def is_filtering(self):
        return bool(self.filters and self.filters.is_narrowing)

    def get_paginate_by(self, queryset):
        return conf.QUEUE_PER_PAGE

    def get_base_queryset(self):
        return Ticket.objects.worked_by(self.request.user)

    def get_valid_orderings(self):
        return list(ORDERINGS)

    def get_ordering(self):
        return ordering_of(self.given)

    def order_queryset(self, queryset):
        return queryset.order_by(*ORDERINGS[self.ordering])

    def filter_queryset(self, queryset):
        """The search stands in the address like every filter and is read with them."""
        return self.filters.filter_queryset(queryset)

    def search_queryset(self, queryset):
        return queryset

    def get_search_form(self):
        given = self.request.GET if self.search_kwarg in self.request.GET else None
        return SearchForm(given, placeholder=_("Number, subject or customer"))

    def get_paginator(self, queryset, per_page, **kwargs):
        # The menu counts the first of them anyway.
        also = {name: ready_tickets(self.request.user, name) for name in COUNTED if name != OURS}
        counts = menu_counts(self.request, {**also, "rows": queryset}, {"rows": conf.QUEUE_ROWS + 1})
        return super().get_paginator(queryset, per_page, found=counts["rows"], **kwargs)

    def paginate_queryset(self, queryset, page_size):
        paginator, page, _rows, is_paginated = super().paginate_queryset(queryset, page_size)
        rows = []
        if paginator.count:
            order = ORDERINGS[self.ordering]
            has_answers = bool(self.answer_columns)
            rows = with_rows(page.object_list, self.request.user, order, has_answers=has_answers)
        page.object_list = rows
        return paginator, page, rows, is_paginated

    @cached_property
    def columns(self):
        """No columns: one template shows the rows."""
        return []

    def get_table(self, object_list):
        return Table(self.columns, [])

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        views = self._ready_views()
        saved = self._saved_views()
        shown = shown_columns(self.saved_view)
        query = f"?view={quote(self.given.urlencode())}"
        fields = [field.slug for field in self.answer_columns]
        writer = RowWriter(shown, query, self.filters.offered.names, fields)
        context.update(
            tickets=context["object_list"],
            bulk_bar=bulk_bar(),
            bulk_query=self.given.urlencode(),
            is_skipped="skipped" in self.given,
            rows=writer.write_all(context["object_list"]),
            shown=shown,
            answer_columns=self.answer_columns,
            export_url=f"{reverse('support_desk:export')}?{self.given.urlencode()}",
            views=[view for view in views if view["name"] not in FOLDED],
            folded_views=[view for view in views if view["name"] in FOLDED],
            pinned_views=[view for view in saved if view["is_pinned"]][:MOST_PINNED],
            own_views=[view for view in saved if view["is_own"]],
            shared_views=[view for view in saved if not view["is_own"]],
            saved_view=self.saved_view,
            can_change_view=bool(self.saved_view and self.saved_view.can_be_changed_by(self.request.user)),
            save_url=f"{reverse('support_desk:view_add')}?{self.given.urlencode()}",
            change_url=self._change_url(),
            all_url=view_url(),
            kept=self._kept(),
            # What the form of search and filters depends on: it is rendered once for as long as that is the same.
            form_key=repr(
                (
                    self.filters.offered,
                    self.filters.answers,
                    self.request.GET.get("q"),
                    self.given.urlencode(),
                    self._kept(),
                )
            ),
            is_view=any(view["is_current"] for view in (*views, *saved)),
            next_view=self._next_view(views),
            is_our_turn=self._is_ready("ours"),
            orderings={
                "due": self._ordering("due", pgettext("column", "Due"), begins_down=False),
                "created_at": self._ordering("created_at", _("Filed")),
                "resolved_at": self._ordering("resolved_at", _("Resolved")),
                "last_message_at": self._ordering("last_message_at", _("Last message")),
            },
        )
        return context

    def _ready_views(self):
        counts = menu_counts(self.request)
        counts = {**counts, OURS: counts["waiting_for_us"]}
        return [
            {
                "name": name,
                "label": label,
                "url": view_url(filters),
                "is_current": self._is_ready(name),
                "count": counts[name] if name in COUNTED else 0,
                "shown_count": shown_count(counts[name]) if name in COUNTED else "",
            }
            for name, label, filters in READY
        ]

    def _is_ready(self, name):
        filters = next(filters for key, _label, filters in READY if key == name)
        asked = {key: self.given.getlist(key) for key in self.given if is_filter(key)}
        return self.saved_view is None and asked == {key: [value] for key, value in filters.items()}

    def _saved_views(self):
        counts = menu_counts(self.request)
        return [
            {
                "label": view.name,
                "url": saved_view_url(view),
                "is_current": view == self.saved_view,
                "is_own": view.owner_id == self.request.user.pk,
                "is_pinned": view.is_pinned,
                "department": view.department,
                "count": counts.get(view.pk, 0),
                "shown_count": shown_count(counts.get(view.pk, 0)),
            }
            for view in seen_views(self.request)
        ]

    def _change_url(self):
        """Where the saved view is changed, to the filters that are shown now."""
        if self.saved_view is None:
            return ""
        url = reverse("support_desk:view_change", args=[self.saved_view.uuid])
        return f"{url}?{self.given.urlencode()}"

    def _kept(self):
        """What stays in the address when a filter changes."""
        kept = {name: self.given[name] for name in ("ordering",) if name in self.given}
        return {**kept, "saved": self.saved_view.uuid} if self.saved_view else kept

    @staticmethod
    def _next_view(views):
        """Where work waits while nothing stands here."""
        return next((view for view in views if view["count"] and not view["is_current"]), None)

    def _ordering(self, key, label, *, begins_down=True):
        is_up, is_down = self.ordering == key, self.ordering == f"-{key}"
        goes_up = is_down if begins_down else not is_up
        query = self.given.copy()
        query["ordering"] = key if goes_up else f"-{key}"
        if self.saved_view:
            query["saved"] = self.saved_view.uuid
        return {
            "label": label,
            "url": f"{self.index_url}?{query.urlencode()}",
            "direction": "ascending" if is_up else "descending" if is_down else "",
        }


def saved_view_url(view):
    query = QueryDict(view.query, mutable=True)
    query["saved"] = view.uuid
    return f"{reverse('support_desk:queue')}?{query.urlencode()}"


class NextForMe(AgentsOnly, View):
    """Take what is due next among the tickets that are nobody's, in the agent's own departments."""

    http_method_names = ["post"]

    def post(self, request):
        ticket = take_next(request.user)
        if ticket:
            messages.success(
                request, _("Ticket {reference} is yours.").format(reference=localized(ticket.reference))
            )
            query = quote(urlencode({"turn": "ours", "assignee": "me"}))
            url = reverse("support_desk:conversation", args=[ticket.reference])
            return redirect(f"{url}?view={query}")
        messages.success(request, _("Nothing waits that is not somebody's already."))
        return redirect(view_url({"turn": "ours"}))


def take_next(user):
    """The ticket that was taken; None where none is free. Of two agents at once each gets another."""
    free = Ticket.objects.worked_by(user).waiting_for_us().filter(assignee=None).exclude(customer=user)
    for _round in range(MOST_ROUNDS):
        tickets = list(free.order_by(*ORDERINGS["due"])[:TRIED_AT_ONCE])
        for ticket in tickets:
            try:
                return actions.take(ticket, by=user)
            except errors.TicketError:
                # Somebody was faster: the next one.
                continue
        if not tickets:
            break
    return None
