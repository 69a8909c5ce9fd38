"""What was typed into a field, as the value that conditions compare, on the server and in the browser."""

import pytest

from support_plugin.forms.reading import KINDS, fold, read
from support_plugin.text.dates import parse_date

from .browser_rules import ask_browser
from .definitions import field

CHOICES = ("slow", "wrong-sum", "other")
READINGS = [
    ("text", ["  كارت‌ عابر  بانك "], "کارت عابر بانک"),
    ("text", ["ABC ÄÖ İ"], "abc ÄÖ İ"),
    ("text", ["می‌شود"], "میشود"),
    ("text", ["۱۲٣"], "123"),
    ("text", ["\u200f\u00a0\u3000 \u200c"], None),
    ("text", ["\ud83d😀"], "😀"),
    ("text", [], None),
    ("long_text", ["one\r\n\ttwo\u2028three"], "one two three"),
    ("email", [" Sara@Example.COM "], "sara@example.com"),
    ("url", ["HTTPS://example.com/A"], "https://example.com/a"),
    ("phone", ["۰۹۱۲ ۳۴۵ ۶۷۸۹"], "0912 345 6789"),
    ("number", ["۱٬۲۳۴٫۵۰"], 1234.5),
    ("number", ["1,234.5"], 1234.5),
    ("number", ["+7"], 7.0),
    ("number", ["-0"], 0.0),
    ("number", ["999999999999999"], 999999999999999.0),
    ("number", ["9999999999999990"], None),
    ("number", ["12345678.12345678"], None),
    ("number", [".5"], None),
    ("number", ["5."], None),
    ("number", ["1e5"], None),
    ("number", ["1 000"], None),
    ("number", ["٣ ريال"], None),
    ("number", ["nan"], None),
    ("number", ["१२"], None),
    ("number", [""], None),
    ("date", ["۱۴۰۵/۰۹/۰۵"], "2026-11-26"),
    ("date", [" 1405 - 9 - 5 "], "2026-11-26"),
    ("date", ["1405.9.5"], "2026-11-26"),
    ("date", ["1403/12/30"], "2025-03-20"),
    ("date", ["1404/12/30"], None),
    ("date", ["2026-11-26"], "2026-11-26"),
    ("date", ["2024-02-29"], "2024-02-29"),
    ("date", ["2100-02-29"], None),
    ("date", ["1899-12-31"], None),
    ("date", ["2199-12-31"], "2199-12-31"),
    ("date", ["2200-01-01"], None),
    ("date", ["1299/01/01"], None),
    ("date", ["1300/01/01"], "1921-03-21"),
    ("date", ["1600/01/01"], None),
    ("date", ["२०२६-११-२६"], None),
    ("date", ["0000-00-00"], None),
    ("date", ["tomorrow"], None),
    ("choice", ["slow"], "slow"),
    ("choice", ["never-offered", "other", "slow"], "other"),
    ("choice", ["SLOW"], None),
    ("choices", ["other", "nothing", "slow", "other"], ("slow", "other")),
    ("choices", ["nothing"], None),
    ("checkbox", ["on"], "yes"),
    ("checkbox", ["1"], "yes"),
    ("checkbox", ["no"], None),
    ("checkbox", [], None),
    ("file", ["a.pdf", "b.pdf"], 2),
    ("file", [], None),
    ("kind of tomorrow", ["x"], None),
]


@pytest.mark.parametrize(("kind", "texts", "value"), READINGS)
def test_a_field_is_read_by_its_kind(kind, texts, value):
    assert read(field("a", kind, choices=CHOICES), texts) == value


def test_the_browser_reads_the_same():
    answers = ask_browser("read", [[field("a", kind, choices=CHOICES), texts] for kind, texts, _ in READINGS])
    assert answers == [list(value) if isinstance(value, tuple) else value for *_, value in READINGS]


def test_every_kind_is_read_in_some_example():
    assert {kind for kind, *_ in READINGS} >= set(KINDS)


def test_every_letter_is_folded_alike_in_the_browser():
    letters = [f"a{chr(code)}{chr(code)}b{chr(code)}" for code in range(0x10000)]
    assert ask_browser("fold", [[text] for text in letters]) == [fold(text) for text in letters]


def test_dates_of_both_calendars_are_read_alike_everywhere():
    years = [
        *range(1299, 1602),
        *range(1899, 1906),
        *range(1999, 2002),
        *range(2095, 2106),
        *range(2198, 2201),
    ]
    ends_of_months = [
        f"{year}/{month}/{day}" for year in years for month in range(1, 13) for day in (1, 29, 30, 31)
    ]
    dates = [*ends_of_months, *(f"2026-{month}-{day}" for month in (0, 1, 13) for day in (0, 1, 32))]
    server = [read({"kind": "date"}, [text]) for text in dates]
    assert ask_browser("read", [[{"kind": "date"}, [text]] for text in dates]) == server
    assert server == [_parsed(text) for text in dates]


def _parsed(text):
    try:
        return parse_date(text).isoformat()
    except ValueError:
        return None
