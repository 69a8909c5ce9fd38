"""The phone line of each site, in Wagtail's settings."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Site

from support_plugin.models import SupportContact


@pytest.fixture
def url(db):
    return reverse("wagtailsettings:edit", args=["support_plugin", "supportcontact", Site.objects.get().pk])


def test_an_editor_writes_the_phone_line(as_editor, url):
    response = as_editor.post(
        url, {"phone": "۰۲۱ ۹۱۳۰ ۰۰۰۰", "hours_0": "شنبه تا چهارشنبه، ۸ تا ۱۷", "hours_1": ""}
    )
    assert response.status_code == 302
    contact = SupportContact.for_site(Site.objects.get())
    assert (contact.phone, str(contact.hours)) == ("۰۲۱ ۹۱۳۰ ۰۰۰۰", "شنبه تا چهارشنبه، ۸ تا ۱۷")


def test_its_form_is_side_by_side_too(as_editor, url):
    page = BeautifulSoup(as_editor.get(url).content, "html.parser")
    assert [each["dir"] for each in page.select(".support-translated input")] == ["rtl", "ltr"]
    assert page.select_one("link[href*='support_plugin/text/translated']")


@pytest.mark.parametrize(
    ("field", "value"),
    [("phone", "0" * 41), ("phone", "\x00"), ("hours_0", "x" * 121), ("hours_1", "a\x00b")],
)
def test_what_cannot_be_stored_is_refused_at_its_field(field, value, as_editor, url):
    response = as_editor.post(url, {"phone": "", "hours_0": "", "hours_1": ""} | {field: value})
    assert response.status_code == 200
    assert response.context["form"].errors[field.split("_")[0]]


@pytest.mark.parametrize("who", ["customer", "agent"])
def test_nobody_else_writes_it(who, request, client, url):
    client.force_login(request.getfixturevalue(who))
    assert client.post(url, {"phone": "1"}).status_code == 302
    assert not SupportContact.objects.filter(phone="1").exists()
