"""Finding guides. Queries pass through the normaliser that made the keys, so spelling does not matter."""

from dataclasses import dataclass

from wagtail.models import Locale

from support_plugin.text.search import query_tokens

from .access import closed_to
from .models import GuidePage

MOST_RESULTS = 30
SHORTEST_PREFIX = 3


@dataclass
class Result:
    """A guide and how it was found: `exact` (every word is there) or `prefix` (every word begins one)."""

    guide: GuidePage
    match: str


def find(query, *, request=None, level="", limit=MOST_RESULTS):
    """The live guides of the active language that have every word of `query`, best first.

    Only those that `request` may open; without one, those that everyone may.
    Guides whose title has all the words come before others; beginnings of words after whole words.
    `level="exact"` leaves the beginnings out.
    """
    words = query_tokens(query)
    if not words:
        return []
    guides = GuidePage.objects.live().exclude(closed_to(request)).filter(locale=Locale.get_active())
    guides = guides.defer("body", "body_key")
    exact = list(guides.search(" ".join(words), operator="and")[:limit])
    found = [Result(guide, "exact") for guide in _titles_first(exact, words)]
    if level == "exact" or len(found) >= limit or min(map(len, words)) < SHORTEST_PREFIX:
        return found
    known = {guide.pk for guide in exact}
    begun = guides.autocomplete(" ".join(words), operator="and")[:limit]
    found += [Result(guide, "prefix") for guide in _titles_first(begun, words) if guide.pk not in known]
    return found[:limit]


def _titles_first(guides, words):
    return sorted(guides, key=lambda guide: not all(f" {word}" in guide.title_key for word in words))
