"""Many counts in one question, each of them capped: nobody needs to know how far beyond a hundred it goes."""

from django.core.exceptions import EmptyResultSet
from django.db import connections

from support_plugin.notifications import notices
from support_plugin.queue.models import SavedView
from support_plugin.queue.narrowing import matching
from support_plugin.text.digits import localized
from support_plugin.tickets.models import Ticket

from . import deliveries

# Counting stops here.
MOST_COUNTED = 100
# Every admin page counts them.
MOST_PINNED = 5


def capped_counts(querysets, limits=None):
    """`{name: number}` for `{name: queryset}` in one query; each count ends at its limit, or at MOST_COUNTED."""
    limits = limits or {}
    counts, parts, values = dict.fromkeys(querysets, 0), [], []
    names = list(querysets)
    using = "default"
    for number, name in enumerate(names):
        using = querysets[name].db
        rows = querysets[name].order_by().values("pk")[: limits.get(name, MOST_COUNTED)]
        try:
            sql, given = rows.query.get_compiler(using).as_sql()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {number}, COUNT(*) FROM ({sql}) AS counted")  # noqa: S608
        values += given
    if parts:
        with connections[using].cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            counts |= {names[number]: count for number, count in cursor.fetchall()}
    return counts


def shown_count(count):
    return localized(count) if count < MOST_COUNTED else localized(f"{MOST_COUNTED - 1}+")


def menu_counts(request, also=None, limits=None):
    """What the menu's items count for this person, asked once per request; with `also` further querysets.

    A page that counts more asks before its menu is drawn, and both are one question.
    """
    if also is None and hasattr(request, "desk_counts"):
        return request.desk_counts
    user = request.user
    querysets = {
        "waiting_for_us": Ticket.objects.worked_by(user).waiting_for_us(),
        "notices": notices.of_agent(user).filter(read_at=None),
        **{view.pk: matching(user, view.query) for view in pinned_views(request)},
        **(also or {}),
    }
    if deliveries.is_overseer(user):
        querysets["parked"] = deliveries.overseen_by(user).filter(state=deliveries.State.PARKED)
    request.desk_counts = capped_counts(querysets, limits)
    return request.desk_counts


def seen_views(request):
    """The saved views this person sees, each with `is_pinned`; asked once per request."""
    if not hasattr(request, "desk_views"):
        request.desk_views = list(SavedView.objects.seen_by(request.user))
    return request.desk_views


def pinned_views(request):
    return [view for view in seen_views(request) if view.is_pinned][:MOST_PINNED]
