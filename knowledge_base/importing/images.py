"""The pictures of a guide: embedded in it, lying beside it, or fetched where that was asked for."""

import base64
import binascii
import io
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import filetype
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.images import get_image_model
from wagtail.images.fields import WagtailImageField

from .fetching import NotFetched
from .files import LARGEST_PICTURE
from .recognising import figures


@dataclass(frozen=True)
class Picture:
    """The content of a picture that Wagtail takes; the name ends in what the content is."""

    name: str
    content: bytes


def pictures_of(file, report, fetch=None):
    """A function from an `src` in a `GuideFile` to a `Picture` or None; the report says what cannot be used.

    `fetch(address)` gives the bytes at an https address or None where it is not to be fetched, or raises `NotFetched`.
    """

    @cache
    def picture(source):
        try:
            content = _content(source, file, fetch)
            return None if content is None else _checked(_name(source), content)
        except (ValidationError, NotFetched) as refusal:
            reason = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
            report.doubt(
                _("the picture {name} was not taken: {reason}").format(name=_name(source), reason=reason)
            )
        except (OSError, ValueError):
            # An address that cannot be one.
            pass
        return None

    return picture


class Pictures:
    """The pictures that one import stores; a `with` around the transaction takes their files back if it fails.

    The database forgets a rolled back picture by itself; its file would stay. `collection` is where they go, None:
    nowhere, and figures stay empty; `by` is who imports.
    """

    def __init__(self, collection, *, by=None):
        self.collection, self.by = collection, by
        self.files = []

    def __enter__(self):
        return self

    def __exit__(self, error, *_about):
        if error:
            for storage, name in self.files:
                storage.delete(name)

    def place(self, guide):
        """Store the pictures of a guide that was read; its figures hold their keys, or None."""
        for figure in figures(guide["body"]):
            picture = figure["image"] if self.collection else None
            figure["image"] = picture and self._store(picture)

    def _store(self, picture):
        """The key of the image with this very content, stored once however often it is imported."""
        model = get_image_model()
        stem = PurePosixPath(picture.name).stem
        image = model(title=stem[:200], collection=self.collection, uploaded_by_user=self.by)
        image.file = SimpleUploadedFile(picture.name, picture.content)
        image._set_file_hash()
        known = model.objects.filter(file_hash=image.file_hash, collection=self.collection).first()
        if known:
            return known.pk
        with transaction.atomic():
            image.save()
        self.files.append((image.file.storage, image.file.name))
        return image.pk


def _content(source, file, fetch):
    if source.startswith("data:"):
        return _embedded(source)
    parts = urlsplit(source)
    if parts.scheme or parts.netloc:
        return fetch(source) if fetch else None
    return file.beside(unquote(parts.path)) if parts.path else None


def _embedded(source):
    kind, _comma, payload = source.partition(",")
    if not kind.endswith(";base64"):
        raise ValidationError(_("it is no picture."))
    try:
        return base64.b64decode(unquote(payload))
    except binascii.Error as error:
        raise ValidationError(_("it is no picture.")) from error


def _checked(name, content):
    """The picture, once Wagtail's own field has taken it and its last pixel was read."""
    if len(content) > LARGEST_PICTURE:
        raise ValidationError(_("it is too large."))
    ending = filetype.guess_extension(content) or "none"
    name = f"{PurePosixPath(name).stem[:80] or 'picture'}.{ending}"
    WagtailImageField().clean(SimpleUploadedFile(name, content))
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(_("it is no picture.")) from error
    return Picture(name, content)


def _name(source):
    """What a picture is called where it is spoken of."""
    if source.startswith("data:"):
        return _("(embedded)")
    return PurePosixPath(unquote(urlsplit(source).path)).name[:60]
