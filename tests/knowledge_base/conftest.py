import pytest
from wagtail.models import Locale, Page, PageViewRestriction, Site

from knowledge_base import popularity
from knowledge_base.models import GuideIndexPage, GuidePage


@pytest.fixture(autouse=True)
def _readings_wait(monkeypatch):
    """What pages cost is counted without the writing down of readings, which happens once in a while."""
    popularity._read.clear()
    monkeypatch.setattr(popularity, "SECONDS", float("inf"))


@pytest.fixture
def home(db):
    """The Persian knowledge base, root of the site."""
    language, _created = Locale.objects.get_or_create(language_code="fa")
    root = Page.get_first_root_node()
    page = root.add_child(instance=GuideIndexPage(title="راهنما", slug="guides-fa", locale=language))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": page, "site_name": "desk"}
    )
    return page


@pytest.fixture
def english_home(home):
    language, _created = Locale.objects.get_or_create(language_code="en")
    page = GuideIndexPage(
        title="Guides", slug="guides-en", locale=language, translation_key=home.translation_key
    )
    return Page.get_first_root_node().add_child(instance=page)


@pytest.fixture
def category(home):
    return home.add_child(
        instance=GuideIndexPage(title="پنل پیامک", slug="sms", locale=home.locale, icon="send")
    )


@pytest.fixture
def write_guide(category):
    """Publishes a guide; say its title and blocks."""

    def _write(title="ارسال پیامک گروهی", body=(), *, parent=None, slug=None, **fields):
        parent = parent or category
        number = GuidePage.objects.count()
        guide = GuidePage(
            title=title, slug=slug or f"guide-{number}", locale=parent.locale, body=list(body), **fields
        )
        parent.add_child(instance=guide)
        guide.save_revision().publish()
        guide.refresh_from_db()
        return guide

    return _write


@pytest.fixture
def guide(write_guide):
    return write_guide(body=[("paragraph", "<p>فهرست شماره‌ها را بارگذاری کنید.</p>")])


@pytest.fixture
def close():
    """Lets only some people read a page and all below it: those who are logged in, or a group."""

    def _close(page, *groups):
        kind = PageViewRestriction.GROUPS if groups else PageViewRestriction.LOGIN
        restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind)
        restriction.groups.set(groups)

    return _close
