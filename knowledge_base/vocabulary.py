"""The words that the guides are written with, for those who mistype one."""

from collections import Counter, defaultdict
from functools import lru_cache

from django.core.cache import cache

from support_plugin.text.search import ZWNJ

from . import edition
from .spellings import known_as, written_words

NEAR = 1 / 3
MOST_DIFFERENT_LENGTH = 3
# Letters that sound the same in Persian, and are mistaken for each other.
SOUNDS = str.maketrans("طثصذضظحغع", "تسسزززهقا")


def vocabulary(guides):
    """`{word: its usual spelling}` of these guides, by the search's words.

    It is kept in the cache under what it was made from, so that whatever is published or taken back makes another.
    """
    key = f"knowledge_base.vocabulary:{edition.of(guides)}"
    texts = guides.order_by().values_list("title", "lead", "plain_text")
    return cache.get_or_set(key, lambda: _spelled(texts), edition.DAY)


def nearest(word, words):
    """The one of `words` that shares most trigrams with `word`, or None where none is near.

    First letters are seldom mistyped: where they differ twice as much as usual must be shared. Of those that are equally
    near it is the first by its letters.
    """
    sought = trigrams(word)
    best, nearness = None, 0
    for other in words:
        if abs(len(other) - len(word)) > MOST_DIFFERENT_LENGTH:
            continue
        known = trigrams(other)
        common = len(sought & known)
        similarity = common / (len(sought) + len(known) - common)
        begin_alike = word.translate(SOUNDS)[0] == other.translate(SOUNDS)[0]
        if similarity < (NEAR if begin_alike else 2 * NEAR):
            continue
        if similarity > nearness or (similarity == nearness and other < best):
            best, nearness = other, similarity
    return best


@lru_cache(maxsize=50_000)
def trigrams(word):
    """Runs of three letters as they sound, with two blanks at either end so that short words have enough of them."""
    padded = f"  {word.translate(SOUNDS)}  "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))


def _spelled(rows):
    spellings = defaultdict(Counter)
    for texts in rows:
        for text in texts:
            for start, end, words in written_words(text):
                for part in text[start:end].split(ZWNJ) if len(words) > 1 else [text[start:end]]:
                    for word in set(known_as(part)).intersection(words):
                        spellings[word][part] += 1
    return {
        word: min(found, key=lambda spelling: (-found[spelling], spelling.swapcase()))
        for word, found in spellings.items()
    }
