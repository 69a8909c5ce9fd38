"""What is stored is what the person meant, without what only spoofs or breaks."""

import pytest
from django.core.exceptions import ValidationError

from support_plugin.text.clean import clean, clean_filename, is_blank, refuse_forbidden


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("كاربري", "کاربری"),
        ("تیکت‌ها", "تیکت‌ها"),
        ("تیکت\u200c\u200cها", "تیکت‌ها"),
        ("تیکت \u200cها\u200c", "تیکت ها"),
        ("فایل\u202egnp.exe", "فایلgnp.exe"),
        ("ثبت\u00a0تیکت", "ثبت تیکت"),
        ("یک\r\nدو\x07", "یک دو"),
        ("گزینۀ ۱۲٫۵ مُحَمَّد", "گزینۀ ۱۲٫۵ مُحَمَّد"),
        ("\ufeffسلام\u00ad", "سلام"),
    ],
)
def test_a_line_is_cleaned_without_losing_words(typed, stored):
    assert clean(typed) == stored
    assert clean(stored) == stored


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("گزارش‌های آبان.pdf", "گزارش‌های آبان.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\shot.png", "shot.png"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("a\r\nb: c.txt", "a b_ c.txt"),
        (".htaccess", "file"),
        ("", "file"),
        ("…/", "file"),
        ("\u200b\u2060", "file"),
    ],
)
def test_a_file_name_is_a_name_and_nothing_more(name, stored):
    assert clean_filename(name) == stored


def test_a_long_persian_name_fits_the_file_system_and_keeps_its_ending():
    name = clean_filename("گزارش" * 100 + ".xlsx")
    assert name.endswith(".xlsx")
    assert len(name.encode()) <= 255


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_what_no_database_stores_is_refused_with_a_sentence(text):
    with pytest.raises(ValidationError):
        refuse_forbidden(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u200e",
        "\u200d",
        "\u2063",
        "\u3164",
        "\u2800",
        "\u115f",
        "\u034f",
        "\ufe0f",
        "\u180e",
        "\U000e0041",
        "\u0301",
    ],
)
def test_what_nobody_can_see_is_blank(text):
    assert is_blank(text * 3)


@pytest.mark.parametrize("text", ["ی", ".", "۱", "👍", "👨\u200d👩\u200d👧", "\u200eا"])
def test_what_can_be_seen_is_not(text):
    assert not is_blank(text)


def test_a_picture_of_several_emoji_stays_one():
    assert clean("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"
