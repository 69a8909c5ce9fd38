"""What stands in braces in a message's text: a closed list of names (`text.placeholders`), and their values."""

from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import pgettext_lazy

from support_plugin.text import placeholders
from support_plugin.text.placeholders import PLACEHOLDER

from .kinds import Kind

EVERYWHERE = ("number", "name", "department", "ticket_type", "site")
OF_ONE_KIND = {
    Kind.REGISTERED: ("answer_time",),
    Kind.NEEDS_MORE_TIME: ("date",),
    Kind.RESOLVED: ("days",),
    Kind.DUE_SOON: ("target", "date"),
    Kind.OVERDUE: ("target", "date"),
}
# A letter has its button; an SMS has to say the address.
OF_SMS = ("link",)

MEANINGS = {
    "number": pgettext_lazy("placeholder", "the ticket’s number"),
    "name": pgettext_lazy("placeholder", "the recipient’s name"),
    "department": pgettext_lazy("placeholder", "the department"),
    "ticket_type": pgettext_lazy("placeholder", "the ticket’s type"),
    "site": pgettext_lazy("placeholder", "the site’s name"),
    "answer_time": pgettext_lazy("placeholder", "the usual answering time, a sentence"),
    "date": pgettext_lazy("placeholder", "the date that was promised or is due"),
    "days": pgettext_lazy("placeholder", "how long until it closes by itself"),
    "target": pgettext_lazy("placeholder", "what is due"),
    "link": pgettext_lazy("placeholder", "the ticket’s address"),
}


def allowed(kind, *, in_sms=False):
    """The names a text of this kind may carry, in the order they are offered."""
    return (*EVERYWHERE, *OF_ONE_KIND.get(kind, ()), *(OF_SMS if in_sms else ()))


def refuse_unknown(text, kind, *, in_sms=False):
    """A `ValidationError` that names the first thing in braces which is no placeholder, and lists those there are."""
    placeholders.refuse_unknown(text, allowed(kind, in_sms=in_sms))


def fill(text, values):
    """The text with the values of its placeholders. Lines that end up empty are left out."""
    return _without_empty_lines(PLACEHOLDER.sub(lambda match: _replacement(match, values), text))


def fill_html(text, values):
    """The same as HTML: everything escaped, each value isolated from the direction of what stands around it."""
    parts, end = [], 0
    for match in PLACEHOLDER.finditer(text):
        parts.append(escape(text[end : match.start()]))
        parts.append(_replacement(match, values, show=_isolated))
        end = match.end()
    parts.append(escape(text[end:]))
    return mark_safe(_without_empty_lines("".join(parts)).replace("\n", "<br>"))  # noqa: S308


def _replacement(match, values, show=str):
    space, name = match.groups()
    if name not in values:
        return escape(match[0]) if show is _isolated else match[0]
    value = str(values[name])
    return space + (show(value) if show is str else show(value, name)) if value else ""


def _isolated(value, name):
    # Mail programs know `dir`, few of them `bdi`. Sentences and dates read in the letter's own direction.
    if name in ("answer_time", "date", "days", "target"):
        return escape(value)
    return f'<span dir="{"ltr" if name in ("number", "link") else "auto"}">{escape(value)}</span>'


def _without_empty_lines(text):
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
