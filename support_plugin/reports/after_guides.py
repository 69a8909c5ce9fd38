"""Which guides had been read when a ticket was filed."""

from collections import Counter

from django.core.cache import cache
from django.db.models import Count

from support_plugin.tickets.models import Ticket

from . import KEEP_SECONDS


def tickets_after(pages, since):
    """`{page key: tickets}` of those of `pages` after which any was filed since then.

    A guide came before a ticket if the ticket was begun from it (`origin`), or if its customer read it in the hours
    before (`trail`). A ticket counts once for each of its guides; one that was merged into another counts no more.
    All pages are counted together, in two queries, and the numbers are kept for KEEP_SECONDS.
    """
    wanted = set(pages)
    name = f"support_plugin.reports.tickets_after:{since.isoformat()}"
    counted = cache.get_or_set(name, lambda: _counted(since), KEEP_SECONDS)
    return {page: number for page, number in counted.items() if page in wanted}


def _counted(since):
    tickets = Ticket.objects.filter(created_at__gte=since, merged_into=None).order_by()
    begun = tickets.filter(trail=None, origin__guide__isnull=False)
    counted = Counter(dict(begun.values_list("origin__guide").annotate(Count("pk"))))
    read_before = tickets.exclude(trail=None).values_list("origin__guide", "trail__facts__read")
    for origin, read in read_before.iterator():
        counted.update({origin, *(each.get("page") for each in read or ())} - {None})
    return dict(counted)
