"""`manage.py support_groups`: who may do what, given in one command, as often as one likes."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from wagtail.models import GroupPagePermission, Page

from tests import factories


def run(*arguments):
    out = StringIO()
    call_command("support_groups", *arguments, stdout=out)
    return out.getvalue().splitlines()


def held(name):
    return set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


@pytest.mark.django_db
def test_editors_configure_and_agents_enter():
    run()
    configured = {
        f"{verb}_{model}" for verb in ("view", "add", "change", "delete") for model in factories.CONFIGURED
    }
    assert held("Support editors") == {
        "access_admin",
        "change_supportcontact",
        "change_lettertext",
        *factories.PROMOTES,
        *factories.SHAPES_FORMS,
        "submit_translation",
        *configured,
    }
    assert held("Support agents") == {"access_admin"}


@pytest.mark.django_db
def test_it_says_what_it_changed_and_the_second_time_that_there_is_nothing():
    first = run()
    assert "Support agents: made" in first
    assert "Support editors: may change_department" in first
    assert run() == ["Nothing to change."]


@pytest.mark.django_db
def test_what_is_missing_comes_back_and_what_a_host_added_stays():
    run()
    group = Group.objects.get(name="Support agents")
    group.permissions.set(Permission.objects.filter(codename="add_product"))
    assert run() == ["Support agents: may access_admin"]
    assert held("Support agents") == {"access_admin", "add_product"}


@pytest.mark.django_db
def test_the_groups_of_the_host_are_not_touched():
    before = {group.name: held(group.name) for group in Group.objects.all()}
    assert "Editors" in before
    run("--pages", "/home/")
    assert {name: held(name) for name in before} == before
    assert not GroupPagePermission.objects.filter(
        group__name="Editors", permission__codename="publish_page"
    ).exists()


@pytest.mark.django_db
def test_editors_may_be_let_into_a_part_of_the_page_tree():
    run("--pages", "/home/")
    rows = GroupPagePermission.objects.filter(group__name="Support editors", page__url_path="/home/")
    assert {row.permission.codename for row in rows} == {"add_page", "change_page", "publish_page"}
    assert run("--pages", "home") == ["Nothing to change."]


@pytest.mark.django_db
def test_a_page_that_does_not_exist_is_said_and_nothing_is_half_done():
    with pytest.raises(CommandError, match="/nowhere/"):
        run("--pages", "/nowhere/")
    assert not Group.objects.filter(name="Support editors").exists()
    assert Page.objects.filter(url_path="/home/").exists()


def test_the_command_gives_what_the_cast_of_the_tests_has(editor, agent):
    """The suite's editor and agent have no right that a real one would lack."""
    before = held("Support editors"), held("Support agents")
    assert run() == ["Nothing to change."]
    assert (held("Support editors"), held("Support agents")) == before
