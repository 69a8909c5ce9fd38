"""Which guides had been read when a ticket was filed."""

from collections import Counter

from support_plugin.tickets.models import Ticket


def tickets_after(pages, since):
    """`{page key: tickets}` of those of `pages` after which any was filed since then, in one query.

    A guide came before a ticket if the ticket was begun from it (`origin`), or if its customer read it in the hours
    before (`trail`). A ticket counts once for each of its guides; one that was merged into another counts no more.
    """
    wanted, counted = set(pages), Counter()
    tickets = Ticket.objects.filter(created_at__gte=since, merged_into=None).order_by()
    for origin, facts in tickets.values_list("origin", "trail__facts").iterator():
        guides = {each.get("page") for each in (facts or {}).get("read", ())} | {origin.get("guide")}
        counted.update(guides & wanted)
    return dict(counted)
