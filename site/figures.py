"""`make figures`: the pictures of the demo's guide, of the README and of the post, taken from the running site.

Start the site with `make run` on a fresh VAR_DIR first, which gets a ticket more; BASE_URL
(http://127.0.0.1:8000) says where it answers. `ARGS="guide readme post"` says which, all without it.
"""

import os
import sys
from pathlib import Path

import django
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from demo.figures import READERS, log_in  # noqa: E402
from knowledge_base.figures.camera import as_webp, chromium, photograph, take  # noqa: E402
from knowledge_base.figures.scenarios import scenarios  # noqa: E402
from knowledge_base.figures.stage import Stage  # noqa: E402

BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
GUIDE, README = ROOT / "site" / "demo" / "images", ROOT / "docs" / "pictures"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
LETTER = {"width": 600, "height": 200}
LETTERS = "/admin/support/message-texts/"
# All letters of a language on one picture: so many beside each other, so wide.
COLUMNS, COLUMN, GAP = 4, 300, 20
# Who shows what of the post.
POST = {
    "bell-fa": ("customer", PHONE, "/panel/notices/"),
    "bell-desk-fa": ("agent", DESKTOP, "/admin/support/notices/"),
    "preferences-fa": ("customer", {"width": 900, "height": 900}, "/panel/preferences/"),
    "deliveries-fa": ("admin", DESKTOP, "/admin/support/deliveries/"),
    "working-hours-fa": ("editor", {"width": 1280, "height": 1100}, "/admin/support/working-hours/"),
}


def save(page, path):
    store(photograph(page), path)


def store(picture, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_webp(picture))
    print(path.relative_to(ROOT))


def visit(page, address):
    """Open an address; an error page is no picture."""
    Stage(page).visit(address)


def enter(browser, username, size):
    page = browser.new_context(base_url=BASE_URL, viewport=size).new_page()
    log_in(page, username)
    return page


def guide(browser):
    """The figures of the demo's guides, as `manage.py capture_figures` takes them."""
    for scenario in scenarios().values():
        for language in READERS:
            store(take(browser, scenario, language, BASE_URL), GUIDE / f"{scenario.name}-{language}.webp")


def readme(browser):
    phone = enter(browser, "customer", PHONE)
    visit(phone, "/panel/tickets/")
    phone.click("text=کندی دفتر روزنامه")
    phone.wait_for_timeout(900)
    save(phone, README / "thread-fa-phone.webp")
    visitor = browser.new_context(base_url=BASE_URL, viewport=DESKTOP).new_page()
    visit(visitor, "/")
    save(visitor, README / "home-fa.webp")
    agent = enter(browser, "agent", DESKTOP)
    visit(agent, "/admin/support/tickets/?turn=unfinished")
    save(agent, README / "queue-fa.webp")
    agent.click("text=خطای ۵۰۳ هنگام ارسال")
    agent.wait_for_timeout(1500)
    save(agent, README / "conversation-fa.webp")


def post(browser):
    editor = enter(browser, "editor", LETTER)
    visit(editor, LETTERS)
    previews = [
        link.get_attribute("href").replace("/edit/", "/preview/")
        for link in editor.locator(".title-wrapper a").all()
    ]
    for language in ("fa", "en"):
        letters = []
        for preview in previews:
            visit(editor, f"{preview}?language={language}")
            letters.append(photograph(editor, full_page=True))
        store(sheet(letters, language), README / f"letters-{language}.webp")
    for name, (username, size, address) in POST.items():
        page = enter(browser, username, size)
        visit(page, address)
        if address.endswith("/working-hours/"):
            page.locator(".title-wrapper a").first.click()
            page.wait_for_timeout(1500)
        save(page, README / f"{name}.webp")


def sheet(letters, language):
    """All of them, a quarter as large, in the order in which one reads."""
    small = [letter.resize((COLUMN, letter.height * COLUMN // letter.width)) for letter in letters]
    rows = [small[start : start + COLUMNS] for start in range(0, len(small), COLUMNS)]
    heights = [max(letter.height for letter in row) for row in rows]
    size = (COLUMNS * (COLUMN + GAP) + GAP, sum(heights) + GAP * (len(rows) + 1))
    whole = Image.new("RGB", size, "white")
    top = GAP
    for row, height in zip(rows, heights, strict=True):
        for place, letter in enumerate(row):
            column = COLUMNS - 1 - place if language == "fa" else place
            whole.paste(letter, (GAP + column * (COLUMN + GAP), top))
        top += height + GAP
    return whole


SETS = {"guide": guide, "readme": readme, "post": post}


def main():
    chosen = sys.argv[1:] or list(SETS)
    with chromium() as browser:
        for name in chosen:
            SETS[name](browser)


if __name__ == "__main__":
    main()
