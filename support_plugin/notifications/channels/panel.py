"""The panel's own channel: what the bell shows."""

from django.utils.translation import pgettext_lazy

from ..notices import ring
from .base import Result


class PanelChannel:
    name = "panel"
    label = pgettext_lazy("channel", "Panel")

    def address_of(self, user):
        """Everybody has a panel; one finds one's notices by one's account."""
        return user.get_username()

    def send(self, recipient, event, context):
        ring(recipient.user, context["delivery"])
        return Result("sent")
