"""Whatever a guide was written in becomes HTML; from there on there is one importer."""

import io
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import mammoth
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from .embedded import Embedded
from .reading import LARGEST_FILE, CannotImport, check_size, text_of, too_large
from .unpacking import NoArchive, unpack

MARKDOWN = {".md", ".markdown"}
LARGEST_DOCUMENT = 4 * 1024 * 1024
MOST_TAGS = 120_000
STYLES = "p[style-name='Title'] => h1:fresh"


@dataclass(frozen=True)
class Source:
    """What a guide was written in, as HTML, and the pictures that were embedded in it.

    `written` is Markdown as it was written, "" for anything else.
    """

    html: str
    embedded: Embedded = field(default_factory=Embedded)
    written: str = ""


def source_of(file, allowance):
    """The `Source` of a `GuideFile`, or `CannotImport`. What is in it is not looked at yet."""
    if file.ending == ".docx":
        source = _from_word(file, allowance)
        allowance.take_text(check_size(file.name, source.html))
        return source
    if len(file.content) > LARGEST_FILE:
        raise too_large(_short(file), LARGEST_FILE)
    embedded = Embedded()
    text = embedded.taken_out(text_of(file.name, file.content))
    allowance.take_text(check_size(file.name, text))
    if file.ending not in MARKDOWN:
        return Source(text, embedded)
    html = _from_markdown(text, allowance)
    check_size(file.name, html)
    return Source(html, embedded, written=text)


def _from_markdown(text, allowance):
    def looks_at_the_clock(*_where):
        allowance.check_time()
        return False

    markdown = MarkdownIt("commonmark").enable("table")
    for rules, first in ((markdown.block.ruler, "table"), (markdown.inline.ruler, "text")):
        rules.before(first, "clock", looks_at_the_clock)
    return markdown.render(text)


def _from_word(file, allowance):
    # Any part may be the text, whatever it is called: all that are not pictures are held to the same.
    try:
        files = unpack(file.name, file.content, allowance)
    except NoArchive as error:
        # Nobody who wrote it knows that it is one.
        raise _unreadable(file) from error
    parts = [part for path, part in files.items() if "/media/" not in path]
    size, tags = sum(map(len, parts)), sum(part.count(b"<") for part in parts)
    allowance.take_word(size, tags)
    if size > LARGEST_DOCUMENT or tags > MOST_TAGS:
        raise CannotImport(_("{file} is too long.").format(file=_short(file)))
    # In UTF-16 there is a null beside each letter.
    if any(b"<!DOCTYPE" in part.replace(b"\0", b"") for part in parts):
        raise _unreadable(file)
    embedded = Embedded()

    def picture(image):
        with image.open() as content:
            return {"src": embedded.put(content.read())}

    try:
        html = mammoth.convert_to_html(
            io.BytesIO(file.content), style_map=STYLES, convert_image=mammoth.images.img_element(picture)
        ).value
    except Exception as error:
        # What it raises over a broken document is not said anywhere: KeyError, ExpatError, AttributeError, …
        raise _unreadable(file) from error
    return Source(html, embedded)


def _unreadable(file):
    return CannotImport(
        _("{file} is no Word document that can be read. Open it in Word and save it anew as DOCX.").format(
            file=_short(file)
        )
    )


def _short(file):
    return PurePosixPath(file.name).name
