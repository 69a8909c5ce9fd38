"""The thread as an agent reads it: what was read long ago is folded, reading goes on at the first unread message."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Prefetch
from django.utils import timezone

from support_plugin.tickets import answers
from support_plugin.tickets.lines import Line, thread_lines
from support_plugin.tickets.models import Attachment, Event, Message, Side
from support_plugin.tickets.reading import mark_read, newest_key
from support_plugin.tickets.timeline import standing

# Events that a message of the thread already tells.
TOLD_BY_A_MESSAGE = {Event.Kind.OPENED, Event.Kind.REPLIED, Event.Kind.NOTED, Event.Kind.HELD}
# Folded is what was read and is older than this; the last messages always stand open.
FOLD_AFTER = timedelta(days=2)
ALWAYS_OPEN = 2
FEWEST_FOLDED = 2


@dataclass
class Thread:
    folded: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    # The key of the newest public message, and the number of the newest of all.
    newest_public: int = 0
    newest_number: int = 0
    # The reader's own answer that can still be taken back.
    pending: Message | None = None

    @property
    def folded_messages(self):
        return sum(line.message is not None for line in self.folded)


def thread_of(ticket, user, events):
    """Everything there is to read in a ticket of `opening`, and store that this agent has now read it."""
    found = list(_messages_of(ticket))
    answers.stand_in(found)
    now = timezone.now()
    for message in found:
        message.is_pending = bool(message.visible_at and message.visible_at > now)
    read_to = mark_read(ticket, user, up_to=newest_key(found), before=ticket.read_to)
    lines = thread_lines(
        found,
        [event for event in standing(events) if event.kind not in TOLD_BY_A_MESSAGE],
        side=Side.TEAM,
        is_fresh=lambda message: message.pk > read_to and message.author_id != user.pk,
    )
    folded, open_lines = fold(lines, now)
    own = [message for message in found if message.is_pending and message.author_id == user.pk]
    return Thread(
        folded=folded,
        lines=open_lines,
        newest_public=newest_key([message for message in found if not message.is_note]),
        newest_number=len(found),
        pending=own[-1] if own else None,
    )


def _messages_of(ticket):
    messages = Message.objects.in_thread_of(ticket).select_related("ticket")
    if ticket.has_files or ticket.has_merged:
        return messages.prefetch_related("attachments")
    return messages.prefetch_related(Prefetch("attachments", Attachment.objects.none()))


def fold(lines, now):
    """`(what is folded, what stands open)`; a day that was cut begins anew."""
    total = sum(line.message is not None for line in lines)
    end = messages = 0
    for place, line in enumerate(lines, start=1):
        if line.is_fresh or line.at > now - FOLD_AFTER or messages == total - ALWAYS_OPEN:
            break
        if line.message is not None:
            messages, end = messages + 1, place
    if messages < FEWEST_FOLDED:
        return [], lines
    if lines[end:]:
        lines[end].starts_day = True
    return lines[:end], lines[end:]
