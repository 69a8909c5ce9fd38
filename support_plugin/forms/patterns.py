"""Regular expressions that editors write for what customers type, by RE2.

Safe without a time limit: RE2 never goes back in a text, so its time grows with the length of the text and the size of
the compiled pattern, and with nothing else. Both have a limit here, and these are the time limit: about a second for
the worst pattern that was found. What RE2 cannot do in that way, references back and looking around, is not part of
its language. Digits are folded on both sides, so `\\d{10}` also takes ۰۹۱۲….
"""

import re2
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from support_plugin.text.digits import to_ascii

LONGEST_PATTERN = 500
LONGEST_TEXT = 10_000
# Bytes of a compiled pattern. `\pL+( \pL+)*`, a name in any script, needs less than half of it.
MOST_MEMORY = 1 << 18
# What RE2 says of a pattern that would not fit into MOST_MEMORY.
_TOO_LARGE = "pattern too large"


def check(pattern):
    """Raises ValidationError with a sentence for an editor where RE2 cannot take the pattern within our limits."""
    if len(pattern) > LONGEST_PATTERN:
        raise ValidationError(
            _("This pattern is too long: it may have at most %(most)s characters."),
            code="pattern_too_long",
            params={"most": LONGEST_PATTERN},
        )
    try:
        _compiled(pattern)
    except UnicodeEncodeError:
        raise ValidationError(
            _("This text contains characters that cannot be stored."), code="forbidden"
        ) from None
    except re2.error as error:
        reason = _reason(error)
        if reason.startswith(_TOO_LARGE):
            raise ValidationError(
                _(
                    "This pattern needs too much memory. Repeat less in it; "
                    "how long an answer may be is a limit of its own."
                ),
                code="pattern_too_large",
            ) from None
        raise ValidationError(
            _("This pattern cannot be read: %(reason)s"), code="pattern_unreadable", params={"reason": reason}
        ) from None


def matches(pattern, text):
    """Is the whole text what the pattern describes? Never, where the text is longer than LONGEST_TEXT characters.

    A pattern that `check` refuses describes everything: nobody is kept from asking for help by it.
    """
    if len(text) > LONGEST_TEXT:
        return False
    try:
        expression = _compiled(pattern)
    except (UnicodeEncodeError, re2.error):
        return True
    try:
        return expression.fullmatch(to_ascii(text)) is not None
    except UnicodeEncodeError:
        return False


def _compiled(pattern):
    """RE2 remembers the last 128."""
    options = re2.Options()
    options.max_mem = MOST_MEMORY
    options.log_errors = False
    options.never_capture = True
    return re2.compile(to_ascii(pattern), options)


def _reason(error):
    """RE2's own words, in English: it says them in bytes."""
    reason = error.args[0] if error.args else ""
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
