"""Reading CKEditor HTML: what may be read at all, and its top-level elements in order."""

import re
from html.parser import HTMLParser
from pathlib import PurePosixPath

from bs4 import BeautifulSoup, NavigableString
from bs4.element import PreformattedString
from django.utils.translation import gettext as _

from support_plugin.text.digits import localized

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_TEXT = 2 * 1024 * 1024
MOST_PICTURES = 200
EMBEDDED = re.compile(r"data:[^\s\"'<>)]+")
PICTURE = re.compile(r"<img\b", re.IGNORECASE)
MOST_ELEMENTS = 50_000
DEEPEST_NESTING = 100
BLOCKS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "figure", "table", "pre", "hr", "img",
}  # fmt: skip
CONTAINERS = {
    "html", "body", "div", "section", "article", "main", "header", "footer", "nav", "aside", "blockquote", "center",
    "font", "form", "fieldset", "details", "address", "hgroup", "search",
}  # fmt: skip
# What stands on a line of its own without being one of the above.
LINES = {"li", "dt", "dd", "tr", "caption", "figcaption", "summary", "legend", "option", "optgroup"}
DROPPED_WHOLE = {
    "script", "style", "head", "meta", "link", "title", "noscript", "template", "iframe", "object", "frameset",
}  # fmt: skip
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
}  # fmt: skip
# These end by themselves where the next one begins; old documents often leave their end tags out.
SELF_ENDING = {
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "option", "optgroup", "rt", "rp",
    "a", "nobr", "button", "html", "head", "body",
}  # fmt: skip


class CannotImport(Exception):
    """The file or the place cannot be used; the sentence says why. Nothing was written."""


def text_of(name, content):
    """The text of UTF-8 bytes, or `CannotImport`. Only the last part of the name is spoken of."""
    name = PurePosixPath(name).name
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotImport(_("{file} is not UTF-8 text.").format(file=name)) from error
    if "\x00" in text:
        raise CannotImport(_("{file} is not a text file.").format(file=name))
    if not text.strip():
        raise CannotImport(_("{file} is empty.").format(file=name))
    return text


def check_html(name, html):
    """Bytes of text, without embedded pictures; `CannotImport` for what the parser would choke on."""
    text, size = EMBEDDED.sub("data:", html), check_size(name, html)
    if len(PICTURE.findall(text)) > MOST_PICTURES:
        raise CannotImport(
            _("{file} has more than {number} pictures.").format(
                file=PurePosixPath(name).name, number=localized(MOST_PICTURES)
            )
        )
    if _is_too_deep(text):
        raise too_deep(name)
    return size


def check_size(name, text):
    """Bytes of text, without embedded pictures; `CannotImport` above LARGEST_TEXT."""
    size = len(EMBEDDED.sub("data:", text).encode())
    if size > LARGEST_TEXT:
        raise CannotImport(_("The text of {file} is larger than 2 MB.").format(file=PurePosixPath(name).name))
    return size


def too_large(name, largest):
    return CannotImport(
        _("{file} is larger than {number} MB.").format(file=name, number=localized(largest // (1024 * 1024)))
    )


def too_deep(name):
    return CannotImport(
        _("{file} is nested too deeply: more than {number} elements in each other.").format(
            file=PurePosixPath(name).name, number=localized(DEEPEST_NESTING)
        )
    )


def elements(html, report):
    """The top-level elements, with containers opened and loose text in paragraphs of its own."""
    soup = _BoundedSoup(html, "html5lib")
    found, loose = [], []

    def flush():
        if any(not isinstance(piece, NavigableString) or piece.strip(" \n\t\r") for piece in loose):
            paragraph = soup.new_tag("p")
            for piece in loose:
                paragraph.append(piece)
            found.append(paragraph)
        loose.clear()

    def walk(node):
        for child in list(node.children):
            if isinstance(child, PreformattedString):
                continue
            if isinstance(child, NavigableString):
                loose.append(child.extract())
            elif child.name in DROPPED_WHOLE:
                report.dropped[f"<{child.name}>"] += 1
            elif child.name in BLOCKS:
                flush()
                found.append(child)
            elif child.name in CONTAINERS or _holds_blocks(child):
                flush()
                walk(child)
                flush()
            else:
                loose.append(child.extract())
        flush()

    if soup.body is not None:
        walk(soup.body)
    return found


class _BoundedSoup(BeautifulSoup):
    """Counts the elements while they are made: the parser makes more of them than the text has tags, without an end."""

    made = 0

    def new_tag(self, *args, **kwargs):
        self.made += 1
        if self.made > MOST_ELEMENTS:
            raise CannotImport(
                _("The text has more than {number} elements.").format(number=localized(MOST_ELEMENTS))
            )
        return super().new_tag(*args, **kwargs)


def _holds_blocks(inline):
    """`<span><p>…</p><p>…</p></span>`: what looks inline may hold paragraphs all the same."""
    return inline.name != "a" and inline.find(list((BLOCKS - {"img"}) | CONTAINERS | LINES)) is not None


def _is_too_deep(html):
    """Whether elements stand in each other beyond all reason; asked before the parser, whom depth slows and breaks."""
    counter = _Depth()
    counter.feed(html)
    return counter.is_too_deep


class _Depth(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []
        self.is_too_deep = False

    def handle_starttag(self, tag, attrs):
        if not self.is_too_deep and tag not in VOID and tag not in SELF_ENDING:
            self.open.append(tag)
            self.is_too_deep = len(self.open) > DEEPEST_NESTING

    def handle_startendtag(self, tag, attrs):
        if tag in CONTAINERS or tag in BLOCKS:
            # HTML knows no `<div/>`: the slash means nothing.
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass
