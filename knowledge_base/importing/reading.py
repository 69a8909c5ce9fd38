"""Reading CKEditor HTML: what may be read at all, and its top-level elements in order."""

import re
from pathlib import PurePosixPath

from bs4 import NavigableString
from bs4.element import PreformattedString
from django.utils.translation import gettext as _

from support_plugin.text.digits import localized

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_TEXT = 2 * 1024 * 1024
MOST_PICTURES = 200
PICTURE = re.compile(r"<img\b", re.IGNORECASE)
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


def check_pictures(name, html):
    """`CannotImport` above MOST_PICTURES."""
    if len(PICTURE.findall(html)) > MOST_PICTURES:
        raise CannotImport(
            _("{file} has more than {number} pictures.").format(
                file=PurePosixPath(name).name, number=localized(MOST_PICTURES)
            )
        )


def check_size(name, text):
    """Bytes of text; `CannotImport` above LARGEST_TEXT."""
    size = len(text.encode())
    if size > LARGEST_TEXT:
        raise CannotImport(
            _("The text of {file} is larger than {number} MB.").format(
                file=PurePosixPath(name).name, number=localized(LARGEST_TEXT // (1024 * 1024))
            )
        )
    return size


def too_large(name, largest):
    return CannotImport(
        _("{file} is larger than {number} MB.").format(file=name, number=localized(largest // (1024 * 1024)))
    )


def elements(soup, report, allowance):
    """The top-level elements, with containers opened and loose text in paragraphs of its own."""
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
            allowance.check_time()
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


def _holds_blocks(inline):
    """`<span><p>…</p><p>…</p></span>`: what looks inline may hold paragraphs all the same."""
    return inline.name != "a" and inline.find(list((BLOCKS - {"img"}) | CONTAINERS | LINES)) is not None
