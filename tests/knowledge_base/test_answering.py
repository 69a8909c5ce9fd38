"""Which guides are suggested for a question in sentences."""

import pytest

from knowledge_base.answering import guides_for


def titles(question, limit=5):
    return [guide.title for guide in guides_for(question, limit)]


@pytest.fixture
def guides(write_guide):
    write_guide("ارسال پیامک گروهی", body=[("paragraph", "<p>فهرست شماره‌ها را بارگذاری کنید.</p>")])
    write_guide("فاکتور رسمی", body=[("paragraph", "<p>درخواست فاکتور از بخش مالی؛ پیامک هم می‌آید.</p>")])
    write_guide("تغییر رمز عبور", body=[("paragraph", "<p>ارسال کد با پیامک</p>")])


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("خطا هنگام ارسال پیامک گروهی", "ارسال پیامک گروهی"),
        ("سلام، از دیروز پيامك‌هاي گروهي ما نمی‌رود", "ارسال پیامک گروهی"),
        ("چطور فاکتور رسمی بگیرم", "فاکتور رسمی"),
        ("رمز عبورم را فراموش کرده‌ام", "تغییر رمز عبور"),
        ("فاکت", "فاکتور رسمی"),
    ],
)
def test_a_whole_sentence_finds_the_guide_that_is_about_it(question, first, guides):
    assert titles(question)[0] == first


@pytest.mark.parametrize("question", ["", "از به در", "هیچ‌کدام ندارد", "مالی", "?!", "a" * 500])
def test_words_that_tell_nothing_suggest_nothing_beyond_the_search(question, guides):
    expected = ["فاکتور رسمی"] if question == "مالی" else []
    assert titles(question) == expected


def test_the_limit_is_kept(guides):
    assert len(titles("ارسال پیامک", limit=1)) == 1


def test_closed_and_unpublished_guides_are_not_suggested(guides, write_guide, category, close):
    write_guide("پیامک پنهان").unpublish()
    assert "پیامک پنهان" not in titles("خطا در پیامک پنهان")
    close(category)
    assert titles("خطا هنگام ارسال پیامک گروهی") == []


@pytest.mark.parametrize("number", [1, 3])
def test_suggesting_costs_the_same_for_one_guide_and_for_three(
    number, write_guide, django_assert_num_queries
):
    for count in range(number):
        write_guide(f"فاکتور {count}")
    titles("درخواست فاکتور")
    with django_assert_num_queries(8):
        assert len(titles("درخواست فاکتور")) == number
