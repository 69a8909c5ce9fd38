"""What people choose to hear, and in which language."""

import pytest

from support_plugin.notifications.matrix import AGENTS, CUSTOMERS
from support_plugin.notifications.models import Preferences
from support_plugin.notifications.recipients import recipients
from support_plugin.tickets import actions

PANEL, DESK = "/panel/preferences/", "/admin/support/preferences/"


def mobile_of(user):
    return "۰۹۱۲ ۱۲۳ ۴۵۶۷" if user.username == "customer" else ""


@pytest.fixture
def at_home(client, customer):
    client.force_login(customer)
    return client


@pytest.fixture
def on_desk(client, agent):
    client.force_login(agent)
    return client


@pytest.fixture
def with_sms(settings):
    settings.SUPPORT_CHANNELS = ["email", "panel", "sms"]
    settings.SUPPORT_SMS = {"provider": "support_plugin.notifications.sms.HttpProvider", "url": "http://x/"}
    settings.SUPPORT_MOBILE = f"{__name__}.mobile_of"


def ticked(page):
    form = page.context["form"]
    return {cell.value for line in form.lines for cell in line.cells if cell.is_checked}


def defaults(choices):
    return {
        f"{choice.key}:{channel}"
        for choice in choices
        for channel in ("email", "panel")
        if choice.is_default(channel)
    }


def stored(user):
    preferences = Preferences.objects.get(user=user)
    return preferences.choices, preferences.language


@pytest.mark.parametrize(("who", "url", "choices"), [("customer", PANEL, CUSTOMERS), ("agent", DESK, AGENTS)])
def test_everybody_begins_with_the_defaults_and_stores_nothing(who, url, choices, client, request):
    person = request.getfixturevalue(who)
    client.force_login(person)
    page = client.get(url)
    assert ticked(page) == defaults(choices)
    assert not Preferences.objects.exists()
    assert client.post(url, {"told": sorted(defaults(choices)), "language": ""}).url == url
    assert stored(person) == ({}, "")


def test_only_what_differs_is_stored_and_can_be_taken_back(at_home, customer):
    wanted = defaults(CUSTOMERS) - {"answered:email"} | {"registered:panel"}
    at_home.post(PANEL, {"told": sorted(wanted), "language": "en"})
    assert stored(customer) == ({"answered": {"email": False}, "registered": {"panel": True}}, "en")
    page = at_home.get(PANEL)
    assert ticked(page) == wanted
    assert '<option value="en" selected>' in page.text
    at_home.post(PANEL, {"told": sorted(defaults(CUSTOMERS)), "language": ""})
    assert stored(customer) == ({}, "")


def test_nothing_ticked_is_silence(at_home, customer, ticket, agent):
    at_home.post(PANEL, {"language": ""})
    actions.reply(ticket, "پاسخ", by=agent)
    assert recipients(ticket.events.last()) == []


def test_saving_says_so(at_home):
    assert "desk-messages" in at_home.post(PANEL, {"language": ""}, follow=True).text


def test_an_agent_who_is_a_customer_too_keeps_both_sides(on_desk, agent):
    on_desk.post(PANEL, {"language": "en"})
    on_desk.post(DESK, {"told": sorted(defaults(AGENTS)), "language": "en"})
    choices, _language = stored(agent)
    assert {key.partition(".")[0] for key in choices} == {choice.key for choice in CUSTOMERS}


@pytest.mark.parametrize("url", [PANEL, DESK])
@pytest.mark.parametrize(
    "sent",
    [
        {"told": "answered:fax"},
        {"told": "waiting:sms"},
        {"told": "nonsense"},
        {"told": "\x00"},
        {"told": "x" * 10_000},
        {"told": ["answered:email", "9" * 400]},
        {"language": "xx"},
        {"language": "\x00"},
        {"language": "fa" * 3000},
    ],
)
def test_what_is_not_offered_is_refused_and_nothing_is_stored(url, sent, client, agent):
    client.force_login(agent)
    page = client.post(url, sent)
    assert page.status_code == 422
    assert "لطفاً دوباره انتخاب کنید" in page.text or "Please choose again" in page.text
    assert not Preferences.objects.exists()


def test_customers_do_not_choose_for_agents(at_home):
    assert at_home.post(PANEL, {"told": "new_ticket:email"}).status_code == 422


def test_choices_belong_to_who_is_logged_in(at_home, customer, stranger):
    at_home.post(PANEL, {"language": "en", "user": stranger.pk})
    assert [preferences.user for preferences in Preferences.objects.all()] == [customer]


def test_the_panel_needs_a_login(client):
    assert client.get(PANEL).url.startswith("/accounts/login/")
    assert client.post(PANEL).url.startswith("/accounts/login/")


def test_an_sms_is_offered_to_who_has_a_mobile_number(with_sms, at_home, customer):
    page = at_home.get(PANEL)
    assert "0912•••4567" in page.text
    assert "4561234" not in page.text
    assert {"answered:sms", "resolved:sms"} <= ticked(page)
    at_home.post(PANEL, {"told": sorted(defaults(CUSTOMERS) | {"answered:sms"}), "language": ""})
    assert stored(customer) == ({"resolved": {"sms": False}}, "")


def test_no_number_no_column(with_sms, client, stranger):
    client.force_login(stranger)
    assert ":sms" not in client.get(PANEL).text


def test_a_channel_that_is_off_keeps_what_was_chosen_for_it(at_home, customer):
    Preferences.objects.create(user=customer, choices={"answered": {"sms": False}, "fax": {"fax": True}})
    at_home.post(PANEL, {"told": sorted(defaults(CUSTOMERS) - {"answered:email"}), "language": ""})
    assert stored(customer)[0] == {"answered": {"sms": False, "email": False}, "fax": {"fax": True}}


def test_stored_nonsense_is_written_over(at_home, customer):
    Preferences.objects.create(user=customer, choices=["x"])
    assert ticked(at_home.get(PANEL)) == defaults(CUSTOMERS)
    at_home.post(PANEL, {"told": sorted(defaults(CUSTOMERS)), "language": ""})
    assert stored(customer) == ({}, "")
