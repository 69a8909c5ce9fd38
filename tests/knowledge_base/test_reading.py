"""What stands around a guide's text, and what a reader can do with it."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import InterfaceError
from django.utils import timezone, translation
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.rich_text import RichText

from knowledge_base import popularity
from knowledge_base.models import GuideIndexPage, GuidePage, GuideReads

STEP = ("step", {"title": "انتخاب دپارتمان", "body": [("paragraph", RichText("<p>متن</p>"))]})


@pytest.fixture
def page(client):
    """The parsed page of a guide, or of an address, as this client reads it."""
    return lambda place: BeautifulSoup(client.get(getattr(place, "url", place)).content, "html.parser")


@pytest.fixture
def relate():
    """Lets an editor put guides below another."""

    def _relate(guide, *others):
        for other in others:
            guide.related_links.create(guide=other)
        guide.save_revision().publish()

    return _relate


def related(soup):
    return [link.text for link in soup.select(".desk-related a")]


def popular(soup):
    return [link.text for link in soup.select('[data-guides="popular"] a')]


# Related guides ------------------------------------------------------------------


def test_guides_with_similar_words_are_related_the_most_similar_first(write_guide, page):
    guide = write_guide("ارسال پیامک گروهی", lead="فهرست شماره‌ها را بارگذاری کنید")
    write_guide("فاکتور رسمی", lead="دریافت صورتحساب مالیاتی")
    write_guide("گزارش پیامک", lead="وضعیت تحویل")
    write_guide("زمان‌بندی ارسال پیامک گروهی", lead="ارسال در ساعت دلخواه")
    assert related(page(guide)) == ["زمان‌بندی ارسال پیامک گروهی", "گزارش پیامک"]


def test_what_an_editor_chose_comes_first_and_four_are_enough(write_guide, page, relate):
    alike = [write_guide(f"ارسال پیامک گروهی {number}") for number in range(5)]
    chosen = write_guide("فاکتور رسمی")
    relate(alike[0], chosen)
    shown = related(page(alike[0]))
    assert shown[0] == "فاکتور رسمی"
    assert len(shown) == 4
    assert alike[0].title not in shown


def test_related_guides_speak_the_same_language(write_guide, page, relate, english_home):
    guide = write_guide("SMS گروهی")
    relate(guide, write_guide("SMS گروهی", parent=english_home))
    assert related(page(guide)) == []


def test_a_guide_that_is_not_public_is_not_related(write_guide, page, relate):
    guide, draft = write_guide("ارسال پیامک گروهی"), write_guide("ارسال پیامک گروهی در شب")
    relate(guide, draft)
    assert related(page(guide)) == [draft.title]
    draft.unpublish()
    assert related(page(guide)) == []


def test_only_those_who_may_open_a_guide_see_it_beside_others(
    write_guide, page, relate, close, client, customer
):
    guide, closed = write_guide("ارسال پیامک گروهی"), write_guide("ارسال پیامک گروهی برای همکاران")
    relate(guide, closed)
    close(closed)
    assert closed.title not in page(guide).text
    client.force_login(customer)
    assert related(page(guide)) == [closed.title]
    client.logout()
    assert closed.title not in page(guide).text


# Ways on -------------------------------------------------------------------------


def test_a_guide_leads_to_those_before_and_after_it_in_its_category(write_guide, page, close):
    first, second, hidden, last = (write_guide(f"راهنمای {word}") for word in ("یک", "دو", "سه", "چهار"))
    close(hidden)

    def ways(guide):
        soup = page(guide)
        return [link["href"] for link in soup.select('[rel="prev"]')], [
            link["href"] for link in soup.select('[rel="next"]')
        ]

    assert ways(first) == ([], [second.url])
    assert ways(second) == ([first.url], [last.url])
    assert ways(last) == ([second.url], [])


def test_the_way_to_a_guide_is_shown(guide, category, home, page):
    links = [link["href"] for link in page(guide).select(".desk-crumbs a")]
    assert links == [home.url, category.url]


# What editors say of it ----------------------------------------------------------


@pytest.mark.parametrize(("language", "words"), [("fa", "۲۲ آبان ۱۴۰۵"), ("en", "13 November 2026")])
def test_the_day_of_the_last_check_is_told_in_the_readers_calendar(
    language, words, write_guide, english_home, home, page
):
    parent = {"fa": home, "en": english_home}[language]
    with translation.override(language):
        guide = write_guide("SMS", parent=parent, checked_on=date(2026, 11, 13))
        shown = page(guide).select_one('.desk-meta time[datetime="2026-11-13"]')
    assert shown.text == words


def test_a_guide_never_checked_says_nothing_about_it(guide, page):
    assert len(page(guide).select(".desk-meta time")) == 1


# Steps, pictures, code -----------------------------------------------------------


def test_each_step_can_be_asked_about(write_guide, page):
    guide = write_guide(body=[STEP, STEP])
    ids = [block.id for block in guide.body]
    asked = [link["href"] for link in page(guide).select(".desk-step__ask a")]
    assert asked == [f"/panel/tickets/new/?guide={guide.pk}&step={key}" for key in ids]


def test_a_step_is_asked_about_where_the_guides_button_leads(write_guide, page, ticket_type, product):
    button = {"department": "technical", "ticket_type": "bug-report", "product": "sms-panel", "label": ""}
    guide = write_guide(body=[STEP, ("ticket_button", button)])
    step, block = guide.body
    form = "/panel/tickets/new/technical/bug-report/?product=sms-panel&guide"
    assert page(guide).select_one(".desk-step__ask a")["href"] == f"{form}={guide.pk}&step={step.id}"
    assert page(guide).select_one(f'.desk-article [href$="{block.id}"]')["href"].startswith(form)


def test_a_picture_is_a_link_to_itself_unless_it_is_decoration(write_guide, page):
    image = get_image_model().objects.create(title="shot", file=get_test_image_file("shot.png"))
    figure = {"image": image, "alt": "فرم ثبت تیکت"}
    guide = write_guide(body=[("figure", figure), ("figure", {**figure, "decorative": True})])
    shown = page(guide).select(".desk-figure")
    assert [len(each.select("img")) for each in shown] == [1, 1]
    assert shown[0].a["href"] == shown[0].img["src"]
    assert shown[1].a is None


def test_the_button_that_copies_code_waits_for_javascript(write_guide, page):
    guide = write_guide(body=[("code", {"code": "curl -d 'a=1' \\\n  https://x"})])
    button = page(guide).select_one(".desk-code button")
    assert button["data-copy"] == "curl -d 'a=1' \\\n  https://x"
    assert button.has_attr("hidden")


# Popular guides ------------------------------------------------------------------


def test_the_home_lists_what_is_read_most(write_guide, page, client, monkeypatch, home):
    monkeypatch.setattr(popularity, "SECONDS", 0)
    often, seldom, never = (write_guide(f"راهنمای {word}") for word in ("یک", "دو", "سه"))
    for guide in (seldom, often, often):
        client.get(guide.url)
    assert popular(page(home)) == [often.title, seldom.title]
    assert never.title in page(home).select_one('[data-guides="newest"]').text


def test_readings_are_written_down_together_once_in_a_while(client, guide, monkeypatch):
    for _reading in range(3):
        client.get(guide.url)
    assert not GuideReads.objects.exists()
    monkeypatch.setattr(popularity, "SECONDS", 0)
    client.get(guide.url)
    assert GuideReads.objects.get().number == 4


def test_a_reading_counts_even_where_the_readers_copy_is_still_good(client, guide, monkeypatch):
    monkeypatch.setattr(popularity, "SECONDS", 0)
    etag = client.get(guide.url)["ETag"]
    assert client.get(guide.url, headers={"If-None-Match": etag}).status_code == 304
    assert client.head(guide.url).status_code == 200
    assert GuideReads.objects.get().number == 2


def test_what_was_read_long_ago_is_no_longer_popular_and_goes(client, guide, page, home, monkeypatch):
    monkeypatch.setattr(popularity, "SECONDS", 0)
    old = timezone.localdate() - timedelta(days=popularity.KEEP_DAYS)
    GuideReads.objects.create(guide=guide, day=old, number=1000)
    assert popular(page(home)) == []
    client.get(guide.url)
    assert list(GuideReads.objects.values_list("number", flat=True)) == [1]


def test_what_cannot_be_written_down_is_written_down_later(client, guide, write_guide, monkeypatch, caplog):
    monkeypatch.setattr(popularity, "SECONDS", 0)
    other = write_guide("دیگر")
    add = popularity._add

    def fail_for_the_other(guide_id, day, number):
        if guide_id == other.pk:
            raise InterfaceError("the connection is gone")
        add(guide_id, day, number)

    client.get(guide.url)
    monkeypatch.setattr(popularity, "_add", fail_for_the_other)
    assert client.get(other.url).status_code == 200
    assert client.get(guide.url).status_code == 200
    assert "could not be written down yet" in caplog.text
    monkeypatch.setattr(popularity, "_add", add)
    client.get(other.url)
    assert {reads.guide_id: reads.number for reads in GuideReads.objects.all()} == {guide.pk: 2, other.pk: 2}


def test_a_reading_counts_on_the_day_on_which_it_was_read(client, guide, monkeypatch):
    today = timezone.localdate()
    monkeypatch.setattr(popularity.timezone, "localdate", lambda: today - timedelta(days=1))
    client.get(guide.url)
    monkeypatch.undo()
    monkeypatch.setattr(popularity, "SECONDS", 0)
    client.get(guide.url)
    assert {reads.day: reads.number for reads in GuideReads.objects.all()} == {
        today - timedelta(days=1): 1,
        today: 1,
    }


def test_a_guide_that_is_gone_takes_its_readings_along(client, guide, category, monkeypatch):
    client.get(guide.url)
    guide.delete()
    monkeypatch.setattr(popularity, "SECONDS", 0)
    other = category.add_child(instance=GuidePage(title="x", slug="x", locale=category.locale))
    client.get(other.url)
    assert [reads.guide_id for reads in GuideReads.objects.all()] == [other.pk]


def test_a_closed_guide_is_popular_among_those_who_may_open_it(
    client, guide, page, home, close, customer, monkeypatch
):
    GuideReads.objects.create(guide=guide, day=timezone.localdate(), number=9)
    close(guide)
    assert popular(page(home)) == []
    client.force_login(customer)
    assert popular(page(home)) == [guide.title]


# What it costs -------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_a_guide_costs_the_same_with_one_and_with_three_beside_it(
    number, client, write_guide, django_assert_num_queries
):
    guides = [write_guide(f"ارسال پیامک گروهی {count}") for count in range(number + 1)]
    client.get(guides[0].url)
    with django_assert_num_queries(11):
        client.get(guides[0].url)
    cache.clear()
    with django_assert_num_queries(21):
        client.get(guides[0].url)


def test_the_guides_own_addresses_are_reserved(home):
    assert not GuideIndexPage._slug_is_available("guides", home)
