"""Plays the scenes through the verbs of the desk, as if they had happened over the last weeks."""

import uuid
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation

from knowledge_base.models import GuidePage
from support_plugin.models import Department, Event, Message, Product, Ticket, TicketType
from support_plugin.notifications.listeners import write_with_the_change
from support_plugin.tickets import actions, attachments
from support_plugin.tickets.reading import mark_read, newest_key
from support_plugin.tickets.signals import ticket_changing

NAMESPACE = uuid.UUID("5d1a1f0e-7f0b-4c8e-9a51-9b4d3f6c2a10")
FILES = Path(__file__).parent / "files"
PROMISE = timedelta(days=2)
OPENS, CLOSES = 8, 17
FRIDAY = 4


@contextmanager
def in_silence():
    """Nobody is written to about what never happened."""
    ticket_changing.disconnect(write_with_the_change, dispatch_uid="support_plugin.notifications")
    try:
        yield
    finally:
        ticket_changing.connect(write_with_the_change, dispatch_uid="support_plugin.notifications")


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
    # Some minutes aside, so that not everything happened at the minute of the demo.
    aside = timedelta(minutes=scene["key"] * 11 % 50)
    clock = Clock(timezone.now() - timedelta(days=scene["days"]) - aside)
    ticket = actions.open_ticket(
        Department.objects.get(slug=department),
        TicketType.objects.get(slug=kind),
        by=customer,
        subject=scene["subject"],
        description=scene["text"],
        product=Product.objects.get(slug=scene["product"]) if "product" in scene else None,
        submission_key=key,
        attachments=_kept(scene.get("files", []), customer),
        despite_similar=True,
    )
    clock.stamp(ticket)
    for hours, who, what, words, *files in scene["lines"]:
        clock.forward(hours, is_by_a_person=who is not None)
        person = _person(who)
        _line(ticket, person, what, words, _kept(files, person))
        clock.stamp(ticket)
        if person:
            # Who writes has read what is there.
            mark_read(ticket, person, up_to=newest_key(ticket.messages.all()))
    if not scene.get("unread"):
        mark_read(ticket, customer, up_to=ticket.last_answer_pk)
    clock.settle(ticket)


def _line(ticket, person, what, words, files):
    verb, _colon, argument = what.partition(":")
    is_team = person is not None and person.pk != ticket.customer_id
    match verb:
        case "reply":
            actions.reply(ticket, words, by=person, is_rich=is_team, attachments=files)
        case "reply-guide":
            guide = GuidePage.objects.get(slug=argument, locale__language_code="fa")
            link = f'<a linktype="page" id="{guide.pk}">{guide.title}</a>'
            actions.reply(ticket, f"<p>{words} {link}</p>", by=person, is_rich=True)
        case "note":
            actions.note(ticket, f"<p>{words}</p>", by=person, is_rich=True)
        case "hold":
            actions.hold(ticket, promised_date(), f"<p>{words}</p>", by=person, is_rich=True)
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
        self.now = self.begin = self.changed = in_office(start)
        self.noticed = None
        self.seen = {Message: 0, Event: 0}
        self.times = {}

    def forward(self, hours, *, is_by_a_person):
        then = min(self.now + timedelta(hours=hours), timezone.now() - timedelta(minutes=2))
        self.now = in_office(then) if is_by_a_person else then

    def stamp(self, ticket):
        for model, related in ((Message, ticket.messages), (Event, ticket.events)):
            new = related.filter(pk__gt=self.seen[model])
            for row in new:
                self.seen[model] = row.pk
                if model is Event:
                    self.times[row.kind] = self.now
            new.update(created_at=self.now)
        ticket.refresh_from_db()
        if ticket.changed_at != self.noticed:
            # The verb told the customer, too.
            self.noticed, self.changed = ticket.changed_at, self.now

    def settle(self, ticket):
        """Give the ticket's own dates the hours of its lines."""
        public = ticket.messages.public()
        first_answer = public.filter(side="team").first()
        Ticket.objects.filter(pk=ticket.pk).update(
            created_at=self.begin,
            updated_at=self.now,
            changed_at=self.changed,
            last_message_at=public.last().created_at,
            first_response_at=first_answer.created_at if first_answer else None,
            resolved_at=self.times["resolved"] if ticket.resolved_at else None,
            closed_at=self.times["closed"] if ticket.closed_at else None,
        )


def in_office(moment):
    """The moment itself in working hours, else the next working morning; today's hours are not looked at."""
    then = timezone.localtime(moment)
    if not OPENS <= then.hour < CLOSES:
        morning = then if then.hour < OPENS else then + timedelta(days=1)
        then = morning.replace(hour=OPENS + then.hour % 4)
    if then.weekday() == FRIDAY:
        then += timedelta(days=1)
    return then if then < timezone.now() - timedelta(hours=1) else moment


def promised_date():
    """Four in the afternoon, two days from now; not on a Friday."""
    then = timezone.localtime() + PROMISE
    if then.weekday() == FRIDAY:
        then += timedelta(days=1)
    return then.replace(hour=16, minute=0, second=0, microsecond=0)


def _kept(names, owner):
    """Attachments of these names, as if `owner` had just uploaded them: `error.png as خطا.png`."""
    key = uuid.uuid4()
    return [_keep(*name.split(" as ", 1), owner, key) for name in names]


def _keep(file, name, owner, key):
    return attachments.keep(
        ContentFile((FILES / file).read_bytes(), name=name), owner=owner, submission_key=key
    )


def _person(username):
    return get_user_model().objects.get(username=username) if username else None
