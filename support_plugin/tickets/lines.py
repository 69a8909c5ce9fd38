"""A ticket's thread as it is read: its messages and the sentences of its events, in the order they happened."""

from dataclasses import dataclass

from support_plugin.text.dates import local

from .models import Message
from .sentences import sentence


@dataclass
class Line:
    """A message (`number` is its place among the messages) or an event's sentence; `starts_day` where a day begins."""

    at: object
    message: Message | None = None
    number: int = 0
    is_fresh: bool = False
    sentence: str = ""
    starts_day: bool = False


def thread_lines(messages, events, *, side, is_fresh):
    """The lines for a reader on this side (`Side`); `is_fresh(message)`: is it new to this reader?"""
    lines = [
        Line(message.created_at, message, number, is_fresh=is_fresh(message))
        for number, message in enumerate(messages, start=1)
    ]
    lines += [Line(event.created_at, sentence=sentence(event, side)) for event in events]
    lines.sort(key=lambda line: line.at)
    before = None
    for line in lines:
        day = local(line.at).date()
        line.starts_day, before = day != before, day
    return lines
