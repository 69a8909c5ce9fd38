"""JSON with the line of everything in it. Whatever the bytes are, there is a document or a `Refused`.

Stricter than the standard library, which knows no lines, takes the last of two equal keys, `NaN`, half a pair of
surrogates and any depth.
"""

import codecs
import math
import re
from json import JSONDecodeError
from json.decoder import scanstring

from support_plugin.text.clean import FORBIDDEN

from .refusals import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_VALUES = 500_000
DEEPEST = 30
LONGEST_NUMBER = 30

MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SPACE = re.compile(r"[ \t\n\r]*")
WORD = re.compile(r"[A-Za-z]+")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
CONSTANTS = {"true": True, "false": False, "null": None}


class Object(dict):
    """`line` is where it begins, `lines[key]` where a key of it stands."""

    def __init__(self, line):
        super().__init__()
        self.line, self.lines = line, {}


class Array(list):
    """`line` is where it begins, `lines[place]` where an item of it begins."""

    def __init__(self, line):
        super().__init__()
        self.line, self.lines = line, []


def read(content):
    """The document in these bytes, made of `Object`, `Array`, str, int, float, bool and None. Raises Refused."""
    if len(content) > MOST_BYTES:
        raise Refused(f"The file is too large: at most {MOST_BYTES // 1024 // 1024} MB.")
    if content.startswith(MARKS):
        raise Refused("The file begins with a byte order mark. Save it as UTF-8 without one.", 1)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise Refused("This is not UTF-8.", content.count(b"\n", 0, error.start) + 1) from None
    return _Reader(text).document()


class _Reader:
    def __init__(self, text):
        self.text, self.place, self.line, self.values = text, 0, 1, 0

    def document(self):
        document = self._value(0)
        if self._sign():
            self._refuse("Something stands behind the end of the document.")
        return document

    def _value(self, depth):
        sign = self._sign()
        self.values += 1
        if self.values > MOST_VALUES:
            self._refuse(f"There is too much in this file: at most {MOST_VALUES} values.")
        if depth > DEEPEST:
            self._refuse(f"This is nested too deeply: at most {DEEPEST} levels.")
        if sign == "{":
            return self._object(depth + 1)
        if sign == "[":
            return self._array(depth + 1)
        if sign == '"':
            return self._string()
        if word := WORD.match(self.text, self.place):
            if word[0] not in CONSTANTS:
                self._refuse(f"“{word[0][:20]}” is no JSON.")
            self._move(word.end())
            return CONSTANTS[word[0]]
        if number := NUMBER.match(self.text, self.place):
            return self._number(number)
        return self._unexpected(sign)

    def _object(self, depth):
        made = Object(self.line)
        self._move(self.place + 1)
        if self._sign() == "}":
            self._move(self.place + 1)
            return made
        while True:
            if (sign := self._sign()) != '"':
                self._unexpected(sign, instead="a key in quotation marks")
            line = self.line
            key = self._string()
            if key in made:
                self._refuse(f"The key “{key[:60]}” stands twice in one object.")
            if (sign := self._sign()) != ":":
                self._unexpected(sign, instead="a colon")
            self._move(self.place + 1)
            made.lines[key] = line
            made[key] = self._value(depth)
            if self._is_end("}"):
                return made

    def _array(self, depth):
        made = Array(self.line)
        self._move(self.place + 1)
        if self._sign() == "]":
            self._move(self.place + 1)
            return made
        while True:
            self._sign()
            made.lines.append(self.line)
            made.append(self._value(depth))
            if self._is_end("]"):
                return made

    def _is_end(self, end):
        """Behind an item: does the object or array end? Steps over what says so."""
        sign = self._sign()
        if sign not in (",", end):
            self._unexpected(sign, instead=f"a comma or “{end}”")
        self._move(self.place + 1)
        return sign == end

    def _string(self):
        try:
            text, end = scanstring(self.text, self.place + 1, True)
        except JSONDecodeError as error:
            self._move(max(error.pos, self.place))
            self._refuse(f"This is no JSON: {error.msg.removesuffix(' at').lower()}.")
        if FORBIDDEN.search(text):
            self._refuse("This text contains characters that cannot be stored.")
        self._move(end)
        return text

    def _number(self, match):
        text, fraction, exponent = match[0], match[1], match[2]
        if len(text) > LONGEST_NUMBER:
            self._refuse("This number is too long.")
        self._move(match.end())
        number = float(text) if fraction or exponent else int(text)
        if not math.isfinite(number):
            self._refuse("This number is too large.")
        return number

    def _sign(self):
        """The next character that is no space; empty at the end."""
        self._move(SPACE.match(self.text, self.place).end())
        return self.text[self.place : self.place + 1]

    def _move(self, place):
        self.line += self.text.count("\n", self.place, place)
        self.place = place

    def _unexpected(self, sign, instead="a value"):
        if not sign:
            self._refuse("The file ends in the middle.")
        self._refuse(
            f"“{sign}” stands where {instead} is expected." if sign.isprintable() else "This is no JSON."
        )

    def _refuse(self, sentence):
        raise Refused(sentence, self.line)
