"""Tickets: the list of both sides, filing one, reading one."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework import serializers
from rest_framework.response import Response

from support_plugin.queue import narrowing
from support_plugin.queue.models import SavedView
from support_plugin.tickets.models import Side
from support_plugin.tickets.models import Ticket as TicketRow
from support_plugin.tokens.scopes import Scope

from . import filing
from .base import Door, ListDoor, reference_in
from .fields import Choice, Flag, Key, Names, Strict, Text, Whole
from .filters import DESK_PARAMETER, CustomerFilterSet, DeskFilterSet, is_filter
from .idempotency import submission_key
from .operations import Operation
from .parameters import OnASide, Page
from .problems import Stale, WrongParameters, at_parameter
from .schema import described
from .shapes import EXPANDABLE, TICKET_FIELDS, TicketShape
from .threads import NEWEST, as_seen, etag_of, events_of, messages_of, with_shown
from .told import narrowed_as_told

# What lists go by, the usual order first: the column of each. Without a date of its kind a ticket is in no list by it.
CUSTOMER_ORDERS = {
    "-updated_at": "-told_at",
    "updated_at": "told_at",
    "-created_at": "-created_at",
    "created_at": "created_at",
}
DESK_ORDERS = {
    "-last_message_at": "-last_message_at",
    "last_message_at": "last_message_at",
    "-created_at": "-created_at",
    "created_at": "created_at",
    "-resolved_at": "-resolved_at",
    "resolved_at": "resolved_at",
    "-due": "-due_at",
    "due": "due_at",
}


class Sparse(OnASide):
    def get_fields(self):
        chosen = Names(
            of=TICKET_FIELDS, required=False, help_text="The fields that are wanted, separated by commas."
        )
        return super().get_fields() | {"fields": chosen}


class TicketsQuery(Page, Sparse):
    ordering = Choice(
        choices=list(dict.fromkeys([*CUSTOMER_ORDERS, *DESK_ORDERS])),
        required=False,
        help_text="Customers: by `updated_at` (default, newest first) or `created_at`. Agents: by `last_message_at` "
        "(default, newest first), `created_at`, and `due` and `resolved_at`, which list only what has such a date.",
    )
    view = Key(
        required=False, help_text="Desk only: a saved view, narrowed further by the filters beside it."
    )


class TicketQuery(Sparse):
    expand = Names(
        of=EXPANDABLE,
        required=False,
        help_text="`messages`, `events`: what comes along, separated by commas.",
    )


class TicketBody(Strict):
    """A new ticket. `GET ticket-types/` says which answers belong to it, as a JSON Schema of this body."""

    department = Text()
    ticket_type = Text()
    product = Text(
        required=False, allow_null=True, help_text="Where the department has products: one of them."
    )
    subject = Text(allow_blank=True)
    description = Text(allow_blank=True)
    answers = serializers.DictField(
        required=False,
        help_text="By the field's name: text, number, `2026-12-01`, a choice, a list of choices, true, or ids of files.",
    )
    attachments = serializers.ListField(
        child=Key(), required=False, max_length=100, help_text="Ids of uploaded files."
    )
    form_version = Whole(
        required=False, help_text="`form.version` that was filled. Refused once it was replaced too long ago."
    )
    despite_similar = Flag(
        required=False, help_text="File it although a similar ticket of the customer is open."
    )
    guide = Whole(required=False, help_text="The key of the guide (a page of the page API) that it is about.")
    step = serializers.RegexField(
        r"^[0-9a-fA-F-]{1,36}$", required=False, help_text="With `guide`: the id of the step's block."
    )
    follow_up = Text(required=False, help_text="The number of the customer's earlier ticket that it follows.")
    customer = Text(required=False, help_text="Desk only: the username of whom it is filed for.")


class TicketDoor(Door):
    """Below one ticket: finds it among what the caller sees on the side they ask on; whatever else is 404."""

    tag = "tickets"

    # Known once the ticket was found, or a list was asked for.
    side = None

    def context(self, request):
        return super().context(request) | ({"side": self.side} if self.side else {})

    def find(self):
        side = self.parameters.get("side")
        tickets = self.caller.visible(side).select_related(
            "department", "ticket_type", "product", "customer", "assignee", "merged_into"
        )
        ticket = get_object_or_404(tickets, reference=reference_in(self.kwargs))
        self.side = self.caller.side_of(ticket, side)
        return ticket

    def refuse_stale(self, ticket):
        """Compare If-Match with the ticket, which is locked."""
        sent = self.request.headers.get("If-Match")
        if sent is None or sent.strip() == "*":
            return
        if etag_of(ticket, self.side) not in [each.strip().removeprefix("W/") for each in sent.split(",")]:
            raise Stale

    def shown(self, reference, *, status=200, headers=None):
        """The ticket, read anew, as an answer."""
        (ticket,) = as_seen(
            # What was found once may be answered once more, also where it was handed to others meanwhile.
            with_shown(TicketRow.objects.filter(reference=reference), self.request.user, self.side),
            self.side,
        )
        asked = {name: self.parameters[name] for name in ("fields", "expand") if name in self.parameters}
        # Who may only write hears which ticket it was.
        context = self.context(self.request) | (
            asked if self.caller.may(Scope.READ) else {"fields": ("reference",)}
        )
        for name in context.get("expand", ()):
            _expand(ticket, name)
        headers = {"ETag": etag_of(ticket, self.side), **(headers or {})}
        return Response(TicketShape(ticket, context=context).data, status=status, headers=headers)


def _expand(ticket, name):
    """Give the ticket the newest of its messages or events."""
    rows = (messages_of if name == "messages" else events_of)(ticket, ticket.side)
    setattr(ticket, f"shown_{name}", list(rows.reverse()[:NEWEST])[::-1])


class Tickets(TicketDoor, ListDoor):
    operations = {
        "GET": Operation(
            "tickets_list",
            "Tickets: one's own, or those of one's departments.",
            answer=TicketShape,
            query=TicketsQuery,
            is_list=True,
            is_paged=True,
        ),
        "POST": Operation(
            "tickets_create",
            "File a ticket.",
            details="The same key leads to the same ticket. 409 `similar_ticket_open` names the `ticket` that is open "
            "already; `despite_similar` files it all the same, under another key.",
            answer=TicketShape,
            body=TicketBody,
            status=201,
            gives_etag=True,
        ),
    }

    def is_filter(self, request, name):
        return request.method == "GET" and is_filter(name)

    def filter_parameters(self, method):
        return described(DeskFilterSet) if method == "GET" else []

    def rows(self, request):
        self.side = self._side()
        filter_set = DeskFilterSet if self.side == Side.TEAM else CustomerFilterSet
        given = filter_set(request.query_params, request=request).given()
        tickets = self.caller.tickets(self.side)
        if self.side == Side.CUSTOMER:
            tickets = narrowed_as_told(tickets, given)
        tickets = narrowing.narrowed(tickets, given, request.user)
        if "view" in self.parameters:
            tickets = narrowing.narrowed(tickets, narrowing.readable(self._view().query), request.user)
        column = self.cursor_order(request)[0].removeprefix("-")
        if column in ("resolved_at", "due_at"):
            tickets = tickets.filter(**{f"{column}__isnull": False})
        return with_shown(tickets, request.user, self.side)

    def prepared(self, rows):
        return as_seen(rows, self.side)

    def cursor_order(self, request):
        orders = DESK_ORDERS if self.side == Side.TEAM else CUSTOMER_ORDERS
        asked = self.parameters.get("ordering", next(iter(orders)))
        if asked not in orders:
            raise WrongParameters([at_parameter("ordering", "unknown_choice")])
        return (orders[asked], "-pk" if asked.startswith("-") else "pk")

    def context(self, request):
        return super().context(request) | {"fields": self.parameters.get("fields")}

    def post(self, request):
        ticket = filing.file_ticket(self.caller, self.read_body(request), submission_key(request))
        self.side = self.caller.side_of(ticket)
        address = reverse("support_api:ticket", args=[ticket.reference])
        return self.shown(
            ticket.reference, status=201, headers={"Location": request.build_absolute_uri(address)}
        )

    def _side(self):
        side = self.caller.side_asked(self.parameters.get("side"))
        if "view" in self.parameters and side != Side.TEAM:
            raise WrongParameters([at_parameter("view", "desk_only", DESK_PARAMETER)])
        return side

    def _view(self):
        view = SavedView.objects.seen_by(self.request.user).filter(uuid=self.parameters["view"]).first()
        if view is None:
            raise WrongParameters([at_parameter("view", "unknown_choice")])
        return view


class Ticket(TicketDoor):
    operations = {
        "GET": Operation(
            "tickets_read",
            "One ticket.",
            details="Reading it leaves it unread: `read/` says how far it was read. A merged ticket names the one where "
            "it goes on.",
            answer=TicketShape,
            query=TicketQuery,
            gives_etag=True,
        )
    }

    def get(self, request, reference):
        return self.shown(self.find().reference)
