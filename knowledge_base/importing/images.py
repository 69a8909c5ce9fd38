"""Pictures that lie beside the file. Nothing is ever fetched from a network."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.files.images import ImageFile
from wagtail.images import get_image_model

ENDINGS = {".png", ".jpg", ".jpeg", ".gif", ".webp"}
LARGEST_PICTURE = 10 * 1024 * 1024


def place_beside(path):
    """A function from an `src` to the key of a Wagtail image, for pictures in the folder of `path` or below."""
    folder = Path(path).resolve().parent

    def place(source):
        parts = urlsplit(source)
        if parts.scheme or parts.netloc or not parts.path:
            return None
        picture = (folder / unquote(parts.path)).resolve()
        if not (picture.is_relative_to(folder) and picture.suffix.lower() in ENDINGS and picture.is_file()):
            return None
        if picture.stat().st_size > LARGEST_PICTURE:
            return None
        return _stored(picture)

    return place


def _stored(picture):
    """The image with this very content, stored once however often it is imported."""
    model = get_image_model()
    with picture.open("rb") as file:
        image = model(title=picture.stem[:200], file=ImageFile(file, name=picture.name))
        try:
            image.full_clean(exclude=["collection"])
            image._set_file_hash()
            if known := model.objects.filter(file_hash=image.file_hash).first():
                return known.pk
            image.save()
        except Exception:
            return None
    return image.pk
