"""From elements to blocks: titles, steps, notes, lists of fields, figures.

Rules are about words, not about tags, since editors make headings bold paragraphs and the other way round.
A step ends at the next step or at the first note: notes speak of the whole guide.
"""

import re

from bs4 import Tag
from django.utils.text import slugify

from . import tidying
from .tidying import BOLD, BREAK, line, mend

ORDINAL = (
    "اول|نخست|یکم|دوم|سوم|چهارم|پنجم|ششم|هفتم|هشتم|نهم|دهم|یازدهم|دوازدهم|سیزدهم|چهاردهم|پانزدهم|شانزدهم|هفدهم|هجدهم|"
    "نوزدهم|بیستم|[0-9۰-۹٠-٩]+"
)
STEP = re.compile(
    rf"\A(?:(?:مرحله|گام)(?:[ \u200c]?[یٔ])?[ \u200c]*(?:{ORDINAL})|step\s+(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten))"
    r"\s*(?:[:：.–-]\s*(?P<title>.*))?\Z",
    re.IGNORECASE | re.DOTALL,
)
NOTE = re.compile(r"\A(?P<word>نکته(?:\s+مهم)?|توجه|هشدار|note|tip|warning)\s*[:：]\s*", re.IGNORECASE)
LEVELS = {"هشدار": "warning", "warning": "warning", "tip": "tip"}
NUMBERED = re.compile(r"\A[0-9۰-۹٠-٩]{1,2}\s*[.)\-–](?!\d)\s*")
FIELD = re.compile(r"\A(?P<name>[^:：\n]{1,60}?)\s*[:：]\s*")
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LONGEST_GUESSED_TITLE = 60
LONGEST_HINT = 120


class Recogniser:
    """Builds the title and the body of one guide. `place_image(src)` answers an image's key, or None."""

    def __init__(self, *, locale, report, place_image=lambda source: None):
        self.locale = locale
        self.report = report
        self.place_image = place_image
        self.title = ""
        self.body = []
        self._step = None
        self._fields = None
        self._hint = ""

    def read(self, elements):
        for element in elements:
            self._element(element)
        self._finish_fields()
        if not self.title:
            self._guess_title()
        for number, block in enumerate([block for block in self.body if block["type"] == "step"], start=1):
            if not block["value"]["title"]:
                self.report.doubt(f"step {number} has no title")

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
        name = element.name
        if name == "hr":
            self.report.dropped["<hr>"] += 1
        elif name == "figure" or name == "img":
            self._figure(element)
        elif name == "table":
            self._table(element)
        elif name == "pre":
            self._add("code", {"code": element.get_text().strip("\n")})
        elif name in ("ul", "ol"):
            self._list(element)
        elif name == "dl":
            self._definitions(element)
        elif name in ("blockquote", "aside"):
            for child in [child for child in element.children if isinstance(child, Tag)] or [element]:
                self._text(child)
        else:
            self._text(element)

    def _text(self, element):
        """A paragraph or heading, with pictures in it standing after it."""
        pictures = [picture.extract() for picture in element.find_all("img")]
        whole = line(element)
        if not whole.text.replace(tidying.ZWNJ, "").replace("\u00a0", "").strip():
            if not pictures:
                self.report.dropped[f"empty <{element.name}>"] += 1
        else:
            for part in _split_at_double_breaks(whole):
                self._line(mend(part, locale=self.locale, report=self.report), element.name)
        for picture in pictures:
            self._figure(picture)

    def _line(self, text, tag):
        if not text.text:
            return
        if text.is_all(BOLD) and tag not in HEADINGS:
            text = text.without(BOLD)
            self.report.mended["bold around a whole paragraph"] += 1
        plain = text.text
        if tag in ("h1", "h2") and not self.title:
            self.title = _without_colon(plain)
        elif match := STEP.match(plain):
            self._begin_step(_without_colon((match["title"] or "").strip()))
        elif match := NOTE.match(plain):
            self._note(match["word"], text.slice(match.end()).strip())
        elif tag in HEADINGS:
            self._add("heading", _without_colon(plain))
        elif match := NUMBERED.match(plain):
            self._numbered(text.slice(match.end()).strip())
        else:
            self._add("paragraph", f"<p>{text.html()}</p>")
            self._hint = plain

    def _begin_step(self, title):
        self._finish_fields()
        self._step = {"type": "step", "value": {"title": title, "body": []}}
        self.body.append(self._step)
        self._hint = title

    def _note(self, word, text):
        self._finish_fields()
        self._step = None
        if text.is_all(BOLD):
            text = text.without(BOLD)
        level = LEVELS.get(word.lower(), "info")
        self._add("note", {"level": level, "text": f"<p>{text.html()}</p>"})
        self._hint = text.text

    def _numbered(self, text):
        """An item of a list that was typed by hand: a field with its explanation, or a plain item."""
        match = FIELD.match(text.text)
        named = match and text.slice(0, match.end()).is_all(BOLD)
        if not (named or (match and self._fields is not None)):
            self._add("paragraph", f"<ol><li>{text.html()}</li></ol>")
            self.report.doubt(f"“{text.text[:40]}” is perhaps an item of a list")
            return
        explanation = text.slice(match.end()).strip()
        if explanation.is_all(BOLD):
            explanation = explanation.without(BOLD)
        if self._fields is None:
            self._fields = []
        self._fields.append({"name": match["name"].strip(), "text": f"<p>{explanation.html()}</p>"})

    def _finish_fields(self):
        if self._fields:
            fields, self._fields = self._fields, None
            self._add("field_list", fields)

    def _list(self, element):
        items = []
        for item in element.find_all("li", recursive=False):
            nested = [child.extract() for child in item.find_all(["ul", "ol"], recursive=False)]
            text = mend(line(item), locale=self.locale, report=self.report)
            inner = "".join(self._list_html(child) for child in nested)
            if text.text or inner:
                items.append(f"<li>{text.html()}{inner}</li>")
        if items:
            self._add("paragraph", f"<{element.name}>{''.join(items)}</{element.name}>")
        else:
            self.report.dropped[f"empty <{element.name}>"] += 1

    def _list_html(self, element):
        items = [
            mend(line(item), locale=self.locale, report=self.report)
            for item in element.find_all("li", recursive=False)
        ]
        return f"<{element.name}>{''.join(f'<li>{item.html()}</li>' for item in items if item.text)}</{element.name}>"

    def _definitions(self, element):
        fields, name = [], ""
        for child in element.find_all(["dt", "dd"]):
            text = mend(line(child), locale=self.locale, report=self.report)
            if child.name == "dt":
                name = _without_colon(text.text)
            elif name:
                fields.append({"name": name, "text": f"<p>{text.html()}</p>"})
        if fields:
            self._add("field_list", fields)

    def _figure(self, element):
        table = element.find("table") if element.name == "figure" else None
        if table is not None:
            self._table(table)
            return
        picture = element if element.name == "img" else element.find("img")
        if picture is None:
            self.report.dropped[f"empty <{element.name}>"] += 1
            return
        caption = element.find("figcaption") if element.name == "figure" else None
        source = str(picture.get("src", "")).strip()
        value = {
            "image": self.place_image(source),
            "source_url": "" if source.startswith("data:") else source[:500],
            "alt": self._attribute(picture, "alt"),
            "caption": mend(line(caption), locale=self.locale, report=self.report).text[:250]
            if caption
            else "",
            "alt_suggestion": _without_colon(self._hint)[:LONGEST_HINT],
        }
        if value["image"] is None:
            self.report.images_missing += 1
        if not value["alt"]:
            self.report.doubt(
                f"the picture {source.rsplit('/', 1)[-1][:60] or '(no source)'} has no alternative text"
            )
        self._add("figure", value)

    def _attribute(self, element, name):
        return " ".join(str(element.get(name, "")).split())[:250]

    def _table(self, element):
        rows = [
            [mend(line(cell), locale=self.locale, report=self.report) for cell in row.find_all(["td", "th"])]
            for row in element.find_all("tr")
        ]
        rows = [row for row in rows if any(cell.text for cell in row)]
        if not rows:
            self.report.dropped["empty <table>"] += 1
            return
        width = max(map(len, rows))
        has_head = bool(element.find("th"))
        head = [cell.text for cell in rows[0]] if has_head else [""] * width
        body = rows[1:] if has_head else rows
        self._add(
            "table",
            {
                "columns": [
                    {"type": "text", "heading": words} for words in head + [""] * (width - len(head))
                ],
                "rows": [
                    {"values": [f"<p>{cell.html()}</p>" for cell in row] + ["<p></p>"] * (width - len(row))}
                    for row in body
                ],
                "caption": "",
            },
        )

    def _add(self, kind, value):
        if kind != "field_list":
            self._finish_fields()
        (self._step["value"]["body"] if self._step else self.body).append({"type": kind, "value": value})

    def _guess_title(self):
        words = " ".join(_words(self.body)).split()
        self.title = _without_colon(" ".join(words)[:LONGEST_GUESSED_TITLE])
        self.report.doubt(f"there is no heading; the title was taken from the first words: “{self.title}”")


def _words(blocks):
    for block in blocks:
        value = block["value"]
        if isinstance(value, str):
            yield re.sub(r"<[^>]+>", " ", value)
        elif isinstance(value, dict) and "body" in value:
            yield from _words(value["body"])
        elif isinstance(value, dict) and "text" in value:
            yield re.sub(r"<[^>]+>", " ", value["text"])


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
