"""Tags in the side panel, and what leads decide about them."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from support_plugin.models import Department, Event, Tag
from support_plugin.tickets import actions


def url(ticket, verb="tag"):
    return reverse(f"support_desk:{verb}", args=[ticket.reference])


SETTINGS = "support_desk:departments"


@pytest.fixture
def as_agent(client, agent):
    client.force_login(agent)
    return client


def names(ticket):
    return sorted(ticket.tagged.values_list("tag__name", flat=True))


def test_tags_are_put_on_and_taken_off(as_agent, ticket):
    response = as_agent.post(url(ticket), {"add": "پیامک، درگاه, فوری"})
    assert (response.status_code, response.url) == (302, url(ticket, "conversation"))
    assert names(ticket) == sorted(["پیامک", "درگاه", "فوری"])
    as_agent.post(url(ticket), {"remove": "درگاه"})
    assert names(ticket) == sorted(["پیامک", "فوری"])


def test_the_panel_shows_its_tags_and_suggests_the_others(as_agent, agent, ticket, open_ticket):
    actions.tag(ticket, by=agent, add=["پیامک"])
    actions.tag(open_ticket(subject="دیگر"), by=agent, add=["درگاه"])
    page = as_agent.get(url(ticket, "conversation")).content.decode()
    assert '<bdi>پیامک</bdi><button name="remove" value="پیامک"' in page
    assert '<option value="درگاه">' in page
    assert '<option value="پیامک">' not in page


@pytest.mark.parametrize("add", ["", " ، ", "چیز تازه", "x" * 5000, "\x00", "، ".join(map(str, range(40)))])
def test_odd_input_breaks_nothing(add, as_agent, ticket, department):
    department.takes_new_tags = False
    department.save()
    response = as_agent.post(url(ticket), {"add": add})
    assert response.status_code in (302, 422)
    assert names(ticket) == []


def test_a_closed_department_says_so(as_agent, ticket, department):
    assert "desk-tags-closed" not in as_agent.get(url(ticket, "conversation")).content.decode()
    department.takes_new_tags = False
    department.save()
    assert "desk-tags-closed" in as_agent.get(url(ticket, "conversation")).content.decode()
    response = as_agent.post(url(ticket), {"add": "درگاه"})
    assert response.status_code == 422
    assert "درگاه" in response.content.decode()


@pytest.mark.parametrize("who", ["customer", "stranger", "agent2", "editor"])
def test_the_wrong_person_tags_nothing(who, request, client, ticket):
    client.force_login(request.getfixturevalue(who))
    assert client.post(url(ticket), {"add": "پیامک"}).status_code in (302, 404)
    assert Tag.objects.count() == 0
    assert not Event.objects.filter(kind="tagged").exists()


# What leads decide -----------------------------------------------------------------


def test_a_lead_decides_for_the_departments_they_lead(client, lead, department, other_department):
    client.force_login(lead)
    page = client.get(reverse(SETTINGS)).content.decode()
    assert page.count('name="takes_new_tags"') == 2
    response = client.post(reverse(SETTINGS), {"department": department.slug})
    assert (response.status_code, response.url) == (302, reverse(SETTINGS))
    assert list(Department.objects.filter(takes_new_tags=False)) == [department]
    assert ModelLogEntry.objects.for_instance(department).get().data == {"fields": ["takes_new_tags"]}
    client.post(reverse(SETTINGS), {"department": department.slug, "takes_new_tags": "on"})
    assert not Department.objects.filter(takes_new_tags=False).exists()


def test_a_department_they_do_not_lead_does_not_exist_for_a_lead(client, lead, department, other_department):
    lead.department_memberships.filter(department=other_department).update(role="agent")
    client.force_login(lead)
    assert client.get(reverse(SETTINGS)).content.decode().count('name="takes_new_tags"') == 1
    for key in (other_department.slug, "", "nowhere", "۱", "x" * 999):
        assert client.post(reverse(SETTINGS), {"department": key}).status_code == 404
    assert not Department.objects.filter(takes_new_tags=False).exists()


@pytest.mark.parametrize("who", ["customer", "agent", "editor"])
def test_whoever_leads_nothing_finds_nothing(who, request, client, department):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse(SETTINGS)).status_code in (302, 404)
    assert client.post(reverse(SETTINGS), {"department": department.slug}).status_code in (302, 404)
    assert not Department.objects.filter(takes_new_tags=False).exists()


def test_only_leads_find_it_in_the_menu(client, lead, agent):
    for person, shown in ((lead, True), (agent, False)):
        client.force_login(person)
        assert (reverse(SETTINGS) in client.get(reverse("wagtailadmin_home")).content.decode()) is shown
