"""Files of tickets: which are accepted, how they are kept until their message is sent, and swept after.

What a file is, is decided by its content; its name's ending must agree, and what the browser declared is
ignored. Files lie under a UUID in a storage that no web server serves.
"""

import hashlib
import zipfile
from dataclasses import dataclass
from datetime import timedelta

import filetype
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import ngettext

from support_plugin import conf
from support_plugin.text.clean import clean_filename
from support_plugin.text.digits import localized
from support_plugin.text.sizes import file_size

from . import errors
from .changing import lock_person
from .models import Attachment

CONTENT_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SAME_TYPE = {"jpeg": "jpg", "jpe": "jpg", "log": "txt", "text": "txt"}
OFFICE_FOLDERS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
# How a text file begins that some program would run or render.
ACTIVE_TEXT = (b"<", b"#!", b"%!", b"mz", b"{\\rtf")
MOST_KEPT_FILES = 50


@dataclass(frozen=True)
class Limits:
    """What a field of a form accepts: endings, megabytes of one file, how many. Within what the desk accepts at all."""

    types: tuple
    megabytes: int
    most: int

    @property
    def in_words(self):
        """In one sentence, said before anybody chooses a file."""
        sentence = ngettext(
            "One file of at most {size}: {types}.", "Up to {count} files of {size} each: {types}.", self.most
        )
        return sentence.format(
            count=localized(self.most),
            size=file_size(self.megabytes * 1024 * 1024),
            types=", ".join(kind.upper() for kind in self.types),
        )

    @property
    def accepted(self):
        """The endings a file chooser offers, as its attribute `accept`."""
        return ",".join(accepted_extensions(self.types))


def message_limits():
    return Limits(tuple(conf.ATTACHMENT_TYPES), conf.ATTACHMENT_MEGABYTES, conf.ATTACHMENTS_PER_MESSAGE)


def keep(upload, *, owner, submission_key, field="", limits=None):
    """Check an uploaded file and keep it for the message that `owner` will send with `submission_key`.

    `field` is the form field it answers ("" for the message as such), `limits` that field's `Limits`.
    Returns the `Attachment`. Raises a `FileRefused` that names the file and the reason.
    """
    name = clean_filename(upload.name)
    limits = limits or message_limits()
    content_type = _check(upload, name, limits)
    attachment = Attachment(
        owner=owner,
        submission_key=submission_key,
        name=name,
        size=upload.size,
        content_type=content_type,
        sha256=_sha256(upload),
        field=field,
    )
    try:
        attachment.file.save(name, upload, save=False)
    except OSError as error:
        raise errors.FileNotStored(name=name) from error
    try:
        with transaction.atomic():
            lock_person(owner)
            _refuse_too_many(owner, submission_key, name, field, limits.most)
            attachment.save()
    except BaseException:
        attachment.file.storage.delete(attachment.file.name)
        raise
    return attachment


def refuse_unfitting(attachment, limits, number):
    """Refuse a kept file that a field with these `Limits` would not have taken, as its `number`th file."""
    name = attachment.name
    if attachment.size > limits.megabytes * 1024 * 1024:
        raise errors.FileTooLarge(name=name, megabytes=limits.megabytes)
    if attachment.content_type not in [CONTENT_TYPES.get(kind) for kind in limits.types]:
        raise errors.FileTypeRefused(name=name, types=", ".join(kind.upper() for kind in limits.types))
    if number > limits.most:
        raise errors.TooManyFiles(name=name, limit=limits.most)


def meant_for(field, files):
    """These kept files answer this question of a form, whatever they were uploaded for; "": they go with the message as such."""
    others = [file for file in files if file.field != field]
    for file in others:
        file.field = field
    if others:
        Attachment.objects.bulk_update(others, ["field"])


def forget(*, owner, submission_key, uuids):
    """Drop kept files that their owner took back. Unknown ones are passed over; what goes into a message just now, too."""
    if not uuids:
        return
    with transaction.atomic():
        lock_person(owner)
        for attachment in Attachment.objects.kept(owner, submission_key).filter(uuid__in=uuids):
            _delete(attachment)


def forget_all(*, owner, submission_key):
    """Drop whatever is kept under this key."""
    for attachment in Attachment.objects.kept(owner, submission_key):
        _delete(attachment)


def keep_until(moment, *, owner, submission_key):
    """Keep what waits under this key until then, though its message comes later than KEEP_FILES_HOURS."""
    Attachment.objects.kept(owner, submission_key).update(kept_until=moment)


def purge_kept(now=None):
    """Delete kept files whose message never came: KEEP_FILES_HOURS after the upload, or when what they were kept for
    has ended (`keep_until`). Returns how many.
    """
    now = now or timezone.now()
    before = now - timedelta(hours=conf.KEEP_FILES_HOURS)
    waiting = Attachment.objects.filter(message=None, created_at__lt=before)
    stale = waiting.exclude(owner__isnull=False, kept_until__gt=now)
    return sum(_delete(attachment) for attachment in stale[:500])


def accepted_extensions(types=None):
    """The endings a file chooser offers, with their dots; by default for all that the desk accepts."""
    types = conf.ATTACHMENT_TYPES if types is None else types
    endings = [*types, *(alias for alias, kind in SAME_TYPE.items() if kind in types)]
    return [f".{ending}" for ending in endings]


def _delete(attachment):
    """Delete row and file, unless its message took it meanwhile. Returns whether it was deleted."""
    deleted, _ = Attachment.objects.filter(pk=attachment.pk, message=None).delete()
    if deleted:
        attachment.file.storage.delete(attachment.file.name)
    return bool(deleted)


def _check(upload, name, limits):
    """Refuse what is empty, too large or not of an accepted kind; return the content type."""
    if not upload.size:
        raise errors.FileIsEmpty(name=name)
    if upload.size > limits.megabytes * 1024 * 1024:
        raise errors.FileTooLarge(name=name, megabytes=limits.megabytes)
    ending = name.rpartition(".")[2].lower()
    kind = SAME_TYPE.get(ending, ending)
    if kind not in limits.types:
        raise errors.FileTypeRefused(name=name, types=", ".join(kind.upper() for kind in limits.types))
    if not _is_really(kind, upload):
        raise errors.FileIsSomethingElse(name=name)
    return CONTENT_TYPES.get(kind, "application/octet-stream")


def _is_really(kind, upload):
    """Does the content agree with what the name claims?"""
    upload.seek(0)
    head = upload.read(8192)
    upload.seek(0)
    if kind in ("txt", "csv"):
        return _is_plain_text(head)
    if kind in OFFICE_FOLDERS:
        return _is_office_document(kind, upload)
    guess = filetype.guess(head)
    return guess is not None and SAME_TYPE.get(guess.extension, guess.extension) == kind


def _is_plain_text(head):
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _starts_harmlessly(head.decode("utf-16", errors="ignore").encode())
    return b"\x00" not in head and filetype.guess(head) is None and _starts_harmlessly(head)


def _starts_harmlessly(head):
    return not head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(ACTIVE_TEXT)


def _is_office_document(kind, upload):
    """A package of this kind without macros. Only the table of contents is read: nothing is unpacked."""
    try:
        with zipfile.ZipFile(upload) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    finally:
        upload.seek(0)
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return "[Content_Types].xml" in names and OFFICE_FOLDERS[kind] in names and not has_macros


def _refuse_too_many(owner, submission_key, name, field, limit):
    here = Q(submission_key=submission_key, field=field)
    kept = Attachment.objects.filter(message=None, owner=owner).aggregate(
        here=Count("pk", filter=here), everywhere=Count("pk")
    )
    if kept["here"] >= limit or kept["everywhere"] >= max(MOST_KEPT_FILES, limit):
        raise errors.TooManyFiles(name=name, limit=limit)


def _sha256(upload):
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
