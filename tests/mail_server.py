"""A mail server on loopback that can be in any mood, and remembers what it was given."""

import asyncio
import email
import socket
from email import policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

MOODS = {
    "fine": "takes everything",
    "hanging": "is connected to and never says a word",
    "unavailable": "421 to everything",
    "deferring": "450 to every recipient",
    "refusing": "550 to every recipient",
    "dropping": "takes the message and drops the connection before it says so",
    "stalling": "takes the message and never says so",
    "vanishing": "takes one message; of the next it says nothing, and is gone",
    "slow": "greets after a while",
}
A_WHILE = 0.3


class _Moody(SMTP):
    async def _handle_client(self):
        if self.event_handler.mood == "hanging":
            await asyncio.sleep(3600)
        if self.event_handler.mood == "slow":
            await asyncio.sleep(A_WHILE)
        await super()._handle_client()


class Postbox:
    """Takes what is delivered, as a mail server does: to whom by the envelope, and the bytes."""

    def __init__(self, mood="fine"):
        self.mood = mood
        self.taken = []
        # Set by the server: ends listening, while open connections go on.
        self.stop_listening = None

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.mood == "unavailable":
            return "421 not at present"
        envelope.mail_from = address
        return "250 go on"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.mood == "deferring":
            return "450 come back later"
        if self.mood == "refusing":
            return "550 nobody of this name"
        envelope.rcpt_tos.append(address)
        return "250 go on"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append((envelope.rcpt_tos, envelope.content))
        if self.mood == "stalling":
            await asyncio.sleep(3600)
        if self.mood == "dropping":
            server.transport.abort()
        if self.mood == "vanishing" and len(self.taken) > 1:
            self.stop_listening()
            server.transport.abort()
        return "250 taken"

    @property
    def recipients(self):
        return {address for addresses, _bytes in self.taken for address in addresses}

    @property
    def messages(self):
        return [email.message_from_bytes(raw, policy=policy.default) for _addresses, raw in self.taken]

    @property
    def message_ids(self):
        return [message["Message-ID"] for message in self.messages]


class MailServer(Controller):
    """`with MailServer() as server:` — `server.port`, `server.box`; `server.box.mood` may change meanwhile."""

    def __init__(self, mood="fine", *, port=None, box=None):
        self.box = box or Postbox(mood)
        super().__init__(self.box, hostname="127.0.0.1", port=port or free_port(), ready_timeout=60)

    def factory(self):
        return _Moody(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self):
        """aiosmtpd greets itself once to be sure that it runs; in these moods it would wait for ever."""
        if self.box.mood not in ("hanging", "slow"):
            super()._trigger_server()

    def __enter__(self):
        self.start()
        self.box.stop_listening = self.server.close
        return self

    def __exit__(self, *error):
        self.stop(no_assert=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
