"""Mobile numbers as people write them, and as they are kept: E.164, `+989121234567`."""

import re

from support_plugin.text.digits import to_ascii

# What people put between the digits, marks of direction included.
BETWEEN = re.compile("[\\s()\\-./\u200b-\u200f\u202a-\u202e\u2066-\u2069\u061c]+")
IRANIAN = re.compile(r"(?:\+98|0098|98)?0?(9\d{9})", re.ASCII)
FOREIGN = re.compile(r"(?:\+|00)([1-9]\d{7,14})", re.ASCII)


def to_e164(number):
    """The mobile number in E.164; empty for what is none. Iran's may be written without its country code.

    Any digits. Of Iranian numbers only mobiles are taken; whether a foreign one is a mobile cannot be told.
    """
    number = BETWEEN.sub("", to_ascii(number or ""))
    if match := IRANIAN.fullmatch(number):
        return f"+98{match[1]}"
    match = FOREIGN.fullmatch(number)
    return f"+{match[1]}" if match and not match[1].startswith("98") else ""


def national(number):
    """As it is dialled within Iran: `09121234567`. Foreign numbers stay as they are."""
    return f"0{number[3:]}" if number.startswith("+98") else number


def masked(number):
    """The number with its middle hidden, for screens: `0912•••4567`."""
    dialled = national(number)
    return f"{dialled[:4]}•••{dialled[-4:]}" if dialled else ""
