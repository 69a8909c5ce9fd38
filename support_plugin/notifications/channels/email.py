"""E-mail through Django's backend: one connection for all that a worker's round sends.

What a failure means is read from the SMTP reply (RFC 5321 §4.2.1): 4yz may succeed later, 5yz never will, 421 says
that the server takes nothing at present.
"""

import logging
import smtplib
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.utils.translation import pgettext_lazy

from ..letters import one_line
from .base import Result

logger = logging.getLogger(__name__)

# Seconds, for hosts that set no EMAIL_TIMEOUT: a silent server must not keep the worker for ever.
TIMEOUT = 20
UNAVAILABLE = 421
TOO_LARGE = 552


class EmailChannel:
    name = "email"
    label = pgettext_lazy("channel", "E-mail")

    def __init__(self):
        self._connection = None

    def address_of(self, user):
        return getattr(user, user.get_email_field_name(), "") or ""

    def send(self, recipient, event, context):
        try:
            message = self._message(recipient.address, context)
        except ValidationError:
            return Result("failed", reason="bad_address")
        was_open = self._connection is not None
        result = self._hand_over(message)
        if was_open and result.is_channel_down:
            # Servers end a connection after some messages or minutes; that says nothing about the next one.
            first, result = result, self._hand_over(message)
            # What the first connection may have carried away was tried, whatever the second says.
            result = replace(result, was_tried=first.was_tried or result.was_tried)
        return result

    def close(self):
        connection, self._connection = self._connection, None
        if connection is not None:
            _close(connection)

    def _message(self, address, context):
        """Raises ValidationError for what is not one bare address."""
        validate_email(address)
        if one_line(address) != address:
            raise ValidationError("The address holds more than an address.")
        letter = context["letter"]
        headers = {**context["headers"], "Message-ID": context["message_id"]}
        message = EmailMultiAlternatives(one_line(letter.subject), letter.text, to=[address], headers=headers)
        if letter.html:
            message.attach_alternative(letter.html, "text/html")
        return message

    def _hand_over(self, message):
        try:
            connection = self._open()
        except Exception as error:
            return _cannot_open(error)
        try:
            connection.send_messages([message])
        except Exception as error:
            result = _cannot_send(error)
            if result.is_channel_down:
                self.close()
            return result
        return Result("sent")

    def _open(self):
        if self._connection is None:
            connection = get_connection()
            if getattr(connection, "timeout", TIMEOUT) is None:
                connection.timeout = TIMEOUT
            try:
                connection.open()
            except Exception:
                _close(connection)
                raise
            self._connection = connection
        return self._connection


def _close(connection):
    try:
        connection.close()
    except Exception:
        logger.debug("The connection to the mail server did not end well", exc_info=True)


def _cannot_open(error):
    """Nobody is reached at present, and no message was handed over."""
    word = "login_refused" if isinstance(error, smtplib.SMTPAuthenticationError) else "no_connection"
    return _failed(word, error, is_channel_down=True, was_tried=False)


def _cannot_send(error):
    code = _code(error)
    if code == UNAVAILABLE:
        return _failed("unavailable", error, is_channel_down=True, was_tried=False)
    match error:
        case smtplib.SMTPSenderRefused() if code >= 500 and code != TOO_LARGE:
            # About us and not about this message: DEFAULT_FROM_EMAIL, or a login that is missing.
            return _failed("sender_refused", error, is_channel_down=True, was_tried=False)
        case smtplib.SMTPRecipientsRefused() | smtplib.SMTPResponseException():
            return _failed("refused" if code >= 500 else "deferred", error, retryable=code < 500)
        case smtplib.SMTPNotSupportedError() | ValueError():
            return _failed("bad_message", error, retryable=False)
        case smtplib.SMTPServerDisconnected():
            return _failed("dropped", error, is_channel_down=True)
        case smtplib.SMTPException():
            return _failed("broken", error)
        case OSError():
            return _failed("dropped", error, is_channel_down=True)
    return _failed("broken", error)


def _failed(word, error, *, retryable=True, **facts):
    return Result("failed", retryable=retryable, reason=f"{word}: {_said(error)}", **facts)


def _code(error):
    return _reply(error)[0]


def _said(error):
    """The server's reply, or what the system says of the connection."""
    code, words = _reply(error)
    return f"{code} {words}" if code else f"{type(error).__name__}: {error}"


def _reply(error):
    """`(code, words)` of the SMTP reply; 0 where there was none."""
    match error:
        case smtplib.SMTPRecipientsRefused() if error.recipients:
            code, words = next(iter(error.recipients.values()))
        case smtplib.SMTPResponseException():
            code, words = error.smtp_code, error.smtp_error
        case _:
            return 0, ""
    return code, words.decode(errors="replace") if isinstance(words, bytes) else str(words)
