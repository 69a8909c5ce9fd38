"""Cleaning for storage: lossless for readers, safe for screens.

Titles, subjects, names and file names pass through `clean()` when they are saved. Bodies stay as typed.
Digits, hamza and diacritics are never touched: folding them is the search's business.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ZWNJ = "\u200c"

# Arabic forms of letters that a Persian keyboard has of its own.
LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "\u00a0": " "})
# Invisible characters that only spoof or break: BOM, soft hyphen, zero-width space, bidi controls, tags. Not ZWJ: it
# makes one picture of several emoji.
INVISIBLE = re.compile(
    "[\ufeff\u00ad\u200b\u200e\u200f\u2060-\u2064\u061c\u202a-\u202e\u2066-\u206f\u034f\u180e\U000e0000-\U000e0fff]"
)
# Letters and signs by their class, and yet nothing to be seen: fillers of Hangul, the empty Braille pattern.
EMPTY_SIGNS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
REPEATED_ZWNJ = re.compile(f"{ZWNJ}{{2,}}")
LOOSE_ZWNJ = re.compile(rf"(?<!\w){ZWNJ}|{ZWNJ}(?!\w)")
FORBIDDEN = re.compile("[\x00\ud800-\udfff]")

LONGEST_FILE_NAME = 255  # bytes of UTF-8: the limit of common file systems


def clean(text):
    """One line of text as it should be stored. Idempotent."""
    text = unicodedata.normalize("NFC", FORBIDDEN.sub("", text))
    text = INVISIBLE.sub("", text.translate(LETTERS))
    text = CONTROLS.sub(" ", text)
    return LOOSE_ZWNJ.sub("", REPEATED_ZWNJ.sub(ZWNJ, text)).strip()


def is_blank(text):
    """Is there nothing in it that a reader would see?"""
    return all(
        sign in EMPTY_SIGNS or unicodedata.category(sign)[0] in "CZ" or unicodedata.category(sign) == "Mn"
        for sign in text
    )


def clean_filename(name):
    """A person's name for a file: no path, no controls, at most 255 bytes with its ending kept; ZWNJ stays."""
    name = clean(re.split(r"[\\/]", name)[-1])
    name = "" if name.startswith(".") else name.strip(" .…\u200c")
    name = re.sub(r'[<>:"|?*]', "_", name)
    if not name:
        return "file"
    stem, dot, ending = name.rpartition(".")
    if not (dot and stem and len(ending) <= 10):
        stem, dot, ending = name, "", ""
    room = LONGEST_FILE_NAME - len(f"{dot}{ending}".encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip() + dot + ending


def refuse_forbidden(text):
    """A validator: NUL and lone surrogates cannot be stored and are never typed by a person."""
    if FORBIDDEN.search(text):
        raise ValidationError(_("This text contains characters that cannot be stored."), code="forbidden")
