"""The screen of answering targets: editors write, leads confirm, the first that matches counts."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry

from support_plugin.models import DepartmentMembership, Policy
from tests import factories

from .answering_times import BROKEN, counted, errors, rows, soup, titles
from .conftest import address

SCREEN = "answering-targets"
MINUTES = ("first_reply_minutes", "next_reply_minutes", "update_minutes", "resolution_minutes")


@pytest.fixture
def target(department):
    """Of the first department, inactive."""
    Policy.objects.all().delete()
    return Policy.objects.create(
        name={"fa": "فنی", "en": "Technical"}, department=department, first_reply_minutes=30, sort_order=0
    )


@pytest.fixture
def target_of_all(target):
    return Policy.objects.create(name="همه", resolution_minutes=480, sort_order=1)


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    return client


@pytest.fixture
def half_lead(department, other_department, lead):
    """Leads the first department only."""
    return factories.agent("half-lead", department, role=DepartmentMembership.Role.LEAD)


@pytest.fixture
def as_writer(client, editor, target):
    """May add and look, and change nothing: somebody who may not confirm."""
    group = editor.groups.get()
    group.permissions.remove(*Permission.objects.filter(codename__in=["change_policy", "delete_policy"]))
    client.force_login(editor)
    return client


def words(**fields):
    return {
        "name_0": "فروش",
        "name_1": "Sales",
        "department": "",
        "ticket_type": "",
        "product": "",
        "priority": "",
        "hours": "working",
        "first_reply_minutes": "۳۰",
        "next_reply_minutes": "",
        "update_minutes": "",
        "resolution_minutes": "۱٬۴۴۰",
    } | fields


def is_active(target):
    return Policy.objects.values_list("is_active", flat=True).get(pk=target.pk)


@pytest.mark.parametrize("who", ["editor", "lead", "half_lead"])
@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    many, who, client, request, target, department, product, ticket_type, django_assert_num_queries
):
    client.force_login(request.getfixturevalue(who))
    for number in range(many - 1):
        Policy.objects.create(
            name=f"هدف {number}", product=product, ticket_type=ticket_type, update_minutes=60, is_active=True
        )
    Policy.objects.filter(pk=target.pk).update(department=None)
    client.get(address(SCREEN))
    with django_assert_num_queries(QUERIES_OF_THE_LIST[who]):
        response = client.get(address(SCREEN))
    assert len(titles(response)) == many


QUERIES_OF_THE_LIST = {"editor": 14, "lead": 18, "half_lead": 18}


def test_a_row_says_for_what_in_what_and_how_soon(as_editor, target, target_of_all):
    first, second = rows(as_editor.get(address(SCREEN)))
    assert first[2] == "دپارتمان: پشتیبانی فنی"
    assert "۳۰" in first[4]
    assert first[5] == "غیرفعال"
    assert "فنی" not in second[2]
    assert "۸" in second[4]


def test_an_editor_writes_a_target_that_waits_for_a_lead(as_editor, department, ticket_type, product):
    response = as_editor.post(
        address(SCREEN, "create"),
        words(department=department.pk, ticket_type=ticket_type.pk, product=product.pk, priority="urgent"),
    )
    assert response.status_code == 302
    target = Policy.objects.last()
    assert (target.department, target.ticket_type, target.product) == (department, ticket_type, product)
    assert (target.priority, target.first_reply_minutes, target.resolution_minutes) == ("urgent", 30, 1440)
    assert not target.is_active
    assert counted() == 0


def test_only_an_edit_of_an_active_target_is_counted(as_admin, target):
    url = address(SCREEN, "edit", target.pk)
    as_admin.post(url, words())
    assert counted() == 0
    Policy.objects.update(is_active=True)
    as_admin.post(url, words(name_1="Selling"))
    assert counted() == 0
    as_admin.post(url, words(name_1="Selling", first_reply_minutes="60"))
    assert counted() == 1
    assert is_active(target)


@pytest.mark.parametrize(("active", "times"), [(True, 1), (False, 0)])
def test_only_deleting_an_active_target_is_counted(active, times, as_admin, target):
    Policy.objects.update(is_active=active)
    assert as_admin.post(address(SCREEN, "delete", target.pk)).status_code == 302
    assert not Policy.objects.exists()
    assert counted() == times


@pytest.mark.parametrize(("active", "times"), [(True, 1), (False, 0)])
def test_only_moving_an_active_target_past_another_is_counted(active, times, as_admin, target, target_of_all):
    Policy.objects.update(is_active=active)
    as_admin.post(f"{address(SCREEN, 'reorder', target_of_all.pk)}?position=0")
    assert list(Policy.objects.all()) == [target_of_all, target]
    assert counted() == times


def test_whoever_may_not_confirm_moves_no_active_target_past_another(as_editor, target, target_of_all):
    url = f"{address(SCREEN, 'reorder', target_of_all.pk)}?position=0"
    Policy.objects.update(is_active=True)
    assert as_editor.post(url).status_code in (302, 403)
    assert list(Policy.objects.all()) == [target, target_of_all]
    Policy.objects.filter(pk=target.pk).update(is_active=False)
    as_editor.post(url)
    assert list(Policy.objects.all()) == [target_of_all, target]
    assert counted() == 0


def test_a_lead_sees_the_list_and_switches_what_is_theirs_and_writes_nothing(
    client, half_lead, target, target_of_all
):
    client.force_login(half_lead)
    page = client.get(address(SCREEN)).content.decode()
    for each in (target, target_of_all):
        assert address(SCREEN, "inspect", each.pk) in page
        assert client.get(address(SCREEN, "inspect", each.pk)).status_code == 200
    assert address(SCREEN, "activate", target.pk) in page
    assert address(SCREEN, "activate", target_of_all.pk) not in page
    assert "w-orderable" not in page
    for action, pk in [("edit", 1), ("delete", 1), ("create", 0), ("reorder", 1)]:
        url = address(SCREEN, action, *([target.pk] if pk else []))
        assert url not in page
        for method in (client.get, client.post):
            assert method(url).url == reverse("wagtailadmin_home")
    assert list(Policy.objects.all()) == [target, target_of_all]


def test_a_lead_confirms_and_takes_back_and_open_tickets_are_counted_anew(as_lead, lead, target):
    url = address(SCREEN, "activate", target.pk)
    assert "۳۰" in as_lead.get(url).content.decode()
    assert not is_active(target)
    assert as_lead.post(url).url == address(SCREEN)
    assert is_active(target)
    assert counted() == 1
    as_lead.post(url)
    assert counted() == 0
    as_lead.post(address(SCREEN, "deactivate", target.pk))
    assert not is_active(target)
    assert counted() == 1
    assert [(entry.action, entry.user) for entry in ModelLogEntry.objects.order_by("pk")] == [
        ("support_plugin.activate", lead),
        ("support_plugin.deactivate", lead),
    ]


@pytest.mark.parametrize(
    ("who", "of_department", "of_all"),
    [
        ("admin", True, True),
        ("editor", False, False),
        ("lead", True, True),
        ("half_lead", True, False),
        ("agent", False, False),
        ("agent2", False, False),
        ("customer", False, False),
    ],
)
def test_who_may_switch_a_target(
    who, of_department, of_all, client, request, target, target_of_all, half_lead
):
    client.force_login(request.getfixturevalue(who))
    for each, allowed in [(target, of_department), (target_of_all, of_all)]:
        client.post(address(SCREEN, "activate", each.pk))
        assert is_active(each) is allowed
    Policy.objects.update(is_active=True)
    for each, allowed in [(target, of_department), (target_of_all, of_all)]:
        client.post(address(SCREEN, "deactivate", each.pk))
        assert is_active(each) is not allowed


def test_who_may_not_confirm_does_not_touch_an_active_target(as_editor, target):
    edit, delete = (address(SCREEN, action, target.pk) for action in ("edit", "delete"))
    assert as_editor.post(edit, words()).status_code == 302
    target.refresh_from_db()
    assert str(target) == "فروش"
    Policy.objects.update(is_active=True)
    as_editor.get(address(SCREEN))  # with the message of the edit, and its link
    page = as_editor.get(address(SCREEN)).content.decode()
    for url in (edit, delete):
        assert url not in page
        response = as_editor.post(url, words(name_0="دیگر"))
        assert response.url == reverse("wagtailadmin_home")
    target.refresh_from_db()
    assert str(target) == "فروش"


def test_who_may_only_add_switches_nothing(as_writer, target):
    assert as_writer.post(address(SCREEN, "create"), words()).status_code == 302
    for action in ("edit", "delete", "activate", "deactivate"):
        assert as_writer.post(address(SCREEN, action, target.pk)).url == reverse("wagtailadmin_home")
    assert not is_active(target)


def test_the_menu_shows_a_lead_the_targets_and_an_agent_nothing(client, lead, agent):
    for person, shown in [(lead, True), (agent, False)]:
        client.force_login(person)
        page = client.get(reverse("wagtailadmin_home")).content.decode()
        assert (address(SCREEN) in page) is shown
        assert address("working-hours") not in page


def test_at_least_one_target_is_given(as_editor):
    response = as_editor.post(address(SCREEN, "create"), words(first_reply_minutes="", resolution_minutes=""))
    assert errors(response, "first_reply_minutes")


def test_a_first_reply_takes_no_longer_than_the_resolution(as_editor):
    response = as_editor.post(
        address(SCREEN, "create"), words(first_reply_minutes="61", resolution_minutes="60")
    )
    assert errors(response, "first_reply_minutes")
    same = words(first_reply_minutes="60", resolution_minutes="60")
    assert as_editor.post(address(SCREEN, "create"), same).status_code == 302


@pytest.mark.parametrize("value", ["0", "527041", "1.5", *BROKEN])
@pytest.mark.parametrize("field", MINUTES)
def test_bad_minutes_are_refused_and_what_was_typed_stays(field, value, as_editor, target):
    response = as_editor.post(address(SCREEN, "edit", target.pk), words(**{field: value}))
    assert errors(response, field)
    page = soup(response)
    assert page.select_one("[name=name_1]")["value"] == "Sales"
    if value != "\x00":
        assert page.select_one(f"[name={field}]")["value"] == value
    target.refresh_from_db()
    assert str(target) == "فنی"


@pytest.mark.parametrize("value", ["999999", *BROKEN])
@pytest.mark.parametrize("field", ["department", "ticket_type", "product", "priority", "hours"])
def test_what_does_not_exist_is_refused_at_its_field(field, value, as_editor, department):
    before = Policy.objects.count()
    assert errors(as_editor.post(address(SCREEN, "create"), words(**{field: value})), field)
    assert Policy.objects.count() == before


def test_an_empty_post_is_refused_and_switching_by_hand_is_ignored(as_editor, target):
    assert errors(as_editor.post(address(SCREEN, "create"), {}), "name")
    as_editor.post(address(SCREEN, "edit", target.pk), words(is_active="on", sort_order="-5"))
    assert not is_active(target)
    assert Policy.objects.get(pk=target.pk).sort_order == 0
