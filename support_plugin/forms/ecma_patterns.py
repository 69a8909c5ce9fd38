"""Editors' patterns in the language that JSON Schema, browsers and most others have in common. Knows no model.

A pattern is RE2 over a text whose digits were folded (`forms.patterns`). Others know neither: what `\\d` and `\\s` mean
differs from one to the next, and nobody folds. So a translation names signs alone, and names every digit in all three
scripts. What has no such translation (classes of Unicode, flags, edges of words, names) has none here.
"""

import re
import sys

from django.core.exceptions import ValidationError

from support_plugin.text.digits import to_ascii

from . import patterns

_DIGITS = "0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"
_REPEATED = re.compile(r"(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??")
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_EDGES = {"A": "^", "z": "$"}
# What \d, \w and \s are in RE2: ASCII alone.
_CLASSES = {
    "d": [(0x30, 0x39)],
    "w": [(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)],
    "s": [(0x09, 0x0A), (0x0C, 0x0D), (0x20, 0x20)],
}
DEEPEST = 50
_MEANING_MORE = frozenset(r"\^$.*+?()[]{}|/")


class _Unknown(Exception):
    pass


def translated(pattern):
    """An anchored regular expression that matches the texts that `patterns.matches` does; None where there is none.

    It reads the same in ECMAScript (with the flag `u` or without it, except for signs beyond U+FFFF) and in Python. Their
    engines go back in a text and may need exponential time for it, so it is for others: here RE2 decides.
    """
    try:
        patterns.check(pattern)
        return f"^(?:{_Reader(to_ascii(pattern)).alternatives()})$"
    except (ValidationError, _Unknown):
        return None


class _Reader:
    """Reads a pattern that RE2 takes, from left to right, and writes each piece as it reads it."""

    def __init__(self, pattern):
        self.rest, self.depth = pattern, 0

    def alternatives(self):
        written = self._pieces()
        if self.rest:
            raise _Unknown
        return written

    def _pieces(self):
        """Up to the end of the group, or of the pattern."""
        written = ""
        while self.rest and not self.rest.startswith(")"):
            if self._took("|"):
                written += "|"
            else:
                written += self._piece()
        return written

    def _piece(self):
        written, is_edge = self._once()
        if match := _REPEATED.match(self.rest):
            self.rest = self.rest[match.end() :]
            if is_edge or _REPEATED.match(self.rest):
                raise _Unknown
            return written + match[0]
        return written

    def _once(self):
        """What may be repeated; whether it is an edge, which may not."""
        if self._took("(?:") or self._took("("):
            return self._group(), False
        if self._took("["):
            return _class(self._ranges()), False
        if self._took("."):
            return _class(_without([(0x0A, 0x0A)])), False
        sign = self._next()
        if sign in "^$":
            return sign, True
        if sign != "\\":
            if sign in "{*+?":
                raise _Unknown
            return _class([(ord(sign), ord(sign))]), False
        if self.rest[:1] in _EDGES:
            return _EDGES[self._next()], True
        return _class(self._escaped()), False

    def _group(self):
        if self.rest.startswith("?") or self.depth == DEEPEST:
            raise _Unknown
        self.depth += 1
        written = self._pieces()
        self.depth -= 1
        if not self._took(")"):
            raise _Unknown
        return f"(?:{written})"

    def _ranges(self):
        """What a class in brackets holds."""
        is_negated, ranges, is_first = self._took("^"), [], True
        while is_first or not self.rest.startswith("]"):
            is_first = False
            if self.rest.startswith("[:"):
                raise _Unknown
            low = self._of_class()
            if len(self.rest) > 1 and self.rest[0] == "-" and self.rest[1] != "]":
                self._next()
                low = [(_only(low), _only(self._of_class()))]
            ranges += low
        self._next()
        return _without(ranges) if is_negated else ranges

    def _of_class(self):
        sign = self._next()
        return self._escaped() if sign == "\\" else [(ord(sign), ord(sign))]

    def _escaped(self):
        sign = self._next()
        if sign.lower() in _CLASSES:
            ranges = _CLASSES[sign.lower()]
            return ranges if sign.islower() else _without(ranges)
        if sign in _CONTROLS:
            return [(ord(_CONTROLS[sign]),) * 2]
        if sign.isascii() and not sign.isalnum():
            return [(ord(sign), ord(sign))]
        raise _Unknown

    def _took(self, text):
        if not self.rest.startswith(text):
            return False
        self.rest = self.rest[len(text) :]
        return True

    def _next(self):
        if not self.rest:
            raise _Unknown
        sign, self.rest = self.rest[0], self.rest[1:]
        return sign


def _only(ranges):
    [(low, high)] = ranges if len(ranges) == 1 else [(0, 1)]
    if low != high:
        raise _Unknown
    return low


def _class(ranges):
    """The signs of folded texts as those of texts as typed: one sign, or a class."""
    ranges = _unfolded(ranges)
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return _sign(ranges[0][0], _MEANING_MORE)
    if ranges and ranges[-1][1] == sys.maxunicode:
        outside = _without(ranges)
        return f"[^{_in_brackets(outside)}]" if outside else r"[\s\S]"
    if not ranges:
        return r"[^\s\S]"
    return f"[{_in_brackets(ranges)}]"


def _unfolded(ranges):
    """A digit is in it in every script, or in none."""
    held = [
        number
        for number, digit in enumerate(_DIGITS[0])
        if any(low <= ord(digit) <= high for low, high in ranges)
    ]
    all_digits = [(ord(digits[0]), ord(digits[9])) for digits in _DIGITS]
    digits = [(ord(digits[number]),) * 2 for digits in _DIGITS for number in held]
    return _joined([*_without([*_without(ranges), *all_digits]), *digits])


def _without(ranges):
    """All signs but these."""
    rest, start = [], 0
    for low, high in _joined(ranges):
        if low > start:
            rest.append((start, low - 1))
        start = high + 1
    return [*rest, (start, sys.maxunicode)] if start <= sys.maxunicode else rest


def _joined(ranges):
    """In their order, each sign once."""
    joined = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(high, joined[-1][1])
        else:
            joined.append((low, high))
    return joined


def _in_brackets(ranges):
    special = _MEANING_MORE | {"-"}
    ends = [(_sign(low, special), _sign(high, special)) for low, high in ranges]
    return "".join(low if low == high else f"{low}-{high}" for low, high in ends)


def _sign(point, special):
    sign = chr(point)
    if sign in special:
        return "\\" + sign
    return sign if sign.isprintable() or point > 0xFFFF else f"\\u{point:04x}"
