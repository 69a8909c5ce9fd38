"""Readers without a session share their copies of a page; nobody is given a cookie for reading."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from wagtail.models import Site

from knowledge_base import popularity
from knowledge_base.models import GuidePage
from support_plugin.models import SupportContact

THEIRS = "ارسال پیامک گروهی برای همکاران"


@pytest.fixture
def beside(write_guide):
    return write_guide("ارسال پیامک گروهی در شب")


def again(client, url, response, *validators):
    """Ask once more with what the copy says of itself."""
    headers = {"If-None-Match": response["ETag"], "If-Modified-Since": response["Last-Modified"]}
    return client.get(url, headers={name: headers[name] for name in validators})


@pytest.mark.parametrize("place", ["home", "category", "guide"])
def test_a_reader_without_a_session_gets_a_public_copy_and_no_cookie(place, client, request, guide):
    response = client.get(request.getfixturevalue(place).url)
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["Vary"] == "Cookie"
    assert client.cookies == {}


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", ["/", "/search/?q=sms", "/nowhere/"])
def test_no_page_that_one_only_reads_gives_a_cookie(path, prefix, client, home, english_home):
    response = client.get(prefix + path)
    assert client.cookies == {}
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize("validator", ["If-None-Match", "If-Modified-Since"])
@pytest.mark.parametrize("place", ["home", "category", "guide"])
def test_what_has_not_changed_is_not_sent_again(place, validator, client, request, guide):
    url = request.getfixturevalue(place).url
    response = again(client, url, client.get(url), validator)
    assert (response.status_code, response.content) == (304, b"")
    assert response["Cache-Control"] == "public, max-age=60"


def change_title(guide, **others):
    guide.title = "عنوان تازه"
    guide.save_revision().publish()


def change_text(guide, **others):
    guide.body = [("paragraph", "<p>متن تازه</p>")]
    guide.save_revision().publish()


def change_category(guide, category, **others):
    category.title = "دسته تازه"
    category.save()


def move_related(beside, home, **others):
    beside.refresh_from_db()
    beside.move(home, pos="last-child")


def change_related(beside, **others):
    beside.title = "ارسال پیامک گروهی در روز"
    beside.save_revision().publish()


def unpublish_related(beside, **others):
    beside.unpublish()


def close_related(beside, close, **others):
    close(beside)


def add_translation(guide, english_home, **others):
    twin = GuidePage(
        title="SMS", slug="sms", locale=english_home.locale, translation_key=guide.translation_key
    )
    english_home.add_child(instance=twin)


def change_phone(**others):
    SupportContact.objects.update_or_create(site=Site.objects.get(), defaults={"phone": "02112345678"})


def change_site_name(settings, **others):
    settings.SITE_NAMES = {"fa": "نام تازه"}


@pytest.mark.parametrize("validator", ["If-None-Match", "If-Modified-Since"])
@pytest.mark.parametrize(
    "change",
    [
        change_title,
        change_text,
        change_category,
        move_related,
        change_related,
        unpublish_related,
        close_related,
        add_translation,
        change_phone,
        change_site_name,
    ],
)
def test_every_change_that_a_reader_can_see_is_sent(
    change, validator, client, guide, beside, category, home, english_home, close, settings
):
    response = client.get(guide.url)
    assert beside.title in response.content.decode()
    change(
        guide=guide,
        beside=beside,
        category=category,
        home=home,
        english_home=english_home,
        close=close,
        settings=settings,
    )
    changed = again(client, guide.url, response, validator)
    assert changed.status_code == 200
    assert changed.content != response.content
    assert changed["ETag"] != response["ETag"]
    assert changed["Last-Modified"] > response["Last-Modified"]


def test_each_language_has_a_copy_of_its_own(client, home, english_home):
    with translation.override("en"):
        english = english_home.url
    assert client.get(home.url)["ETag"] != client.get(english)["ETag"]


def test_another_theme_is_another_copy(client, guide):
    light = client.get(guide.url)
    client.post("/theme/", {"theme": "dark", "next": guide.url})
    dark = client.get(guide.url)
    assert dark["ETag"] != light["ETag"]
    assert dark["Cache-Control"] == "public, max-age=60"


def test_the_theme_is_switched_without_a_token(guide):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/theme/", {"theme": "dark", "next": guide.url}).url == guide.url
    assert list(client.cookies) == ["theme"]


@pytest.mark.parametrize("place", ["home", "category", "guide"])
def test_whoever_has_a_session_gets_a_copy_that_nobody_keeps(place, client, request, guide, customer):
    url = request.getfixturevalue(place).url
    public = client.get(url)
    client.force_login(customer)
    response = client.get(url, headers={"If-None-Match": public["ETag"]})
    assert response.status_code == 200
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert "ETag" not in response
    assert settings.SESSION_COOKIE_NAME in client.cookies


def test_a_piece_made_for_one_reader_is_not_shown_to_another(client, guide, write_guide, close, customer):
    write_guide(THEIRS)
    close(GuidePage.objects.get(title=THEIRS))
    stranger = Client()
    client.force_login(customer)
    assert THEIRS in client.get(guide.url).content.decode()
    assert THEIRS not in stranger.get(guide.url).content.decode()


def test_a_preview_shows_each_change_and_is_no_reading(guide, client):
    for guide.title in ("پیش‌نویس یکم", "پیش‌نویس دوم"):
        response = guide.make_preview_request()
        assert response["Cache-Control"] == "private"
        assert guide.title in response.content.decode()
    assert popularity._read == {}


def test_a_draft_shows_nothing_to_readers(client, guide):
    before = client.get(guide.url)
    guide.title = "هنوز پیش‌نویس"
    guide.save_revision()
    assert client.get(guide.url).content == before.content


def test_an_alias_is_closed_where_its_source_is(client, home, category, write_guide, close):
    """Wagtail asks for a login there as well; nothing may tell what it says beside that."""
    secret = write_guide("رازهای پنل")
    close(secret)
    alias = secret.create_alias(parent=category, update_slug="open-secret")
    further = alias.create_alias(parent=home, update_slug="further")
    for page in (alias, further):
        assert client.get(page.url).status_code == 302
        assert client.get(f"/api/v2/pages/{page.pk}/").status_code == 404
    assert "رازهای پنل" not in client.get("/search/?q=رازهای").content.decode()
    assert "رازهای پنل" not in client.get(category.url).content.decode()


@pytest.mark.parametrize("place", ["home", "category", "guide"])
def test_front_ends_elsewhere_part_no_copies(place, client, request, guide, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://portal.example"]
    url = request.getfixturevalue(place).url
    response = client.get(url, headers={"Origin": "https://portal.example"})
    assert (response["Vary"], response["Cache-Control"]) == ("Cookie", "public, max-age=60")
    assert response["ETag"] == client.get(url)["ETag"]
