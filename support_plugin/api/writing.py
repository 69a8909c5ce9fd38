"""What people write through the door: plain text of anybody, HTML of agents, cleaned as the desk's editor cleans it."""

from html import unescape

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from support_plugin import conf
from support_plugin.text.clean import is_blank
from support_plugin.tickets.canned import unfilled
from support_plugin.tickets.errors import PlaceholdersUnfilled
from support_plugin.tickets.rendering import clean_rich

from .problems import Refused, at

TEXT, HTML = FORMATS = ("text", "html")
MOST_UNDO = 60
UNDO_HELP = "Seconds, at most 60, within which `recall/` takes it back; its customer sees it after them."


def body_of(given):
    """`(body, whether it is rich)` as it is stored; "" for what says nothing to see. Refused where it is too long."""
    text, is_rich = given.get("body", ""), given.get("format", TEXT) == HTML
    text = clean_rich(text) if is_rich else text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > conf.MESSAGE_LENGTH:
        sentence = _("Please write at most {limit} characters.").format(limit=conf.MESSAGE_LENGTH)
        raise Refused([at(("body",), "max_length", sentence)])
    seen = unescape(strip_tags(text)) if is_rich else text
    return ("" if is_blank(seen) else text), is_rich


def refuse_unfilled(body):
    """No answer goes out in which a placeholder of a canned reply still stands."""
    if missing := unfilled(unescape(strip_tags(body))):
        raise PlaceholdersUnfilled(names=" ".join(missing))
