"""The files of an import: a single one, or those of a folder or an archive, each with what lies beside it."""

import posixpath
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from support_plugin.text.digits import localized

from .reading import LARGEST_FILE, CannotImport, too_large
from .unpacking import LARGEST_ARCHIVE, unpack

GUIDES = {".html", ".htm", ".md", ".markdown", ".docx"}
MOST_GUIDES = 50
LARGEST_PICTURE = 10 * 1024 * 1024


@dataclass(frozen=True)
class GuideFile:
    """A file that may become a guide; `beside(path)` is the content of what lies at a path from it, or None."""

    name: str
    content: bytes
    beside: Callable[[str], bytes | None] = lambda path: None

    @property
    def ending(self):
        return PurePosixPath(self.name).suffix.lower()


def files_in(name, content, allowance):
    """The guide files of something that was uploaded: the file itself, or those of the archive it is."""
    if PurePosixPath(name).suffix.lower() != ".zip":
        return [_checked(GuideFile(name, content))]
    members = {_key(path): content for path, content in unpack(name, content, allowance).items()}

    def beside(path):
        return lambda other: members.get(_key(posixpath.join(posixpath.dirname(path), other)))

    return _several(name, [GuideFile(path, members[path], beside(path)) for path in sorted(members)])


def files_at(path, allowance):
    """The guide files at a path of this machine: a file, a folder with all below it, or an archive."""
    path = Path(path)
    if path.is_dir():
        names = sorted(each for each in path.rglob("*") if each.suffix.lower() in GUIDES and each.is_file())
        return _several(path.name, [_file_at(each, root=path) for each in names])
    if path.suffix.lower() == ".zip":
        return files_in(str(path), _content(path, LARGEST_ARCHIVE), allowance)
    return [_checked(_file_at(path, root=path.parent))]


def _file_at(path, *, root):
    def beside(other):
        found = (path.parent / other).resolve()
        if not found.is_relative_to(root.resolve()) or not found.is_file():
            return None
        return found.read_bytes() if found.stat().st_size <= LARGEST_PICTURE else None

    return GuideFile(str(path), _content(path, LARGEST_FILE), beside)


def _content(path, largest):
    try:
        if path.stat().st_size > largest:
            raise too_large(path.name, largest)
        return path.read_bytes()
    except OSError as error:
        raise CannotImport(
            _("{file} cannot be read: {reason}.").format(file=path, reason=error.strerror)
        ) from error


def _several(name, files):
    guides = [file for file in files if file.ending in GUIDES]
    if not guides:
        raise CannotImport(_("There is no guide in {file}: no HTML, Markdown or DOCX.").format(file=name))
    if len(guides) > MOST_GUIDES:
        raise CannotImport(
            _("There are more than {number} guides in {file}.").format(
                number=localized(MOST_GUIDES), file=name
            )
        )
    return guides


def _checked(file):
    if file.ending not in GUIDES:
        raise CannotImport(
            _("{file} is none of these: HTML, Markdown, DOCX, a zip of them.").format(file=file.name)
        )
    if len(file.content) > LARGEST_FILE:
        raise too_large(PurePosixPath(file.name).name, LARGEST_FILE)
    return file


def _key(path):
    """A path as it is looked up: without `.` and `..`, its letters composed as most systems write them."""
    return unicodedata.normalize("NFC", posixpath.normpath(path))
