"""Who changed what, and when."""

from bs4 import BeautifulSoup
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from support_plugin.models import Department

from .conftest import address, words


def lines(client, department):
    page = BeautifulSoup(client.get(address("departments", "history", department.pk)).content, "html.parser")
    return [row.select("td")[0].get_text(strip=True) for row in page.select("table.listing tbody tr")]


def test_the_history_tells_a_life(as_editor, editor):
    as_editor.post(address("departments", "create"), words())
    department = Department.objects.get()
    as_editor.post(
        address("departments", "edit", department.pk), words(english="Sales team", usual_answer_minutes="15")
    )
    as_editor.post(address("departments", "deactivate", department.pk))
    as_editor.post(address("departments", "activate", department.pk))
    assert [(entry.action, entry.user) for entry in ModelLogEntry.objects.order_by("pk")] == [
        ("wagtail.create", editor),
        ("support_plugin.change", editor),
        ("support_plugin.deactivate", editor),
        ("support_plugin.activate", editor),
    ]
    shown = lines(as_editor, department)
    assert len(shown) == 4
    assert "نام" in shown[2]
    assert "زمان" in shown[2]


def test_saving_without_a_change_is_no_line(as_editor):
    as_editor.post(address("departments", "create"), words())
    department = Department.objects.get()
    as_editor.post(address("departments", "edit", department.pk), words())
    as_editor.post(address("departments", "activate", department.pk))
    assert [(entry.action, entry.data) for entry in ModelLogEntry.objects.all()] == [("wagtail.create", {})]


def test_a_deletion_stays_in_the_log(as_editor, department):
    as_editor.post(address("departments", "delete", department.pk))
    assert ModelLogEntry.objects.get().action == "wagtail.delete"


def test_a_field_that_is_gone_since_keeps_its_plain_name(as_editor, department):
    ModelLogEntry.objects.log_action(department, "support_plugin.change", data={"fields": ["fax"]})
    [line] = lines(as_editor, department)
    assert "fax" in line


def test_a_page_of_the_history_that_is_not_there_is_not_found(as_editor, department):
    for page in ("abc", "0", "77", "%00"):
        assert (
            as_editor.get(f"{address('departments', 'history', department.pk)}?p={page}").status_code == 404
        )


def test_pages_are_numbered_in_the_digits_of_the_reader(as_editor, department):
    for _number in range(55):
        log(instance=department, action="support_plugin.reorder")
    page = BeautifulSoup(
        as_editor.get(address("departments", "history", department.pk)).content, "html.parser"
    ).select_one(".pagination")
    assert page.select_one(".pagination__start").get_text(strip=True) == "صفحه ۱ از ۲"
