"""The pictures of a guide: embedded in it, lying beside it, or fetched where that was asked for."""

import io
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
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

# The screenshot of a large screen has 8 million.
MOST_PIXELS = 40_000_000
# Small copies are shown in these sizes; the smaller from where the larger weigh so many bytes together.
SHOWN = (800, 1600)
SHOWN_SMALLER = (160, 320)
MOST_SHOWN = 3 * 1024 * 1024


@dataclass(frozen=True)
class Picture:
    """The content of a picture that Wagtail takes; the name ends in what the content is. `shown` is for a preview."""

    name: str
    content: bytes
    shown: "ShownPicture | None" = None


@dataclass(frozen=True)
class ShownPicture:
    """Stands where a figure has its Wagtail image, and is its own rendition: small, and within the page."""

    url: str
    width: int
    height: int
    is_preview = True

    @classmethod
    def of(cls, image, size):
        image.thumbnail(size)
        small = io.BytesIO()
        image.convert("RGBA").save(small, "WEBP", quality=70)
        return cls(
            f"data:image/webp;base64,{b64encode(small.getvalue()).decode()}", image.width, image.height
        )

    def get_rendition(self, _spec):
        return self


class Gallery:
    """The pictures that one run looks at: each content once, however often and wherever it is referred to.

    `is_shown`: each has a small copy of itself as well.
    """

    def __init__(self, allowance, *, is_shown=False):
        self.allowance, self.is_shown = allowance, is_shown
        self.known, self.shown_bytes = {}, 0

    def picture(self, name, content):
        """The `Picture`, once Wagtail's own field has taken it and its last pixel was read, or `ValidationError`."""
        key = sha256(content).digest()
        if key not in self.known:
            try:
                self.known[key] = self._checked(name, content)
            except ValidationError as refusal:
                self.known[key] = refusal
        found = self.known[key]
        if isinstance(found, ValidationError):
            raise found
        return found

    def _checked(self, name, content):
        self.allowance.take_picture(len(content))
        if len(content) > LARGEST_PICTURE:
            raise ValidationError(_("it is too large."))
        ending = filetype.guess_extension(content) or "none"
        name = f"{PurePosixPath(name).stem[:80] or 'picture'}.{ending}"
        WagtailImageField().clean(SimpleUploadedFile(name, content))
        try:
            with Image.open(io.BytesIO(content)) as image:
                pixels = image.width * image.height
                if pixels > MOST_PIXELS:
                    raise ValidationError(_("it is too large."))
                self.allowance.take_pixels(pixels)
                image.load()
                return Picture(name, content, self._shown(image) if self.is_shown else None)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise ValidationError(_("it is no picture.")) from error

    def _shown(self, image):
        shown = ShownPicture.of(image, SHOWN if self.shown_bytes < MOST_SHOWN else SHOWN_SMALLER)
        self.shown_bytes += len(shown.url)
        return shown


def pictures_of(file, report, gallery, embedded, fetch=None):
    """A function from an `src` in a `GuideFile` to a `Picture` or None; the report says what cannot be used.

    `fetch(address)` gives the bytes at an https address or None where it is not to be fetched, or raises `NotFetched`.
    """

    @cache
    def picture(source):
        try:
            content = _content(source, file, embedded, fetch)
            return None if content is None else gallery.picture(_name(source), content)
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


def _content(source, file, embedded, fetch):
    if source.startswith("data:"):
        return _embedded(source, embedded)
    parts = urlsplit(source)
    if parts.scheme or parts.netloc:
        return fetch(source) if fetch else None
    return file.beside(unquote(parts.path)) if parts.path else None


def _embedded(source, embedded):
    try:
        return embedded.content(source)
    except ValueError as error:
        raise ValidationError(_("it is no picture.")) from error


def _name(source):
    """What a picture is called where it is spoken of."""
    if source.startswith("data:"):
        return _("(embedded)")
    return PurePosixPath(unquote(urlsplit(source).path)).name[:60]
