"""A real Chromium against the live server. Where there is none the journeys are skipped, except on CI."""

import os
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from wagtail.models import Locale, Page, Site

from knowledge_base.models import GuideIndexPage, GuidePage
from tests import factories

# Playwright runs an event loop in this thread; Django would otherwise refuse the ORM beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
GUIDES = {"fa": "راهنمای ثبت تیکت", "en": "How to file a ticket"}
PICTURES = os.environ.get("SCREENSHOTS")


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        path = CHROMIUM or playwright.chromium.executable_path
        if not Path(path).exists():
            if os.environ.get("CI", "").lower() in ("true", "1"):
                pytest.fail("No Chromium was found, and CI may not go without the browser journeys.")
            pytest.skip("No Chromium on this machine: install it to run the browser journeys.")
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium, live_server):
    """Opens a window of its own: `open_browser(**PHONE)`. Fails the test on any error in the page's console."""
    contexts, troubles = [], []

    def _open(**options):
        context = chromium.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda line: troubles.append(line.text) if _is_trouble(line) else None)
        return page

    yield _open
    for context in contexts:
        context.close()
    assert troubles == []


def _is_trouble(line):
    # A refused form answers 409 or 422 on purpose; Chromium reports every such answer.
    return line.type == "error" and "status of 4" not in line.text


@pytest.fixture
def desk(db, customer, agent, agent2, department, ticket_type, product, live_server):
    """A desk with one guide in each language."""
    factories.ticket_type("question", department, fa="پرسش", en="Question")
    for code in ("fa", "en"):
        Locale.objects.get_or_create(language_code=code)
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
    body = [
        ("step", {"title": "", "body": [("paragraph", "<p>متن</p>")]}),
        ("ticket_button", {"label": "", "department": "", "ticket_type": ""}),
    ]
    home = None
    for code in ("fa", "en"):
        language = Locale.objects.get(language_code=code)
        index = GuideIndexPage(title="Guides", slug=f"guides-{code}", locale=language)
        if home is not None:
            index.translation_key = home.translation_key
        root.add_child(instance=index)
        if home is None:
            home = index
            Site.objects.all().delete()
            Site.objects.create(
                hostname="localhost", port=80, root_page=home, is_default_site=True, site_name="desk"
            )
        guide = GuidePage(title=GUIDES[code], slug="how-to", locale=language, body=body)
        index.add_child(instance=guide)
        guide.save_revision().publish()
    Site.clear_site_root_paths_cache()
    return home


def log_in(page, username, next_page="/panel/"):
    page.goto(f"/accounts/login/?next={next_page}")
    page.fill("[name=login]", username)
    page.fill("[name=password]", factories.PASSWORD)
    page.click("main form button")
    page.wait_for_load_state()


def picture(page, name):
    """Keeps a screenshot where SCREENSHOTS names a folder."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def serious_findings(page):
    """What axe finds serious or critical, as `[(rule, first element)]`, once nothing fades in any more."""
    page.evaluate(
        "Promise.all(document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime !== Infinity)"
        ".map((each) => each.finished.catch(() => null)))"
    )
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    return [
        (finding["id"], finding["nodes"][0]["html"][:120])
        for finding in found.response["violations"]
        if finding["impact"] in ("serious", "critical")
    ]
