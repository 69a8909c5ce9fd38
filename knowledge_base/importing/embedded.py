"""Pictures that stand in a text as `data:` addresses: taken out of it, so that what is parsed is only text."""

import binascii
import re
from base64 import b64decode
from urllib.parse import unquote

# What is shorter harms nobody. Between quotes an address may be broken into lines.
EMBEDDED = re.compile(
    r"(?:(?<=[\"'])data:image/[\w.+-]{1,40};base64,(?P<quoted>[A-Za-z0-9+/=%\s]{200,})(?=[\"']))"
    r"|(?:(?<=[=(<\s])data:image/[\w.+-]{1,40};base64,(?P<bare>[A-Za-z0-9+/=%]{200,}))"
)
# Looks like the address of a picture to whoever checks addresses on the way, as Markdown does.
STANDS_FOR = re.compile(r"data:image/png;embedded,(\d{1,6})")


class Embedded:
    """The pictures of one text, each behind the address that stands there instead of it."""

    def __init__(self):
        self.payloads = []

    def taken_out(self, text):
        """The text with a short address for each picture."""
        return EMBEDDED.sub(lambda match: self.put(match["quoted"] or match["bare"]), text)

    def put(self, payload):
        """The address that stands for these bytes, or for what base64 made of them."""
        self.payloads.append(payload)
        return f"data:image/png;embedded,{len(self.payloads) - 1}"

    def content(self, address):
        """The bytes behind a `data:` address, short or in full, or `ValueError`."""
        if match := STANDS_FOR.fullmatch(address):
            payload = self.payloads[int(match[1])] if int(match[1]) < len(self.payloads) else None
        else:
            kind, _comma, payload = address.partition(",")
            payload = payload if kind.endswith(";base64") else None
        if payload is None:
            raise ValueError(address[:60])
        if isinstance(payload, bytes):
            return payload
        try:
            return b64decode(unquote(payload))
        except binascii.Error as error:
            raise ValueError(address[:60]) from error
