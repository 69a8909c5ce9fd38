"""Pictures that lie beside the file. Nothing is ever fetched from a network."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.db import transaction
from PIL.Image import DecompressionBombError
from wagtail.images import get_image_model

ENDINGS = {".png", ".jpg", ".jpeg", ".gif", ".webp"}
LARGEST_PICTURE = 10 * 1024 * 1024


class Pictures:
    """The pictures that one import stores; a `with` around the transaction takes their files back if it fails.

    The database forgets a rolled back picture by itself; its file would stay.
    """

    def __init__(self):
        self.files = []

    def __enter__(self):
        return self

    def __exit__(self, error, *_about):
        if error:
            for storage, name in self.files:
                storage.delete(name)

    def beside(self, path):
        """A function from an `src` to the key of a Wagtail image, for pictures in the folder of `path` or below."""
        folder = Path(path).resolve().parent

        def place(source):
            try:
                picture = _picture(folder, source)
                return self._store(picture) if picture else None
            except (ValidationError, OSError, ValueError, RuntimeError, DecompressionBombError):
                # An address that cannot be one, a file that is no picture: the figure stays empty.
                return None

        return place

    def _store(self, picture):
        """The image with this very content, stored once however often it is imported."""
        model = get_image_model()
        with picture.open("rb") as file:
            image = model(title=picture.stem[:200], file=ImageFile(file, name=picture.name))
            image.full_clean(exclude=["collection"])
            image._set_file_hash()
            if known := model.objects.filter(file_hash=image.file_hash).first():
                return known.pk
            with transaction.atomic():
                image.save()
        self.files.append((image.file.storage, image.file.name))
        return image.pk


def _picture(folder, source):
    parts = urlsplit(source)
    if parts.scheme or parts.netloc or not parts.path:
        return None
    picture = (folder / unquote(parts.path)).resolve()
    if not (picture.is_relative_to(folder) and picture.suffix.lower() in ENDINGS and picture.is_file()):
        return None
    return picture if picture.stat().st_size <= LARGEST_PICTURE else None
