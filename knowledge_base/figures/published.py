"""Which figures the live guides show that a scenario takes, and which of them are old."""

from dataclasses import dataclass

from django.utils.functional import cached_property
from PIL import Image, UnidentifiedImageError

from knowledge_base.models import GuidePage

from .likeness import look_alike
from .scenarios import scenarios


@dataclass
class Figure:
    """One figure of a live guide: `block` is its block, `language` the code of the page's language."""

    guide: GuidePage
    block: object
    language: str

    @property
    def taken_by(self):
        return self.block.value["taken_by"]

    @cached_property
    def scenario(self):
        """None where no application has it any more."""
        return scenarios().get(self.taken_by)

    @property
    def shot(self):
        return self.scenario, self.language

    def is_old(self, picture):
        return not shows(self.block, picture)

    def __str__(self):
        return f"{self.guide.url_path} ({self.language}): {self.taken_by}"


def published(slug=""):
    """The figures of all live guides, or of those with this slug; aliases show what their source shows."""
    guides = GuidePage.objects.live().filter(alias_of=None).select_related("locale").order_by("path")
    if slug:
        guides = guides.filter(slug=slug)
    return [
        Figure(guide, block, guide.locale.language_code)
        for guide in guides
        for block in guide.outline.figures
        if block.value.get("taken_by")
    ]


def shows(block, picture):
    """Whether the image of a figure block looks like this picture."""
    image = block.value.get("image")
    if not image:
        return False
    try:
        with image.open_file() as file, Image.open(file) as shown:
            return look_alike(picture, shown)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return False
