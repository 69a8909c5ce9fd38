"""How far people have read. Opening a thread is the one GET that stores something."""

from django.utils import timezone

from .models import Message, ReadMark, Ticket

NOT_ASKED = object()


def mark_read(ticket, user, *, up_to, before=NOT_ASKED):
    """Store that `user` was shown the ticket's messages up to the key `up_to`; never moves back.

    Returns the key they had read to before (0: never opened). Who has asked for it already says it in `before`, None
    for never opened.
    """
    marks = ReadMark.objects.filter(ticket=ticket, user=user)
    if before is NOT_ASKED:
        before = marks.values_list("message_pk", flat=True).first()
    if before is None:
        ReadMark.objects.get_or_create(ticket=ticket, user=user, defaults={"message_pk": up_to})
    elif before < up_to:
        marks.filter(message_pk__lt=up_to).update(message_pk=up_to)
    return before or 0


def newest_key(messages):
    """The key of the newest of these messages, 0 for none."""
    return max((message.pk for message in messages), default=0)


def shown_up_to(ticket, messages):
    """The newest of what a customer was shown; of what comes after one that is held back nothing counts as read."""
    newest = newest_key(messages)
    if ticket.settles_at is None or ticket.settles_at <= timezone.now():
        return newest
    held_back = Message.objects.in_thread_of(ticket).filter(visible_at__gt=timezone.now()).first()
    return min(newest, held_back.pk - 1) if held_back else newest


def count_unread_answers(user, limit=100):
    """How many of the customer's tickets have an answer they have not opened; stops counting at `limit`."""
    tickets = Ticket.objects.filed_by(user).with_unread_answers(user).filter(has_unread_answer=True)
    return tickets.order_by()[:limit].count()
