"""Guides through Wagtail's page API: whole, public, in the language of the page, and cheap to list."""

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import APIToken, PageViewRestriction
from wagtail.rich_text import RichText

from knowledge_base.models import GuideIndexPage, GuidePage

GUIDES = "/api/v2/pages/?type=knowledge_base.GuidePage"
WHOLE = GUIDES + "&fields=*"


def picture(title="form"):
    file = io.BytesIO()
    Picture.new("RGB", (40, 20), "white").save(file, "PNG")
    return get_image_model().objects.create(
        title=title, file=ContentFile(file.getvalue(), name=f"{title}.png")
    )


def link(page, words="راهنما"):
    return RichText(f'<p><a linktype="page" id="{page.pk}">{words}</a></p>')


def titles(answer):
    assert answer.status_code == 200, answer.content
    return [item["title"] for item in answer.json()["items"]]


@pytest.fixture
def whole_guide(write_guide, guide):
    """A guide that says something in every field."""
    figure = {"image": picture(), "alt": "فرم", "caption": "شکل", "source_url": "https://old.example/a.png"}
    return write_guide(
        "ثبت تیکت",
        [
            ("paragraph", link(guide)),
            ("step", {"title": "فرم", "body": [("figure", figure), ("note", {"text": link(guide)})]}),
            ("table", {"columns": [], "rows": []}),
        ],
        slug="how-to",
        lead="در سه مرحله",
        products=["sms-panel"],
        checked_on="2026-11-01",
    )


@pytest.fixture
def bearer():
    """Signs requests with a token of this person."""

    def _bearer(user):
        _row, secret = APIToken.create_token(user=user, name="front end")
        return {"headers": {"Authorization": f"Bearer {secret}"}}

    return _bearer


# What a front end gets


def test_a_guide_is_there_in_full(client, whole_guide, home, category):
    answer = client.get(f"/api/v2/pages/{whole_guide.pk}/").json()
    assert answer["title"] == "ثبت تیکت"
    assert answer["meta"]["locale"] == "fa"
    assert answer["meta"]["html_url"].endswith("/sms/how-to/")
    assert {key: answer[key] for key in ("lead", "products", "checked_on", "reading_minutes")} == {
        "lead": "در سه مرحله",
        "products": ["sms-panel"],
        "checked_on": "2026-11-01",
        "reading_minutes": 1,
    }
    assert [crumb["id"] for crumb in answer["breadcrumbs"]] == [home.pk, category.pk]
    assert answer["category"] == {
        "id": category.pk,
        "title": "پنل پیامک",
        "slug": "sms",
        "html_url": category.full_url,
    }


def test_its_blocks_are_data_with_links_that_lead_somewhere(client, whole_guide, guide):
    body = client.get(f"/api/v2/pages/{whole_guide.pk}/").json()["body"]
    assert [block["type"] for block in body] == ["paragraph", "step", "table"]
    linked = f'<p><a href="{guide.url}">راهنما</a></p>'
    assert body[0]["value"] == linked
    assert body[1]["value"]["body"][1]["value"]["text"] == linked


def test_what_is_stored_is_there_for_who_asks_for_it(client, whole_guide, guide):
    answer = client.get(f"/api/v2/pages/{whole_guide.pk}/?rich_text_format=db_html").json()
    assert answer["body"][0]["value"] == f'<p><a linktype="page" id="{guide.pk}">راهنما</a></p>'


def test_a_picture_has_the_address_of_what_readers_see_and_nothing_of_what_only_editors_do(
    client, whole_guide
):
    body = client.get(f"/api/v2/pages/{whole_guide.pk}/").json()["body"]
    figure = body[1]["value"]["body"][0]["value"]
    image = figure.pop("image")
    assert figure == {"alt": "فرم", "caption": "شکل", "decorative": False}
    assert (image["title"], image["width"], image["height"]) == ("form", 40, 20)
    assert image["url"].endswith(".webp")
    assert client.get(image["url"]).status_code == 200


def test_a_figure_without_a_picture_says_so(client, write_guide):
    guide = write_guide(body=[("figure", {"image": None, "alt": "فرم"})])
    assert client.get(f"/api/v2/pages/{guide.pk}/").json()["body"][0]["value"]["image"] is None


def test_a_listing_says_as_much_as_a_guide_alone(client, whole_guide):
    [listed] = [item for item in client.get(WHOLE).json()["items"] if item["id"] == whole_guide.pk]
    alone = client.get(f"/api/v2/pages/{whole_guide.pk}/").json()
    assert listed | {"meta": None} == alone | {"meta": None}


def test_an_english_guide_links_to_english_guides(client, guide, english_home):
    english = GuideIndexPage(
        title="SMS",
        slug="sms",
        locale=english_home.locale,
        translation_key=guide.get_parent().translation_key,
    )
    english_home.add_child(instance=english)
    twin = GuidePage(
        title="Bulk SMS", slug="bulk", locale=english_home.locale, translation_key=guide.translation_key
    )
    english.add_child(instance=twin)
    other = GuidePage(title="x", slug="x", locale=english_home.locale, body=[("paragraph", link(guide))])
    english.add_child(instance=other)
    for answer in (
        client.get(f"/api/v2/pages/{other.pk}/").json(),
        client.get(f"{WHOLE}&slug=x").json()["items"][0],
    ):
        assert answer["body"][0]["value"] == f'<p><a href="{twin.url}">راهنما</a></p>'


def test_guides_are_listed_by_language(client, write_guide, english_home):
    write_guide("یک")
    write_guide("One", parent=english_home)
    assert titles(client.get(f"{GUIDES}&locale=en")) == ["One"]
    assert titles(client.get(f"{GUIDES}&locale=fa")) == ["یک"]


@pytest.mark.parametrize("rich_text_format", ["html", "db_html"])
@pytest.mark.parametrize("number", [1, 3])
def test_a_listing_of_whole_guides_costs_the_same_for_any_number(
    number, rich_text_format, client, write_guide, home, django_assert_num_queries
):
    for count in range(number):
        figure = ("figure", {"image": picture(f"shot-{count}"), "alt": ""})
        body = [
            ("paragraph", link(home)),
            figure,
            ("step", {"title": "", "body": [figure, ("paragraph", link(home))]}),
        ]
        guide = write_guide(body=body)
        client.get(guide.url)
    address = f"{WHOLE}&rich_text_format={rich_text_format}"
    client.get(address)
    with django_assert_num_queries({"html": 12, "db_html": 10}[rich_text_format]):
        assert len(titles(client.get(address))) == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_short_listing_costs_the_same_for_any_number(
    number, client, write_guide, django_assert_num_queries
):
    for _count in range(number):
        write_guide()
    client.get(GUIDES)
    with django_assert_num_queries(6):
        assert len(titles(client.get(GUIDES))) == number


# Who gets what


def test_a_draft_is_for_nobody(client, guide, category, admin):
    draft = GuidePage(title="پیش‌نویس", slug="draft", locale=category.locale, live=False)
    category.add_child(instance=draft)
    guide.title = "عنوان تازه"
    guide.save_revision()
    for user in (None, admin):
        if user:
            client.force_login(user)
        assert titles(client.get(GUIDES)) == ["ارسال پیامک گروهی"]
        assert client.get(f"/api/v2/pages/{draft.pk}/").status_code == 404


@pytest.mark.parametrize("who", [None, "customer", "admin"])
def test_a_private_guide_is_for_nobody(who, client, request, write_guide, close):
    private = write_guide("پنهان")
    public = write_guide("پیدا", [("paragraph", RichText("<p>متن</p>"))])
    close(private)
    if who:
        client.force_login(request.getfixturevalue(who))
    assert titles(client.get(GUIDES)) == [public.title]
    assert client.get(f"/api/v2/pages/{private.pk}/").status_code == 404
    assert client.get(f"/api/v2/pages/find/?html_path={private.slug}").status_code == 404


def test_all_below_a_private_category_is_private(client, guide, category, close):
    close(category)
    assert titles(client.get(GUIDES)) == []
    assert client.get(f"/api/v2/pages/{guide.pk}/").status_code == 404


@pytest.mark.parametrize("version", [2, 3])
def test_an_alias_of_what_is_private_is_as_private_as_its_source(
    version, client, guide, write_guide, category, home, english_home, close
):
    """Alone, in lists, by its address, and as what others are asked for by."""
    closed = home.add_child(instance=GuideIndexPage(title="پنهان", slug="closed", locale=home.locale))
    private = write_guide("راز", parent=closed)
    alias = closed.create_alias(parent=category, update_slug="open", recursive=True)
    below = alias.get_children().get()
    close(closed)
    pages = f"/api/v{version}/pages/"
    for page in (closed, private, alias, below):
        assert client.get(f"{pages}{page.pk}/").status_code == 404
        for by in ("child_of", "descendant_of", "translation_of", "ancestor_of"):
            assert client.get(f"{pages}?{by}={page.pk}").status_code in (400, 422)
    for path in ("sms/open/", f"sms/open/{below.slug}/", "closed/"):
        assert client.get(f"{pages}find/", {"html_path": path}).status_code == 404
    kinds = ("knowledge_base.GuidePage", "knowledge_base.GuideIndexPage", "wagtailcore.Page")
    listed = {
        title
        for kind in kinds
        for query in (f"type={kind}", f"type={kind}&search=راز", f"type={kind}&descendant_of={home.pk}")
        for title in titles(client.get(f"{pages}?{query}"))
    }
    assert listed == {guide.title, category.title, home.title, english_home.title}


def test_who_knows_the_password_of_a_page_is_told_no_more_by_version_3(client, guide):
    restriction = PageViewRestriction.objects.create(
        page=guide, restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    session = client.session
    session[restriction.passed_view_restrictions_session_key] = [restriction.pk]
    session.save()
    assert client.get(f"/api/v3/pages/{guide.pk}/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "type=knowledge_base.Nothing",
        "fields=nothing",
        "fields=body(",
        "locale=xx",
        "limit=many",
        "limit=100000",
        "offset=-1",
        "child_of=x",
        "child_of=99999999999999999999",
        "translation_of=x",
        "order=nothing",
        "checked_on=yesterday",
        "first_published_at=yesterday",
        "id=x",
        "search=%00",
        "title=%00",
        "locale=%00",
        "rich_text_format=prose",
        "nothing=1",
        "site=elsewhere.example",
    ],
)
def test_what_cannot_be_read_is_a_400_with_a_sentence(query, client, guide):
    answer = client.get(f"{GUIDES}&{query}")
    assert answer.status_code in (400, 404), answer.content
    assert answer.json()["message"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_version_2_only_reads(method, client, guide):
    assert getattr(client, method)(f"/api/v2/pages/{guide.pk}/").status_code == 405


@pytest.mark.parametrize(
    "address", ["/api/v2/pages/0/", "/api/v2/pages/find/?html_path=nowhere", "/api/v2/nothing/"]
)
def test_what_is_not_there_is_a_404(address, client, guide):
    assert client.get(address).status_code == 404


# Version 3


def test_version_3_has_the_same_guide(client, whole_guide):
    two, three = (client.get(f"/api/v{version}/pages/{whole_guide.pk}/").json() for version in (2, 3))
    fields = ("title", "lead", "body", "products", "checked_on", "category", "breadcrumbs")
    assert {name: three[name] for name in fields} == {name: two[name] for name in fields}


def test_a_draft_is_for_those_who_may_change_the_page(client, guide, admin, customer, bearer):
    guide.title = "عنوان تازه"
    guide.save_revision()
    address = f"/api/v3/pages/{guide.pk}/?version=draft"
    assert client.get(address).json()["title"] == "ارسال پیامک گروهی"
    client.force_login(admin)
    assert client.get(address).json()["title"] == "ارسال پیامک گروهی"
    client.logout()
    assert client.get(address, **bearer(customer)).status_code == 404
    assert client.get(address, **bearer(admin)).json()["title"] == "عنوان تازه"


def test_version_3_shows_a_private_guide_to_no_reader(client, guide, customer, bearer, close):
    close(guide)
    client.force_login(customer)
    address = f"/api/v3/pages/{guide.pk}/"
    assert client.get(address).status_code == 404
    assert client.get(address, **bearer(customer)).status_code == 404
    assert client.get("/api/v3/pages/?type=knowledge_base.GuidePage").json()["items"] == []


def test_nobody_writes_without_a_right(client, guide, customer, bearer):
    address = f"/api/v3/pages/{guide.pk}/"
    change = {"data": {"title": "x"}, "content_type": "application/json"}
    assert client.patch(address, **change).status_code == 401
    assert client.patch(address, **change, **bearer(customer)).status_code in (403, 404)
    guide.refresh_from_db()
    assert guide.title == "ارسال پیامک گروهی"


@pytest.mark.parametrize(
    "query",
    ["type=knowledge_base.Nothing", "limit=many", "child_of=x", "search=%00", "locale=%00", "title=%00"],
)
def test_what_version_3_cannot_read_is_never_an_error_of_ours(query, client, guide):
    assert client.get(f"/api/v3/pages/?{query}").status_code < 500
