"""What the bells of the demo's people show: what the scenes leave unread."""

import uuid
from operator import attrgetter

from support_plugin.models import ReadMark, Ticket
from support_plugin.notifications.channels.panel import PanelChannel
from support_plugin.notifications.models import Notice
from support_plugin.notifications.recipients import recipients

from .scenes import SCENES
from .tickets import NAMESPACE


def ring_all():
    """One notice per person and unread ticket, in the order in which it happened; answer whether any was new."""
    found = [notice for scene in SCENES for notice in _notices_of(scene)]
    if Notice.objects.filter(uuid__in=[notice.uuid for notice in found]).exists():
        return False
    Notice.objects.bulk_create(sorted(found, key=attrgetter("created_at")))
    return bool(found)


def _notices_of(scene):
    ticket = Ticket.objects.get(submission_key=uuid.uuid5(NAMESPACE, str(scene["key"])))
    told = {}
    for event in ticket.events.order_by("pk"):
        for hearing in recipients(event):
            if hearing.channel == PanelChannel.name:
                told.setdefault(hearing.user, []).append((event, hearing.kind))
    for user, heard in told.items():
        unread = _unread(ticket, user, heard)
        if unread:
            newest, kind = unread[-1]
            yield Notice(
                uuid=uuid.uuid5(NAMESPACE, f"notice {scene['key']} {user.get_username()}"),
                user=user,
                ticket=ticket,
                kind=kind,
                events=[[event.pk, kind] for event, kind in unread],
                created_at=newest.created_at,
            )


def _unread(ticket, user, heard):
    """What they heard from the first message on that they have not opened. Agents are done with a finished ticket."""
    if ticket.is_finished and user.pk != ticket.customer_id:
        return []
    marks = ReadMark.objects.filter(ticket=ticket, user=user)
    read = marks.values_list("message_pk", flat=True).first() or 0
    places = (place for place, (event, _kind) in enumerate(heard) if event.data.get("message", 0) > read)
    first = next(places, len(heard))
    return heard[first:]
