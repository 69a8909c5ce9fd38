"""Trying the API on its own page: under the site's policy, from the site alone, as whoever is logged in."""

from urllib.parse import urlsplit

import pytest

from support_plugin.api.schema import PREFIX
from support_plugin.models import Ticket

from .conftest import log_in, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILE = "#operations-tickets-tickets_create"


def test_a_ticket_is_filed_on_the_page_of_the_api(
    desk, open_browser, live_server, settings, department, product
):
    settings.SUPPORT_API_DOCS = True
    page, hosts = open_browser(), set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    log_in(page, "customer")
    page.goto(f"{PREFIX}docs/")
    page.click(f"{FILE} .opblock-summary-control")
    picture(page, "api-docs")
    page.click(f"{FILE} .try-out__btn")
    body = (
        '{"department": "%s", "ticket_type": "question", "product": "%s", '
        '"subject": "پرسشی از برنامه", "description": "این را برنامه‌ای نوشت."}'
    )
    page.fill(f"{FILE} textarea", body % (department.slug, product.slug))
    page.click(f"{FILE} .execute")
    page.wait_for_selector(f"{FILE} .live-responses-table")
    assert "201" in page.inner_text(f"{FILE} .live-responses-table")
    assert list(Ticket.objects.values_list("subject", "source")) == [("پرسشی از برنامه", "api")]
    assert hosts <= {urlsplit(live_server.url).netloc, ""}
