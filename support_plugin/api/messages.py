"""The thread of a ticket: read page by page, written to by both sides."""

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from support_plugin.tickets import actions
from support_plugin.tickets.canned import CannedReply, apply_once
from support_plugin.tickets.changing import lock, lock_person
from support_plugin.tickets.errors import CannedReplyNotOffered, NewerMessages, NothingWritten
from support_plugin.tickets.models import Side

from .base import ListDoor
from .claims import claimed_for
from .fields import Choice, Key, Strict, Text, Whole
from .idempotency import submission_key
from .operations import Operation
from .parameters import OnASide, Page
from .problems import DeskOnly, Refused, at
from .shapes import EventShape, MessageShape
from .threads import events_of, messages_of
from .tickets import TicketDoor
from .writing import FORMATS, HTML, MOST_UNDO, UNDO_HELP, body_of, refuse_unfilled

OF_ANSWERS = ("then", "seen", "undo_seconds")
DESK_MEMBERS = ("kind", "then", "canned_replies", "undo_seconds")


class OfTicket(Page, OnASide):
    """A page of what hangs on a ticket."""


class MessageBody(Strict):
    """A reply; at the desk also an internal note."""

    body = Text(allow_blank=True)
    format = Choice(
        choices=FORMATS, required=False, help_text="`html` for agents only: a few tags, all else is dropped."
    )
    attachments = serializers.ListField(
        child=Key(), required=False, max_length=100, help_text="Ids of uploaded files."
    )
    seen = Whole(
        required=False, help_text="Id of the newest message that was read; 409 where there is a newer one."
    )
    kind = Choice(choices=["reply", "note"], required=False, help_text="Desk only.")
    then = Choice(
        choices=["wait", "resolve"],
        required=False,
        help_text="Desk only: what becomes of the ticket with it.",
    )
    canned_replies = serializers.ListField(
        child=Whole(),
        required=False,
        max_length=20,
        help_text="Desk only: those whose changes are made with it.",
    )
    undo_seconds = Whole(required=False, max_value=MOST_UNDO, help_text=f"Desk only. {UNDO_HELP}")


class Messages(TicketDoor, ListDoor):
    operations = {
        "GET": Operation(
            "messages_list",
            "The thread, oldest first. Customers never get internal notes.",
            answer=MessageShape,
            query=OfTicket,
            is_list=True,
            is_paged=True,
        ),
        "POST": Operation(
            "messages_create",
            "Reply, or write an internal note.",
            answer=MessageShape,
            body=MessageBody,
            query=OnASide,
            status=201,
            heeds=True,
        ),
    }

    def rows(self, request):
        return messages_of(self.find(), self.side)

    def post(self, request, reference):
        ticket = self.find()
        given = self.read_body(request)
        with transaction.atomic():
            lock(ticket)
            self.refuse_stale(ticket)
            message = self._write(ticket, given)
            (shown,) = messages_of(ticket, Side.TEAM).filter(pk=message.pk)
        context = self.context(request)
        return Response(
            MessageShape(shown, context=context).data,
            status=201,
            headers={"Location": request.build_absolute_uri(request.path)},
        )

    def _write(self, ticket, given):
        user, is_team = self.request.user, self.side == Side.TEAM
        if not is_team and (given.get("format") == HTML or any(name in given for name in DESK_MEMBERS)):
            raise DeskOnly
        body, is_rich = body_of(given)
        if not body:
            raise NothingWritten
        lock_person(user)
        key = submission_key(self.request)
        files = claimed_for(ticket, user, key, given)
        words = {"by": user, "attachments": files, "submission_key": key}
        if not is_team:
            self._refuse_unread(ticket, given.get("seen"))
            return actions.reply(ticket, body, side=Side.CUSTOMER, **words)
        refuse_unfilled(body)
        chosen = self._canned(ticket, given)
        apply_once(chosen, ticket, by=user, submission_key=key)
        if given.get("kind") == "note":
            if meaningless := [name for name in OF_ANSWERS if given.get(name)]:
                sentence = _("This means nothing for an internal note. Leave it out.")
                raise Refused([at((name,), "invalid", sentence) for name in meaningless])
            return actions.note(ticket, body, is_rich=is_rich, **words)
        return actions.reply(
            ticket,
            body,
            side=Side.TEAM,
            is_rich=is_rich,
            seen=given.get("seen"),
            then=given.get("then") or next((canned.then for canned in chosen if canned.then), ""),
            undo_seconds=given.get("undo_seconds", 0),
            **words,
        )

    def _refuse_unread(self, ticket, seen):
        """What a customer cannot see yet does not stand in their way: else it would be told by that."""
        if seen is None:
            return
        unread = messages_of(ticket, Side.CUSTOMER).filter(pk__gt=seen).exclude(author=self.request.user)
        if unread := list(unread):
            raise NewerMessages(messages=unread)

    def _canned(self, ticket, given):
        keys = list(dict.fromkeys(given.get("canned_replies", ())))
        offered = CannedReply.objects.offered_in(ticket.department).in_bulk(keys) if keys else {}
        if len(offered) < len(keys):
            raise CannedReplyNotOffered(department=ticket.department)
        return [offered[key] for key in keys]


class TicketEvents(TicketDoor, ListDoor):
    operations = {
        "GET": Operation(
            "ticket_events_list",
            "The ticket's timeline, oldest first.",
            answer=EventShape,
            query=OfTicket,
            is_list=True,
            is_paged=True,
        )
    }

    def rows(self, request):
        return events_of(self.find(), self.side)
