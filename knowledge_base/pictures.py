"""The pictures of a guide in the one size in which they are shown."""

from django.db.models import Prefetch, prefetch_related_objects
from PIL.Image import DecompressionBombError
from wagtail.images import get_image_model
from wagtail.images.models import SourceImageIOError
from willow.image import UnrecognisedImageFormatError

SHOWN = "width-1200|format-webp"


def load_renditions(images):
    """Fetch the shown renditions of all these images in one query."""
    renditions = get_image_model().get_rendition_model().objects.filter(filter_spec=SHOWN)
    prefetch_related_objects(images, Prefetch("renditions", renditions, to_attr="prefetched_renditions"))


def rendition(image):
    """The picture as it is shown; None if its file is gone or is no picture, as if it had not been chosen."""
    try:
        return image.get_rendition(SHOWN)
    except (SourceImageIOError, UnrecognisedImageFormatError, DecompressionBombError, OSError):
        return None
