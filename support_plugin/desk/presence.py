"""Who else is in a ticket: Wagtail's editing sessions, wrapped here because their interface is undocumented.

A page of a conversation pings every few seconds while it is in front; whoever has unsent text there is writing.
Wagtail asks our ticket policy who may ping.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.models import EditingSession
from wagtail.admin.ui.editing_sessions import EditingSessionsModule

from support_plugin.tickets.models import Ticket
from support_plugin.tickets.timeline import person_name

# Whoever looks pings every ten seconds. Whoever writes may look something up elsewhere meanwhile.
LOOKING = timedelta(seconds=45)
WRITING = timedelta(minutes=10)


@dataclass(frozen=True)
class Presence:
    """Somebody else in a ticket, as its row says it."""

    name: str
    is_writing: bool

    def __str__(self):
        words = _("{name} is writing") if self.is_writing else _("{name} is looking")
        return words.format(name=self.name)


def enter(ticket, user):
    """This agent's page of a ticket was opened: the header's module, and who else writes there at this moment."""
    now = timezone.now()
    session = EditingSession.objects.create(
        user=user, content_type=_content_type(), object_id=ticket.pk, last_seen_at=now
    )
    others = _others(ticket, user, now)
    module = EditingSessionsModule(
        session,
        reverse(
            "wagtailadmin_editing_sessions:ping",
            args=[Ticket._meta.app_label, Ticket._meta.model_name, ticket.pk, session.pk],
        ),
        reverse("wagtailadmin_editing_sessions:release", args=[session.pk]),
        [_as_wagtail_lists(other) for other in others],
    )
    return module, [person_name(other.user) for other in others if other.is_editing]


def purge(now=None):
    """Delete the sessions of pages that were left long ago. Returns how many."""
    deleted, _rows = EditingSession.objects.stale().delete()
    return deleted


def _others(ticket, user, now):
    """One session per person: the one that writes, or else any; writers first, then who came first."""
    sessions = (
        EditingSession.objects.filter(content_type=_content_type(), object_id=ticket.pk)
        .filter(last_seen_at__gte=now - WRITING)
        .exclude(user=user)
        .select_related("user", "user__wagtail_userprofile")
        .order_by("-is_editing", "pk")
    )
    once = {}
    for session in sessions:
        if session.is_editing or session.last_seen_at >= now - LOOKING:
            once.setdefault(session.user_id, session)
    return list(once.values())


def _as_wagtail_lists(session):
    return {
        "session_id": session.pk,
        "user": session.user,
        "last_seen_at": session.last_seen_at,
        "is_editing": session.is_editing,
        "is_idle": session.is_idle,
        "revision_id": None,
    }


def _content_type():
    return ContentType.objects.get_for_model(Ticket)
