"""The customer's list: which tickets, in which order, from where on. Keyset pages: no count, no offset."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from support_plugin import conf
from support_plugin.tickets.models import FINISHED, WAITING_FOR_US, Status, Ticket

# The chips over the list: whose turn it is. `?status=` also takes the six stored keys.
GROUPS = {
    "": (_("All"), Status.values),
    "yours": (_("Your turn"), [Status.WAITING_CUSTOMER]),
    "ours": (_("Our turn"), [*WAITING_FOR_US, Status.ON_HOLD]),
    "finished": (_("Finished"), FINISHED),
}


class Page:
    """One page of a customer's tickets, newest change first.

    `older` and `newer` are references of the customer's own tickets: the page begins beyond that one.
    """

    def __init__(self, user, *, status="", search="", older="", newer=""):
        self.status = status if status in GROUPS or status in Status.values else ""
        self.search = search.strip()[:200]
        self._size = conf.TICKETS_PER_PAGE
        own = Ticket.objects.filed_by(user)
        tickets = own.with_row_details().with_unread_answers(user).matching(self.search)
        if self.status:
            statuses = GROUPS[self.status][1] if self.status in GROUPS else [self.status]
            tickets = tickets.filter(status__in=statuses)
        self._read(own, tickets, older, newer)

    def _read(self, own, tickets, older, newer):
        anchor = self._anchor(own, newer or older)
        backwards = bool(newer and anchor)
        if anchor:
            tickets = tickets.filter(self._beyond(anchor, backwards))
        order = ("changed_at", "pk") if backwards else ("-changed_at", "-pk")
        rows = list(tickets.order_by(*order)[: self._size + 1])
        has_more, rows = len(rows) > self._size, rows[: self._size]
        if backwards:
            rows.reverse()
        self.tickets = rows
        self.has_newer = has_more if backwards else bool(anchor)
        self.has_older = bool(rows) if backwards else has_more

    @staticmethod
    def _anchor(own, reference):
        if not (reference.isascii() and reference.isdigit()):
            return None
        return own.filter(reference=reference).values("changed_at", "pk").first()

    @staticmethod
    def _beyond(anchor, backwards):
        moment, key = anchor["changed_at"], anchor["pk"]
        if backwards:
            return Q(changed_at__gt=moment) | Q(changed_at=moment, pk__gt=key)
        return Q(changed_at__lt=moment) | Q(changed_at=moment, pk__lt=key)
