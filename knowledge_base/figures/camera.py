"""Takes scenarios with Playwright and a Chromium, which only those need who take pictures."""

import io
import os
import shutil
from contextlib import contextmanager

from PIL import Image

from .stage import CannotTake, Stage

OPTIONS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run"]
QUALITY = 80


@contextmanager
def chromium():
    """A browser: the one that CHROMIUM names, the machine's, or Playwright's own. Whatever it fails at is CannotTake."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise CannotTake("Pictures need Playwright: pip install playwright.") from None
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
            yield browser
            browser.close()
    except Error as error:
        raise CannotTake(str(error)) from error


def take_all(shots, base_url):
    """Play each of `shots` (pairs of a Scenario and a language) and answer its pictures, in their order.

    Playwright's loop runs in this thread meanwhile, so the database cannot be asked.
    """
    with chromium() as browser:
        return [take(browser, scenario, language, base_url) for scenario, language in shots]


def take(browser, scenario, language, base_url):
    width, height = scenario.size
    context = browser.new_context(
        base_url=base_url,
        locale=language,
        viewport={"width": width, "height": height},
        color_scheme=scenario.colours,
        reduced_motion="reduce",
    )
    page = context.new_page()
    scenario.play(Stage(page, language))
    shown = page.locator("html").get_attribute("lang")
    if shown != language:
        raise CannotTake(f"“{scenario.name}” shows a page in “{shown}” instead of “{language}”.")
    picture = photograph(page.locator(scenario.element) if scenario.element else page)
    context.close()
    return picture


def photograph(what, **options):
    """A page or an element of it, as Pillow's image."""
    return Image.open(io.BytesIO(what.screenshot(animations="disabled", **options))).convert("RGB")


def as_webp(picture):
    """The bytes of a file small enough for a page and a repository."""
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=QUALITY, method=6)
    return file.getvalue()
