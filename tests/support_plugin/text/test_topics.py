"""Short texts that ask for the same come together, and the same ones always."""

import pytest

from support_plugin.text.little_words import telling_words
from support_plugin.text.topics import together


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("تغییر شماره موبایل", "تغيير شمارهٔ موبايل", True),
        ("تغییر شماره موبایل", "چطور شماره موبایل را تغییر بدهم؟", True),
        ("تغییر شماره موبایل", "شماره موبایل", True),
        ("تغییر شماره موبایل", "موبایل", False),
        ("خطا هنگام ورود به پنل", "خطا هنگام پرداخت در فروشگاه", False),
        ("Change my number", "change number", True),
        ("", "x", False),
    ],
)
def test_texts_with_mostly_the_same_telling_words_are_one_topic(one, other, are_one):
    assert len(together({one: 2, other: 1})) == (1 if are_one else 2)


def test_little_words_count_only_where_there_are_no_others():
    assert telling_words("چطور از پنل؟") == {"پنل"}
    assert telling_words("چطور؟") == {"چطور"}


def test_the_heaviest_text_leads_and_the_heaviest_topic_stands_first():
    assert together({"a b": 1, "a b c": 2, "x y": 9, "x y z": 1}) == [["x y", "x y z"], ["a b c", "a b"]]


def test_topics_do_not_creep_from_one_text_to_the_next():
    """Each has half of its words from the one before; only what is like the first joins it."""
    assert together({"a b c": 3, "b c d": 2, "c d e": 1}) == [["a b c", "b c d"], ["c d e"]]


def test_the_same_texts_make_the_same_topics_in_whatever_order():
    texts = {f"{one} {other}": 1 for one in "abcdef" for other in "uvwxyz"}
    expected = together(texts)
    assert together(dict(reversed(texts.items()))) == expected
    assert together(dict(sorted(texts.items(), key=lambda item: item[0][::-1]))) == expected
