"""What happened, in order, for whoever keeps a copy: read on from the last cursor, as often as one likes."""

from datetime import timedelta
from itertools import takewhile

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from support_plugin import conf
from support_plugin.tickets.models import Event, Side, department_keys
from support_plugin.tickets.timeline import may_customer_know

from .base import Door
from .operations import Operation
from .pagination import MOST, USUAL
from .parameters import OnASide
from .problems import WrongParameters, at_parameter
from .shapes import EventShape
from .threads import CUSTOMER_KINDS, pending, undone

LATEST = "latest"
signer = signing.Signer(salt="support.api.events")


class EventsQuery(OnASide):
    after = serializers.CharField(
        required=False,
        help_text="The `cursor` of the last answer; `latest` begins now. Without it: from the first event.",
    )
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST)


class EventsShape(serializers.Serializer):
    """The next events in the order in which they happened."""

    results = EventShape(many=True)
    cursor = serializers.CharField(help_text="Where to go on.")
    has_more = serializers.BooleanField(help_text="Whether more can be read at once.")


class Events(Door):
    """An event is told API_EVENTS_LAG_SECONDS after it happened: by then every change that began before it has been
    stored, so that nobody's cursor passes one by. Of an answer that can be taken back customers hear when it cannot.
    """

    tag = "events"
    operations = {
        "GET": Operation(
            "events_list",
            "What happened in all one's tickets, incrementally.",
            details="Read until `has_more` is false, keep `cursor`, and ask again with it as `after` later. Events come some "
            "seconds after they happened, each once, in one order.",
            answer=EventsShape,
            query=EventsQuery,
        )
    }

    def get(self, request):
        side = self.caller.side_asked(self.parameters.get("side"))
        seen = Event.objects.filter(ticket__in=self.caller.tickets(side).order_by().values("pk"))
        position, limit = self._position(seen, side), self.parameters.get("limit", USUAL)
        rows = _next(_told(seen.filter(pk__gt=position), side), limit)
        if side == Side.TEAM:
            rows = self._with_handed_on(rows, position, limit)
        read = list(takewhile(_is_settled(side), rows))
        page = read[:limit]
        told = {
            "results": page,
            "cursor": signer.sign(str(page[-1].pk if page else position)),
            "has_more": len(read) > limit,
        }
        return Response(EventsShape(told, context=self.context(request) | {"side": side}).data)

    def _with_handed_on(self, rows, position, limit):
        """And that a ticket was handed on, for the department that it left: a question of its own, because both in one would
        read all tickets.
        """
        left = Event.objects.filter(
            kind=Event.Kind.TRANSFERRED,
            data__before__id__in=sorted(department_keys(self.request.user)),
            pk__gt=position,
        )
        if len(rows) > limit:
            left = left.filter(pk__lt=rows[-1].pk)
        together = {event.pk: event for event in (*rows, *_next(left, limit))}
        return [together[key] for key in sorted(together)][: limit + 1]

    def _position(self, events, side):
        after = self.parameters.get("after")
        if after is None:
            return 0
        if after == LATEST:
            newest = _told(events, side).filter(created_at__lte=_settled_before())
            if side == Side.CUSTOMER and (to_come := pending(events)):
                newest = newest.filter(pk__lt=to_come[0].pk)
            return newest.order_by("-pk").values_list("pk", flat=True).first() or 0
        try:
            return int(signer.unsign(after))
        except signing.BadSignature:
            raise WrongParameters(
                [at_parameter("after", "invalid", _("This cursor is not of this list."))]
            ) from None


def _next(events, limit):
    """As many as a page, and one more."""
    return list(events.select_related("ticket", "actor").order_by("pk")[: limit + 1])


def _told(events, side):
    """Those of these events that are there for a reader on this side."""
    if side == Side.TEAM:
        return events
    return events.filter(kind__in=CUSTOMER_KINDS).exclude(pk__in=undone(events))


def _settled_before():
    return timezone.now() - timedelta(seconds=conf.API_EVENTS_LAG_SECONDS)


def _is_settled(side):
    before, now = _settled_before(), timezone.now()

    def is_settled(event):
        return event.created_at <= before and (side == Side.TEAM or may_customer_know(event, now))

    return is_settled
