"""The words by which something was found are marked in it, however they are spelled there."""

import pytest

from knowledge_base.highlights import Sought, excerpt, highlighted
from knowledge_base.questions import words_of


def marked(text, query, beginnings=False):
    return highlighted(text, Sought(frozenset(words_of(query)), beginnings))


@pytest.mark.parametrize(
    ("text", "query", "html"),
    [
        ("ارسال پیامک", "پیامک", "ارسال <mark>پیامک</mark>"),
        ("پیامک‌های تازه", "پيامك", "<mark>پیامک‌های</mark> تازه"),
        ("مُعَلِّم خوب", "معلم", "<mark>مُعَلِّم</mark> خوب"),
        ("کد ۴۵۶.", "456", "کد <mark>۴۵۶</mark>."),
        ("ارسال پیامک گروهی", "گروهی پیامک", "ارسال <mark>پیامک گروهی</mark>"),
        ("نمی شود", "نمیشود", "<mark>نمی شود</mark>"),
        ("پاسخ دهی سریع", "پاسخدهی", "<mark>پاسخ دهی</mark> سریع"),
        ("نرم‌افزار", "افزار", "<mark>نرم‌افزار</mark>"),
        ("Web API", "api", "Web <mark>API</mark>"),
        ("پیام", "پیامک", "پیام"),
        ("", "پیامک", ""),
    ],
)
def test_words_are_marked_in_their_own_spelling(text, query, html):
    assert marked(text, query) == html


def test_beginnings_are_marked_where_beginnings_were_looked_for():
    assert marked("بارگذاری", "بارگ") == "بارگذاری"
    assert marked("بارگذاری", "بارگ", beginnings=True) == "<mark>بارگذاری</mark>"
    assert marked("بارگذاری", "با", beginnings=True) == "بارگذاری"


@pytest.mark.parametrize("query", ["پیامک", "script", "lt", "mark", "b"])
def test_nothing_in_a_text_becomes_markup(query):
    html = marked("<script>پیامک</script> &lt; <b>", query)
    assert "<script" not in html.replace("<mark>", "")
    assert "<b>" not in html
    assert "&amp;lt;" in html.replace("<mark>", "").replace("</mark>", "")


def test_an_excerpt_stands_around_the_first_match():
    text = "آغاز " * 40 + "پیامک " + "پایان " * 40
    piece = excerpt(text, Sought(frozenset(["پیامک"])))
    assert piece.startswith("… آغاز")
    assert piece.endswith("پایان …")
    assert "<mark>پیامک</mark>" in piece
    assert len(piece) < 220
    assert excerpt(text, Sought(frozenset(["نیست"]))) == ""
    assert excerpt("پیامک", Sought(frozenset(["پیامک"]))) == "<mark>پیامک</mark>"
    assert excerpt("ا" * 500 + " پیامک", Sought(frozenset(["پیامک"]))) == "… <mark>پیامک</mark>"


def test_a_result_shows_its_lead_unless_the_words_stand_in_the_text(client, write_guide):
    write_guide("یک", lead="کوتاه <b>", body=[("paragraph", "<p>در متن فاکتور هست</p>")])
    html = client.get("/search/", {"q": "فاکتور"}).content.decode()
    assert "در متن <mark>فاکتور</mark> هست" in html
    html = client.get("/search/", {"q": "کوتاه"}).content.decode()
    assert "<mark>کوتاه</mark> &lt;b&gt;" in html
