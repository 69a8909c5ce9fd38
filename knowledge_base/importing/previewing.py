"""An imported guide before it is one: how readers would see it, and what it was made of. Two documents for frames.

Neither has a script, and nothing in them is asked of another host.
"""

import base64
import io
import json
from dataclasses import dataclass
from functools import cached_property

import nh3
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, override
from PIL import Image

from knowledge_base.models import GuidePage
from knowledge_base.outline import Outline

from .converting import MARKDOWN, html_of
from .images import pictures_of
from .recognising import figures
from .report import Report

SHOWN_WIDTH = 800
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}


class Preview:
    """`guide` is one that was read and is not stored; its figures hold a `Picture` or None."""

    def __init__(self, file, guide):
        self.file, self.guide = file, guide

    @cached_property
    def result(self):
        """HTML of the guide as readers will see it, in the language of the guide."""
        pictures = [figure["image"] for figure in figures(self.guide["body"])]
        page = GuidePage(title=self.guide["title"], slug=self.guide["slug"])
        page.body = json.dumps(self.guide["body"], default=lambda picture: None)
        page.outline = Outline(page.body)
        for figure, picture in zip(page.outline.figures, pictures, strict=True):
            figure.value["image"] = picture and ShownPicture.of(picture)
        return self._document("result", page=page)

    @cached_property
    def source(self):
        """HTML of what was uploaded, without whatever a browser would run or fetch."""
        if self.file.ending in MARKDOWN:
            return self._document("source", text=self.file.content.decode("utf-8-sig"))
        picture = pictures_of(self.file, Report(self.file.name))

        def attribute(tag, name, value):
            if (tag, name) != ("img", "src"):
                return value
            found = picture(value)
            return ShownPicture.of(found).url if found else None

        html = nh3.clean(
            html_of(self.file),
            attributes=ATTRIBUTES,
            attribute_filter=attribute,
            url_schemes={"http", "https", "mailto", "tel", "data"},
        )
        return self._document("source", html=html)

    def _document(self, name, **context):
        with override(self.guide["locale"]):
            context |= {
                "language": self.guide["locale"],
                "direction": "rtl" if get_language_bidi() else "ltr",
            }
            return render_to_string(f"knowledge_base/importing/{name}.html", context)


@dataclass(frozen=True)
class ShownPicture:
    """Stands where a figure has its Wagtail image, and is its own rendition: small, and within the page."""

    url: str
    width: int
    height: int

    @classmethod
    def of(cls, picture):
        with Image.open(io.BytesIO(picture.content)) as image:
            image.thumbnail((SHOWN_WIDTH, 10 * SHOWN_WIDTH))
            small = io.BytesIO()
            image.convert("RGBA").save(small, "WEBP", quality=70)
            return cls(
                f"data:image/webp;base64,{base64.b64encode(small.getvalue()).decode()}",
                image.width,
                image.height,
            )

    def get_rendition(self, _spec):
        return self
