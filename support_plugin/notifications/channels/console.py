"""The console: one line per message, for those who develop."""

from django.utils.translation import pgettext_lazy

from .base import Result


class ConsoleChannel:
    name = "console"
    label = pgettext_lazy("channel", "Console")

    def address_of(self, user):
        return user.get_username()

    def send(self, recipient, event, context):
        letter = context["letter"]
        print(f"{event} -> {recipient.address}: {letter.subject} {letter.url}".rstrip(), flush=True)
        return Result("sent")
