"""Merging from the conversation: what is offered, what is said, who may, and the way back."""

import pytest
from django.urls import reverse
from django.utils import translation

from support_plugin.models import Event
from support_plugin.tickets import actions


def url(ticket, verb="merge"):
    return reverse(f"support_desk:{verb}", args=[ticket.reference])


def conversation(ticket):
    return url(ticket, "conversation")


@pytest.fixture
def other(open_ticket):
    return open_ticket(subject="باز هم خطا در ارسال گروهی")


@pytest.fixture
def as_agent(client, agent):
    client.force_login(agent)
    return client


def test_the_conversation_leads_to_merging(as_agent, ticket):
    assert url(ticket) in as_agent.get(conversation(ticket)).content.decode()


def test_the_page_offers_the_same_customers_tickets_and_says_what_happens(
    as_agent, ticket, other, foreign_ticket, open_ticket, other_department, other_type
):
    hidden = open_ticket(department=other_department, ticket_type=other_type, subject="فاکتور")
    with translation.override("en"):
        page = as_agent.get(url(ticket), headers={"accept-language": "en"}).content.decode()
    assert f'value="{other.reference}"' in page
    for each in (hidden, foreign_ticket, ticket):
        assert f'value="{each.reference}"' not in page
    assert Event.objects.filter(kind="merged").count() == 0


@pytest.mark.parametrize("way", ["chosen", "number"])
def test_merging_leads_to_the_target_and_the_merged_one_says_so(way, as_agent, ticket, other):
    persian = other.reference.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    words = {"into": other.reference} if way == "chosen" else {"number": f" {persian} "}
    response = as_agent.post(url(ticket), words)
    assert (response.status_code, response.url) == (302, conversation(other))
    page = as_agent.get(conversation(ticket)).content.decode()
    assert conversation(other) in page
    assert url(ticket, "unmerge") in page
    assert url(ticket) not in page.replace(url(ticket, "unmerge"), "")
    target = as_agent.get(conversation(other)).content.decode()
    assert conversation(ticket) in target
    response = as_agent.get(url(ticket))
    assert (response.status_code, response.url) == (302, conversation(ticket))


def test_separating_makes_two_of_them_again(as_agent, ticket, other):
    as_agent.post(url(ticket), {"into": other.reference})
    response = as_agent.post(url(ticket, "unmerge"))
    assert (response.status_code, response.url) == (302, conversation(ticket))
    ticket.refresh_from_db()
    assert (ticket.merged_into, ticket.status) == (None, "new")
    assert as_agent.post(url(ticket, "unmerge")).status_code == 409


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"into": ""},
        {"number": "10000000"},
        {"number": "ا‌ب"},
        {"number": "9" * 40},
        {"number": "9" * 400},
        {"into": "%00"},
        {"into": "<b>"},
    ],
)
def test_what_is_no_ticket_is_refused_with_a_sentence(words, as_agent, ticket):
    response = as_agent.post(url(ticket), words)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode() or "errorlist" in response.content.decode()
    ticket.refresh_from_db()
    assert ticket.merged_into is None


def test_a_ticket_of_another_department_is_no_ticket_here(as_agent, ticket, foreign_ticket):
    response = as_agent.post(url(ticket), {"number": foreign_ticket.reference})
    assert response.status_code == 422
    assert foreign_ticket.subject not in response.content.decode()


def test_another_customers_ticket_is_refused_and_nothing_changes(client, admin, ticket, foreign_ticket):
    client.force_login(admin)
    response = client.post(url(ticket), {"number": foreign_ticket.reference})
    assert response.status_code == 422
    assert Event.objects.filter(kind="merged").count() == 0


def test_a_chain_is_refused(as_agent, ticket, other, open_ticket, agent):
    third = open_ticket(subject="سومین")
    actions.merge(ticket, other, by=agent)
    assert as_agent.post(url(third), {"number": ticket.reference}).status_code == 409
    assert as_agent.post(url(other), {"number": third.reference}).status_code == 409


@pytest.mark.parametrize("verb", ["merge", "unmerge"])
@pytest.mark.parametrize("who", ["customer", "stranger", "agent2", "editor"])
def test_the_wrong_person_finds_nothing(who, verb, request, client, agent, ticket, other):
    if verb == "unmerge":
        actions.merge(ticket, other, by=agent)
    client.force_login(request.getfixturevalue(who))
    before = Event.objects.count()
    assert client.get(url(ticket, verb)).status_code in (302, 404)
    assert client.post(url(ticket, verb), {"into": other.reference}).status_code in (302, 404)
    assert Event.objects.count() == before


def test_an_agent_of_only_one_of_the_two_is_offered_no_separating(
    client, agent, agent2, lead, ticket, open_ticket, other_department, other_type
):
    elsewhere = open_ticket(department=other_department, ticket_type=other_type, subject="فاکتور")
    actions.merge(ticket, elsewhere, by=lead)
    client.force_login(agent)
    page = client.get(conversation(ticket)).content.decode()
    assert url(ticket, "unmerge") not in page
    assert conversation(elsewhere) not in page
    assert client.post(url(ticket, "unmerge")).status_code == 404
    client.force_login(agent2)
    assert conversation(ticket) not in client.get(conversation(elsewhere)).content.decode()
    client.force_login(lead)
    assert url(ticket, "unmerge") in client.get(conversation(ticket)).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_however_many_tickets(
    rows, as_agent, ticket, open_ticket, django_assert_num_queries
):
    for number in range(rows):
        open_ticket(subject=f"تیکت {number}")
    as_agent.get(url(ticket))
    with django_assert_num_queries(QUERIES):
        assert as_agent.get(url(ticket)).status_code == 200


QUERIES = 14
