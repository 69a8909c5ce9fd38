"""What the worker does: find out who is to be told of an event, and send each of them one e-mail."""

import logging
import random
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone
from django_tasks import task

from support_plugin.tickets.models import Event

from .letters import letter
from .recipients import recipients

logger = logging.getLogger(__name__)

MOST_TRIES = 6
FIRST_PAUSE = timedelta(minutes=1)


@task()
def announce(event_pk):
    """Order one letter per recipient, so that one address in trouble never holds up the next."""
    event = _event(event_pk)
    if event:
        for kind, user in recipients(event):
            send_letter.enqueue(event_pk, kind, user.pk, 1)


@task()
def send_letter(event_pk, kind, user_pk, attempt):
    """Send one letter. A failure is tried again, at most MOST_TRIES times, each pause twice the last."""
    event = _event(event_pk)
    user = get_user_model().objects.filter(pk=user_pk, is_active=True).first()
    if event is None or user is None or not user.email:
        return
    try:
        letter(kind, event, user).send()
    except Exception:
        if attempt >= MOST_TRIES or not send_letter.get_backend().supports_defer:
            logger.exception("Letter %s of event %s to user %s was given up", kind, event_pk, user_pk)
            return
        later = send_letter.using(run_after=timezone.now() + pause_after(attempt))
        later.enqueue(event_pk, kind, user_pk, attempt + 1)


def pause_after(attempt):
    """1, 2, 4, 8 … minutes, each up to a fifth longer, so that many failures do not come back at once."""
    return FIRST_PAUSE * 2 ** (attempt - 1) * random.uniform(1, 1.2)  # noqa: S311


def _event(pk):
    return Event.objects.select_related("ticket__customer", "ticket__department").filter(pk=pk).first()
