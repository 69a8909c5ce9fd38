"""What a way of telling people is: a small protocol."""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Recipient:
    """To whom: the account, where this channel reaches it, and the language it is spoken to in."""

    user: Any
    address: str
    language: str


@dataclass(frozen=True)
class Result:
    """What became of one try. `status` is "sent" or "failed"; `reason` a stable word and what the other side said.

    `is_channel_down`: nobody is reached this way at present, so the next messages need not be tried now.
    `was_tried`: False where the message cannot have left us, so that this was none of its tries.
    """

    status: str
    id: str = ""
    retryable: bool = False
    reason: str = ""
    is_channel_down: bool = False
    was_tried: bool = True


class Channel(Protocol):
    """`event` is the kind's name; `context` has "letter", "delivery", "message_id" and "headers".

    Two more are asked for where a channel has them: `not_before(now)`, a later moment or None, and `close()`, called
    when the worker has nothing left to send. Each worker's round has an object of its own.
    """

    name: str
    label: str

    def address_of(self, user) -> str: ...

    def send(self, recipient, event, context) -> Result: ...
