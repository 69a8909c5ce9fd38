"""The verbs of a ticket, each an address below it: a POST that calls it and answers the ticket as it is then."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework import serializers

from support_plugin.notifications import notices
from support_plugin.taxonomy.models import Department, Priority, TicketType
from support_plugin.text.digits import to_ascii
from support_plugin.tickets import actions, errors
from support_plugin.tickets.changing import lock, lock_person
from support_plugin.tickets.following import follow, unfollow
from support_plugin.tickets.merging import lock_both
from support_plugin.tickets.models import Side
from support_plugin.tickets.permissions import agents_of
from support_plugin.tickets.reading import mark_read, shown_up_to
from support_plugin.tickets.recalling import as_customer_sees

from .claims import claimed_for
from .fields import Choice, Key, Moment, Strict, Text, Whole
from .idempotency import submission_key
from .operations import Operation
from .parameters import OnASide
from .problems import DeskOnly, Refused, at, not_offered
from .shapes import TicketShape
from .threads import messages_of
from .tickets import TicketDoor
from .writing import FORMATS, MOST_UNDO, UNDO_HELP, body_of, refuse_unfilled


class Empty(Strict):
    """No members."""


def verb(name, summary, body=Empty, **more):
    return {
        "POST": Operation(
            f"tickets_{name}",
            summary,
            answer=TicketShape,
            body=body,
            query=OnASide,
            gives_etag=True,
            heeds=True,
            **more,
        )
    }


class Verb(TicketDoor):
    """Finds the ticket, compares If-Match, calls `act(ticket, given)`. `of_desk`: customers have no such verb."""

    of_desk = True

    def post(self, request, reference):
        ticket = self.find()
        if self.of_desk and self.side != Side.TEAM:
            raise DeskOnly
        given = self.read_body(request)
        with transaction.atomic():
            self.hold(ticket, given)
            self.refuse_stale(ticket)
            self.act(ticket, given)
        return self.shown(ticket.reference)

    def is_told_later(self, ticket):
        """Is it finished by an answer that can still be taken back? For its customer that has not happened."""
        return ticket.is_finished and not as_customer_sees(ticket).is_finished

    def hold(self, ticket, given):
        """Lock what the verb changes."""
        lock(ticket)

    def act(self, ticket, given):
        raise NotImplementedError


class Take(Verb):
    operations = verb("take", "Take a ticket that nobody has. 409 names whoever was first.")

    def act(self, ticket, given):
        actions.take(ticket, by=self.request.user)


class AssigneeBody(Strict):
    """Whose it becomes."""

    assignee = Text(help_text="A username of the ticket's department.")


class Assign(Verb):
    operations = verb("assign", "Give it to an agent, whoever had it before.", AssigneeBody)

    def act(self, ticket, given):
        username = get_user_model().USERNAME_FIELD
        agent = agents_of(ticket.department_id).filter(**{username: given["assignee"]}).first()
        if agent is None:
            agent = given["assignee"][:60]
            raise errors.NotAnAgentHere(agent=agent, department=ticket.department)
        actions.assign(ticket, agent, by=self.request.user)


class Release(Verb):
    operations = verb("release", "Give it back to the department.")

    def act(self, ticket, given):
        actions.release(ticket, by=self.request.user)


class TransferBody(Strict):
    """Where it goes."""

    department = Text()
    ticket_type = Text(required=False, help_text="One of that department; by default the present one.")


class Transfer(Verb):
    operations = verb("transfer", "Hand it to another department.", TransferBody)

    def act(self, ticket, given):
        found = {
            "department": Department.objects.filter(slug=given["department"]).first(),
            "ticket_type": TicketType.objects.filter(slug=given["ticket_type"]).first()
            if "ticket_type" in given
            else None,
        }
        missing = [name for name in given if found[name] is None]
        if missing:
            raise Refused([not_offered(name) for name in missing])
        actions.transfer(ticket, found["department"], by=self.request.user, ticket_type=found["ticket_type"])


class PriorityBody(Strict):
    """How urgent it is."""

    priority = Choice(choices=Priority.values)


class SetPriority(Verb):
    operations = verb("set_priority", "Say how urgent it is.", PriorityBody)

    def act(self, ticket, given):
        actions.set_priority(ticket, given["priority"], by=self.request.user)


class Wait(Verb):
    operations = verb("wait", "Ask the customer to act: the clock stands until they answer.")

    def act(self, ticket, given):
        actions.wait(ticket, by=self.request.user)


class HoldBody(Strict):
    """A promised date, and what is said with it."""

    until = Moment(help_text="Until when there will be news.")
    body = Text(required=False, allow_blank=True, help_text="By default the desk's own sentence.")
    format = Choice(choices=FORMATS, required=False)
    attachments = serializers.ListField(child=Key(), required=False, max_length=100)
    seen = Whole(
        required=False, help_text="Id of the newest message that was read; 409 where there is a newer one."
    )
    undo_seconds = Whole(required=False, max_value=MOST_UNDO, help_text=UNDO_HELP)


class Hold(Verb):
    operations = verb("hold", "Tell the customer that it needs more time, with a promised date.", HoldBody)

    def act(self, ticket, given):
        user = self.request.user
        body, is_rich = body_of(given)
        refuse_unfilled(body)
        lock_person(user)
        key = submission_key(self.request)
        files = claimed_for(ticket, user, key, given)
        actions.hold(
            ticket,
            given["until"],
            body,
            by=user,
            is_rich=is_rich,
            attachments=files,
            submission_key=key,
            seen=given.get("seen"),
            undo_seconds=given.get("undo_seconds", 0),
        )


class Resolve(Verb):
    operations = verb("resolve", "Say that the request is answered.")

    def act(self, ticket, given):
        actions.resolve(ticket, by=self.request.user, side=Side.TEAM)


class Reopen(Verb):
    of_desk = False
    operations = verb("reopen", "Open a finished ticket again.")

    def act(self, ticket, given):
        if self.side == Side.CUSTOMER and self.is_told_later(ticket):
            raise errors.TicketIsOpen
        actions.reopen(ticket, by=self.request.user, side=self.side)


class Close(Verb):
    of_desk = False
    operations = verb(
        "close",
        "End it. A customer's counts as resolved, and opens again whenever they reply; an agent's is for good.",
    )

    def act(self, ticket, given):
        if self.side == Side.TEAM:
            actions.close(ticket, by=self.request.user)
        elif not self.is_told_later(ticket):
            actions.resolve(ticket, by=self.request.user, side=Side.CUSTOMER)


class MergeBody(Strict):
    """What it becomes a part of."""

    into = Text(help_text="The number of another ticket of the same customer.")


class Merge(Verb):
    operations = verb("merge", "Make it a part of another ticket of the same customer.", MergeBody)

    def hold(self, ticket, given):
        reference = to_ascii(given["into"])
        into = (
            self.caller.tickets(Side.TEAM)
            .filter(reference=reference[:12])
            .select_related("merged_into")
            .first()
        )
        if into is None:
            raise Refused([at(("into",), "unknown_choice", _("There is no ticket of this number."))])
        self.into = into
        lock_both(ticket, into)

    def act(self, ticket, given):
        actions.merge(ticket, self.into, by=self.request.user)


class Unmerge(Verb):
    operations = verb("unmerge", "Part it from the ticket that it was merged into.")

    def hold(self, ticket, given):
        if ticket.is_merged:
            lock_both(ticket, ticket.merged_into)
        else:
            lock(ticket)

    def act(self, ticket, given):
        actions.unmerge(ticket, by=self.request.user)


class TagBody(Strict):
    """Names of tags."""

    add = serializers.ListField(child=Text(max_length=100), required=False, max_length=50)
    remove = serializers.ListField(child=Text(max_length=100), required=False, max_length=50)


class TagTicket(Verb):
    operations = verb("tag", "Put tags on it and take others off, by their names.", TagBody)

    def act(self, ticket, given):
        actions.tag(ticket, by=self.request.user, add=given.get("add", ()), remove=given.get("remove", ()))


class RecallBody(Strict):
    """What is taken back."""

    message = Whole(help_text="The id of an answer of one's own that nobody can see yet.")


class Recall(Verb):
    operations = verb("recall", "Take an answer back before its customer sees it.", RecallBody)

    def act(self, ticket, given):
        message = ticket.messages.filter(pk=given["message"]).first()
        if message is None:
            raise errors.TooLateToRecall
        actions.recall(message, by=self.request.user)


class Follow(Verb):
    operations = verb("follow", "Be told of what happens in it.")

    def act(self, ticket, given):
        follow(ticket, by=self.request.user)


class Unfollow(Verb):
    operations = verb("unfollow", "Be told no more.")

    def act(self, ticket, given):
        unfollow(ticket, by=self.request.user)


class ReadBody(Strict):
    """How far it was read."""

    up_to = Whole(
        required=False, help_text="Id of the newest message that was read; by default the newest there is."
    )


class Read(Verb):
    of_desk = False
    operations = verb("mark_read", "Say how far it was read. Never moves back.", ReadBody)

    def act(self, ticket, given):
        messages = messages_of(ticket, self.side)
        if "up_to" in given:
            messages = messages.filter(pk__lte=given["up_to"])
        newest = messages.order_by("-pk")[:1]
        up_to = (
            shown_up_to(ticket, newest)
            if self.side == Side.CUSTOMER
            else max((m.pk for m in newest), default=0)
        )
        mark_read(ticket, self.request.user, up_to=up_to)
        bell = notices.of_customer if self.side == Side.CUSTOMER else notices.of_agent
        if "up_to" not in given:
            of_thread = Q(ticket=ticket) | Q(ticket__merged_into=ticket)
            notices.mark_read(bell(self.request.user).filter(of_thread))
