"""What became of the post: who may look, how it is narrowed, what is shown, and sending it again."""

import uuid
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.log_actions import registry
from wagtail.users.models import UserProfile

from support_plugin.models import Delivery
from support_plugin.notifications import post, resending
from support_plugin.notifications.reasons import SENTENCES, explain
from support_plugin.tickets import actions

DELIVERIES = reverse("support_desk:deliveries")
SECRET = "https://desk.example/reset/secret"


@pytest.fixture
def write(ticket, foreign_ticket, customer):
    """Puts a delivery to the customer into an empty outbox: parked, unless said otherwise."""
    Delivery.objects.all().delete()

    def _write(state="parked", **facts):
        facts = {"kind": "answered", "channel": "email", "ticket": ticket, "recipient": customer} | facts
        if state != "pending":
            facts = {"ended_at": timezone.now(), "tries": 3} | facts
        if state == "parked":
            facts = {"reason": "refused: 550 nobody here", "address": "customer@example.com"} | facts
        return Delivery.objects.create(state=state, **facts)

    return _write


@pytest.fixture
def account_mail(write):
    def _write(state="parked", **facts):
        content = {"subject": "بازیابی رمز عبور", "text": SECRET, "html": f"<a href='{SECRET}'>{SECRET}</a>"}
        facts = {
            "kind": "account",
            "ticket": None,
            "content": content,
            "address": "nasrin@example.com",
        } | facts
        return write(state, **facts)

    return _write


@pytest.fixture
def as_admin(client, admin):
    UserProfile.objects.create(user=admin, preferred_language="en")
    client.force_login(admin)
    return client


@pytest.fixture
def tech_lead(agent):
    """Leads the first department only, and works in the other as an agent does."""
    agent.department_memberships.update(role="lead")
    return agent


def shown(response):
    assert response.status_code == 200
    return list(response.context["deliveries"])


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state, delivery.reason, delivery.tries


def at(name, *args):
    return reverse(f"support_desk:{name}", args=args)


def said(response):
    return [str(message).strip() for message in response.context["messages"]]


# Who ---------------------------------------------------------------------------------------------------------------


def doors(delivery):
    """Every address and verb, with what would send this delivery again."""
    key = delivery.uuid
    return [
        ("get", DELIVERIES, {}),
        ("get", at("deliveries_results"), {}),
        ("get", at("delivery", key), {}),
        ("get", at("delivery_letter", key), {}),
        ("post", at("delivery_send_again", key), {}),
        ("post", at("deliveries_send_ticked_again"), {"delivery": [str(key)]}),
        ("post", at("deliveries_send_matching_again"), {}),
    ]


@pytest.mark.parametrize("who", ["agent", "agent2", "editor"])
def test_whoever_leads_no_department_finds_nothing_here(who, client, request, write):
    delivery = write()
    client.force_login(request.getfixturevalue(who))
    for method, address, data in doors(delivery):
        assert getattr(client, method)(address, data).status_code == 404, (method, address)
    assert state_of(delivery)[0] == "parked"


@pytest.mark.parametrize("who", ["customer", "stranger", None])
def test_whoever_may_not_enter_the_admin_is_sent_to_the_login(who, client, request, write):
    delivery = write()
    if who:
        client.force_login(request.getfixturevalue(who))
    for method, address, data in doors(delivery):
        response = getattr(client, method)(address, data)
        assert response.status_code == 302, (method, address)
        assert "login" in response.url or response.url == reverse("wagtailadmin_home")
    assert state_of(delivery)[0] == "parked"


def test_a_lead_who_was_disabled_finds_nothing(client, lead, write):
    delivery = write()
    client.force_login(lead)
    lead.is_active = False
    lead.save()
    for method, address, data in doors(delivery):
        assert getattr(client, method)(address, data).status_code == 302
    assert state_of(delivery)[0] == "parked"


def test_a_lead_reaches_the_post_of_their_departments_and_no_other(
    client, tech_lead, other_department, write, foreign_ticket, stranger
):
    tech_lead.department_memberships.create(department=other_department)
    own, foreign = write(), write(ticket=foreign_ticket, recipient=stranger)
    client.force_login(tech_lead)
    assert shown(client.get(DELIVERIES)) == [own]
    assert client.get(at("delivery", own.uuid)).status_code == 200
    key = foreign.uuid
    assert client.get(at("delivery", key)).status_code == 404
    assert client.get(at("delivery_letter", key)).status_code == 404
    assert client.post(at("delivery_send_again", key)).status_code == 404
    client.post(at("deliveries_send_ticked_again"), {"delivery": [str(key)]})
    assert state_of(foreign)[0] == "parked"
    client.post(at("deliveries_send_matching_again"))
    assert state_of(foreign)[0] == "parked"
    assert state_of(own)[0] == "pending"


def test_account_mail_does_not_exist_for_leads(client, lead, account_mail):
    delivery = account_mail()
    client.force_login(lead)
    for query in ({}, {"state": "parked"}, {"q": "nasrin"}):
        assert shown(client.get(DELIVERIES, query)) == []
    assert client.get(DELIVERIES, {"kind": "account"}).status_code == 200
    assert 'value="account"' not in client.get(DELIVERIES).content.decode()
    for name in ("delivery", "delivery_letter"):
        assert client.get(at(name, delivery.uuid)).status_code == 404
    assert client.post(at("delivery_send_again", delivery.uuid)).status_code == 404
    client.post(at("deliveries_send_ticked_again"), {"delivery": [str(delivery.uuid)]})
    client.post(at("deliveries_send_matching_again"))
    assert state_of(delivery)[0] == "parked"


def test_a_superuser_sees_all(as_admin, write, account_mail, foreign_ticket, stranger):
    deliveries = [write(), write(ticket=foreign_ticket, recipient=stranger), account_mail()]
    assert shown(as_admin.get(DELIVERIES)) == deliveries[::-1]


@pytest.mark.parametrize("name", ["delivery_send_again", "send"])
def test_sending_again_is_never_a_get(name, as_admin, write):
    delivery = write()
    if name == "send":
        addresses = [at("deliveries_send_ticked_again"), at("deliveries_send_matching_again")]
    else:
        addresses = [at(name, delivery.uuid)]
    for address in addresses:
        assert as_admin.get(address, {"delivery": str(delivery.uuid)}).status_code == 405
    assert state_of(delivery)[0] == "parked"


def test_sending_again_wants_its_token(admin, write):
    from django.test import Client

    delivery, client = write(), Client(enforce_csrf_checks=True)
    client.force_login(admin)
    for method, address, data in doors(delivery):
        if method == "post":
            assert client.post(address, data).status_code == 403
    assert state_of(delivery)[0] == "parked"


# The list ----------------------------------------------------------------------------------------------------------


def test_a_row_says_what_became_of_a_message_in_words(as_admin, write, ticket):
    delivery = write()
    row = page(as_admin.get(DELIVERIES)).select_one(".desk-deliveries tbody tr")
    state = row.select_one(".desk-deliveries__state")
    assert words(state.select_one(".desk-status")) == "Parked"
    assert state.select_one(".desk-status svg[aria-hidden]")
    assert words(state.select_one("p")).startswith("The other side refused the message for good.")
    [quoted] = state.select('p bdi[dir="ltr"]')
    assert words(quoted) == "550 nobody here"
    assert [link["href"] for link in row.select("a")] == [
        at("delivery", delivery.uuid),
        at("conversation", ticket.reference),
    ]
    assert words(row.select_one(".desk-deliveries__address")) == "customer@example.com"
    assert "بهنام کاویانی" in words(row.select_one(".desk-deliveries__to"))
    assert str(delivery.pk) not in {box["value"] for box in row.select("input")}


def test_what_waits_shows_where_it_will_go(as_admin, write):
    write("pending")
    row = page(as_admin.get(DELIVERIES)).select_one(".desk-deliveries tbody tr")
    assert words(row.select_one(".desk-deliveries__address")) == "customer@example.com"
    assert row.select("input") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"parked", "pending", "sent", "dropped"}),
        ("state=parked", {"parked"}),
        ("state=pending", {"pending"}),
        ("channel=panel", {"sent"}),
        ("kind=waiting", {"dropped"}),
        ("state=sent&kind=waiting", set()),
        ("state=nonsense", set()),
        ("kind=%00", set()),
        ("channel=pager", set()),
        ("state=" + "9" * 400, set()),
        ("p=" + "9" * 30, {"parked", "pending", "sent", "dropped"}),
        ("p=%00&ordering=password", {"parked", "pending", "sent", "dropped"}),
    ],
)
def test_the_state_in_the_url_narrows_the_list(query, found, as_admin, write):
    for state, facts in {
        "parked": {},
        "pending": {},
        "sent": {"channel": "panel"},
        "dropped": {"kind": "waiting"},
    }.items():
        write(state, **facts)
    assert {delivery.state for delivery in shown(as_admin.get(f"{DELIVERIES}?{query}"))} == found


def test_a_search_finds_a_ticket_by_its_number_in_any_digits(
    as_admin, write, ticket, foreign_ticket, stranger
):
    delivery = write()
    write(ticket=foreign_ticket, recipient=stranger)
    persian = ticket.reference.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    half = len(persian) // 2
    for number in (ticket.reference, persian, f" {persian[:half]} {persian[half:]} "):
        assert shown(as_admin.get(DELIVERIES, {"q": number})) == [delivery]
    assert shown(as_admin.get(DELIVERIES, {"q": ticket.reference[:4]})) == []


def test_a_search_finds_an_address_where_it_went_or_will_go(as_admin, write, account_mail, stranger):
    sms = write(channel="sms", address="+989121234567")
    longer = write(address="new-customer@example.com")
    parked, pending, account = write(), write("pending", recipient=stranger), account_mail()
    for text, found in [
        ("CUSTOMER@example.com", [parked]),
        ("ustomer@example", [parked, longer]),
        ("stranger@", [pending]),
        ("nasrin", [account]),
        ("۰۹۱۲ ۱۲۳ ۴۵۶۷", [sms]),
        ("nobody", []),
    ]:
        assert shown(as_admin.get(DELIVERIES, {"q": text})) == found, text


@pytest.mark.parametrize(
    "text",
    [
        "x" * 60_000,
        "ی" * 5000,
        "9" * 400,
        "\x00",
        "%",
        "_",
        "\\",
        "\ud800".encode("utf-8", "surrogatepass"),
        "'; drop",
        "٩",
        "²",
    ],
    ids=range(11),
)
def test_nothing_that_is_searched_for_breaks_the_list(text, as_admin, write):
    write()
    assert shown(as_admin.get(DELIVERIES, {"q": text})) == []
    for name in ("deliveries_results", "deliveries"):
        assert (
            as_admin.get(at(name), {"q": text, "state": text, "_w_filter_fragment": "1"}).status_code == 200
        )
    response = as_admin.post(at("deliveries_send_matching_again"), query_params={"q": text})
    # What is too long for an address is refused on the way back to the list.
    assert response.status_code in (302, 400)


@pytest.mark.parametrize(
    "text", ["", "\x00", "0", "None", "\ud800".encode("utf-8", "surrogatepass"), "ی" * 99]
)
def test_nothing_that_is_ticked_breaks_sending(text, as_admin, write):
    delivery = write()
    response = as_admin.post(at("deliveries_send_ticked_again"), {"delivery": [text]}, follow=True)
    assert said(response) == ["No message was chosen, so nothing was sent again."]
    assert state_of(delivery)[0] == "parked"


@pytest.mark.parametrize("key", ["0", "not-a-uuid", "00000000-0000-4000-8000-000000000000", "9" * 400])
def test_a_delivery_that_does_not_exist_is_not_found(key, as_admin, write):
    write()
    for address in (f"{DELIVERIES}{key}/", f"{DELIVERIES}{key}/letter/"):
        assert as_admin.get(address).status_code == 404
    assert as_admin.post(f"{DELIVERIES}{key}/send-again/").status_code == 404


def test_counting_stops_at_the_deepest_row(as_admin, write, settings):
    settings.SUPPORT_QUEUE_ROWS, settings.SUPPORT_QUEUE_PER_PAGE = 2, 1
    for _number in range(4):
        write()
    paginator = as_admin.get(DELIVERIES).context["paginator"]
    assert (paginator.count, paginator.num_pages) == (2, 2)
    with translation.override("en"):
        assert paginator.items_count_label == "More than 2 deliveries"


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("admin", 11), ("lead", 14)])
def test_the_list_costs_the_same_for_one_row_and_for_three(
    who, queries, number, client, request, write, django_assert_num_queries
):
    client.force_login(request.getfixturevalue(who))
    for _number in range(number):
        write()
    client.get(DELIVERIES)
    with django_assert_num_queries(queries):
        client.get(DELIVERIES)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plan")
@pytest.mark.parametrize(
    ("query", "index"), [("", "SCAN support_plugin_delivery"), ("state=parked", "delivery_list (state=?)")]
)
def test_the_order_is_served_by_an_index(query, index, as_admin, write):
    write()
    deliveries = as_admin.get(f"{DELIVERIES}?{query}").context["view"].get_queryset()
    plan = deliveries[:50].explain()
    assert index in plan
    assert "USE TEMP B-TREE FOR ORDER BY" not in plan


# One delivery ------------------------------------------------------------------------------------------------------


def test_a_delivery_shows_its_letter_as_it_would_be_sent(as_admin, ticket, agent):
    actions.reply(ticket, "متن پاسخ که در نامه نیست", by=agent)
    delivery = Delivery.objects.get(kind="answered", channel="email")
    response = as_admin.get(at("delivery", delivery.uuid))
    shown_page = page(response)
    number = ticket.reference.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert number in words(shown_page.select_one(".desk-delivery__subject"))
    text = shown_page.select_one("pre")
    assert (text["dir"], text["lang"]) == ("rtl", "fa")
    assert "کارشناس پشتیبانی" in text.get_text()
    assert f"<{delivery.uuid}@" in words(shown_page.select_one(".desk-delivery__id"))
    assert "متن پاسخ که در نامه نیست" not in response.content.decode()
    [frame] = shown_page.select("iframe")
    assert (frame["sandbox"], frame["src"]) == ([], at("delivery_letter", delivery.uuid))
    letter = as_admin.get(frame["src"])
    assert letter.status_code == 200
    assert letter["X-Frame-Options"] == "SAMEORIGIN"
    assert letter["Content-Security-Policy"].startswith("sandbox")
    assert number in letter.content.decode()


def test_what_goes_to_the_panel_or_by_sms_shows_its_one_sentence(as_admin, write):
    for channel in ("panel", "sms"):
        delivery = write(channel=channel)
        shown_page = page(as_admin.get(at("delivery", delivery.uuid)))
        assert words(shown_page.select_one("pre"))
        assert shown_page.select("iframe") == []
        assert as_admin.get(at("delivery_letter", delivery.uuid)).status_code == 404


@pytest.mark.parametrize("state", ["pending", "parked"])
def test_nobody_is_shown_the_text_of_account_mail(state, as_admin, account_mail):
    delivery = account_mail(state)
    response = as_admin.get(at("delivery", delivery.uuid))
    html = response.content.decode()
    assert "بازیابی رمز عبور" in html
    assert "secret" not in html
    assert page(response).select("pre, iframe") == []
    assert as_admin.get(at("delivery_letter", delivery.uuid)).status_code == 404
    assert "secret" not in as_admin.get(DELIVERIES).content.decode()


def test_a_letter_that_cannot_be_composed_breaks_no_page(as_admin, write, monkeypatch):
    delivery = write(reason="unwritable: ValueError: broken")

    def choke(delivery):
        raise ValueError("broken")

    monkeypatch.setattr("support_plugin.notifications.letters.compose", choke)
    response = as_admin.get(at("delivery", delivery.uuid))
    assert "This message cannot be composed at present." in response.content.decode()
    assert as_admin.get(at("delivery_letter", delivery.uuid)).status_code == 404


def test_its_history_says_what_happened_and_who_sent_it_again(as_admin, admin, ticket, agent):
    actions.reply(ticket, "پاسخ", by=agent)
    delivery = Delivery.objects.get(kind="answered", channel="email")
    Delivery.objects.filter(pk=delivery.pk).update(state="parked", ended_at=timezone.now())
    resending.send_again(delivery, by=admin)
    lines = page(as_admin.get(at("delivery", delivery.uuid))).select(".desk-timeline li")
    assert [line.find(string=True, recursive=False).strip() for line in lines] == [
        "Happened: Ticket registered",
        "Happened: Answered",
        "Written",
        "Sent again by",
    ]
    assert "admin" in words(lines[3])


# Reasons -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", SENTENCES)
def test_every_known_reason_is_a_sentence(word):
    with translation.override("en"):
        reason = explain(f"{word}: 550 said: so")
        assert str(reason.sentence).endswith(".")
    assert reason.said == "550 said: so"


@pytest.mark.parametrize(
    ("kept", "sentence", "quoted"),
    [
        ("worker_died", "Sending it was broken off each time, so it is not tried any more.", ""),
        ("http 500", "The service answered with an error.", "http 500"),
        ("paper jam: tray 2", "It could not be sent.", "paper jam: tray 2"),
        (": x", "It could not be sent.", ": x"),
    ],
)
def test_a_reason_keeps_what_was_said(kept, sentence, quoted):
    reason = explain(kept)
    with translation.override("en"):
        assert (str(reason.sentence), reason.said) == (sentence, quoted)


def test_nothing_kept_is_no_reason():
    assert explain("") is None


# Sending again -----------------------------------------------------------------------------------------------------


def test_a_parked_message_goes_out_again_under_the_same_name(as_admin, admin, write, mailoutbox):
    delivery = write(lease=uuid.uuid4(), remote_id="17")
    key = delivery.uuid
    response = as_admin.post(at("delivery_send_again", key), follow=True)
    assert said(response) == ["The message will be sent again."]
    assert state_of(delivery) == ("pending", "", 0)
    assert (delivery.uuid, delivery.ended_at, delivery.lease, delivery.remote_id) == (key, None, None, "")
    assert delivery.due_at <= timezone.now()
    [line] = registry.get_logs_for_instance(delivery)
    assert (line.action, line.user, line.label) == ("support_plugin.send_again", admin, str(key))
    post.drain()
    [message] = mailoutbox
    assert message.extra_headers["Message-ID"].startswith(f"<{key}@")
    assert state_of(delivery) == ("sent", "", 1)


def test_sending_again_wakes_the_worker(write, admin, mailoutbox, django_capture_on_commit_callbacks):
    delivery = write()
    with django_capture_on_commit_callbacks(execute=True):
        resending.send_again(delivery, by=admin)
    assert state_of(delivery)[0] == "sent"


def test_a_second_wish_changes_nothing_and_is_told_so(as_admin, write):
    delivery = write()
    as_admin.post(at("delivery_send_again", delivery.uuid), follow=True)
    later = timezone.now() + timedelta(hours=1)
    Delivery.objects.update(due_at=later, tries=2)
    response = as_admin.post(at("delivery_send_again", delivery.uuid), follow=True)
    assert said(response) == ["This message is under way or was sent: nothing was changed."]
    delivery.refresh_from_db()
    assert (delivery.due_at, delivery.tries) == (later, 2)
    assert registry.get_logs_for_instance(delivery).count() == 1


def test_of_two_who_loaded_it_parked_one_is_refused(write, admin, lead):
    first, second = write(), None
    second = Delivery.objects.get(pk=first.pk)
    resending.send_again(first, by=admin)
    with pytest.raises(resending.UnderWayOrSent):
        resending.send_again(second, by=lead)
    assert [line.user for line in registry.get_logs_for_instance(first)] == [admin]


def test_what_was_sent_is_not_sent_twice(as_admin, write):
    delivery = write("sent")
    shown_page = page(as_admin.get(at("delivery", delivery.uuid)))
    assert shown_page.select(".desk-delivery form") == []
    as_admin.post(at("delivery_send_again", delivery.uuid))
    as_admin.post(at("deliveries_send_ticked_again"), {"delivery": [str(delivery.uuid)]})
    assert state_of(delivery)[0] == "sent"


def test_rights_are_asked_again_when_it_is_sent(write, admin, customer, mailoutbox):
    delivery = write("dropped", reason="no_address")
    customer.is_active = False
    customer.save()
    resending.send_again(delivery, by=admin)
    post.drain()
    assert state_of(delivery)[:2] == ("dropped", "not_allowed")
    assert mailoutbox == []


def test_what_may_have_arrived_once_takes_nothing_more_in(write, admin, ticket, agent):
    tried, never_left = write(channel="email"), write("dropped", channel="panel", reason="not_allowed")
    for delivery in (tried, never_left):
        Delivery.objects.filter(pk=delivery.pk).update(events=[[1, "answered"]])
        resending.send_again(delivery, by=admin)
    actions.reply(ticket, "پاسخ دیگر", by=agent)
    for delivery, count in ((tried, 1), (never_left, 2)):
        delivery.refresh_from_db()
        assert len(delivery.events) == count


def test_a_delivery_that_killed_its_workers_keeps_where_it_may_have_gone(write, settings, admin):
    settings.SUPPORT_DELIVERY_TRIES = 2
    delivery = write("pending", tries=2, events=[[1, "answered"]])
    post.drain()
    assert state_of(delivery)[:2] == ("parked", "worker_died")
    assert delivery.address == "customer@example.com"


def test_account_mail_goes_out_again_while_it_is_of_use(as_admin, account_mail, mailoutbox):
    delivery = account_mail()
    as_admin.post(at("delivery_send_again", delivery.uuid))
    post.drain()
    [message] = mailoutbox
    assert (message.to, message.body) == (["nasrin@example.com"], SECRET)


@pytest.mark.parametrize(
    "facts",
    [{"state": "dropped", "reason": "too_late", "content": {}}, {"created_at": timedelta(days=4)}],
    ids=["emptied", "stale"],
)
def test_account_mail_that_is_of_no_use_is_not_sent_again(facts, as_admin, account_mail, mailoutbox):
    if age := facts.get("created_at"):
        facts = {"created_at": timezone.now() - age}
    delivery = account_mail(**facts)
    before = state_of(delivery)
    shown_page = page(as_admin.get(at("delivery", delivery.uuid)))
    assert shown_page.select(".desk-delivery form") == []
    [told] = said(as_admin.post(at("delivery_send_again", delivery.uuid), follow=True))
    assert told.startswith("The text of this account message is no longer kept")
    as_admin.post(at("deliveries_send_ticked_again"), {"delivery": [str(delivery.uuid)]})
    as_admin.post(at("deliveries_send_matching_again"))
    assert state_of(delivery) == before


def test_the_ticked_ones_go_out_again_and_the_rest_is_told(as_admin, write):
    ticked, sent, left = [write(), write("dropped")], write("sent"), write()
    keys = [str(delivery.uuid) for delivery in [*ticked, sent]] + [str(uuid.uuid4()), "nonsense"]
    response = as_admin.post(
        at("deliveries_send_ticked_again") + "?state=parked", {"delivery": keys}, follow=True
    )
    assert response.redirect_chain == [(f"{DELIVERIES}?state=parked", 302)]
    assert said(response) == [
        "2 messages will be sent again.",
        "2 messages were left as they are: they are under way, were sent, or are no longer kept.",
    ]
    assert [state_of(delivery)[0] for delivery in (*ticked, sent, left)] == [
        "pending",
        "pending",
        "sent",
        "parked",
    ]


def test_all_parked_that_match_the_filters_go_out_again(as_admin, write, foreign_ticket, stranger):
    match, other = write(), write(ticket=foreign_ticket, recipient=stranger, address="s@example.com")
    dropped = write("dropped", address="customer@example.com")
    query = {"state": "parked", "q": "customer@"}
    [_ticked, button] = page(as_admin.get(DELIVERIES, query)).select(".desk-again button")
    assert words(button) == "Send the 1 that matches again"
    response = as_admin.post(button["formaction"], follow=True)
    assert said(response) == ["1 message will be sent again."]
    assert [state_of(each)[0] for each in (match, other, dropped)] == ["pending", "parked", "dropped"]


def test_all_that_match_nonsense_is_nothing(as_admin, write):
    delivery = write()
    for query in ("state=nonsense", "channel=pager", "q=%00", "q=" + "x" * 400):
        response = as_admin.post(f"{at('deliveries_send_matching_again')}?{query}", follow=True)
        assert said(response) == ["No message was chosen, so nothing was sent again."]
    assert state_of(delivery)[0] == "parked"


def test_not_too_many_go_out_at_once_the_oldest_first(as_admin, write, monkeypatch):
    for module in ("support_plugin.notifications.resending", "support_plugin.desk.deliveries"):
        monkeypatch.setattr(f"{module}.MOST_AT_ONCE", 2)
    deliveries = [write() for _number in range(3)]
    [_ticked, button] = page(as_admin.get(DELIVERIES, {"state": "parked"})).select(".desk-again button")
    assert words(button) == "Send the oldest 2 of these again"
    response = as_admin.post(button["formaction"], follow=True)
    assert said(response) == ["2 messages will be sent again."]
    assert [state_of(delivery)[0] for delivery in deliveries] == ["pending", "pending", "parked"]


# The menu ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "is_shown"), [("admin", True), ("lead", True), ("agent", False), ("editor", False)]
)
def test_the_menu_item_is_for_those_who_may_look(who, is_shown, client, request, write):
    write()
    client.force_login(request.getfixturevalue(who))
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    assert ("support-deliveries" in html) == is_shown


def test_the_menu_counts_what_is_parked(as_admin, write):
    for state in ("parked", "parked", "sent", "dropped", "pending"):
        write(state)
    html = as_admin.get(reverse("wagtailadmin_home")).content.decode()
    assert "Deliveries, 2 parked" in html
    Delivery.objects.all().delete()
    assert "parked" not in as_admin.get(reverse("wagtailadmin_home")).content.decode()
