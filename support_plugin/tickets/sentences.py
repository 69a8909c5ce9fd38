"""Words for what is stored as facts, in the reader's language: status words and lines of the timeline."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from i18nfield.strings import LazyI18nString

from support_plugin import conf
from support_plugin.taxonomy.models import Priority
from support_plugin.text.dates import format_date
from support_plugin.text.digits import localized

from .models import Event, Side, Status
from .recalling import as_customer_sees

Kind = Event.Kind


@dataclass(frozen=True)
class StatusWord:
    """What a person reads of a ticket's state. `tone` is one of us, you, new, done, rest: whose turn it is."""

    key: str
    label: str
    tone: str
    icon: str
    until: datetime | None = None


def status_word(ticket, side):
    """The status in words for a reader on this side (`Side`). The one place where it is derived."""
    for_customer = side == Side.CUSTOMER
    if for_customer:
        ticket = as_customer_sees(ticket)
    key = status_key(ticket)
    words = {
        "new": (
            pgettext("status for the customer", "Registered") if for_customer else pgettext("status", "New"),
            "us",
            "tray",
        ),
        "open": (pgettext("status", "In progress"), "us", "half-circle"),
        "customer_replied": (
            pgettext("status for the customer", "Waiting for support")
            if for_customer
            else pgettext("status", "Customer replied"),
            "us",
            "headset",
        ),
        "answered": (pgettext("status", "Answered"), "new", "bubble"),
        "waiting_customer": (
            pgettext("status for the customer", "Waiting for you")
            if for_customer
            else pgettext("status", "Waiting for the customer"),
            "you",
            "reply",
        ),
        "on_hold": (
            pgettext("status for the customer", "Needs more time")
            if for_customer
            else pgettext("status", "On hold"),
            "us",
            "clock",
        ),
        "resolved": (pgettext("status", "Resolved"), "done", "check-circle"),
        "closed": (pgettext("status", "Closed"), "rest", "lock"),
        "merged": (pgettext("status", "Merged"), "rest", "merge"),
    }
    label, tone, icon = words[key]
    return StatusWord(key, label, tone, icon, until=ticket.promised_until if key == "on_hold" else None)


def status_key(ticket):
    """The stored status refined: `customer_replied`, `answered` and `merged` beside the six."""
    if ticket.is_merged:
        return "merged"
    if ticket.status == Status.WAITING_CUSTOMER and not ticket.asked_customer:
        return "answered"
    if (
        ticket.status == Status.OPEN
        and ticket.last_message_side == Side.CUSTOMER
        and ticket.first_response_at is not None
    ):
        return "customer_replied"
    return str(ticket.status)


def progress_sentence(ticket, until):
    """What a progress update says where nobody wrote more, in the ticket's language and calendar."""
    with translation.override(ticket.language or translation.get_language()):
        words = _("This ticket needs more time. We will tell you the result in this ticket by {date}.")
        return words.format(date=format_date(until, "l j F، H:i"))


def sentence(event, side):
    """One line of the timeline in words, for a reader on this side. Customers never read agents' names here."""
    if side == Side.CUSTOMER:
        return _customer_sentence(event)
    return _desk_sentence(event)


def _customer_sentence(event):
    data = event.data
    by_customer = data.get("side") == Side.CUSTOMER
    match event.kind:
        case Kind.OPENED:
            return _("The ticket was filed.")
        case Kind.TRANSFERRED:
            return _("The ticket was transferred to the department “{department}”.").format(
                department=_name(data["department"])
            )
        case Kind.RESOLVED:
            return _("You closed the ticket.") if by_customer else _("Support marked the ticket as resolved.")
        case Kind.REOPENED:
            return _("You opened the ticket again.") if by_customer else _("Support opened the ticket again.")
        case Kind.CLOSED:
            return _("The ticket was closed.")
        case Kind.MERGED_IN:
            return _("Ticket {reference} was merged into this one.").format(reference=_reference(data))
        case Kind.UNMERGED_FROM:
            return _("Ticket {reference} was separated again.").format(reference=_reference(data))
    return ""


def _desk_sentence(event):
    data = event.data
    actor = _actor(event)
    match event.kind:
        case Kind.OPENED:
            return _("{actor} filed the ticket.").format(actor=actor)
        case Kind.REPLIED:
            if data.get("reopened"):
                return _("{actor} replied; the ticket was opened again.").format(actor=actor)
            return _("{actor} replied.").format(actor=actor)
        case Kind.NOTED:
            return _("{actor} wrote an internal note.").format(actor=actor)
        case Kind.ASSIGNED:
            return _("{actor} assigned the ticket to {agent}.").format(
                actor=actor, agent=data["agent"]["name"]
            )
        case Kind.TAKEN if "with_message" in data:
            return _("{actor} answered first and has the ticket now.").format(actor=actor)
        case Kind.TAKEN:
            return _("{actor} took the ticket.").format(actor=actor)
        case Kind.RELEASED:
            return _("{actor} gave the ticket back to the queue.").format(actor=actor)
        case Kind.TRANSFERRED:
            return _("{actor} transferred the ticket from “{before}” to “{department}”.").format(
                actor=actor, before=_name(data["before"]), department=_name(data["department"])
            )
        case Kind.PRIORITY_SET:
            return _("{actor} changed the priority from {before} to {priority}.").format(
                actor=actor, before=Priority(data["before"]).label, priority=Priority(data["priority"]).label
            )
        case Kind.WAITED:
            return _("{actor} is waiting for the customer.").format(actor=actor)
        case Kind.HELD:
            return _("{actor} asked for more time, until {date}.").format(
                actor=actor, date=_date(data["until"])
            )
        case Kind.PROMISE_DUE:
            return _("The promised date has come: {date}.").format(date=_date(data["until"]))
        case Kind.DUE_SOON:
            return _("The time for “{target}” is running out: it is due by {date}.").format(
                target=_target(data), date=_date(data["due"])
            )
        case Kind.OVERDUE:
            return _("The time for “{target}” ended: it was due by {date}.").format(
                target=_target(data), date=_date(data["due"])
            )
        case Kind.RESOLVED:
            return _("{actor} resolved the ticket.").format(actor=actor)
        case Kind.REOPENED:
            return _("{actor} opened the ticket again.").format(actor=actor)
        case Kind.CLOSED:
            return _("{actor} closed the ticket.").format(actor=actor)
        case Kind.RECALLED:
            return _("{actor} took the last message back before the customer could see it.").format(
                actor=actor
            )
        case Kind.MERGED:
            return _("{actor} merged this ticket into {reference}.").format(
                actor=actor, reference=_reference(data)
            )
        case Kind.MERGED_IN:
            return _("{actor} merged ticket {reference} into this one.").format(
                actor=actor, reference=_reference(data)
            )
        case Kind.UNMERGED:
            return _("{actor} separated this ticket from {reference}.").format(
                actor=actor, reference=_reference(data)
            )
        case Kind.UNMERGED_FROM:
            return _("{actor} separated ticket {reference} from this one.").format(
                actor=actor, reference=_reference(data)
            )
        case Kind.TAGGED:
            return _tagged(actor, data)
    return event.get_kind_display()


def _tagged(actor, data):
    added, removed = (_listed(data[name]) for name in ("added", "removed"))
    if added and removed:
        words = _("{actor} added the tags {added} and removed {removed}.")
    elif added:
        words = _("{actor} added the tags {added}.")
    else:
        words = _("{actor} removed the tags {removed}.")
    return words.format(actor=actor, added=added, removed=removed)


def _listed(names):
    quoted = pgettext("around a name", "“{name}”")
    return pgettext("between the items of a list", ", ").join(quoted.format(name=name) for name in names)


def _reference(data):
    return localized(data["other"]["reference"])


def _actor(event):
    if event.actor is None:
        return _("The desk")
    return event.actor.get_full_name() or event.actor.get_username()


def _name(fact):
    return str(LazyI18nString(fact["name"])) if fact else ""


def _target(data):
    """What was to be done in time; the keys are those the clocks write into their events."""
    return {
        "first_reply": pgettext("target", "first reply"),
        "next_reply": pgettext("target", "next reply"),
        "update": pgettext("target", "promised update"),
        "resolution": pgettext("target", "resolution"),
    }.get(data["target"], pgettext("target", "reply"))


def _date(iso):
    return format_date(timezone.localtime(datetime.fromisoformat(iso)), "j F Y، H:i")


def author_for_customer(message, department):
    """Who wrote it, as the customer reads it: themselves, the department, or a name where the host shows names."""
    if message.is_by_customer and not message.is_on_behalf:
        return _("You")
    agent = _("Agent of {department}").format(department=department)
    if conf.SHOW_AGENT_NAMES:
        agent = message.author_name
    return _("{agent}, on your behalf").format(agent=agent) if message.is_on_behalf else agent
