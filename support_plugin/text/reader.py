"""Who reads: the active language and time zone, as dates and digits ask for them."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone
from django.utils.translation import get_language

_asked = ContextVar("support_plugin.text.reader", default=None)


def is_persian():
    asked = _asked.get()
    return _language_is_persian() if asked is None else asked[0]


def zone():
    """The time zone that moments are shown in."""
    asked = _asked.get()
    return timezone.get_current_timezone() if asked is None else asked[1]


@contextmanager
def one_reader():
    """Everything inside is for the same reader, who is asked for once: a list of fifty rows asks a thousand times.

    Nothing inside may activate another language or time zone.
    """
    token = _asked.set((_language_is_persian(), timezone.get_current_timezone()))
    try:
        yield
    finally:
        _asked.reset(token)


def _language_is_persian():
    return (get_language() or "").split("-")[0] == "fa"
