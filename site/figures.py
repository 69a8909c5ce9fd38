"""`make figures`: the pictures of the demo's guide, of the README and of the post, taken from the running site.

Start the site with `make run` on a fresh VAR_DIR first, which gets a ticket more; BASE_URL
(http://127.0.0.1:8000) says where it answers. `ARGS="guide readme post"` says which, all without it.
"""

import io
import os
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
PASSWORD = os.environ.get("DEMO_PASSWORD", "demo")
GUIDE, README = ROOT / "site" / "demo" / "images", ROOT / "docs" / "pictures"
OPTIONS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run"]
FORM = "/panel/tickets/new/technical-support/bug-report/?product=sms-panel"
PAGES = {
    "panel": "/panel/",
    "department": "/panel/tickets/new/",
    "type": "/panel/tickets/new/technical-support/",
    "list": "/panel/tickets/",
}
# Who shows the guide in which language, and what they file.
GUIDES = {
    "fa": (
        "customer",
        "",
        "خطا هنگام ارسال پیامک گروهی",
        "از ساعت ۹:۱۵ امروز، ارسال به فهرست «مشتریان تهران» با پیام «ارسال ناتمام ماند» می‌ایستد.",
    ),
    "en": (
        "kamran",
        "/en",
        "Error when sending bulk SMS",
        "Since 9:15 today, sending to the list “Tehran customers” stops with “Sending was left unfinished”.",
    ),
}
GUIDE_SIZE = {"width": 1000, "height": 800}
FORM_SIZE = {"width": 1000, "height": 1120}
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
    """A screenshot as WebP."""
    store(photograph(page), path)


def photograph(page, **options):
    return Image.open(io.BytesIO(page.screenshot(**options))).convert("RGB")


def store(picture, path):
    """Small enough to live in a repository."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, "WEBP", quality=80, method=6)
    print(path.relative_to(ROOT))


def visit(page, address):
    """Open an address; an error page is no picture."""
    response = page.goto(BASE_URL + address)
    if not response.ok:
        raise SystemExit(f"{address} answers {response.status}")
    page.wait_for_timeout(900)


def login(browser, username, size):
    page = browser.new_context(viewport=size).new_page()
    page.goto(f"{BASE_URL}/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_load_state("networkidle")
    return page


def guide(browser):
    """The figures of “How to file a ticket”. The last one files a ticket."""
    for language, (username, prefix, subject, description) in GUIDES.items():
        page = login(browser, username, GUIDE_SIZE)
        for name, address in PAGES.items():
            visit(page, prefix + address)
            save(page, GUIDE / f"{name}-{language}.webp")
        page.set_viewport_size(FORM_SIZE)
        visit(page, prefix + FORM)
        page.fill("[name=subject]", subject)
        page.fill("[name=description]", description)
        page.locator("h1").click()
        page.wait_for_timeout(900)
        page.evaluate("scrollTo(0, 0)")
        save(page, GUIDE / f"form-{language}.webp")
        page.set_viewport_size(GUIDE_SIZE)
        page.click("main form .desk-button--large")
        page.wait_for_url("**/filed/")
        page.wait_for_timeout(900)
        save(page, GUIDE / f"filed-{language}.webp")


def readme(browser):
    phone = login(browser, "customer", PHONE)
    visit(phone, "/panel/tickets/")
    phone.click("text=کندی دفتر روزنامه")
    phone.wait_for_timeout(900)
    save(phone, README / "thread-fa-phone.webp")
    visitor = browser.new_context(viewport=DESKTOP).new_page()
    visit(visitor, "/")
    save(visitor, README / "home-fa.webp")
    agent = login(browser, "agent", DESKTOP)
    visit(agent, "/admin/support/tickets/?turn=unfinished")
    save(agent, README / "queue-fa.webp")
    agent.click("text=خطای ۵۰۳ هنگام ارسال")
    agent.wait_for_timeout(1500)
    save(agent, README / "conversation-fa.webp")


def post(browser):
    editor = login(browser, "editor", LETTER)
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
        page = login(browser, username, size)
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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=OPTIONS
        )
        for name in chosen:
            SETS[name](browser)


if __name__ == "__main__":
    main()
