"""Why a message did not arrive: the stable words that deliveries keep, as sentences for a person."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # Before it was sent.
    "unwritable": _("The message could not be composed."),
    "no_channel": _("This way of sending does not exist any more."),
    "worker_died": _("Sending it was broken off each time, so it is not tried any more."),
    "not_allowed": _("When it was to be sent, its recipient was not allowed to see the ticket."),
    "not_wanted": _("Before it was sent, its recipient had switched such messages off."),
    "recalled": _("The answer was taken back before anybody was told."),
    "no_address": _("The recipient has no address for this channel."),
    "too_late": _("Its link had become invalid before it could be sent."),
    # Nobody was reached.
    "no_connection": _("The mail server could not be reached."),
    "login_refused": _("The mail server refused our login."),
    "unavailable": _("The mail server takes no messages at present."),
    "sender_refused": _("The mail server refused our sender address or wants a login."),
    "unreachable": _("The service could not be reached."),
    "timeout": _("The service did not answer in time."),
    "misconfigured": _("The channel is not set up correctly."),
    # This message.
    "bad_address": _("The address is not valid."),
    "refused": _("The other side refused the message for good."),
    "deferred": _("The other side refused the message for now."),
    "bad_message": _("The mail server does not accept messages of this form."),
    "dropped": _("The connection broke while it was sent; it may have arrived all the same."),
    "no text": _("There is no SMS text for this kind of message."),
    "no pattern": _("The SMS service has no pattern for this kind of message."),
    "http": _("The service answered with an error."),
    "unreadable answer": _("The service's answer could not be understood."),
    "answer too long": _("The service's answer could not be understood."),
    "broken": _("Sending failed with an error in the program."),
}
UNKNOWN = _("It could not be sent.")


@dataclass(frozen=True)
class Reason:
    """A sentence in the reader's language, and what the other side said, as it said it."""

    sentence: Any
    said: str


def explain(reason):
    """`Reason` of what a delivery keeps, or None where it keeps nothing. A word of a host's channel is only quoted."""
    if not reason:
        return None
    word, _colon, said = (part.strip() for part in reason.partition(":"))
    if word in SENTENCES:
        return Reason(SENTENCES[word], said)
    if word.startswith("http "):
        return Reason(SENTENCES["http"], reason)
    return Reason(UNKNOWN, reason)
