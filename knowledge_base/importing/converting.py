"""Whatever a guide was written in becomes HTML; from there on there is one importer."""

import io
from pathlib import PurePosixPath

import mammoth
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from .reading import CannotImport, text_of
from .unpacking import unpack

MARKDOWN = {".md", ".markdown"}
LARGEST_DOCUMENT = 8 * 1024 * 1024
STYLES = "p[style-name='Title'] => h1:fresh"


def html_of(file):
    """The HTML of a `GuideFile`, or `CannotImport`. What is in it is not looked at yet."""
    if file.ending == ".docx":
        html = _from_word(file)
    else:
        html = text_of(file.name, file.content)
        if file.ending in MARKDOWN:
            html = MarkdownIt("commonmark").enable("table").render(html)
    return html


def _from_word(file):
    parts = unpack(file.name, file.content)
    if len(parts.get("word/document.xml", b"")) > LARGEST_DOCUMENT:
        raise CannotImport(_("{file} is too long.").format(file=_short(file)))
    if any(b"<!DOCTYPE" in part for path, part in parts.items() if path.endswith((".xml", ".rels"))):
        raise _unreadable(file)
    try:
        return mammoth.convert_to_html(io.BytesIO(file.content), style_map=STYLES).value
    except Exception as error:
        # What it raises over a broken document is not said anywhere: KeyError, ExpatError, AttributeError, …
        raise _unreadable(file) from error


def _unreadable(file):
    return CannotImport(_("{file} is no Word document that can be read.").format(file=_short(file)))


def _short(file):
    return PurePosixPath(file.name).name
