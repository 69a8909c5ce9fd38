"""Marks in a text the words by which it was found, in whatever spelling they stand there."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import escape
from django.utils.safestring import mark_safe

from .spellings import known_together, written_words

BLANK = re.compile(r"\s")
EXCERPT = 180
BEFORE_THE_MATCH = 50
SHORTEST_BEGINNING = 3


@dataclass(frozen=True)
class Sought:
    """The search's words that were looked for; with `beginnings` what only begins with one counts, too."""

    words: frozenset = frozenset()
    beginnings: bool = False

    def is_one_of(self, words):
        return not self.words.isdisjoint(words) or any(word.startswith(self.starts) for word in words)

    @cached_property
    def starts(self):
        return tuple(word for word in self.words if self.beginnings and len(word) >= SHORTEST_BEGINNING)


def highlighted(text, sought):
    """The text as safe HTML, with <mark> around what was sought. Neighbours share a mark."""
    pieces, place = [], 0
    for start, end in _joined(text, _spans(text, sought)):
        pieces += [escape(text[place:start]), "<mark>", escape(text[start:end]), "</mark>"]
        place = end
    return mark_safe("".join([*pieces, escape(text[place:])]))  # noqa: S308


def excerpt(text, sought, length=EXCERPT):
    """About `length` characters of the text around the first match, highlighted; empty where nothing matches."""
    first = next(_spans(text, sought), None)
    if first is None:
        return ""
    start = 0
    if first[0] > BEFORE_THE_MATCH:
        start = _after_blank(text, first[0] - BEFORE_THE_MATCH, first[0])
    end = start + length
    if end < len(text):
        end = max(text.rfind(" ", start, end), first[1])
    piece = highlighted(text[start:end].replace("\n", " · "), sought)
    return mark_safe(f"{'… ' if start else ''}{piece}{' …' if end < len(text) else ''}")  # noqa: S308


def _after_blank(text, start, end):
    """Where the first whole word begins between the two places; `end` where none does."""
    blank = BLANK.search(text, start, end)
    return blank.end() if blank else end


def _spans(text, sought):
    """Where the words stand that were sought: `(start, end)`, in order."""
    before = None
    for start, end, words in written_words(text):
        if sought.is_one_of(words):
            yield start, end
        elif before is not None and sought.is_one_of(known_together(text[before:end])):
            yield before, end
        before = start


def _joined(text, spans):
    joined = []
    for start, end in spans:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
