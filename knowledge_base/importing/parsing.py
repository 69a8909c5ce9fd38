"""HTML to a tree of elements, by the rules of browsers and within bounds.

What the parser makes of a text can be far more than the text, and take far longer; so the bounds are asked while it
works, not before.
"""

from collections import deque
from pathlib import PurePosixPath

import html5lib
from bs4 import BeautifulSoup
from bs4.builder import HTML5TreeBuilder
from django.utils.translation import gettext as _
from html5lib._tokenizer import HTMLTokenizer

from support_plugin.text.digits import localized

from .reading import CannotImport

MOST_ELEMENTS = 20_000
DEEPEST_NESTING = 100
# `html`, `body`, and what stands between one list or table and the next within it.
MOST_OPEN = 2 * DEEPEST_NESTING


def parse(name, html, allowance):
    """The soup of the HTML of a file, or `CannotImport`."""
    return _Soup(html, builder=_Builder(name, allowance))


def too_deep(name):
    return CannotImport(
        _("{file} is nested too deeply: more than {number} elements in each other.").format(
            file=PurePosixPath(name).name, number=localized(DEEPEST_NESTING)
        )
    )


class _Soup(BeautifulSoup):
    made = 0

    def new_tag(self, *args, **kwargs):
        self.made += 1
        if self.made > MOST_ELEMENTS:
            raise CannotImport(
                _("The text has more than {number} elements.").format(number=localized(MOST_ELEMENTS))
            )
        if len(self.builder.underlying_builder.openElements) > MOST_OPEN:
            raise too_deep(self.builder.name)
        return super().new_tag(*args, **kwargs)


class _Builder(HTML5TreeBuilder):
    """That of Beautiful Soup, with a parser that looks at the clock."""

    def __init__(self, name, allowance):
        super().__init__()
        self.name, self.allowance = name, allowance

    def feed(self, markup):
        parser = _Parser(self.allowance, tree=self.create_treebuilder)
        self.underlying_builder.parser = parser
        parser.parse(markup).original_encoding = None
        self.underlying_builder.parser = None


class _Parser(html5lib.HTMLParser):
    def __init__(self, allowance, **options):
        super().__init__(**options)
        self.allowance = allowance

    def _parse(self, stream, innerHTML=False, container="div", scripting=False, **options):
        self.innerHTMLMode, self.container, self.scripting = innerHTML, container, scripting
        self.tokenizer = _Tokenizer(stream, parser=self, **options)
        self.reset()
        self.mainLoop()

    def parseError(self, errorcode="XXX-undefined-error", datavars=None):
        """Each would be kept, and nobody reads them."""


class _Tokenizer(HTMLTokenizer):
    def __iter__(self):
        """As html5lib has it, one state after the other; some take longer the more they have read."""
        self.tokenQueue = deque()
        while self.state():
            self.parser.allowance.check_time()
            self.stream.errors.clear()
            while self.tokenQueue:
                yield self.tokenQueue.popleft()
