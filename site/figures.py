"""`make figures`: the pictures of the demo's guide and of the README, taken from the running site.

Start the site with `make run` on a fresh VAR_DIR first; BASE_URL (http://127.0.0.1:8000) says where it answers.
"""

import io
import os
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
    "form": FORM,
    "list": "/panel/tickets/",
}
SUBJECT = {"fa": "خطا هنگام ارسال پیامک گروهی", "en": "Error when sending bulk SMS"}


def save(page, path, *, whole=False):
    """A screenshot as WebP, small enough to live in a repository."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(page.screenshot(full_page=whole)))
    picture.convert("RGB").save(path, "WEBP", quality=80, method=6)
    print(path.relative_to(ROOT))


def login(browser, username, **context):
    page = browser.new_context(**context).new_page()
    page.goto(f"{BASE_URL}/accounts/login/")
    page.fill("[name=login]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_load_state("networkidle")
    return page


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=OPTIONS
        )
        page = login(browser, "customer", viewport={"width": 1000, "height": 620})
        for language, prefix in (("fa", ""), ("en", "/en")):
            for name, address in PAGES.items():
                page.goto(BASE_URL + prefix + address)
                if name == "form":
                    page.fill("[name=subject]", SUBJECT[language])
                    page.keyboard.press("Tab")
                page.wait_for_timeout(700)
                save(page, GUIDE / f"{name}-{language}.webp")
        phone = login(browser, "customer", viewport={"width": 390, "height": 844})
        phone.goto(f"{BASE_URL}/panel/tickets/")
        phone.click("text=کندی دفتر روزنامه")
        phone.wait_for_timeout(500)
        save(phone, README / "thread-fa-phone.webp")
        wide = {"width": 1280, "height": 800}
        visitor = browser.new_context(viewport=wide).new_page()
        visitor.goto(f"{BASE_URL}/")
        save(visitor, README / "home-fa.webp")
        agent = login(browser, "agent", viewport=wide)
        agent.goto(f"{BASE_URL}/admin/support/tickets/?turn=unfinished")
        agent.wait_for_timeout(900)
        save(agent, README / "queue-fa.webp")
        agent.click("text=خطای ۵۰۳ هنگام ارسال")
        agent.wait_for_timeout(1500)
        save(agent, README / "conversation-fa.webp")


if __name__ == "__main__":
    main()
