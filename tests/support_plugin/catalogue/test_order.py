"""The order, by dragging or by the keyboard: both send the same."""

import pytest
from bs4 import BeautifulSoup
from wagtail.models import ModelLogEntry

from support_plugin.models import Department
from tests import factories

from .conftest import address


@pytest.fixture
def abc(db):
    return [factories.department(slug, fa=slug, en=slug) for slug in "abc"]


def order():
    return "".join(Department.objects.values_list("slug", flat=True))


def move(client, item, position):
    return client.post(f"{address('departments', 'reorder', item.pk)}?position={position}")


@pytest.mark.parametrize(
    ("which", "position", "expected"),
    [
        (0, 2, "bca"),
        (2, 0, "cab"),
        (1, 1, "abc"),
        (0, 99, "bca"),
        (0, -3, "bca"),
        (0, "", "bca"),
        (2, "x", "abc"),
    ],
)
def test_a_row_moves(which, position, expected, as_editor, abc):
    assert move(as_editor, abc[which], position).status_code == 200
    assert order() == expected


def test_a_huge_position_is_the_end(as_editor, abc):
    assert move(as_editor, abc[0], "9" * 5000).status_code == 200
    assert order() == "bca"


@pytest.mark.parametrize("numbers", [(None, None, None), (0, 0, 0), (5, 5, None)])
def test_rows_without_a_number_of_their_own_move_too(numbers, as_editor, abc):
    for department, number in zip(abc, numbers, strict=True):
        Department.objects.filter(pk=department.pk).update(sort_order=number)
    first = Department.objects.first()
    last = Department.objects.last()
    move(as_editor, last, 0)
    assert Department.objects.first() == last
    assert list(Department.objects.all())[1] == first
    assert [each.sort_order for each in Department.objects.all()] == [0, 1, 2]


def test_a_move_is_a_line_of_the_history_and_no_move_is_none(as_editor, editor, abc):
    move(as_editor, abc[0], 0)
    assert not ModelLogEntry.objects.exists()
    move(as_editor, abc[0], 1)
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.object_id, entry.user) == ("support_plugin.reorder", str(abc[0].pk), editor)


def test_a_row_is_not_moved_by_a_link(as_editor, abc):
    assert as_editor.get(f"{address('departments', 'reorder', abc[0].pk)}?position=2").status_code == 405
    assert order() == "abc"


def test_a_move_wants_the_token_of_a_form(editor, abc):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert move(client, abc[0], 2).status_code == 403
    assert order() == "abc"


def test_each_row_has_a_handle_first_with_a_name_and_keys(as_editor, abc):
    page = BeautifulSoup(as_editor.get(address("departments")).content, "html.parser")
    table = page.select_one("[data-controller=w-orderable]")
    assert table["data-w-orderable-url-value"] == address("departments", "reorder", 999999)
    for row, department in zip(table.select("tbody tr"), abc, strict=True):
        assert row["data-w-orderable-item-id"] == str(department.pk)
        handle = row.select_one("td:first-child button")
        assert "keydown.up->w-orderable#up" in handle["data-action"]
        assert department.slug in handle.get_text()


@pytest.mark.parametrize("query", [{"q": "a"}, {"state": "active"}])
def test_handles_vanish_while_the_list_is_narrowed_and_it_says_why(query, as_editor, abc):
    page = BeautifulSoup(as_editor.get(address("departments"), query).content, "html.parser")
    assert not page.select("[data-w-orderable-target=handle]")
    assert not page.select("[data-controller=w-orderable]")
    assert page.select_one(f'.catalogue-hint a[href="{address("departments")}"]')
