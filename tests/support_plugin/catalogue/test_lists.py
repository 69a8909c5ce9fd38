"""The lists: what a row shows, what narrows them, what they cost."""

import pytest
from bs4 import BeautifulSoup

from tests import factories

from .conftest import address

SCREENS = ("departments", "ticket-types", "products")


def rows(response):
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in soup.select("table.listing tbody tr")
    ]


def titles(response):
    soup = BeautifulSoup(response.content, "html.parser")
    return [link.get_text(strip=True) for link in soup.select(".title-wrapper a")]


def make(screen, number):
    tech = factories.department(f"tech-{number}", fa=f"فنی {number}", en=f"Technical {number}")
    if screen == "ticket-types":
        factories.ticket_type(f"bug-{number}", tech, fa=f"خطا {number}", en=f"Bug {number}")
    elif screen == "products":
        factories.product(f"panel-{number}", tech, fa=f"پنل {number}", en=f"Panel {number}")


@pytest.mark.parametrize(("screen", "queries"), [("departments", 13), ("ticket-types", 15), ("products", 15)])
@pytest.mark.parametrize("many", [1, 3])
def test_a_list_costs_the_same_for_one_row_and_for_three(
    screen, queries, many, as_editor, django_assert_num_queries
):
    for number in range(many):
        make(screen, number)
    as_editor.get(address(screen))
    with django_assert_num_queries(queries):
        response = as_editor.get(address(screen))
    assert len(titles(response)) == many


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_of_memberships_costs_the_same_for_one_row_and_for_three(
    many, as_keeper, department, django_assert_num_queries
):
    for number in range(many):
        factories.agent(f"agent-{number}", department, first_name="مینا")
    as_keeper.get(address("memberships"))
    with django_assert_num_queries(14):
        response = as_keeper.get(address("memberships"))
    assert len(titles(response)) == many


def test_a_row_shows_every_language_the_time_the_tickets_and_the_state(as_editor, department, ticket):
    [row] = rows(as_editor.get(address("departments")))
    assert row[1].startswith("پشتیبانی فنی")
    assert row[2:5] == ["Technical support", "۳۰ دقیقه", "۱"]


def test_a_missing_translation_is_marked(as_editor):
    factories.department("sales", fa="فروش")
    soup = BeautifulSoup(as_editor.get(address("departments")).content, "html.parser")
    assert len(soup.select("td.field-name-en .catalogue-missing")) == 1


def test_rows_stand_in_the_order_the_editors_gave(as_editor, department, other_department):
    department.sort_order, other_department.sort_order = 2, 1
    department.save()
    other_department.save()
    assert titles(as_editor.get(address("departments"))) == ["مالی و صورتحساب", "پشتیبانی فنی"]


@pytest.mark.parametrize(
    "question",
    ["پشتيباني", "فني", "TECHNICAL", "support tech", "technical"],
    ids=["arabic letters", "second word", "other language", "any order", "slug"],
)
def test_a_search_finds_however_it_is_typed(question, as_editor, department, other_department):
    assert titles(as_editor.get(address("departments"), {"q": question})) == ["پشتیبانی فنی"]


def test_a_list_narrows_to_what_is_active_and_what_is_not(as_editor, department):
    factories.department("old", fa="قدیمی", is_active=False)
    assert titles(as_editor.get(address("departments"), {"state": "active"})) == ["پشتیبانی فنی"]
    assert titles(as_editor.get(address("departments"), {"state": "inactive"})) == ["قدیمی"]


def test_types_narrow_to_a_department(as_editor, department, ticket_type, other_type):
    response = as_editor.get(address("ticket-types"), {"department": department.slug})
    assert titles(response) == ["گزارش خطا"]


def test_a_product_of_no_department_belongs_to_all(as_editor, department, other_department, product):
    factories.product("everywhere", fa="همه‌جا")
    factories.product("elsewhere", other_department, fa="جای دیگر")
    response = as_editor.get(address("products"), {"department": department.slug})
    assert titles(response) == ["پنل پیامک", "همه‌جا"]


def test_the_address_takes_no_look_up_across_relations(as_editor, department, ticket):
    """An editor must not find out what a ticket or an account holds by asking the list of departments."""
    for look_up in ("tickets__subject__startswith", "memberships__user__password__startswith", "id"):
        response = as_editor.get(address("departments"), {look_up: "zzz"})
        assert titles(response) == ["پشتیبانی فنی"], look_up


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%ED%A0%80",
        "q=" + "الف+" * 2000,
        "q=%22a%22b%27%25_",
        "state=%00",
        "state=nonsense",
        "department=%00",
        "department=nonsense",
        "department=a&department=b",
        "p=-1",
        "p=99999999999999999999",
        "p=%00",
        "o=-99.7.x",
        "export=csv",
        "export=xlsx",
        "e=1",
        "nonsense__in=1&name__gt=2",
    ],
)
@pytest.mark.parametrize("screen", [*SCREENS, "memberships"])
def test_a_list_survives_whatever_stands_in_its_address(
    query, screen, as_admin, department, ticket_type, product, agent
):
    response = as_admin.get(f"{address(screen)}?{query}")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/html")


def test_tickets_are_counted_no_further_than_needed(monkeypatch, as_editor, department, open_ticket):
    monkeypatch.setattr("support_plugin.catalogue.usage.MOST_COUNTED", 2)
    monkeypatch.setattr("support_plugin.catalogue.columns.MOST_COUNTED", 2)
    for _ in range(3):
        open_ticket()
    [row] = rows(as_editor.get(address("departments")))
    assert row[4] == "۲+"


def test_an_empty_list_offers_to_add(as_editor):
    response = as_editor.get(address("products"))
    assert address("products", "create") in response.content.decode()
