"""An imported guide before it is one: how readers would see it, and what it was made of. Two documents for frames.

Neither has a script, and nothing in them is asked of another host.
"""

import json
from functools import cached_property

import nh3
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, override

from knowledge_base.models import GuidePage
from knowledge_base.outline import Outline

from .allowance import TooMuch
from .images import pictures_of
from .recognising import figures
from .report import Report

ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}


class Preview:
    """`guide` is one that was read from `source` and is not stored; the gallery's pictures have small copies."""

    def __init__(self, file, source, guide, gallery):
        self.file, self.read_from, self.guide, self.gallery = file, source, guide, gallery

    @cached_property
    def result(self):
        """HTML of the guide as readers will see it, in the language of the guide."""
        pictures = [figure["image"] for figure in figures(self.guide["body"])]
        page = GuidePage(title=self.guide["title"], slug=self.guide["slug"])
        page.body = json.dumps(self.guide["body"], default=lambda picture: None)
        page.outline = Outline(page.body)
        for figure, picture in zip(page.outline.figures, pictures, strict=True):
            figure.value["image"] = picture and picture.shown
        return self._document("result", page=page)

    @cached_property
    def source(self):
        """HTML of what was uploaded, without whatever a browser would run or fetch."""
        if self.read_from.written:
            return self._document("source", text=self.read_from.written)
        picture = pictures_of(self.file, Report(self.file.name), self.gallery, self.read_from.embedded)

        def attribute(tag, name, value):
            if (tag, name) != ("img", "src"):
                return value
            try:
                found = picture(value)
            except TooMuch:
                # It stands where no guide was read from.
                found = None
            return found.shown.url if found else None

        html = nh3.clean(
            self.read_from.html,
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
