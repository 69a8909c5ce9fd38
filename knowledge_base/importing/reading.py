"""Reading a file of CKEditor HTML: what may be read at all, and its top-level elements in order."""

from pathlib import Path

from bs4 import BeautifulSoup, Comment, NavigableString, Tag
from django.utils.translation import gettext as _

LARGEST_FILE = 2 * 1024 * 1024
CONTAINERS = {"html", "body", "div", "section", "article", "main", "header", "footer", "center", "font"}
DROPPED_WHOLE = {
    "script",
    "style",
    "head",
    "meta",
    "link",
    "title",
    "noscript",
    "template",
    "iframe",
    "object",
    "form",
}


class CannotImport(Exception):
    """The file or the place cannot be used; the sentence says why. Nothing was written."""


def read(path):
    """The text of a UTF-8 file of at most 2 MB."""
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CannotImport(_("{file} is larger than 2 MB.").format(file=path.name))
        content = path.read_bytes()
    except OSError as error:
        raise CannotImport(
            _("{file} cannot be read: {reason}.").format(file=path, reason=error.strerror)
        ) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotImport(_("{file} is not UTF-8 text.").format(file=path.name)) from error
    if "\x00" in text:
        raise CannotImport(_("{file} is not a text file.").format(file=path.name))
    if not text.strip():
        raise CannotImport(_("{file} is empty.").format(file=path.name))
    return text


def elements(html):
    """The top-level elements, with containers opened and loose text in paragraphs of its own."""
    soup = BeautifulSoup(html, "html5lib")
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
            if isinstance(child, Comment) or (isinstance(child, Tag) and child.name in DROPPED_WHOLE):
                continue
            if isinstance(child, Tag) and child.name in CONTAINERS:
                flush()
                walk(child)
                flush()
            elif isinstance(child, NavigableString) or child.name not in BLOCKS:
                loose.append(child.extract())
            else:
                flush()
                found.append(child)
        flush()

    walk(soup.body)
    return found


BLOCKS = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "figure", "table", "pre", "blockquote", "hr", "img",
    "aside",
}  # fmt: skip
