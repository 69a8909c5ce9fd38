"""The wrong person at every address of the catalogue."""

import pytest
from django.urls import reverse

from support_plugin.models import Department, DepartmentMembership, Product, TicketType

from .conftest import address

ACTIONS = ("index", "create", "edit", "delete", "inspect", "history", "deactivate", "activate", "reorder")
OF_A_ROW = ACTIONS[2:]
SCREENS = ("departments", "ticket-types", "products")


@pytest.fixture
def catalogue(department, ticket_type, product, agent):
    return {
        "departments": department,
        "ticket-types": ticket_type,
        "products": product,
        "memberships": DepartmentMembership.objects.get(user=agent),
    }


def every_address(catalogue):
    for screen, row in catalogue.items():
        actions = ACTIONS if screen != "memberships" else ("index", "create", "edit", "delete", "history")
        for action in actions:
            yield address(screen, action, *([row.pk] if action in OF_A_ROW else []))


def snapshot():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Department, TicketType, Product, DepartmentMembership)
    ]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["customer", "agent", "lead"])
def test_who_may_not_configure_is_sent_away_and_nothing_changes(who, method, request, client, catalogue):
    person = request.getfixturevalue(who)
    before = snapshot()
    client.force_login(person)
    for url in every_address(catalogue):
        response = getattr(client, method)(url)
        assert response.status_code == 302, url
        assert response.url.startswith((reverse("wagtailadmin_home"), reverse("account_login"))), url
        assert "support/" not in response.url.split("?")[0]
    assert snapshot() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_enters_without_logging_in(method, client, catalogue):
    before = snapshot()
    for url in every_address(catalogue):
        response = getattr(client, method)(url)
        assert response.status_code == 302, url
        assert response.url.startswith(reverse("wagtailadmin_login")), url
    assert snapshot() == before


def test_an_editor_reaches_everything_but_the_memberships(as_editor, catalogue):
    for url in every_address(catalogue):
        response = as_editor.get(url)
        if "memberships" in url:
            assert response.status_code == 302, url
            assert response.url == reverse("wagtailadmin_home")
        else:
            assert response.status_code == (405 if "/reorder/" in url else 200), url


def test_an_editor_who_may_only_look_is_offered_nothing_else(client, editor, catalogue, department):
    group = editor.groups.get()
    group.permissions.remove(*group.permissions.exclude(codename__in=["access_admin", "view_department"]))
    client.force_login(editor)
    page = client.get(address("departments")).content.decode()
    assert address("departments", "inspect", department.pk) in page
    for action in ("create", "edit", "delete", "deactivate", "reorder"):
        url = address("departments", action, *([department.pk] if action != "create" else []))
        assert url not in page
        assert client.post(url).status_code == 302
    assert "w-orderable" not in page


def test_an_editor_reads_no_ticket_in_the_catalogue(as_editor, department, ticket):
    for url in every_address({"departments": department}):
        assert ticket.subject not in as_editor.get(url).content.decode()
    assert (
        ticket.subject not in as_editor.post(address("departments", "delete", department.pk)).content.decode()
    )


@pytest.mark.parametrize(
    "pk", ["999999", "0", "999999999999999999", "9" * 40, "abc", "_3A", "-1", "۱", "1%00"]
)
@pytest.mark.parametrize("action", OF_A_ROW)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_does_not_exist_is_not_found(pk, action, method, as_editor, department):
    url = address("departments", action, 1).replace("/1/", f"/{pk}/")
    assert getattr(as_editor, method)(url).status_code in ({404, 405} if method == "get" else {404})


def test_the_menu_shows_the_catalogue_to_editors_and_not_to_agents(client, editor, agent):
    for person, shown in [(editor, True), (agent, False)]:
        client.force_login(person)
        page = client.get(reverse("wagtailadmin_home")).content.decode()
        assert (address("departments") in page) is shown
        assert address("memberships") not in page
