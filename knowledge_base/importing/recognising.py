"""From elements to blocks: titles, steps, notes, lists of fields, figures.

Rules are about words, not about tags, since editors make headings bold paragraphs and the other way round.
A step ends at the next step or at the first note: notes speak of the whole guide.
"""

import re
from html import unescape

from bs4 import NavigableString
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from knowledge_base.outline import ORDINALS
from support_plugin.text.digits import localized

from . import tidying
from .reading import CannotImport
from .tidying import BOLD, BREAK, SAFE_LINK, line, mend

ENGLISH_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
POSITIONS = {
    "نخست": 1,
    "یکم": 1,
    **{word: number for number, word in enumerate(ORDINALS, start=1)},
    **{word: number for number, word in enumerate(ENGLISH_NUMBERS, start=1)},
}
STEP = re.compile(
    rf"\A(?:(?:مرحل[هۀ]|گام)(?:[ \u200c]?[یٔ])?[ \u200c]*|step\s+)(?P<position>\d{{1,3}}|{'|'.join(POSITIONS)})"
    r"\s*(?:[:：.–-]\s*(?P<title>.*))?\Z",
    re.IGNORECASE | re.DOTALL,
)
NOTE = re.compile(
    r"\A(?P<word>نکته(?:[ \u200c]?ی)?(?:\s+مهم)?|توجه|هشدار|note|tip|warning)\s*[:：]\s*", re.IGNORECASE
)
LEVELS = {"هشدار": "warning", "warning": "warning", "tip": "tip"}
# A dash between two numbers is a range, not a list.
NUMBERED = re.compile(r"\A(?P<number>[0-9۰-۹٠-٩]{1,2})\s*(?:[.)]|[-–](?!\s*\d))(?!\d)\s*")
FIELD = re.compile(r"\A(?P<name>[^:：\n]{1,60}?)\s*[:：]\s*")
NOT_WORDS = {"type", "level", "image", "source_url", "alt_suggestion"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# Where a picture may have stood between many words.
MANY_PLACES = {"ul", "ol", "dl", "table"}
LONGEST_GUESSED_TITLE = 60
LONGEST_HINT = 120
MOST_CELLS = 10_000
LONGEST = {
    gettext_noop("heading"): 150,
    gettext_noop("step title"): 150,
    gettext_noop("alternative text"): 250,
    gettext_noop("caption"): 250,
}


class Recogniser:
    """Builds the title and the body of one guide. `place_image(src)` answers what is shown, or None."""

    def __init__(self, *, locale, report, allowance, place_image=lambda source: None):
        self.locale = locale
        self.report = report
        self.allowance = allowance
        self.place_image = place_image
        self.title = ""
        self.body = []
        self._step = None
        self._steps = 0
        self._fields = None
        self._items = None
        self._waiting_note = None
        self._hint = ""

    def read(self, elements):
        for element in elements:
            self._element(element)
        self._finish()
        if not self.title:
            self._guess_title()
        for number, block in enumerate([block for block in self.body if block["type"] == "step"], start=1):
            if not block["value"]["title"]:
                self.report.doubt(_("step {number} has no title").format(number=localized(number)))

    def guide(self, *, title="", slug=""):
        title = title or self.title
        return {
            "title": title,
            "slug": slug or slugify(title, allow_unicode=True) or "guide",
            "locale": self.locale,
            "body": self.body,
        }

    # Elements ------------------------------------------------------------------

    def _element(self, element):
        self.allowance.check_time()
        name = element.name
        if name == "hr":
            self.report.dropped["<hr>"] += 1
        elif name == "figure" or name == "img":
            self._figure(element)
        elif name == "table":
            self._with_pictures(self._table, element)
        elif name == "pre":
            self._code(element)
        elif name in ("ul", "ol"):
            self._with_pictures(self._list, element)
        elif name == "dl":
            self._with_pictures(self._definitions, element)
        else:
            self._with_pictures(self._text, element)

    def _with_pictures(self, read, element):
        """The pictures within stand after the words, each with the caption it had."""
        pictures = [
            picture.extract()
            for picture in element.find_all(_is_picture)
            if not picture.find_parent(_is_picture)
        ]
        words = element.get_text(" ", strip=True)
        if pictures and words and element.name in MANY_PLACES:
            self.report.doubt(_("the pictures within “{words}…” now stand below it").format(words=words[:40]))
        read(element, has_pictures=bool(pictures))
        for picture in pictures:
            self._figure(picture)

    def _text(self, element, has_pictures):
        whole = line(element)
        if not whole.text.replace(tidying.ZWNJ, "").replace("\u00a0", "").strip():
            if not has_pictures:
                self._dropped_empty(element.name)
            return
        self._doubt_links(element)
        for part in _split_at_double_breaks(whole):
            self._line(self._mend(part), element.name)

    def _line(self, text, tag):
        if not text.text:
            return
        if text.is_all(BOLD) and tag not in HEADINGS:
            text = text.without(BOLD)
            self.report.mended[_("bold around a whole paragraph")] += 1
        plain = text.text
        if tag in ("h1", "h2") and not self.title:
            self.title = _without_colon(text.one_line)
        elif match := STEP.match(plain):
            self._begin_step(_without_colon((match["title"] or "").replace(BREAK, " ")), match["position"])
        elif match := NOTE.match(plain):
            self._note(text, match)
        elif tag in HEADINGS:
            self._add("heading", self._fit("heading", _without_colon(text.one_line)))
        elif match := NUMBERED.match(plain):
            self._numbered(text, match)
        elif self._waiting_note:
            level, self._waiting_note = self._waiting_note[0], None
            self._add_note(level, text)
        else:
            self._add("paragraph", _paragraph(text))
            self._hint = plain

    def _begin_step(self, title, position):
        self._finish()
        self._step = {"type": "step", "value": {"title": self._fit("step title", title), "body": []}}
        self.body.append(self._step)
        self._hint = title
        self._steps += 1
        if (int(position) if position.isdigit() else POSITIONS[position.lower()]) != self._steps:
            self.report.doubt(
                _("the step called “{name}” is number {number} in its order").format(
                    name=position, number=localized(self._steps)
                )
            )

    def _note(self, text, match):
        level = LEVELS.get(match["word"].lower(), "info")
        words = text.slice(match.end()).strip()
        if words.text:
            self._add_note(level, words)
        else:
            # The label stands alone, as a heading: the next paragraph is the note.
            self._finish()
            self._waiting_note = (level, text)

    def _add_note(self, level, text):
        self._finish()
        self._step = None
        if text.is_all(BOLD):
            text = text.without(BOLD)
        self._add("note", {"level": level, "text": _paragraph(text)})
        self._hint = text.text

    def _numbered(self, text, numbered):
        """An item of a list that was typed by hand: a field with its explanation, or a plain item."""
        item = text.slice(numbered.end()).strip()
        match = FIELD.match(item.text)
        named = match and item.slice(match.start("name"), match.end("name")).is_all(BOLD)
        if named or (match and self._fields is not None):
            explanation = item.slice(match.end()).strip()
            if explanation.is_all(BOLD):
                explanation = explanation.without(BOLD)
            if self._fields is None:
                self._finish()
                self._fields = []
            self._fields.append({"name": match["name"].strip(), "text": _paragraph(explanation)})
            return
        number, expected = int(numbered["number"]), len(self._items or []) + 1
        if number != expected or not item.text:
            # A number that the list would not show again is part of the text.
            self._add("paragraph", _paragraph(text))
            return
        if self._items is None:
            self._finish()
            self._items = []
        self._items.append(f"<li>{item.html()}</li>")
        self.report.doubt(_("“{words}” is perhaps an item of a list").format(words=item.text[:40]))

    def _finish(self):
        """What was being gathered is complete: fields, items typed by hand, a note without words."""
        fields, self._fields = self._fields, None
        items, self._items = self._items, None
        note, self._waiting_note = self._waiting_note, None
        if fields:
            self._append("field_list", fields)
        if items:
            self._append("paragraph", f"<ol>{''.join(items)}</ol>")
        if note:
            self._append("paragraph", _paragraph(note[1]))

    def _list(self, element, has_pictures):
        self._doubt_links(element)
        if html := self._list_html(element):
            self._add("paragraph", html)
        elif not has_pictures:
            self._dropped_empty(element.name)

    def _list_html(self, element):
        items = []
        for child in list(element.children):
            self.allowance.check_time()
            if child.name in ("ul", "ol"):
                # A list straight in a list, as Word leaves it, belongs to the item before it.
                if inner := self._list_html(child):
                    before = items.pop().removesuffix("</li>") if items else "<li>"
                    items.append(f"{before}{inner}</li>")
                continue
            nested = []
            if not isinstance(child, NavigableString):
                nested = [
                    found.extract()
                    for found in child.find_all(["ul", "ol"])
                    if found.find_parent(["ul", "ol"]) is element
                ]
            text = self._mend(line(child))
            inner = "".join(self._list_html(found) for found in nested)
            if text.text or inner:
                items.append(f"<li>{text.html()}{inner}</li>")
        return f"<{element.name}>{''.join(items)}</{element.name}>" if items else ""

    def _definitions(self, element, has_pictures):
        self._doubt_links(element)
        fields = []
        for child in _entries(element):
            text = self._mend(line(child))
            if not text.text:
                continue
            if child.name == "dt":
                fields.append({"name": _without_colon(text.one_line), "text": ""})
            elif fields:
                fields[-1]["text"] += _paragraph(text)
            else:
                self._add("paragraph", _paragraph(text))
        if fields:
            self._add("field_list", fields)
        elif not has_pictures and not element.get_text(strip=True):
            self._dropped_empty("dl")

    def _code(self, element):
        code = element.get_text().replace("\u00a0", " ").strip("\n")
        if code.strip():
            self._add("code", {"code": code})
        else:
            self._dropped_empty("pre")

    def _figure(self, element):
        """A picture, a table or a film in its frame; other words that stand in the frame follow it."""
        if element.name == "img":
            self._picture(element, "")
            return
        captions = [found.extract() for found in element.find_all("figcaption")]
        caption = " ".join(self._mend(line(found)).one_line for found in captions).strip()
        tables = [found.extract() for found in element.find_all("table") if not found.find_parent("table")]
        pictures = [found.extract() for found in element.find_all("img")]
        films = [
            film.get("url") or film.get("src") for film in element.find_all(["oembed", "iframe", "video"])
        ]
        for film in films:
            self.report.doubt(_("the film {address} was left out").format(address=film))
        for table in tables:
            self._table(table, caption=caption)
            caption = ""
        for picture in pictures:
            self._picture(picture, caption)
            caption = ""
        rest = self._mend(line(element))
        if caption:
            self._add("paragraph", f"<p>{tidying.escape(caption, quote=False)}</p>")
        if rest.text:
            self._add("paragraph", _paragraph(rest))
        if not (tables or pictures or films or captions or rest.text):
            self._dropped_empty(element.name)

    def _picture(self, picture, caption):
        source = str(picture.get("src", "")).strip()
        address = "" if source.startswith("data:") else source[:500]
        alt = self._mend(line(NavigableString(str(picture.get("alt", ""))))).one_line
        value = {
            "image": self.place_image(source),
            "source_url": address,
            "alt": self._fit("alternative text", alt),
            "caption": self._fit("caption", caption),
            "alt_suggestion": _beginning(_without_colon(self._hint)),
        }
        if value["image"] is None:
            self.report.images_missing += 1
        if not value["alt"]:
            name = address.rsplit("/", 1)[-1][:60] or _("(no source)")
            self.report.doubt(_("the picture {name} has no alternative text").format(name=name))
        self._add("figure", value)

    def _table(self, element, has_pictures=False, caption=""):
        own = [row for row in element.find_all("tr") if row.find_parent("table") is element]
        heads, rows = [], []
        for row in own:
            cells = row.find_all(["td", "th"], recursive=False)
            words = [self._mend(line(cell)) for cell in cells]
            if any(text.text for text in words):
                heads.append(all(cell.name == "th" for cell in cells))
                rows.append(words)
        for words in element.find_all("caption", recursive=False):
            caption = f"{caption} {self._mend(line(words)).one_line}".strip()
        self._doubt_links(element)
        for stray in [self._mend(line(child)) for child in _strays(element)]:
            if stray.text:
                self._add("paragraph", _paragraph(stray))
                has_pictures = True
        if not rows:
            if caption:
                self._add("paragraph", f"<p>{tidying.escape(caption, quote=False)}</p>")
            elif not has_pictures:
                self._dropped_empty("table")
            return
        width = max(map(len, rows))
        if width * len(rows) > MOST_CELLS:
            # Short rows are filled up: one long one would make many of all others.
            raise CannotImport(
                _("There is a table with more than {number} cells.").format(number=localized(MOST_CELLS))
            )
        head = rows.pop(0) if heads[0] else []
        headings = [text.one_line for text in head] + [""] * (width - len(head))
        self._add(
            "table",
            {
                "columns": [{"type": "text", "heading": words} for words in headings],
                "rows": [
                    {"values": [_paragraph(cell) for cell in row] + [""] * (width - len(row))} for row in rows
                ],
                "caption": caption,
            },
        )

    # Helpers -------------------------------------------------------------------

    def _dropped_empty(self, name):
        self.report.dropped[_("empty {element}").format(element=f"<{name}>")] += 1

    def _mend(self, text):
        self.allowance.check_time()
        return mend(text, locale=self.locale, report=self.report)

    def _fit(self, what, words):
        """Words are never cut; an editor hears of those that the block's own limit would refuse."""
        if len(words) > LONGEST[what]:
            self.report.doubt(
                _("a {what} is longer than {number} characters: “{words}…”").format(
                    what=gettext(what), number=localized(LONGEST[what]), words=words[:40]
                )
            )
        return words

    def _doubt_links(self, element):
        for link in element.find_all("a", href=True):
            if not SAFE_LINK.match(str(link["href"]).strip()):
                self.report.doubt(
                    _("the link to {address} was left out").format(address=str(link["href"])[:60])
                )

    def _add(self, kind, value):
        self._finish()
        self._append(kind, value)

    def _append(self, kind, value):
        (self._step["value"]["body"] if self._step else self.body).append({"type": kind, "value": value})

    def _guess_title(self):
        words = " ".join(_words(self.body)).split()
        self.title = _without_colon(" ".join(words)[:LONGEST_GUESSED_TITLE])
        self.report.doubt(
            _("there is no heading; the title was taken from the first words: “{title}”").format(
                title=self.title
            )
        )


def figures(body):
    """The values of all figures in a guide's body, those in steps too, in their order."""
    for block in body:
        if block["type"] == "figure":
            yield block["value"]
        elif block["type"] == "step":
            yield from figures(block["value"]["body"])


def _words(value):
    """All words that a reader would see, in their order."""
    if isinstance(value, str):
        yield unescape(re.sub(r"<[^>]+>", " ", value))
    elif isinstance(value, list):
        for part in value:
            yield from _words(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in NOT_WORDS:
                yield from _words(part)


def _is_picture(element):
    return element.name in ("figure", "img")


def _strays(table):
    """What stands in a table outside of its cells."""
    for child in table.children:
        if child.name in ("thead", "tbody", "tfoot", "tr"):
            yield from _strays(child)
        elif child.name not in ("td", "th", "caption"):
            yield child


def _entries(definitions):
    """The terms and explanations of a `<dl>`, also those that stand in `<div>`s."""
    for child in definitions.children:
        if child.name == "div":
            yield from _entries(child)
        else:
            yield child


def _paragraph(text):
    return f"<p>{text.html()}</p>" if text.text else ""


def _beginning(words):
    """At most so much of it as a hint needs, up to a whole word."""
    if len(words) <= LONGEST_HINT:
        return words
    return words[: LONGEST_HINT + 1].rpartition(" ")[0] or words[:LONGEST_HINT]


def _split_at_double_breaks(whole):
    """`<br><br>` was meant as a new paragraph."""
    parts, start, text = [], 0, whole.text
    for match in re.finditer(rf"{BREAK}[ \u00a0]*{BREAK}(?:[ \u00a0]|{BREAK})*", text):
        parts.append(whole.slice(start, match.start()))
        start = match.end()
    parts.append(whole.slice(start))
    return [part for part in parts if part.text.replace("\u00a0", " ").strip()]


def _without_colon(text):
    return text.strip().rstrip(":：").strip()
