"""The queue: what stands in it, how it is narrowed, who may look."""

from itertools import product

import pytest
from django.urls import reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from support_plugin.models import Ticket
from support_plugin.tickets import actions

QUEUE = reverse("support_desk:queue")


def subjects(response):
    return [ticket.subject for ticket in response.context["tickets"]]


@pytest.fixture
def on_desk(client, agent):
    client.force_login(agent)
    return client


def test_an_agent_sees_the_tickets_of_their_departments(on_desk, ticket, foreign_ticket):
    response = on_desk.get(QUEUE)
    assert subjects(response) == [ticket.subject]
    assert ticket.subject in response.content.decode()


def test_a_lead_sees_those_of_all_their_departments(client, lead, ticket, foreign_ticket):
    client.force_login(lead)
    assert set(subjects(client.get(QUEUE))) == {ticket.subject, foreign_ticket.subject}


@pytest.mark.parametrize("who", ["editor"])
def test_whoever_works_in_no_department_finds_nothing_here(who, client, request, ticket):
    client.force_login(request.getfixturevalue(who))
    assert client.get(QUEUE).status_code == 404


@pytest.mark.parametrize("who", ["customer", None])
def test_whoever_may_not_enter_the_admin_is_sent_to_the_login(who, client, request, ticket):
    if who:
        client.force_login(request.getfixturevalue(who))
    response = client.get(QUEUE)
    assert response.status_code == 302
    assert ticket.subject not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"new", "mine", "answered", "held", "done"}),
        ("turn=ours", {"new", "mine"}),
        ("turn=theirs", {"answered"}),
        ("turn=held", {"held"}),
        ("turn=unfinished", {"new", "mine", "answered", "held"}),
        ("turn=finished", {"done"}),
        ("turn=unfinished&assignee=me", {"mine", "answered", "held"}),
        ("turn=unfinished&assignee=none", {"new"}),
        ("status=resolved", {"done"}),
        ("status=new&status=resolved", {"new", "done"}),
        ("turn=nonsense", {"new", "mine", "answered", "held", "done"}),
        ("assignee=999999", {"new", "mine", "answered", "held", "done"}),
        ("department=999999&status=%00", {"new", "mine", "answered", "held", "done"}),
    ],
)
def test_the_state_in_the_url_narrows_the_queue(query, found, on_desk, open_ticket, agent):
    from datetime import timedelta

    from django.utils import timezone

    open_ticket(subject="new")
    actions.take(open_ticket(subject="mine"), by=agent)
    actions.reply(open_ticket(subject="answered"), "پاسخ", by=agent)
    actions.hold(open_ticket(subject="held"), timezone.now() + timedelta(days=1), "فردا", by=agent)
    actions.resolve(open_ticket(subject="done"), by=agent)
    response = on_desk.get(f"{QUEUE}?{query}")
    assert response.status_code == 200
    assert set(subjects(response)) == found


@pytest.mark.parametrize(
    "text",
    ["گروهي", "خطا ارسال", "کاویانی", "پیامک\u200cها", "  خطا  "],
    ids=["arabic", "words", "name", "plural", "space"],
)
def test_a_search_finds_words_in_any_spelling(text, on_desk, ticket):
    assert subjects(on_desk.get(QUEUE, {"q": text})) == [ticket.subject]


def test_a_search_finds_a_number_in_any_digits(on_desk, ticket, open_ticket):
    open_ticket(subject="دیگر")
    persian = ticket.reference.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    for number in (ticket.reference, persian, ticket.reference[:5]):
        assert subjects(on_desk.get(QUEUE, {"q": number})) == [ticket.subject]


@pytest.mark.parametrize(
    "text", ["x" * 5000, "\x00", '"', "%", "\ud800".encode("utf-8", "surrogatepass"), "'; drop"]
)
def test_nothing_that_is_searched_for_breaks_the_queue(text, on_desk, ticket):
    assert on_desk.get(QUEUE, {"q": text}).status_code == 200


def test_where_it_is_our_turn_whoever_waits_longest_comes_first(on_desk, open_ticket):
    for subject in ("first", "second", "third"):
        open_ticket(subject=subject)
    assert subjects(on_desk.get(QUEUE, {"turn": "ours"})) == ["first", "second", "third"]
    assert subjects(on_desk.get(QUEUE)) == ["third", "second", "first"]
    assert subjects(on_desk.get(QUEUE, {"ordering": "created_at"})) == ["first", "second", "third"]
    assert subjects(on_desk.get(QUEUE, {"ordering": "password"})) == ["third", "second", "first"]


def test_an_unread_request_is_marked_until_the_agent_opens_it(on_desk, ticket):
    assert "desk-row--unread" in on_desk.get(QUEUE).content.decode()
    on_desk.get(reverse("support_desk:conversation", args=[ticket.reference]))
    assert "desk-row--unread" not in on_desk.get(QUEUE).content.decode()


def test_counting_stops_at_the_deepest_row(on_desk, open_ticket, settings):
    settings.SUPPORT_QUEUE_ROWS = 2
    settings.SUPPORT_QUEUE_PER_PAGE = 1
    for _number in range(4):
        open_ticket()
    paginator = on_desk.get(QUEUE).context["paginator"]
    assert paginator.count == 2
    assert paginator.num_pages == 2


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_costs_the_same_for_one_row_and_for_three(
    number, on_desk, open_ticket, agent, product, django_assert_num_queries
):
    for _number in range(number):
        actions.take(open_ticket(product=product), by=agent)
    on_desk.get(QUEUE)
    with django_assert_num_queries(19):
        on_desk.get(QUEUE)


def test_the_menu_counts_what_waits_for_us(on_desk, open_ticket, agent, foreign_ticket):
    open_ticket()
    actions.reply(open_ticket(), "پاسخ", by=agent)
    html = on_desk.get(reverse("wagtailadmin_home")).content.decode()
    assert "data-desk-count" in html
    assert "۱ تیکت در نوبت ما" in html.encode().decode("unicode_escape", "ignore") or "\\u06f1" in html


def test_the_menu_item_is_for_agents_only(client, editor, ticket):
    client.force_login(editor)
    assert "data-desk-count" not in client.get(reverse("wagtailadmin_home")).content.decode()


def every_bulk_action():
    """Whatever bulk action the admin knows, of any model."""
    bulk_action_registry.get_bulk_actions_for_model("support_plugin", "ticket")
    models = [model for app in bulk_action_registry.actions.values() for model in app.values()]
    return sorted({action for model in models for action in model})


def test_no_bulk_action_of_wagtails_knows_tickets():
    assert list(bulk_action_registry.get_bulk_actions_for_model("support_plugin", "ticket")) == []
    assert {"delete", "set_active_state", "publish"} <= set(every_bulk_action())


def test_no_bulk_action_of_wagtails_reaches_tickets(client, request, ticket):
    for who, action in product(("agent", "agent2", "admin"), every_bulk_action()):
        client.force_login(request.getfixturevalue(who))
        response = client.get(f"/admin/bulk/support_plugin/ticket/{action}/?id={ticket.pk}&id=all")
        assert response.status_code == 404
        assert Ticket.objects.filter(pk=ticket.pk).exists()


def test_a_department_is_a_filter_with_its_pill(client, lead, ticket, foreign_ticket, department):
    client.force_login(lead)
    response = client.get(QUEUE, {"department": department.pk})
    assert subjects(response) == [ticket.subject]
    assert "w-pill" in response.content.decode()
