"""The search box suggests guides while one types, by keyboard and by touch, and works without any of it."""

import pytest
from playwright.sync_api import expect

from .conftest import DESKTOP, GUIDES, PHONE, picture, serious_findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TYPED = {"fa": "تیک", "en": "tick"}
PREFIX = {"fa": "", "en": "/en"}


@pytest.fixture
def typed(desk, open_browser):
    """A page in whose search box something was typed, with the suggestions open."""

    def _typed(code="fa", **options):
        page = open_browser(**(options or DESKTOP))
        page.goto(f"{PREFIX[code]}/search/")
        page.locator("[name=q]").press_sequentially(TYPED[code])
        expect(page.get_by_role("option")).to_have_count(2)
        return page

    return _typed


@pytest.mark.parametrize("code", ["fa", "en"])
def test_the_arrows_walk_through_the_list_and_enter_opens_a_guide(code, typed):
    page = typed(code)
    box, options = page.get_by_role("combobox"), page.get_by_role("option")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(options.first).to_have_text(GUIDES[code])
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("ArrowUp")
    box.press("Enter")
    page.wait_for_url("**/how-to/")


def test_escape_closes_the_list_and_keeps_what_was_typed(typed):
    page = typed()
    box = page.get_by_role("combobox")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value(TYPED["fa"])
    expect(page.get_by_role("option")).to_have_count(0)
    box.press("Enter")
    page.wait_for_url("**/search/?q=*")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("code", ["fa", "en"])
def test_on_a_phone_a_touch_opens_a_guide_and_axe_finds_nothing(code, scheme, typed):
    page = typed(code, color_scheme=scheme, **PHONE)
    picture(page, f"search-box-{code}-{scheme}")
    assert serious_findings(page) == []
    box, options = page.locator(".desk-search").bounding_box(), page.get_by_role("option")
    for option in options.all():
        place = option.bounding_box()
        assert place["height"] >= 44
        assert box["x"] <= place["x"]
        assert place["x"] + place["width"] <= box["x"] + box["width"]
    options.first.tap()
    page.wait_for_url("**/how-to/")


def test_without_javascript_the_box_is_a_form(desk, open_browser):
    page = open_browser(java_script_enabled=False)
    page.goto("/search/")
    page.fill("[name=q]", TYPED["fa"])
    page.press("[name=q]", "Enter")
    expect(page.locator("[data-match=prefix] a")).to_have_text(GUIDES["fa"])
