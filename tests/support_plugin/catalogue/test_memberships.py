"""Who works where: decides who reads which tickets, so it is no business of editors."""

import pytest
from bs4 import BeautifulSoup

from support_plugin.models import DepartmentMembership, Ticket
from tests import factories

from .conftest import address


def form(user, department, role="agent"):
    return {
        "user": getattr(user, "pk", user),
        "department": getattr(department, "pk", department),
        "role": role,
    }


@pytest.fixture
def newcomer(agent):
    """May enter the admin, works nowhere yet."""
    return factories.agent("newcomer", first_name="نیلوفر", last_name="صدر")


def asked_anew(user):
    """The person as the next request loads them."""
    return type(user).objects.get(pk=user.pk)


def test_a_membership_opens_the_tickets_of_its_department(as_keeper, newcomer, department, ticket):
    assert not Ticket.objects.worked_by(asked_anew(newcomer)).exists()
    assert (
        as_keeper.post(address("memberships", "create"), form(newcomer, department, "lead")).status_code
        == 302
    )
    assert list(Ticket.objects.worked_by(asked_anew(newcomer))) == [ticket]
    assert DepartmentMembership.objects.get(user=newcomer).role == "lead"


def test_ending_a_membership_closes_them(as_keeper, agent, ticket):
    membership = DepartmentMembership.objects.get(user=agent)
    url = address("memberships", "delete", membership.pk)
    assert as_keeper.get(url).status_code == 200
    assert as_keeper.post(url).status_code == 302
    assert not Ticket.objects.worked_by(asked_anew(agent)).exists()


def test_only_people_who_may_enter_the_admin_are_offered(as_keeper, newcomer, customer, admin):
    page = BeautifulSoup(as_keeper.get(address("memberships", "create")).content, "html.parser")
    offered = {option["value"] for option in page.select("select[name=user] option")}
    assert {str(newcomer.pk), str(admin.pk)} <= offered
    assert str(customer.pk) not in offered


def test_a_member_who_lost_access_can_still_be_edited(as_keeper, agent, department):
    membership = DepartmentMembership.objects.get(user=agent)
    agent.groups.clear()
    url = address("memberships", "edit", membership.pk)
    assert as_keeper.post(url, form(agent, department, "lead")).status_code == 302


def test_twice_in_one_department_is_refused_with_a_sentence(as_keeper, agent, department):
    response = as_keeper.post(address("memberships", "create"), form(agent, department))
    assert response.status_code == 200
    [message] = response.context["form"].non_field_errors()
    assert message in response.content.decode()
    assert DepartmentMembership.objects.count() == 1


@pytest.mark.parametrize("value", ["", "999999", "9" * 40, "-1", "abc", "\x00"])
@pytest.mark.parametrize("field", ["user", "department", "role"])
def test_what_is_forged_is_refused_at_its_field(field, value, as_keeper, newcomer, department):
    response = as_keeper.post(address("memberships", "create"), form(newcomer, department) | {field: value})
    assert response.status_code == 200
    assert response.context["form"].errors[field]
    assert not DepartmentMembership.objects.filter(user=newcomer).exists()


def test_a_customer_cannot_be_made_an_agent_by_a_forged_key(as_keeper, customer, department):
    response = as_keeper.post(address("memberships", "create"), form(customer, department))
    assert response.context["form"].errors["user"]
    assert not DepartmentMembership.objects.exists()


@pytest.mark.parametrize("question", ["راستین", "agent", "مینا راستین", "agent@example"])
def test_people_are_found_by_any_of_their_names(question, as_keeper, agent, agent2):
    page = BeautifulSoup(as_keeper.get(address("memberships"), {"q": question}).content, "html.parser")
    assert "مینا راستین (agent)" in [each.get_text() for each in page.select(".title-wrapper a")]


def test_the_list_narrows_to_a_department_and_to_a_role(as_keeper, agent, agent2, lead, department):
    def shown(**query):
        page = BeautifulSoup(as_keeper.get(address("memberships"), query).content, "html.parser")
        return sorted(each.get_text() for each in page.select(".title-wrapper a"))

    assert shown(department=department.slug) == ["لیلا فروزان (lead)", "مینا راستین (agent)"]
    assert shown(role="agent") == ["آرش نیک‌پور (agent2)", "مینا راستین (agent)"]
