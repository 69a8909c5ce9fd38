"""Whatever a guide was written in becomes HTML; from there on there is one importer."""

import io
import zipfile
from pathlib import PurePosixPath

import mammoth
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from .reading import LARGEST_FILE, CannotImport, check_size, text_of, too_large
from .unpacking import unpack

MARKDOWN = {".md", ".markdown"}
LARGEST_DOCUMENT = 8 * 1024 * 1024
STYLES = "p[style-name='Title'] => h1:fresh"


def html_of(file):
    """The HTML of a `GuideFile`, or `CannotImport`. What is in it is not looked at yet."""
    if file.ending == ".docx":
        html = _from_word(file)
    else:
        if len(file.content) > LARGEST_FILE:
            raise too_large(_short(file), LARGEST_FILE)
        html = text_of(file.name, file.content)
        if file.ending in MARKDOWN:
            check_size(file.name, html)
            html = MarkdownIt("commonmark").enable("table").render(html)
    return html


def _from_word(file):
    # Any part may be the text, whatever it is called: all that are not pictures are held to the same.
    if not zipfile.is_zipfile(io.BytesIO(file.content)):
        raise _unreadable(file)
    parts = [part for path, part in unpack(file.name, file.content).items() if "/media/" not in path]
    if sum(map(len, parts)) > LARGEST_DOCUMENT:
        raise CannotImport(_("{file} is too long.").format(file=_short(file)))
    # In UTF-16 there is a null beside each letter.
    if any(b"<!DOCTYPE" in part.replace(b"\0", b"") for part in parts):
        raise _unreadable(file)
    try:
        return mammoth.convert_to_html(io.BytesIO(file.content), style_map=STYLES).value
    except Exception as error:
        # What it raises over a broken document is not said anywhere: KeyError, ExpatError, AttributeError, …
        raise _unreadable(file) from error


def _unreadable(file):
    return CannotImport(
        _("{file} is no Word document that can be read. Open it in Word and save it anew as DOCX.").format(
            file=_short(file)
        )
    )


def _short(file):
    return PurePosixPath(file.name).name
