"""Bodies of messages as HTML. What a customer wrote is text and stays text; only agents write rich text.

Wagtail's `expand_db_html` is not a sanitiser, so nothing reaches it that did not pass an allowlist first.
"""

import re
from html import unescape

import nh3
from django.utils.html import format_html, format_html_join, strip_tags, urlize
from django.utils.safestring import mark_safe
from django.utils.translation import ngettext
from wagtail.rich_text import expand_db_html

from support_plugin.text.calls import isolate_calls
from support_plugin.text.digits import localized

RICH_TAGS = {"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "a", "code", "pre"}
RICH_ATTRIBUTES = {"a": {"href", "linktype", "id"}}
SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
DIRECTION = {tag: {"dir": "auto"} for tag in ("p", "li")}

LINK = re.compile(r'<a((?: [a-z]+="[^"]*")*)>')
ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
PAGE_KEY = re.compile("[0-9]{1,18}")

# Ends of what stands on lines of its own and is not kept: without a break its words would run into the next.
OTHER_BLOCK_ENDS = re.compile(
    r"(</(?:p|ul|ol|pre)>)?(?:\s*</(?:h[1-6]|blockquote|div|section|article|dt|dd|tr|figcaption)>)+",
    re.IGNORECASE,
)
CELL_ENDS = re.compile(r"</t[dh]>", re.IGNORECASE)

BLOCK_ENDS = re.compile(r"</(?:p|li|ul|ol|pre)>\n*")
BREAKS = re.compile(r"<br ?/?>\n?")
PARAGRAPHS = re.compile(r"\n\s*\n")
# As e-mail quotes: so many lines one below the other are folded on the desk.
QUOTED = re.compile(r"(?:^>.*(?:\n|\Z)){4,}", re.MULTILINE)


def message_html(message):
    """The body of a `Message` as safe HTML, each paragraph in its own direction."""
    return rich_html(message.body) if message.is_rich else plain_html(message.body)


def plain_html(text):
    """Paragraphs with links made clickable; everything else escaped."""
    paragraphs = [part.strip("\n") for part in PARAGRAPHS.split(text) if part.strip()]
    return format_html_join(
        "\n",
        '<p dir="auto">{}</p>',
        ((mark_safe(isolate_calls(urlize(part, nofollow=True, autoescape=True))),) for part in paragraphs),  # noqa: S308
    )


def folded_html(message):
    """The same for the desk: what somebody quotes at length can be opened, and is not in the way."""
    if message.is_rich or not QUOTED.search(message.body):
        return message_html(message)
    pieces, end = [], 0
    for quote in QUOTED.finditer(message.body):
        pieces += [plain_html(message.body[end : quote.start()]), _folded(quote[0])]
        end = quote.end()
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, plain_html(message.body[end:])]))


def _folded(quote):
    lines = [line.removeprefix(">").removeprefix(" ") for line in quote.splitlines()]
    words = ngettext("{number} quoted line", "{number} quoted lines", len(lines))
    return format_html(
        "<details><summary>{}</summary>{}</details>",
        words.format(number=localized(len(lines))),
        plain_html("\n".join(lines)),
    )


def clean_rich(html):
    """Rich text as it may be stored: allowed tags, page and web links, nothing that acts."""
    separate = OTHER_BLOCK_ENDS.sub(lambda end: end[1] or "<br>", CELL_ENDS.sub(" ", html))
    cleaned = nh3.clean(
        separate, tags=RICH_TAGS, attributes=RICH_ATTRIBUTES, url_schemes=SAFE_SCHEMES, link_rel=None
    )
    return LINK.sub(_whole_link, cleaned)


def _whole_link(match):
    """A link to a page by its key, or to an address: Wagtail's handlers fail on everything else."""
    attributes = dict(ATTRIBUTE.findall(match[1]))
    if attributes.get("linktype") == "page" and PAGE_KEY.fullmatch(attributes.get("id", "")):
        return f'<a linktype="page" id="{attributes["id"]}">'
    if "linktype" not in attributes and "href" in attributes:
        return f'<a href="{attributes["href"]}">'
    return "<a>"


def rich_html(html):
    """Stored rich text for readers: links to pages become their addresses."""
    expanded = expand_db_html(clean_rich(html))
    shown = nh3.clean(
        expanded,
        tags=RICH_TAGS,
        attributes={"a": {"href"}},
        url_schemes=SAFE_SCHEMES,
        set_tag_attribute_values=DIRECTION,
        link_rel="noopener",
    )
    return format_html("{}", mark_safe(isolate_calls(shown)))  # noqa: S308


def excerpt(text, *, is_rich, length=140):
    """The first words of a message's body as plain text, for lists; all of them where `length` is None."""
    if is_rich:
        text = unescape(nh3.clean(text.replace("<", " <"), tags=set()))
    return " ".join(text.split())[:length]


def rich_as_plain(html):
    """Stored rich text as somebody without the editor would type it."""
    text = BREAKS.sub("\n", BLOCK_ENDS.sub("\n\n", html))
    return PARAGRAPHS.sub("\n\n", unescape(strip_tags(text))).strip()
