"""A ticket as its customer reads it: public messages and public events, in the order they happened."""

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from support_plugin.notifications import notices
from support_plugin.sla.expectation import TURN_KINDS, expectation
from support_plugin.tickets import answers
from support_plugin.tickets.actions import can_reopen
from support_plugin.tickets.lines import thread_lines
from support_plugin.tickets.models import Event, Message, Side, Status
from support_plugin.tickets.reading import mark_read, shown_up_to
from support_plugin.tickets.recalling import as_customer_sees
from support_plugin.tickets.sentences import status_word
from support_plugin.tickets.timeline import may_customer_know, standing


class Thread:
    """What the page of one ticket shows its customer. Internal notes are never loaded."""

    def __init__(self, ticket, reader):
        # What can still be taken back has not happened yet for its customer.
        self.ticket = as_customer_sees(ticket)
        self.status = status_word(ticket, Side.CUSTOMER)
        thread = Message.objects.in_thread_of(ticket).public()
        self.messages = list(thread.select_related("ticket__department").prefetch_related("attachments"))
        answers.stand_in(self.messages)
        self._read_to = mark_read(ticket, reader, up_to=shown_up_to(self.ticket, self.messages))
        of_thread = Q(ticket=ticket) | Q(ticket__merged_into=ticket)
        notices.mark_read(notices.of_customer(reader).filter(of_thread))

    @cached_property
    def lines(self):
        now = timezone.now()
        events = [
            event
            for event in standing(self._events)
            if event.kind in Event.PUBLIC_KINDS
            and event.kind != Event.Kind.OPENED
            and may_customer_know(event, now)
        ]
        return thread_lines(self.messages, events, side=Side.CUSTOMER, is_fresh=self._is_fresh)

    @cached_property
    def expectation(self):
        """Whose turn it is, what happens next and by when."""
        return expectation(self.ticket, self._events)

    @cached_property
    def _events(self):
        return list(self.ticket.events.filter(kind__in={*Event.PUBLIC_KINDS, *TURN_KINDS}))

    @property
    def can_reply(self):
        return can_reopen(self.ticket)

    @property
    def can_close(self):
        return not self.ticket.is_finished

    @property
    def can_reopen(self):
        return self.ticket.is_finished and can_reopen(self.ticket)

    @property
    def needs_follow_up(self):
        return not self.ticket.is_merged and not can_reopen(self.ticket)

    @property
    def follow_up_url(self):
        """Where a follow-up is filed: the form of the same choice, or all choices where that has ended."""
        department, ticket_type = self.ticket.department, self.ticket.ticket_type
        is_offered = (
            department.is_active
            and ticket_type.is_active
            and ticket_type.departments.filter(pk=department.pk).exists()
        )
        known = {"follow_up": self.ticket.reference}
        if self.ticket.product:
            known["product"] = self.ticket.product.slug
        url = (
            reverse("support:new_form", args=[department.slug, ticket_type.slug])
            if is_offered
            else reverse("support:new")
        )
        return f"{url}?{urlencode(known)}"

    @property
    def is_customers_turn(self):
        return self.ticket.status == Status.WAITING_CUSTOMER

    def _is_fresh(self, message):
        return message.side == Side.TEAM and message.pk > self._read_to
