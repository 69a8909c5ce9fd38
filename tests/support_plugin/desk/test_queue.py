"""The queue: what stands in it, how it is narrowed, who may look."""

import uuid
from datetime import timedelta
from itertools import product

import pytest
from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from support_plugin.desk.columns import COLUMNS
from support_plugin.desk.neighbours import neighbours
from support_plugin.desk.presence import Presence
from support_plugin.desk.queue import take_next
from support_plugin.models import Ticket
from support_plugin.queue.models import PinnedView, SavedView
from support_plugin.tickets import actions
from support_plugin.tickets.attachments import keep
from support_plugin.tickets.tags import Tag
from tests.factories import upload

QUEUE = reverse("support_desk:queue")


EVERYTHING = {"new", "mine", "answered", "held", "done"}


def subjects(response):
    return [ticket.subject for ticket in response.context["tickets"]]


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
        ("", EVERYTHING),
        ("turn=ours", {"new", "mine"}),
        ("turn=theirs", {"answered"}),
        ("turn=held", {"held"}),
        ("turn=unfinished", {"new", "mine", "answered", "held"}),
        ("turn=finished", {"done"}),
        ("turn=unfinished&assignee=me", {"mine", "answered", "held"}),
        ("turn=unfinished&assignee=none", {"new"}),
        ("status=resolved", {"done"}),
        ("status=new&status=resolved", {"new", "done"}),
        ("turn=nonsense", EVERYTHING),
        ("priority=urgent", set()),
        ("source=panel", EVERYTHING),
        ("resolved_within=today", {"done"}),
        ("created_within=yesterday", set()),
        ("created_within=this_month", EVERYTHING),
        ("last_message_from=1300/01/01&last_message_to=۱۴۰۰/۰۱/۰۱", set()),
        ("customer=كاوياني", EVERYTHING),
        ("customer=CUSTOMER@example.com", EVERYTHING),
        ("customer=new", set()),
        ("assignee=999999", set()),
        ("department=999999", set()),
        ("tag=999999", set()),
        ("status=%00&department=x&created_from=morgen&created_within=ever&tag=1.5&assignee=you", EVERYTHING),
    ],
)
def test_the_state_in_the_url_narrows_the_queue(query, found, on_desk, open_ticket, agent):
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
    for place in range(number):
        ticket = open_ticket(product=product)
        actions.take(ticket, by=agent)
        actions.tag(ticket, by=agent, add=["چاپ", "API", f"v{place}"])
        actions.reply(ticket, "پاسخ", by=agent)
    view = SavedView.objects.create(owner=agent, name="همه", columns=list(COLUMNS))
    PinnedView.objects.create(user=agent, view=view)
    tag = Tag.objects.get(name="API").pk
    everything = {
        "turn": "unfinished",
        "assignee": "me",
        "status": "waiting_customer",
        "priority": "normal",
        "department": ticket.department_id,
        "ticket_type": ticket.ticket_type_id,
        "product": product.pk,
        "tag": tag,
        "customer": "بهنام",
        "source": "panel",
        "created_within": "today",
        "last_message_from": "1400/01/01",
        "q": "خطا",
        "ordering": "-created_at",
        "saved": view.uuid,
    }
    for query in ({}, everything):
        assert len(subjects(on_desk.get(QUEUE, query))) == number
        with django_assert_num_queries(13):
            on_desk.get(QUEUE, query)


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


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def strip(response):
    """What the views are called, and what is counted in them."""
    return [" ".join(link.get_text(" ").split()) for link in page(response).select(".desk-views nav a")]


def test_views_count_where_work_waits(on_desk, agent, open_ticket):
    actions.take(open_ticket(), by=agent)
    open_ticket()
    late = open_ticket()
    Ticket.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(minutes=5))
    actions.reply(open_ticket(), "پاسخ", by=agent)
    actions.hold(open_ticket(), timezone.now() + timedelta(seconds=1), "کمی بعد", by=agent)
    response = on_desk.get(QUEUE, {"turn": "ours"})
    assert strip(response) == [
        "نوبت ما ۳",
        "مال من ۳",
        "بدون مسئول ۲",
        "وعده امروز ۱",
        "از مهلت گذشته ۱",
        "در انتظار پاسخ مشتری",
        "همه باز",
    ]
    assert [each.text for each in page(response).select(".desk-count--late")] == ["۱"]
    assert [each.text.split()[0] for each in page(response).select(".desk-views [aria-current]")] == ["نوبت"]


def test_a_count_stops_at_a_hundred(on_desk, open_ticket):
    ticket = open_ticket()
    Ticket.objects.bulk_create(
        Ticket(
            reference=str(10_000_000 + number),
            customer=ticket.customer,
            department=ticket.department,
            ticket_type=ticket.ticket_type,
            subject="یکی از خیلی‌ها",
        )
        for number in range(120)
    )
    assert strip(on_desk.get(QUEUE))[0] == "نوبت ما ۹۹+"


def test_views_stand_outside_of_what_is_replaced_while_filtering(on_desk, ticket):
    response = on_desk.get(QUEUE)
    assert page(response).select("#desk-views") != []
    assert page(response).select("#listing-results .desk-views, #listing-results #desk-views") == []
    fragment = page(on_desk.get(reverse("support_desk:queue_results"), {"turn": "ours"}))
    assert fragment.select_one("template[data-w-teleport-target-value='#desk-views'] [aria-current]")


@pytest.mark.parametrize(
    ("query", "sentence", "link"),
    [
        ("turn=ours", "نوبت ما نیست: همه پاسخ گرفته‌اند.", None),
        ("due=overdue", "تیکتی در صف نیست.", "?turn=unfinished&assignee=me"),
        ("due=overdue&priority=high", "با این فیلترها تیکتی پیدا نشد.", QUEUE),
        ("q=چیزی‌که‌نیست", "با این فیلترها تیکتی پیدا نشد.", QUEUE),
    ],
)
def test_an_empty_queue_says_where_to_go_on(query, sentence, link, on_desk, open_ticket, agent):
    if link is not None:
        actions.reply(open_ticket(), "پاسخ", by=agent)
    empty = page(on_desk.get(f"{QUEUE}?{query}")).select_one(".desk-empty")
    links = [each["href"] for each in empty.select("a")]
    assert empty.select_one("p") is not None
    if link is None:
        assert links == []
    else:
        assert links[0].endswith(link)


def test_each_filter_is_a_pill_that_takes_it_away(on_desk, ticket, agent):
    actions.tag(ticket, by=agent, add=["API"])
    tag = Tag.objects.get().pk
    query = f"tag={tag}&priority=normal&created_from=1400/01/01&customer=بهنام&source=panel&product=999999"
    response = on_desk.get(f"{QUEUE}?{query}")
    pills = {
        " ".join(pill.select_one(".w-pill__content").get_text(" ").split()): pill.select_one(
            ".w-pill__remove"
        )["data-w-swap-src-value"]
        for pill in page(response).select(".w-pill")
    }
    assert len(pills) == 6
    dated = next(url for words, url in pills.items() if "۱ فروردین ۱۴۰۰" in words)
    assert "created_from" not in dated
    assert f"tag={tag}" in dated


def test_a_date_that_is_none_is_named_and_narrows_nothing(on_desk, ticket):
    response = on_desk.get(QUEUE, {"created_from": "پریروز", "priority": "normal"})
    assert subjects(response) == [ticket.subject]
    assert "error-message" in response.content.decode()
    assert len(page(response).select(".w-pill")) == 1


def test_a_row_shows_two_tags_and_how_many_more(on_desk, ticket, agent):
    actions.tag(ticket, by=agent, add=["a", "b", "c", "d"])
    row = page(on_desk.get(QUEUE)).select_one(".desk-row")
    assert [tag.text for tag in row.select(".desk-tag")] == ["a", "b", "+۲"]
    assert row.select_one(".desk-row__status .desk-status").text.strip() == "جدید"


def test_a_row_says_whether_the_last_message_has_files(on_desk, ticket, agent, customer):
    assert page(on_desk.get(QUEUE)).select(".desk-clip") == []
    key = uuid.uuid4()
    kept = [keep(upload(), owner=agent, submission_key=key)]
    actions.reply(ticket, "<p>پیوست را ببینید.</p>", by=agent, side="team", is_rich=True, attachments=kept)
    row = page(on_desk.get(QUEUE)).select_one(".desk-row")
    assert len(row.select(".desk-clip")) == 1
    assert row.select_one(".desk-row__snip").text == "شما: پیوست را ببینید."
    assert "۲" in row.select_one(".desk-row__count").text


def test_a_row_leads_into_the_ticket_and_knows_the_way_back(on_desk, ticket):
    link = page(on_desk.get(QUEUE, {"turn": "ours", "p": "1"})).select_one(".desk-row__subject")["href"]
    assert link == reverse("support_desk:conversation", args=[ticket.reference]) + "?view=turn%3Dours"


# Previous and next -------------------------------------------------------------------------------------------------


def test_neighbours_are_those_of_the_view_one_came_from(agent, open_ticket, django_assert_num_queries):
    first, second, third = (open_ticket(subject=name) for name in ("a", "b", "c"))
    agent.department_memberships.all()
    Ticket.objects.worked_by(agent)
    with django_assert_num_queries(1):
        assert neighbours(agent, "turn=ours", second) == (2, 3, first.reference, third.reference)
    assert neighbours(agent, "turn=ours", first) == (1, 3, None, second.reference)
    assert neighbours(agent, "turn=ours&ordering=-created_at", first) == (3, 3, second.reference, None)


def test_whoever_left_the_view_goes_on_with_its_first(agent, open_ticket):
    first, second = open_ticket(), open_ticket()
    actions.reply(first, "پاسخ", by=agent)
    assert neighbours(agent, "turn=ours", first) == (None, 1, None, second.reference)
    actions.reply(second, "پاسخ", by=agent)
    assert neighbours(agent, "turn=ours", first) == (None, 0, None, None)


def test_neighbours_are_never_of_other_departments(agent2, ticket, foreign_ticket):
    assert neighbours(agent2, "", ticket) == (None, 1, None, foreign_ticket.reference)


def test_an_address_that_means_nothing_is_the_whole_queue(agent, ticket):
    for query in ("turn=x&department=%00&created_from=x", "\x00", "&&&==", "p=7&saved=x"):
        assert neighbours(agent, query, ticket) == (1, 1, None, None)


# Next for me -------------------------------------------------------------------------------------------------------

NEXT = reverse("support_desk:next")


def test_next_for_me_takes_what_is_due_next(on_desk, agent, open_ticket):
    open_ticket(subject="later")
    urgent = open_ticket(subject="sooner")
    Ticket.objects.filter(pk=urgent.pk).update(due_at=timezone.now() + timedelta(minutes=5))
    response = on_desk.post(NEXT)
    assert response.url.startswith(reverse("support_desk:conversation", args=[urgent.reference]))
    urgent.refresh_from_db()
    assert urgent.assignee == agent
    assert [event.kind for event in urgent.events.all()][-1] == "taken"


def test_next_for_me_never_gives_what_is_anothers(on_desk, colleague, ticket, foreign_ticket, open_ticket):
    actions.take(ticket, by=colleague)
    actions.reply(open_ticket(), "پاسخ", by=colleague)
    response = on_desk.post(NEXT, follow=True)
    assert response.redirect_chain == [(f"{QUEUE}?turn=ours", 302)]
    assert "messages" in response.content.decode()
    assert Ticket.objects.filter(assignee=None).get() == foreign_ticket


def test_whoever_loses_a_ticket_to_a_colleague_gets_the_next(agent, colleague, open_ticket, monkeypatch):
    first, second = open_ticket(), open_ticket()
    take = actions.take

    def slowly(ticket, *, by):
        if ticket.pk == first.pk:
            take(Ticket.objects.get(pk=first.pk), by=colleague)
        return take(ticket, by=by)

    monkeypatch.setattr(actions, "take", slowly)
    assert take_next(agent) == second
    first.refresh_from_db()
    assert first.assignee == colleague


def test_next_for_me_is_a_button_and_no_link(on_desk, ticket):
    assert on_desk.get(NEXT).status_code == 405
    form = page(on_desk.get(QUEUE)).select_one("form.desk-next")
    assert (form["method"], form["action"]) == ("post", NEXT)
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_next_for_me_is_for_agents(client, editor, ticket):
    client.force_login(editor)
    assert client.post(NEXT).status_code == 404


def test_a_row_says_who_else_is_in_the_ticket(on_desk, agent, colleague, lead, ticket, open_ticket):
    other = open_ticket()
    now = timezone.now()
    for user, place, writes, minutes in (
        (colleague, ticket, True, 2),
        (colleague, ticket, False, 0),
        (lead, ticket, False, 5),
        (agent, ticket, True, 0),
        (lead, other, False, 0),
    ):
        EditingSession.objects.create(
            user=user,
            content_type=ContentType.objects.get_for_model(Ticket),
            object_id=place.pk,
            last_seen_at=now - timedelta(minutes=minutes),
            is_editing=writes,
        )
    rows = {row.pk: row.presence for row in on_desk.get(QUEUE).context["tickets"]}
    assert rows == {
        ticket.pk: [Presence("نگار سپهری", True)],
        other.pk: [Presence("لیلا فروزان", False)],
    }
