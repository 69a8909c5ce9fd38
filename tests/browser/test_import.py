"""An editor takes a guide of the old editor in, looks at it and makes a draft of it."""

import pytest

from knowledge_base.models import GuidePage
from tests.knowledge_base.documents import picture, zipped

from .conftest import DESKTOP, PHONE, log_in, serious_findings
from .conftest import picture as photograph

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GUIDES = {
    "renewal.html": "<h2>تمدید سرویس</h2><h3>مرحله اول:</h3><p>گزینه را بزنید.</p><img src='x.png' alt='فرم'>",
    "x.png": picture("PNG"),
    "number.md": "# خرید شماره\n\nشماره را انتخاب کنید.\n",
}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_guides_are_looked_at_and_become_drafts(size, open_browser, desk, admin):
    page = open_browser(**size)
    log_in(page, "admin", "/admin/import-guides/")
    assert serious_findings(page) == []
    page.set_input_files(
        "[name=file]", {"name": "guides.zip", "mimeType": "application/zip", "buffer": zipped(GUIDES)}
    )
    page.select_option("[name=category]", str(desk.pk))
    page.click(".kb-import__acts button")
    page.wait_for_selector(".kb-import__guides")
    assert serious_findings(page) == []
    page.locator(".kb-import__guides a").last.click()
    result, source = page.frame_locator("iframe").nth(0), page.frame_locator("iframe").nth(1)
    assert result.locator(".desk-step h2").inner_text() == "مرحله اول"
    assert result.locator("figure img").evaluate("(image) => image.naturalWidth") == 24
    assert source.locator("h3").inner_text() == "مرحله اول:"
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size["viewport"]["width"]
    assert serious_findings(page) == []
    photograph(page, f"import-{size['viewport']['width']}")
    page.click(".kb-import__acts button")
    page.wait_for_url("**/edit/")
    guide = GuidePage.objects.get(title="تمدید سرویس")
    assert (guide.live, guide.get_parent().pk) == (False, desk.pk)
