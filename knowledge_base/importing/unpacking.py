"""Opening an archive that somebody uploaded. One that is not what it should be is refused whole."""

import io
import re
import stat
import zipfile
import zlib
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from support_plugin.text.digits import localized

from .reading import CannotImport, too_large

LARGEST_ARCHIVE = 25 * 1024 * 1024
LARGEST_CONTENT = 60 * 1024 * 1024
MOST_FILES = 1000
LONGEST_NAME = 255
# Text shrinks to a tenth, seldom to a hundredth; what is small may shrink as it likes.
MOST_SHRUNK = 100
SMALL = 1024 * 1024
# A Word document is an archive too, and looked at when it is read.
ARCHIVES = {".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".jar"}
DRIVE = re.compile(r"[A-Za-z]:")
PLAIN_KINDS = (0, stat.S_IFREG, stat.S_IFDIR)
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


def unpack(name, content, allowance):
    """`{path: bytes}` of all files in a zip, or `CannotImport`. Nothing is written to any disk."""
    if len(content) > LARGEST_ARCHIVE:
        raise too_large(name, LARGEST_ARCHIVE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check(name, members)
            allowance.take_unpacked(sum(member.file_size for member in members))
            files = {_path(member): archive.read(member) for member in members if not member.is_dir()}
    except BROKEN as error:
        raise CannotImport(_("{file} is no zip archive that can be read.").format(file=name)) from error
    for path, inner in files.items():
        if PurePosixPath(path).suffix.lower() in ARCHIVES or _is_hidden_archive(path, inner):
            raise CannotImport(_("{file} holds another archive: {path}.").format(file=name, path=path))
    return files


def _check(name, members):
    if len(members) > MOST_FILES:
        raise CannotImport(
            _("{file} holds more than {number} files.").format(file=name, number=localized(MOST_FILES))
        )
    if sum(member.file_size for member in members) > LARGEST_CONTENT:
        raise _bomb(name)
    paths = [_path(member) for member in members]
    if len(set(paths)) < len(paths):
        raise CannotImport(_("{file} holds two files of the same name.").format(file=name))
    for member, path in zip(members, paths, strict=True):
        if member.flag_bits & 0x1:
            raise CannotImport(_("{file} is protected by a password.").format(file=name))
        if member.file_size > SMALL and member.file_size > MOST_SHRUNK * member.compress_size:
            raise _bomb(name)
        if not _stays_inside(path) or stat.S_IFMT(member.external_attr >> 16) not in PLAIN_KINDS:
            raise CannotImport(_("{file} holds a path that leads out of it.").format(file=name))


def _bomb(name):
    return CannotImport(_("{file} would unpack to far more than it may.").format(file=name))


def _path(member):
    """The member's path; some programs write UTF-8 without saying so. Backslashes part folders on Windows."""
    path = member.orig_filename
    if not member.flag_bits & 0x800:
        try:
            path = path.encode("cp437").decode("utf-8")
        except UnicodeError:
            path = member.orig_filename
    return path.replace("\\", "/")


def _stays_inside(path):
    parts = path.rstrip("/").split("/")
    return (
        len(path) <= LONGEST_NAME
        and "\x00" not in path
        and not path.startswith("/")
        and not DRIVE.match(path)
        and all(part not in ("", ".", "..") for part in parts)
    )


def _is_hidden_archive(path, content):
    return content.startswith(b"PK\x03\x04") and PurePosixPath(path).suffix.lower() != ".docx"
