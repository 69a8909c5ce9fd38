"""The words of every message: ours, and in their place the editors' own where they wrote some.

Placeholders stand in braces (`placeholders`). No text carries a customer's or an agent's words, the subject
included: whoever signs up with another person's address could otherwise send that person words of their own.
"""

from dataclasses import dataclass, fields

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from .kinds import Kind


@dataclass(frozen=True)
class Words:
    """A message's text in one language, placeholders still in it. `sms` is empty where no SMS is sent."""

    subject: str
    body: str
    button: str
    sms: str = ""


FIELDS = tuple(field.name for field in fields(Words))
WITH_SMS = (Kind.ANSWERED, Kind.RESOLVED)


def our_words(kind):
    """What the desk itself says, in the active language."""
    match kind:
        case Kind.REGISTERED:
            return Words(
                _("Ticket {number} is registered"),
                _("Hello {name},")
                + "\n"
                + _(
                    "Your request has reached the department “{department}”. The answer comes in the same ticket."
                )
                + "\n{answer_time}",
                _("View the ticket"),
            )
        case Kind.ANSWERED:
            return Words(
                _("We have answered ticket {number}"),
                _(
                    "An agent of support has answered your ticket. "
                    "Open it to read the answer and to go on with the conversation."
                ),
                _("View the answer"),
                _("{site}: we have answered ticket {number}. View: {link}"),
            )
        case Kind.NEEDS_MORE_TIME:
            return Words(
                _("Work on ticket {number} goes on"),
                _(
                    "Solving your ticket takes more time. We will tell you the result in the same ticket by {date}."
                ),
                _("View the ticket"),
            )
        case Kind.WAITING:
            return Words(
                _("Ticket {number} is waiting for your reply"),
                _("To go on with your ticket we need an answer from you."),
                pgettext("button of a letter", "Write a reply"),
            )
        case Kind.RESOLVED:
            return Words(
                _("Ticket {number} is resolved"),
                _(
                    "We take your ticket as resolved. If the problem is still there, reply in the same ticket and it "
                    "opens again; otherwise it closes by itself in {days}."
                ),
                _("View the ticket"),
                _("{site}: ticket {number} is resolved. View: {link}"),
            )
        case Kind.NEW_TICKET:
            return Words(
                _("New ticket {number} in “{department}”"),
                _("A new ticket of the type “{ticket_type}” has come to the department “{department}”."),
                _("Open the ticket"),
            )
        case Kind.CUSTOMER_REPLIED:
            return Words(
                _("The customer replied in ticket {number}"),
                _("There is a new reply of the customer in a ticket of the department “{department}”."),
                _("View the reply"),
            )
        case Kind.ASSIGNED:
            return Words(
                _("Ticket {number} was assigned to you"),
                _("A ticket of the department “{department}” is yours now; its type is “{ticket_type}”."),
                _("Open the ticket"),
            )
        case Kind.MENTIONED:
            return Words(
                _("You were mentioned in ticket {number}"),
                _(
                    "A colleague mentioned you in an internal note of a ticket in the department “{department}”."
                ),
                _("View the note"),
            )
        case Kind.DUE_SOON:
            return Words(
                _("Ticket {number} is due soon"),
                _("Time is running out for “{target}”: it is due by {date}."),
                _("Open the ticket"),
            )
        case Kind.OVERDUE:
            return Words(
                _("Ticket {number} is overdue"),
                _("The time for “{target}” ended: it was due by {date}."),
                _("Open the ticket"),
            )
    raise ValueError(f"There are no words for {kind}.")


def words_for(kind, edited=None):
    """What is said in the active language: of each part the editors' words (a `LetterText`), else ours."""
    ours = our_words(kind)
    if edited is None:
        return ours
    return Words(**{part: in_this_language(getattr(edited, part)) or getattr(ours, part) for part in FIELDS})


def in_this_language(text):
    """A translated text in exactly the active language: of another we would rather say our own words."""
    data = getattr(text, "data", text)
    return (data.get(get_language()) or "") if isinstance(data, dict) else ""


def target_name(target):
    """What is due, in words; the names are those the clock writes into its events."""
    return {
        "first_reply": pgettext("target", "first reply"),
        "next_reply": pgettext("target", "next reply"),
        "update": pgettext("target", "promised update"),
        "resolution": pgettext("target", "resolution"),
    }.get(target, pgettext("target", "reply"))
