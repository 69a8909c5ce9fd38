"""Finding guides. Questions pass through the normaliser that made the keys, so spelling does not matter.

The search backend brings candidates; which level they belong to and which is best is decided here, by the keys alone,
so that every backend answers the same.
"""

from dataclasses import dataclass, field

from django.utils.html import escape
from wagtail.models import Locale, Page
from wagtail.search.query import And, Or, PlainText

from .access import closed_to
from .highlights import SHORTEST_BEGINNING, Sought, excerpt, highlighted
from .models import GuideIndexPage, GuidePage
from .questions import words_of
from .synonyms import meanings
from .vocabulary import nearest, vocabulary

LEVELS = ("exact", "prefix", "synonym", "similar")
MOST_CANDIDATES = 60
MOST_MENDED = 4


@dataclass
class Result:
    """A page and how it was found.

    `match`: `exact` (every word is there), `prefix` (every word begins one), `synonym` (a word or one that means the
    same is there), `similar` (nothing had every word as it was typed), or `promoted` (editors picked it).
    `meant` is the question as it was understood, where a word was mended; `description` is what editors say of it;
    `category` is the index right above it, known once the results are narrowed.
    """

    guide: Page
    match: str
    sought: Sought = field(default_factory=Sought)
    meant: str = ""
    description: str = ""
    category: GuideIndexPage | None = None

    @property
    def title(self):
        return highlighted(self.guide.title, self.sought)

    @property
    def text(self):
        """What editors say of it; else its lead, or the place in its text where the words stand; safe HTML."""
        if self.description:
            return escape(self.description)
        lead = highlighted(getattr(self.guide, "lead", ""), self.sought)
        if "<mark>" in lead:
            return lead
        return excerpt(getattr(self.guide, "plain_text", ""), self.sought) or lead


def find(query, *, request=None, level="similar", limit=MOST_CANDIDATES):
    """The live guides of the active language that answer `query`, best first, as a list of `Result`.

    Only those that `request` may open; without one, those that everyone may. Each level comes after the one before,
    up to `level`; `similar` is asked only where the others found nothing.
    """
    words = words_of(query)
    if not words:
        return []
    locale = Locale.get_active()
    guides = _guides(locale, closed_to(request))
    same = meanings(locale) if level in ("synonym", "similar") else {}
    found = _up_to(level, guides, words, same)
    if not found and level == "similar":
        found = _similar(guides, words, same, vocabulary(_guides(locale, closed_to())))
    return found[:limit]


def suggest(query, *, limit):
    """What a box shows while somebody types: as `find` up to `synonym`, those first whose titles have what was typed."""
    words = words_of(query)
    found = find(query, level="synonym")
    found.sort(key=lambda result: not all(f" {word}" in result.guide.title_key for word in words))
    return found[:limit]


def answering(questions, locale, *, exactly=False):
    """`{question: the best guide}` of those that `find` answers with more than `similar` in a language.

    With `exactly`, of those whose every word is there. Only guides that everyone may open. They are read once, however
    many questions there are, and not at all for none.
    """
    if not questions:
        return {}
    keys = _guides(locale, closed_to()).only("title", "path", "title_key", "body_key")
    guides, same, found = list(keys), {} if exactly else meanings(locale), {}
    for question in questions:
        terms = _terms(words_of(question), same)
        matching = [
            guide for guide in guides if terms and all(_holds(guide, term, not exactly) for term in terms)
        ]
        if matching:
            found[question] = _best_first(matching, terms, beginnings=not exactly)[0]
    return found


def _guides(locale, closed):
    return GuidePage.objects.live().exclude(closed).filter(locale=locale).defer("body")


def _up_to(level, guides, words, same):
    """Exact, then beginnings, then synonyms; each guide at the first level that finds it."""
    exactly = [((word,),) for word in words]
    found = _matching(guides, exactly, "exact")
    if level == "exact":
        return found
    found += _matching(guides, exactly, "prefix", beginnings=True, known=found)
    broadly = _terms(words, same)
    if broadly != exactly:
        found += _matching(guides, broadly, "synonym", known=found)
        found += _matching(guides, broadly, "synonym", beginnings=True, known=found)
    return found


def _similar(guides, words, same, known_words):
    """What the question finds once it is mended, else the guides that have the most of its words."""
    unknown = [word for word in words if not _stands(word, same, known_words)]
    # Looking for what is near takes its time; nobody mistypes everything.
    near = {word: _nearest(word, known_words) for word in unknown[:MOST_MENDED]}
    mended = {word: near.get(word) if word in unknown else word for word in words}
    kept = list(dict.fromkeys(word for word in mended.values() if word))
    if not kept:
        return []
    found = _up_to("synonym", guides, kept, same) if kept != words else []
    found = found or _most_of(guides, _terms(kept, same))
    is_mended = any(word and word != typed for typed, word in mended.items())
    meant = " ".join(known_words.get(word, word) for word in kept) if is_mended else ""
    return [Result(result.guide, "similar", result.sought, meant) for result in found]


def _stands(word, same, known_words):
    """Does any guide have the word, or a synonym of it?"""
    return any(word in phrase for phrase in same) or _is_known(word, known_words)


def _nearest(word, known_words):
    return None if word.isdigit() else nearest(word, known_words)


def _is_known(word, known_words):
    return word in known_words or (
        len(word) >= SHORTEST_BEGINNING and any(known.startswith(word) for known in known_words)
    )


def _terms(words, same):
    """The question as terms: each is what may stand for one of its words, or for several that are one phrase."""
    terms, place = [], 0
    longest = max(map(len, same), default=1)
    while place < len(words):
        for length in range(min(longest, len(words) - place), 0, -1):
            phrase = tuple(words[place : place + length])
            if phrase in same or length == 1:
                terms.append(same.get(phrase, (phrase,)))
                place += length
                break
    return terms


def _matching(guides, terms, match, *, beginnings=False, known=()):
    """Guides in which every term is, that are not `known` yet."""
    sought = _sought(terms, beginnings)
    if beginnings and max(map(len, sought.words)) < SHORTEST_BEGINNING:
        return []
    query = And([Or([PlainText(" ".join(phrase)) for phrase in term]) for term in terms])
    ask = guides.autocomplete if beginnings else guides.search
    seen = {result.guide.pk for result in known}
    candidates = [guide for guide in ask(query)[:MOST_CANDIDATES] if guide.pk not in seen]
    matching = [guide for guide in candidates if all(_holds(guide, term, beginnings) for term in terms)]
    return [Result(guide, match, sought) for guide in _best_first(matching, terms, beginnings)]


def _most_of(guides, terms):
    """Guides that have at least half of the terms, those with the most of them first."""
    query = Or([PlainText(" ".join(phrase)) for term in terms for phrase in term])
    candidates = [
        (sum(_holds(guide, term) for term in terms), guide)
        for guide in guides.search(query)[:MOST_CANDIDATES]
    ]
    ranked = _best_first([guide for number, guide in candidates if 2 * number >= len(terms)], terms)
    numbers = {guide.pk: number for number, guide in candidates}
    sought = _sought(terms, False)
    return [
        Result(guide, "similar", sought) for guide in sorted(ranked, key=lambda guide: -numbers[guide.pk])
    ]


def _sought(terms, beginnings):
    return Sought(frozenset(word for term in terms for phrase in term for word in phrase), beginnings)


def _holds(guide, term, beginnings=False):
    key = guide.title_key + guide.body_key
    return any(all(_in_key(word, key, beginnings) for word in phrase) for phrase in term)


def _in_key(word, key, beginnings):
    return (f" {word}" if beginnings and len(word) >= SHORTEST_BEGINNING else f" {word} ") in key


def _best_first(guides, terms, beginnings=False):
    """Those with more of the terms in their title first, then those that speak of them more often."""

    def rank(guide):
        titled = sum(
            any(all(_in_key(word, guide.title_key, beginnings) for word in phrase) for phrase in term)
            for term in terms
        )
        words = {word for term in terms for phrase in term for word in phrase}
        often = sum(min(guide.body_key.count(f" {word}"), 5) for word in words)
        return -titled, -often, guide.path

    return sorted(guides, key=rank)
