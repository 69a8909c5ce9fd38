"""Search keys: one normaliser for what is stored and what is asked, so that both always agree.

The rules are those of docs/architecture.md, "How Persian is searched": letters and digits are folded,
half-spaces split words, bound endings fall away; stemming stops at plural ها, since every longer list of
endings merges words that are different.
"""

import re
import unicodedata

ZWNJ = "\u200c"

# NFKC leaves these; they carry no meaning for a search: tatweel, vowel marks, Quranic marks, ZWJ,
# bidi controls, soft hyphen, BOM, zero-width space, word joiner.
IGNORED = re.compile(
    "[\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u0610-\u061a\u200d\u200b\u2060\u200e\u200f\u061c"
    "\u202a-\u202e\u2066-\u2069\u00ad\ufeff\u0621]"
)
LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("يىئېێے", "ی"),
        **dict.fromkeys("كڪ", "ک"),
        **dict.fromkeys("ؤۆۇ", "و"),
        **dict.fromkeys("ةۀەہھ", "ه"),
        **{ord("۰") + digit: str(digit) for digit in range(10)},
        **{ord("٠") + digit: str(digit) for digit in range(10)},
        "٫": ".",
    }
)
THOUSANDS = re.compile(r"(?<=\d)٬(?=\d)")
LETTER_DIGIT = re.compile(r"(?<=[\u0600-\u06ff])(?=\d)|(?<=\d)(?=[\u0600-\u06ff])")
VERB_PREFIX = re.compile(rf"(?<![\w{ZWNJ}])(ن?می)[\s{ZWNJ}]+(?=[\u0600-\u06ff])")
WORD = re.compile(rf"\w(?:[\w{ZWNJ}]|(?<=\d)\.(?=\d))*")

PLURAL = "ها(?:یی|یم|یت|یش|یمان|یتان|یشان|ی|م|ت|ش|مان|تان|شان)?"
# Endings that stand apart by a half-space; the first group also after a full space.
LOOSE_ENDING = re.compile(rf"(?:{PLURAL}|ترین|تر)\Z")
BOUND_ENDING = re.compile(
    rf"(?:{PLURAL}|تر(?:ین)?(?:ها)?|ی|ای|ام|ات|اش|ایم|اید|اند|م|ت|ش|مان|تان|شان|یم|ید|ند|اند|است)\Z"
)
STEMMED = re.compile(rf"(.{{3,}}?)(?:{PLURAL}|ترین)\Z")
NOT_STEMMED = re.compile(r"(?:انتها|منتها|اشتها|اژدها|گرانبها|پربها)(?:ی|یی)?\Z|شانگهای\Z")
SPELLINGS = {
    "مسیول": "مسوول",
    "مسیولیت": "مسوولیت",
    "مسیولین": "مسوولین",
    "هییت": "هیات",
    "مسیله": "مساله",
    "جریت": "جرات",
    "نشیت": "نشات",
    "طهران": "تهران",
    "اطاق": "اتاق",
}


def tokens(text, index=False):
    """The words of `text`, folded. With `index`, also the joined forms under which people look for them."""
    words = [_parts(word) for word in WORD.findall(_fold(text))]
    found, joined, before = [], [], ""
    for number, parts in enumerate(words):
        if number and len(parts) == 1 and parts[0][1] and LOOSE_ENDING.match(parts[0][0]):
            continue
        stems = [stem for stem, _is_whole in parts]
        found += stems
        if index:
            whole = "".join(stems)
            if len(stems) > 1:
                joined.append(whole)
            if before and not (before.isdigit() or whole.isdigit()):
                joined.append(before + whole)
            before = whole
    known = set(found)
    return found + [word for word in dict.fromkeys(joined) if word not in known]


def search_key(*texts):
    """What is stored beside the texts: their words with a space around each, so that ` word` is a beginning."""
    return " " + "".join(f"{token} " for text in texts for token in tokens(text, index=True))


def query_tokens(query, limit=10):
    """What a person asked for, in the same words as the keys; at most `limit` of them."""
    return list(dict.fromkeys(tokens(query[:200])))[:limit]


def folded(text):
    """The text with its letters and digits folded, its words parted by one space; nothing is taken from a word."""
    return " ".join(_fold(text).replace(ZWNJ, " ").split())


def _fold(text):
    text = unicodedata.normalize("NFKC", text.encode(errors="ignore").decode()).casefold()
    text = text.replace("ه\u0654", "ه")
    text = THOUSANDS.sub("", text.translate({ord("ء"): None}))
    text = IGNORED.sub("", text.translate(LETTERS))
    return VERB_PREFIX.sub(r"\1", LETTER_DIGIT.sub(" ", text))


def _parts(word):
    """The half-space separated parts of a word without bound endings, each with "stood alone"."""
    pieces = [piece for piece in word.split(ZWNJ) if piece]
    if not pieces:
        return []
    kept = pieces[:1] + [piece for piece in pieces[1:] if not BOUND_ENDING.match(piece)]
    return [(_stem(piece), len(pieces) == 1) for piece in kept]


def _stem(word):
    if not NOT_STEMMED.match(word) and (match := STEMMED.match(word)):
        word = match[1]
    return SPELLINGS.get(word, word)
