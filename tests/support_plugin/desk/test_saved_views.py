"""Saved views: kept under a name, shared with a department, pinned in the menu."""

import json

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from support_plugin.queue.models import PinnedView, SavedView
from support_plugin.tickets import actions
from support_plugin.tickets.models import DepartmentMembership

QUEUE = reverse("support_desk:queue")
ADD = reverse("support_desk:view_add")


@pytest.fixture
def saved(agent):
    def save(owner=None, **fields):
        words = {"name": "فوری‌ها", "query": "turn=ours&priority=urgent"} | fields
        return SavedView.objects.create(owner=owner or agent, **words)

    return save


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def address(name, view):
    return reverse(f"support_desk:{name}", args=[view.uuid])


def menu_labels(response):
    """What the sidebar says of saved views."""
    props = json.loads(page(response).select_one("#wagtail-sidebar-props").text)
    return json.dumps(props, ensure_ascii=False)


def test_what_is_shown_now_is_kept_under_a_name(on_desk, agent, department):
    link = page(on_desk.get(QUEUE, {"turn": "ours", "ordering": "-due", "p": "2"})).select_one(
        "[data-desk-save-view]"
    )["href"]
    assert link == f"{ADD}?turn=ours&ordering=-due"
    form = page(on_desk.get(link))
    query = form.select_one("[name=query]")["value"]
    response = on_desk.post(
        ADD, {"name": " فوري‌ها ", "query": query, "columns": ["status", "due"], "department": ""}
    )
    view = SavedView.objects.get()
    assert (view.owner, view.name, view.department) == (agent, "فوری‌ها", None)
    assert (view.query, view.columns) == ("turn=ours&ordering=-due", ["status", "due"])
    assert response.url == f"{QUEUE}?turn=ours&ordering=-due&saved={view.uuid}"


def test_a_view_shows_its_columns_and_no_others(on_desk, saved, ticket):
    view = saved(query="", columns=["status", "customer"])
    table = page(on_desk.get(QUEUE, {"saved": view.uuid})).select_one(".desk-queue")
    assert [cell.text.strip() for cell in table.select("th")][1:] == ["تیکت", "وضعیت"]
    assert "کاویانی" in table.text
    assert str(ticket.department) not in table.text


@pytest.mark.parametrize(
    "posted",
    [
        {"name": ""},
        {"name": "x" * 41},
        {"name": "a\x00b"},
        {"name": "a", "columns": ["password"]},
        {"name": "a", "department": "999999"},
        {"name": "a", "department": "x"},
        {"name": "a", "query": "x" * 3000},
    ],
)
def test_what_is_wrong_with_a_view_is_said_and_nothing_is_kept(posted, on_desk):
    response = on_desk.post(ADD, posted)
    assert response.status_code == 422
    assert SavedView.objects.count() == 0


def test_a_view_keeps_only_what_means_something(on_desk):
    on_desk.post(ADD, {"name": "a", "query": "turn=ours&x=1&status=nonsense&department=%00&p=3"})
    assert SavedView.objects.get().query == "turn=ours"


def test_agents_share_with_the_departments_they_work_in(on_desk, department, other_department):
    on_desk.post(ADD, {"name": "a", "department": department.pk})
    assert SavedView.objects.get().department == department
    assert on_desk.post(ADD, {"name": "b", "department": other_department.pk}).status_code == 422


def test_a_shared_view_is_seen_by_its_department_alone(
    client, agent, colleague, agent2, saved, department, ticket
):
    shared, private = saved(name="برای همه", department=department), saved(name="برای من")
    for who, seen in ((agent, {shared, private}), (colleague, {shared}), (agent2, set())):
        assert set(SavedView.objects.seen_by(who)) == seen
    client.force_login(colleague)
    names = [each.text for each in page(client.get(QUEUE)).select(".desk-viewsmenu bdi")]
    assert names == ["برای همه"]
    assert client.get(address("view_change", private)).status_code == 404
    assert client.get(QUEUE, {"saved": private.uuid}).context["saved_view"] is None


@pytest.mark.parametrize(
    ("who", "status"), [("agent", 200), ("lead", 200), ("colleague", 404), ("editor", 404)]
)
def test_owners_and_leads_change_a_shared_view(who, status, client, request, saved, department, lead):
    view = saved(department=department)
    client.force_login(request.getfixturevalue(who))
    assert client.get(address("view_change", view)).status_code == status


def test_a_lead_of_another_department_changes_nothing(client, agent2, saved, department):
    DepartmentMembership.objects.filter(user=agent2).update(role=DepartmentMembership.Role.LEAD)
    view = saved(department=department)
    client.force_login(agent2)
    for name in ("view_change", "view_delete", "view_pin", "view_unpin"):
        assert client.post(address(name, view), {"name": "x"}).status_code == 404
    view.refresh_from_db()
    assert view.name == "فوری‌ها"


def test_a_colleague_reads_and_pins_a_shared_view_but_does_not_delete_it(
    client, colleague, saved, department
):
    view = saved(department=department)
    client.force_login(colleague)
    assert client.post(address("view_delete", view)).status_code == 404
    assert client.post(address("view_pin", view)).status_code == 302
    assert [pin.view for pin in PinnedView.objects.filter(user=colleague)] == [view]


def test_a_view_is_renamed_and_takes_the_filters_that_are_shown(on_desk, saved):
    view = saved()
    url = f"{address('view_change', view)}?turn=theirs"
    query = page(on_desk.get(url)).select_one("[name=query]")["value"]
    on_desk.post(address("view_change", view), {"name": "تازه", "query": query})
    view.refresh_from_db()
    assert (view.name, view.query) == ("تازه", "turn=theirs")


def test_a_view_is_deleted_by_a_button_and_never_by_a_link(on_desk, saved):
    view = saved()
    assert on_desk.get(address("view_delete", view)).status_code == 405
    assert on_desk.post(address("view_delete", view)).status_code == 302
    assert SavedView.objects.count() == 0


def test_a_pinned_view_stands_in_the_menu_with_its_count(on_desk, agent, saved, open_ticket):
    view = saved(query="turn=theirs")
    actions.reply(open_ticket(), "پاسخ", by=agent)
    assert view.name not in menu_labels(on_desk.get(QUEUE))
    on_desk.post(address("view_pin", view))
    home = on_desk.get(reverse("wagtailadmin_home"))
    assert f"{view.name}، ۱ تیکت" in menu_labels(home).replace(", ", "، ")
    assert page(on_desk.get(QUEUE)).select_one(".desk-views__pinned a").text.split() == [view.name, "۱"]
    on_desk.post(address("view_unpin", view))
    assert view.name not in menu_labels(on_desk.get(QUEUE))


def test_the_menu_has_room_for_five(on_desk, agent, saved):
    views = [saved(name=str(number)) for number in range(6)]
    for view in views:
        on_desk.post(address("view_pin", view))
    assert list(PinnedView.objects.order_by("pk").values_list("view", flat=True)) == [
        view.pk for view in views[:5]
    ]


def test_pins_cost_every_page_one_query_for_the_counts(
    on_desk, agent, saved, ticket, django_assert_num_queries
):
    url = reverse("support_desk:notices")
    on_desk.get(url)
    before = count_queries(on_desk, url)
    for number in range(5):
        PinnedView.objects.create(user=agent, view=saved(name=str(number)))
    assert count_queries(on_desk, url) == before


def count_queries(client, url):
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def test_a_view_that_is_not_shared_any_more_leaves_the_menu(client, colleague, saved, department):
    view = saved(department=department)
    PinnedView.objects.create(user=colleague, view=view)
    client.force_login(colleague)
    assert view.name in menu_labels(client.get(QUEUE))
    SavedView.objects.filter(pk=view.pk).update(department=None)
    assert view.name not in menu_labels(client.get(QUEUE))


@pytest.mark.parametrize("who", ["customer", "editor"])
def test_views_are_for_agents(who, client, request, saved):
    view = saved()
    client.force_login(request.getfixturevalue(who))
    urls = [ADD, *(address(name, view) for name in ("view_change", "view_delete", "view_pin", "view_unpin"))]
    assert {client.post(url).status_code for url in urls} <= {302, 404}
    assert SavedView.objects.count() == 1
    assert PinnedView.objects.count() == 0


def test_nobody_keeps_more_than_fifty(on_desk, agent):
    SavedView.objects.bulk_create(SavedView(owner=agent, name=str(number)) for number in range(50))
    response = on_desk.post(ADD, {"name": "noch eine"})
    assert response.status_code == 422
    assert SavedView.objects.count() == 50


def test_a_view_of_a_merged_tag_asks_for_the_tag_that_is_left(lead, agent, open_ticket):
    ticket = open_ticket()
    wrong, right, other = actions.tag(ticket, by=agent, add=["فاکتورها", "صورتحساب", "فوری"])
    query = QueryDict(mutable=True)
    query.setlist("tag", [wrong.pk, other.pk, right.pk])
    query["ordering"] = "-created_at"
    view = SavedView.objects.create(name="مالی", owner=agent, query=query.urlencode())
    actions.merge_tags(wrong, right, by=lead)
    view.refresh_from_db()
    kept = QueryDict(view.query)
    assert kept.getlist("tag") == [str(right.pk), str(other.pk)]
    assert kept["ordering"] == "-created_at"
