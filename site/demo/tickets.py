"""Plays the scenes through the verbs of the desk, as if they had happened over the last weeks."""

import uuid
from contextlib import contextmanager
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation

from knowledge_base.models import GuidePage
from support_plugin.models import Attachment, Department, Event, Message, Product, Ticket, TicketType
from support_plugin.notifications.listeners import announce_with_the_change
from support_plugin.tickets import actions, attachments
from support_plugin.tickets.reading import mark_read
from support_plugin.tickets.signals import ticket_changing

NAMESPACE = uuid.UUID("5d1a1f0e-7f0b-4c8e-9a51-9b4d3f6c2a10")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c63f8ffff3f0005fe02fea735818400000000"
    "49454e44ae426082"
)
CONTENTS = {
    "png": PNG,
    "pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    "csv": "شماره,وضعیت\n09120000000,\n".encode("utf-8-sig"),
}
PROMISE = timedelta(days=2)


@contextmanager
def in_silence():
    """Nobody is written to about what never happened."""
    ticket_changing.disconnect(announce_with_the_change, dispatch_uid="support_plugin.notifications")
    try:
        yield
    finally:
        ticket_changing.connect(announce_with_the_change, dispatch_uid="support_plugin.notifications")


def play(scene):
    """File the scene's ticket and play its lines, unless it is there; answer whether it was new."""
    key = uuid.uuid5(NAMESPACE, str(scene["key"]))
    if Ticket.objects.filter(submission_key=key).exists():
        return False
    with in_silence(), translation.override(scene.get("language", "fa")), transaction.atomic():
        _play(scene, key)
    return True


def _play(scene, key):
    customer = _person(scene["by"])
    department, kind = scene["about"]
    clock = Clock(timezone.now() - timedelta(days=scene["days"]))
    ticket = actions.open_ticket(
        Department.objects.get(slug=department),
        TicketType.objects.get(slug=kind),
        by=customer,
        subject=scene["subject"],
        description=scene["text"],
        product=Product.objects.get(slug=scene["product"]) if "product" in scene else None,
        submission_key=key,
        attachments=[_file(name, customer, key) for name in scene.get("files", [])],
        despite_similar=True,
    )
    clock.stamp(ticket)
    for hours, who, what, words in scene["lines"]:
        clock.forward(hours)
        ticket.refresh_from_db()
        _line(ticket, _person(who), what, words, clock)
        clock.stamp(ticket)
    clock.settle(ticket)
    if scene["lines"] and ticket.assignee:
        mark_read(ticket, ticket.assignee, up_to=ticket.last_request_pk)
    if ticket.is_finished or ticket.last_message_side == "customer":
        mark_read(ticket, customer, up_to=ticket.last_answer_pk)


def _line(ticket, person, what, words, clock):
    verb, _colon, argument = what.partition(":")
    is_team = person is not None and person.pk != ticket.customer_id
    match verb:
        case "reply":
            actions.reply(ticket, words, by=person, is_rich=is_team)
        case "reply-guide":
            guide = GuidePage.objects.get(slug=argument, locale__language_code="fa")
            link = f'<a linktype="page" id="{guide.pk}">{guide.title}</a>'
            actions.reply(ticket, f"<p>{words} {link}</p>", by=person, is_rich=True)
        case "note":
            actions.note(ticket, f"<p>{words}</p>", by=person, is_rich=True)
        case "hold":
            until = timezone.now() + PROMISE
            actions.hold(ticket, until, f"<p>{words}</p>", by=person, is_rich=True)
        case "priority":
            actions.set_priority(ticket, argument, by=person)
        case "transfer":
            department, kind = argument.split("/")
            actions.transfer(
                ticket,
                Department.objects.get(slug=department),
                by=person,
                ticket_type=TicketType.objects.get(slug=kind),
            )
        case _:
            getattr(actions, verb)(ticket, by=person)


class Clock:
    """Moves what a verb has just written to the hour at which the scene says it happened."""

    def __init__(self, start):
        self.now = min(start, timezone.now())
        self.begin = self.now
        self.seen = {Message: 0, Event: 0}
        self.times = {}

    def forward(self, hours):
        self.now = min(self.now + timedelta(hours=hours), timezone.now() - timedelta(minutes=2))

    def stamp(self, ticket):
        for model, related in ((Message, ticket.messages), (Event, ticket.events)):
            new = related.filter(pk__gt=self.seen[model])
            for row in new:
                self.seen[model] = row.pk
                if model is Event:
                    self.times[row.kind] = self.now
            new.update(created_at=self.now)

    def settle(self, ticket):
        """Give the ticket's own dates the hours of its lines."""
        public = ticket.messages.public()
        first_answer = public.filter(side="team").first()
        ticket.refresh_from_db()
        Ticket.objects.filter(pk=ticket.pk).update(
            created_at=self.begin,
            updated_at=self.now,
            changed_at=self.now,
            last_message_at=public.last().created_at,
            first_response_at=first_answer.created_at if first_answer else None,
            resolved_at=self.times.get("resolved") if ticket.resolved_at else None,
            closed_at=self.times.get("closed") if ticket.closed_at else None,
        )
        ticket.refresh_from_db()


def _file(name, owner, key):
    attachment = attachments.keep(
        ContentFile(CONTENTS[name.rpartition(".")[2]], name=name), owner=owner, submission_key=key
    )
    return Attachment.objects.get(pk=attachment.pk)


def _person(username):
    return get_user_model().objects.get(username=username) if username else None
