"""What a reader sees of the knowledge base."""

import json

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.rich_text import RichText

from knowledge_base import models
from knowledge_base.models import GuideIndexPage, GuidePage

STEP_BODY = [("paragraph", RichText("<p>متن مرحله</p>"))]


def steps(*titles):
    return [("step", {"title": title, "body": STEP_BODY}) for title in titles]


def test_the_home_shows_categories_with_their_guides_and_the_newest(client, home, category, guide):
    html = client.get("/").content.decode()
    for words in (category.title, guide.title, "۱ راهنما", "/panel/tickets/new/"):
        assert words in html


def test_a_category_lists_its_guides(client, category, guide):
    html = client.get(category.url).content.decode()
    assert guide.title in html


def test_an_empty_knowledge_base_says_so(client, home):
    assert "هنوز راهنمایی اینجا نیست" in client.get("/").content.decode()


def test_steps_are_numbered_by_their_place(client, write_guide):
    guide = write_guide(
        body=[
            *steps("", "انتخاب دپارتمان"),
            ("note", {"level": "tip", "text": RichText("<p>نکته</p>")}),
            *steps(""),
        ]
    )
    html = client.get(guide.url).content.decode()
    assert [step.name for part in guide.outline.parts for step in part.steps] == [
        "مرحله اول",
        "مرحله دوم",
        "مرحله سوم",
    ]
    assert html.index("مرحله اول") < html.index("انتخاب دپارتمان") < html.index("مرحله سوم")
    assert "<h2" in html


def test_contents_appear_from_three_headings_on(client, write_guide):
    two, three = write_guide(body=steps("یک", "دو")), write_guide(body=steps("یک", "دو", "سه"))
    assert "desk-toc" not in client.get(two.url).content.decode()
    assert "desk-toc" in client.get(three.url).content.decode()


def test_every_block_is_shown(client, write_guide):
    body = [
        ("heading", "عنوان بخش"),
        ("paragraph", RichText("<p>یک <b>پررنگ</b></p>")),
        ("field_list", [{"name": "محصول", "text": RichText("<p>توضیح</p>"), "optional": True}]),
        ("note", {"level": "warning", "text": RichText("<p>مراقب باشید</p>")}),
        ("figure", {"image": None, "alt": "فرم ثبت تیکت", "caption": "شکل فرم"}),
        ("code", {"code": "<script>x</script>"}),
        ("ticket_button", {"label": "", "department": "technical", "ticket_type": "bug"}),
    ]
    guide = write_guide(body=body)
    html = client.get(guide.url).content.decode()
    for words in (
        "عنوان بخش",
        "<b>پررنگ</b>",
        "محصول",
        "اختیاری",
        "مراقب باشید",
        "هشدار",
        "شکل فرم",
        "فرم ثبت تیکت",
    ):
        assert words in html
    assert "&lt;script&gt;x" in html
    assert f"/panel/tickets/new/technical/bug/?guide={guide.pk}&amp;step=" in html


def test_a_missing_picture_keeps_its_place_and_breaks_nothing(client, write_guide):
    guide = write_guide(body=[("figure", {"image": None, "source_url": "https://elsewhere.example/a.png"})])
    html = client.get(guide.url).content.decode()
    assert "این تصویر هنوز اینجا نیست" in html
    assert "elsewhere.example" not in html


def test_a_guide_links_to_its_translation(client, guide, english_home):
    assert 'hreflang="en"' in client.get(guide.url).content.decode()
    category = english_home.add_child(
        instance=GuideIndexPage(
            title="SMS",
            slug="sms",
            locale=english_home.locale,
            translation_key=guide.get_parent().translation_key,
        )
    )
    twin = category.add_child(
        instance=GuidePage(
            title="Bulk SMS",
            slug="bulk-sms",
            locale=english_home.locale,
            translation_key=guide.translation_key,
        )
    )
    assert twin.url == "/en/sms/bulk-sms/"
    assert 'href="/en/sms/bulk-sms/"' in client.get(guide.url).content.decode()
    html = client.get(twin.url).content.decode()
    assert 'lang="en" dir="ltr"' in html
    assert f'href="{guide.url}"' in html


def test_a_draft_is_not_public(client, category):
    category.add_child(instance=GuidePage(title="پیش‌نویس", slug="draft", locale=category.locale, live=False))
    assert client.get("/sms/draft/").status_code == 404
    assert "پیش‌نویس" not in client.get(category.url).content.decode()


@pytest.mark.parametrize(
    "slug", ["panel", "search", "admin", "accounts", "api", "en", "media", "static", "healthz"]
)
def test_a_page_cannot_take_an_address_of_the_site_itself(slug, home):
    page = GuideIndexPage(title="x", slug=slug, locale=home.locale)
    with pytest.raises(ValidationError):
        home.add_child(instance=page)


def test_a_reserved_word_is_free_deeper_down(category):
    assert category.add_child(instance=GuidePage(title="x", slug="search", locale=category.locale)).pk


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("place", "queries"), [("home", 15), ("category", 13)])
def test_a_list_of_guides_costs_the_same_for_one_and_for_three(
    place, queries, number, client, request, write_guide, django_assert_num_queries
):
    for count in range(number):
        write_guide(f"راهنمای {count}")
    page = request.getfixturevalue(place)
    client.get(page.url)
    with django_assert_num_queries(queries):
        client.get(page.url)


@pytest.fixture
def picture(db):
    def _picture(name="shot"):
        return get_image_model().objects.create(title=name, file=get_test_image_file(f"{name}.png"))

    return _picture


@pytest.mark.parametrize("number", [1, 3])
def test_a_guide_costs_the_same_with_one_and_with_three_pictures(
    number, client, picture, write_guide, django_assert_num_queries
):
    figures = [("figure", {"image": picture(f"shot-{count}"), "alt": "الف"}) for count in range(number)]
    body = [*figures, ("step", {"title": "", "body": figures})]
    guide = write_guide(body=body)
    html = client.get(guide.url).content.decode()
    assert html.count('loading="lazy"') == 2 * number
    cache.clear()
    with django_assert_num_queries(23):
        client.get(guide.url)


@pytest.mark.parametrize("content", [None, b"no picture"], ids=["gone", "spoiled"])
def test_a_picture_whose_file_is_lost_is_a_missing_one(content, client, picture, write_guide):
    image = picture()
    guide = write_guide(body=[("figure", {"image": image, "alt": "الف"})])
    storage, name = image.file.storage, image.file.name
    storage.delete(name)
    if content:
        storage.save(name, ContentFile(content))
    html = client.get(guide.url).content.decode()
    assert "desk-figure__missing" in html
    assert "<img" not in html


def test_a_decorative_picture_has_an_empty_text(client, picture, write_guide):
    guide = write_guide(body=[("figure", {"image": picture(), "alt": "الف", "decorative": True})])
    assert ' alt=""' in client.get(guide.url).content.decode()


def test_no_block_runs_what_was_written_into_it(client, picture, write_guide):
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    cell = {"columns": [{"type": "number", "heading": evil}], "rows": [{"values": [evil]}], "caption": evil}
    body = [
        {"type": "heading", "value": evil},
        {"type": "code", "value": {"code": evil}},
        {"type": "table", "value": cell},
        {"type": "figure", "value": {"image": picture().pk, "alt": evil, "caption": evil}},
        {"type": "figure", "value": {"image": None, "alt": evil, "caption": evil}},
        {"type": "field_list", "value": [{"name": evil, "text": "<p>x</p>"}]},
        {"type": "step", "value": {"title": evil, "body": [{"type": "heading", "value": evil}]}},
        {"type": "ticket_button", "value": {"label": evil}},
    ]
    guide = write_guide(evil, lead=evil)
    guide.body = json.dumps(body)
    guide.save_revision().publish()
    html = client.get(guide.url).content.decode()
    assert "onerror=alert(1)&gt;" in html
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    for address in (guide.get_parent().url, "/", "/search/?q=script"):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_a_table_without_headings_has_no_empty_head(client, write_guide):
    table = {"columns": [{"type": "number", "heading": ""}], "rows": [{"values": ["12"]}], "caption": ""}
    guide = write_guide()
    guide.body = json.dumps([{"type": "table", "value": table}])
    guide.save_revision().publish()
    html = client.get(guide.url).content.decode()
    assert "<td>12</td>" in html
    assert "<th" not in html


def test_adding_and_publishing_works_out_the_keys_once(write_guide, monkeypatch):
    asked = []
    monkeypatch.setattr(models, "search_key", lambda *texts: asked.append(texts) or " ")
    write_guide("عنوانی که تازه است", body=[("heading", "متنی که تازه است")])
    assert asked == [("عنوانی که تازه است",), ("", "متنی که تازه است")]
