"""A reader and a guide: pictures, code, “Is this helpful?”, and what a page weighs."""

import pytest
from playwright.sync_api import expect
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale

from knowledge_base.models import Feedback, GuideIndexPage, GuidePage

from .conftest import DESKTOP, PHONE, picture, serious_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_BYTES = 200_000
PARTS = ("responseHeadersSize", "responseBodySize")
WORDS = {
    "fa": {"prefix": "", "title": "ارسال پیامک گروهی", "alt": "فرم ارسال"},
    "en": {"prefix": "/en", "title": "Sending bulk SMS", "alt": "The form"},
}


@pytest.fixture
def guides(desk):
    """In each language a guide with everything in it, and two beside it."""
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    image = get_image_model().objects.create(
        title="shot", file=get_test_image_file("shot.png", size=(1600, 900))
    )
    for code, words in WORDS.items():
        parent = GuideIndexPage.objects.get(locale=Locale.objects.get(language_code=code))
        step = [("paragraph", "<p>متن</p>"), ("figure", {"image": image, "alt": words["alt"]})]
        body = [
            *(("step", {"title": title, "body": step}) for title in ("One", "Two", "Three")),
            ("code", {"code": "curl https://sms.example/send"}),
        ]
        for number in range(3):
            guide = GuidePage(
                title=f"{words['title']} {number}", slug=f"bulk-{number}", locale=parent.locale, body=body
            )
            parent.add_child(instance=guide)
            guide.save_revision().publish()


@pytest.fixture(params=WORDS)
def words(request):
    return WORDS[request.param]


def address(words):
    return f"{words['prefix']}/bulk-1/"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_picture_enlarges_in_place_and_gives_the_focus_back(size, words, guides, open_browser):
    page = open_browser(**size)
    page.goto(address(words))
    link = page.locator("[data-enlarge]").first
    link.click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("img", name=words["alt"])).to_be_visible()
    assert dialog.evaluate("box => box.getBoundingClientRect().right <= innerWidth")
    assert serious_findings(page) == []
    picture(page, f"guide-enlarged-{words['prefix'].strip('/') or 'fa'}-{size['viewport']['width']}")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(link).to_be_focused()
    link.click()
    dialog.get_by_role("button").click()
    expect(dialog).to_have_count(0)


def test_without_javascript_a_picture_is_a_link_and_a_question_a_form(words, guides, open_browser):
    page = open_browser(**PHONE, java_script_enabled=False)
    page.goto(address(words))
    expect(page.locator("[data-copy]")).to_be_hidden()
    page.locator("[data-feedback-answer=no]").click()
    page.locator("[name=reason][value=unclear]").check()
    page.locator("[name=words]").fill("متن من")
    page.locator("main form button").click()
    expect(page.locator("[data-feedback-given]")).to_be_visible()
    assert Feedback.objects.get().words == "متن من"
    page.goto(address(words))
    page.locator("[data-enlarge]").first.click()
    assert page.url.endswith(".webp")


def test_code_is_copied_by_a_button(words, guides, open_browser):
    page = open_browser(**DESKTOP, permissions=["clipboard-read", "clipboard-write"])
    page.goto(address(words))
    page.locator("[data-copy]").click()
    assert page.evaluate("navigator.clipboard.readText()") == "curl https://sms.example/send"


def test_yes_is_answered_in_place_and_nothing_is_fetched_before(words, guides, open_browser):
    page = open_browser(**PHONE)
    asked = []
    page.on("request", lambda request: asked.append(request.method) if "feedback" in request.url else None)
    page.goto(address(words))
    assert page.context.cookies() == []
    page.locator("[data-feedback-answer=yes]").click()
    expect(page.locator("[data-feedback-place] [data-feedback-given]")).to_be_visible()
    assert asked == ["GET", "POST"]
    assert page.url.endswith("/bulk-1/")
    assert Feedback.objects.get().is_helpful


def test_no_asks_why_in_place(words, guides, open_browser):
    page = open_browser(**PHONE)
    page.goto(address(words))
    page.locator("[data-feedback-answer=no]").click()
    place = page.locator("[data-feedback-place]")
    place.locator("button").click()
    expect(place.locator(".desk-field__error")).to_be_visible()
    expect(place.locator("[name=answer]").first).to_be_hidden()
    assert serious_findings(page) == []
    picture(page, f"guide-feedback-{words['prefix'].strip('/') or 'fa'}")
    place.locator("[name=reason][value=incomplete]").check()
    place.locator("button").click()
    expect(place.locator("[data-feedback-given]")).to_be_visible()
    given = Feedback.objects.get()
    assert (given.is_helpful, given.reason) == (False, "incomplete")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_guide_home_and_question(scheme, words, guides, open_browser):
    page = open_browser(**PHONE, color_scheme=scheme)
    page.goto(address(words))
    question = page.locator("[data-feedback-answer=no]").get_attribute("href")
    for place in (address(words), f"{words['prefix']}/", question):
        page.goto(place)
        assert serious_findings(page) == [], place
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place


def test_a_guide_weighs_little_without_its_pictures(words, guides, open_browser):
    page = open_browser(**DESKTOP)
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address(words), wait_until="networkidle")
    weighed = [answer for answer in answers if answer.request.resource_type != "image"]
    total = sum(sum(answer.request.sizes()[part] for part in PARTS) for answer in weighed)
    print(f"{total} bytes in {len(weighed)} answers")
    assert len(weighed) > 3
    assert total <= MOST_BYTES
