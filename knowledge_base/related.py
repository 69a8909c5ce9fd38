"""Which guides stand below a guide: those its editor chose, then those whose words are most alike."""

import math
from collections import Counter

from . import edition

MOST_RELATED = 4
# Of these many nearest the reader may be barred from some.
MOST_NEAREST = 20
# A cosine: 0 has no telling word in common, 1 has all.
LEAST_ALIKE = 0.05
TITLE_WEIGHT = 3


def related_guides(guide, guides):
    """At most MOST_RELATED of `guides`, a queryset of those that may be shown, in the guide's own language."""
    chosen = [link.guide_id for link in guide.related_links.all()]
    wanted = list(dict.fromkeys([*chosen, *nearest(guide)]))
    found = guides.filter(locale_id=guide.locale_id).exclude(pk=guide.pk).in_bulk(wanted)
    return [found[key] for key in wanted if key in found][:MOST_RELATED]


def nearest(guide):
    """Keys of the live guides most like this one, nearest first; worked out once until another guide is published.

    Cosine over the words of the stored search keys. Words count the more, the fewer guides have them (inverse document
    frequency), and in a title TITLE_WEIGHT times.
    """
    guides = type(guide).objects.live().filter(locale=guide.locale_id)
    name = f"knowledge_base.nearest:{guide.pk}"
    return edition.remembered(name, edition.of(guides), lambda: _nearest(guide.pk, guides))


def _nearest(guide_id, guides):
    keys = guides.values_list("pk", "title_key", "body_key")
    words = {key: _weights(title, body) for key, title, body in keys}
    own = words.pop(guide_id, None)
    if not own:
        return []
    guides_with = Counter(word for each in (own, *words.values()) for word in each)
    rarity = {word: math.log(1 + (len(words) + 1) / number) for word, number in guides_with.items()}
    alike = {key: _cosine(own, other, rarity) for key, other in words.items()}
    close = [key for key, cosine in alike.items() if cosine >= LEAST_ALIKE]
    return sorted(close, key=lambda key: (-alike[key], key))[:MOST_NEAREST]


def _weights(title, body):
    return dict.fromkeys(body.split(), 1) | dict.fromkeys(title.split(), TITLE_WEIGHT)


def _cosine(one, other, rarity):
    shared = sum(one[word] * other[word] * rarity[word] ** 2 for word in one.keys() & other.keys())
    lengths = _length(one, rarity) * _length(other, rarity)
    return shared / lengths if lengths else 0


def _length(words, rarity):
    return math.sqrt(sum((weight * rarity[word]) ** 2 for word, weight in words.items()))
