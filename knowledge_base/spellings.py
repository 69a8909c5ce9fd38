"""The words of a text as they are written, beside the words that the search knows them by."""

import re
from functools import lru_cache

from support_plugin.text.search import tokens

# What belongs to a word though it is no letter: half-spaces, vowel marks, tatweel, invisible controls.
INSIDE = "\u200c\u200d\u0640\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u00ad"
WORD = re.compile(rf"\w(?:[\w{INSIDE}]|(?<=\d)[.٫٬](?=\d))*")


def written_words(text):
    """`(start, end, words)` for each word of the text: where it stands, and what the search calls it."""
    for match in WORD.finditer(text):
        yield match.start(), match.end(), known_as(match[0])


@lru_cache(maxsize=20_000)
def known_as(written):
    """The search's words for a written word: one, several (نرم‌افزار), or none (a loose ها)."""
    return tuple(tokens(written))


@lru_cache(maxsize=5_000)
def known_together(written):
    """The words under which neighbours are found together and neither is alone: «می شود», «پاسخ دهی»."""
    apart = {word for part in WORD.findall(written) for word in known_as(part)}
    return tuple(word for word in tokens(written, index=True) if word not in apart)
