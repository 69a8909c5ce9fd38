"""Inline text: its words stay, its typography is mended mechanically, its markup shrinks to what a guide has.

A `Line` is a string with a mark for every character, so that mending across the edge of a bold word is the
same as mending within it.
"""

import re
import unicodedata
from html import escape

from bs4 import NavigableString
from bs4.element import PreformattedString
from django.utils.translation import gettext as _

from support_plugin.text.clean import INVISIBLE, LETTERS

from .reading import BLOCKS, CONTAINERS, LINES

ZWNJ = "\u200c"
BOLD, ITALIC, CODE = "b", "i", "code"
MARKS = {"b": BOLD, "strong": BOLD, "i": ITALIC, "em": ITALIC, "code": CODE, "tt": CODE, "kbd": CODE}
SAFE_LINK = re.compile(r"\A(?:https?://|mailto:|tel:|/|#)", re.IGNORECASE)
BREAK = "\n"
NEVER_READ = {"script", "style", "template", "iframe", "object", "noscript"}
ON_ITS_OWN = (BLOCKS | CONTAINERS | LINES) - {"img", "font"}

PERSIAN = "\u0600-\u06ff"
SPACE_BEFORE_MARK = re.compile(r" +(?=[،؛:.!؟?»)])")
VERB_PREFIX = re.compile(rf"(?<![\w{ZWNJ}])(ن?می) +(?=[آ-ی])")
PLURAL = re.compile(r"(?<=[آ-ی]) +(?=ها(?:یی|ی)?(?![\w\u200c]))")
# What was taken in is never given back: a long row of numbers would be tried from each of them.
ASCII_NUMBER = re.compile(r"(?<![\w./:@-])(?<!\d,)(?>\d+(?:[.,]\d+)*)(?![\w/:@%-]|[.,]\w)")
TO_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
JOINED_VERB = re.compile(r"(?<!\w)ن?می(?:باشد|شود|گردد|کنید|کند|توان\w*|نما\w*)")


class Line:
    """Text with one set of marks per character."""

    def __init__(self, chars=()):
        self.chars = list(chars)

    @property
    def text(self):
        return "".join(char for char, _marks in self.chars)

    def replace(self, pattern, replacement):
        """Replace matches (`replacement` is text or a function of the match); the marks of its first char stay."""
        text, chars, at, count = self.text, [], 0, 0
        for match in pattern.finditer(text):
            new = replacement(match) if callable(replacement) else replacement
            if new == match[0]:
                continue
            marks = self.chars[match.start()][1]
            chars += self.chars[at : match.start()] + [(char, marks) for char in new]
            at = match.end()
            count += 1
        self.chars = chars + self.chars[at:]
        return count

    @property
    def one_line(self):
        """The text for a place that has no room for a line break."""
        return self.text.replace(BREAK, " ")

    def slice(self, start, end=None):
        return Line(self.chars[start:end])

    def strip(self):
        text = self.text
        start = len(text) - len(text.lstrip(" \n"))
        return self.slice(start, len(text.rstrip(" \n")))

    def without(self, mark):
        return Line((char, marks - {mark}) for char, marks in self.chars)

    def is_all(self, mark):
        return all(mark in marks for char, marks in self.chars if not char.isspace())

    def html(self):
        """The line as rich text: `<b>`, `<i>`, `<code>`, `<a href>`, `<br/>`; spaces stand outside of marks."""
        pieces, open_marks = [], ()
        for char, marks in self._with_spaces_outside():
            wanted = tuple(sorted(marks, key=_nesting))
            if wanted != open_marks:
                pieces += [f"</{_tag(mark)}>" for mark in reversed(open_marks)]
                pieces += [_opening(mark) for mark in wanted]
                open_marks = wanted
            pieces.append("<br/>" if char == BREAK else escape(char, quote=False))
        pieces += [f"</{_tag(mark)}>" for mark in reversed(open_marks)]
        return "".join(pieces)

    def _with_spaces_outside(self):
        """A space keeps only the marks that both of its neighbours have."""
        chars = self.chars
        for number, (char, marks) in enumerate(chars):
            if char.isspace():
                before = chars[number - 1][1] if number else frozenset()
                after = chars[number + 1][1] if number + 1 < len(chars) else frozenset()
                marks = marks & before & after
            yield char, marks


def line(node):
    """The inline content of an element as a `Line`, not mended yet; what stood on its own is on a line of its own."""
    chars, looked_at, before = [], 0, BREAK

    def break_line():
        nonlocal looked_at, before
        # Only what came since the last time is looked at.
        new = (char for char, _marks in reversed(chars[looked_at:]) if char not in " \u00a0")
        before = next(new, before)
        if before != BREAK:
            chars.append((BREAK, frozenset()))
            before = BREAK
        looked_at = len(chars)

    def walk(node, marks):
        if isinstance(node, PreformattedString):
            return
        if isinstance(node, NavigableString):
            text = unicodedata.normalize("NFC", str(node)).translate(LETTERS)
            chars.extend((" " if char in "\n\r\t" else char, marks) for char in INVISIBLE.sub("", text))
        elif node.name not in NEVER_READ:
            if node.name == "br":
                chars.append((BREAK, marks))
                return
            if node.name in MARKS:
                marks = marks | {MARKS[node.name]}
            elif node.name == "a" and SAFE_LINK.match(str(node.get("href", "")).strip()):
                marks = marks | {("a", str(node["href"]).strip())}
            if node.name in ON_ITS_OWN:
                break_line()
            elif node.name in ("td", "th") and chars and not chars[-1][0].isspace():
                chars.append((" ", frozenset()))
            for child in node.children:
                walk(child, marks)
            if node.name in ON_ITS_OWN:
                break_line()

    for child in [node] if isinstance(node, NavigableString) else node.children:
        walk(child, frozenset())
    return Line(chars)


def mend(line, *, locale, report):
    """Mechanical typography only; every kind of mending is counted in the report."""
    line.replace(re.compile(r"[ \u00a0]+"), " ")
    line.replace(re.compile(r" *\n *"), "\n")
    report.mended[_("space before a mark")] += line.replace(SPACE_BEFORE_MARK, "")
    if locale == "fa":
        report.mended[_("half-space after می")] += line.replace(VERB_PREFIX, lambda match: match[1] + ZWNJ)
        report.mended[_("half-space before ها")] += line.replace(PLURAL, ZWNJ)
        report.mended[_("Persian digits")] += line.replace(
            ASCII_NUMBER, lambda match: match[0].translate(TO_PERSIAN)
        )
        for word in JOINED_VERB.findall(line.text):
            report.doubt(_("“{word}” is perhaps meant with a half-space").format(word=word))
    return line.strip()


def _nesting(mark):
    order = {BOLD: 1, ITALIC: 2, CODE: 3}
    return (order.get(mark, 0), str(mark))


def _tag(mark):
    return mark[0] if isinstance(mark, tuple) else mark


def _opening(mark):
    return f'<a href="{escape(mark[1])}">' if isinstance(mark, tuple) else f"<{mark}>"
