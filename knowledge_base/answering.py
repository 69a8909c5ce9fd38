"""Which guides may answer a question that is still being typed, in sentences rather than in search words."""

from math import log

from wagtail.models import Locale

from support_plugin.text.search import query_tokens

from .access import closed_to
from .models import GuidePage
from .search import find

SHORTEST_WORD = 3
MOST_CANDIDATES = 50
TITLE_COUNTS = 3
# Guides that are so much less telling than the best are left out.
LEAST_SHARE = 1 / 3


def guides_for(question, limit):
    """At most `limit` live guides of the active language that everyone may open, best first.

    Those that have every word, as the search finds them, then those that have the more telling words: a word counts
    for the more the fewer guides have it, and three times in a title. One word in a title or two anywhere are needed.
    """
    found = [result.guide for result in find(question, level="synonym", limit=limit)]
    if len(found) == limit:
        return found
    known = {guide.pk for guide in found}
    return found + [guide for guide in _telling(question) if guide.pk not in known][: limit - len(found)]


def _telling(question):
    words = [word for word in query_tokens(question) if len(word) >= SHORTEST_WORD]
    if not words:
        return []
    guides = GuidePage.objects.live().exclude(closed_to()).filter(locale=Locale.get_active()).defer("body")
    candidates = list(guides.autocomplete(" ".join(words), operator="or")[:MOST_CANDIDATES])
    borne = {word: [guide for guide in candidates if _has(guide, word)] for word in words}
    scores = {guide.pk: 0 for guide in candidates}
    counted = {guide.pk: 0 for guide in candidates}
    for word, having in borne.items():
        for guide in having:
            in_title = f" {word}" in guide.title_key
            weight = TITLE_COUNTS if in_title else 1
            scores[guide.pk] += weight * log(1 + len(candidates) / len(having))
            counted[guide.pk] += 2 if in_title else 1
    best = max(scores.values(), default=0)
    telling = [each for each in candidates if counted[each.pk] > 1 and scores[each.pk] >= best * LEAST_SHARE]
    return sorted(telling, key=lambda guide: (-scores[guide.pk], guide.path))


def _has(guide, word):
    return f" {word}" in guide.title_key or f" {word}" in guide.body_key
