"""The panel's own channel: what the bell shows."""

from django.utils.translation import pgettext_lazy

from ..models import Notice
from .base import Result


class PanelChannel:
    name = "panel"
    label = pgettext_lazy("channel", "Panel")

    def address_of(self, user):
        """Everybody has a panel; one finds one's notices by one's account."""
        return user.get_username()

    def send(self, recipient, event, context):
        delivery = context["delivery"]
        facts = {"ticket_id": delivery.ticket_id, "kind": delivery.kind, "events": delivery.events}
        Notice.objects.get_or_create(uuid=delivery.uuid, defaults={"user": recipient.user, **facts})
        return Result("sent")
