"""Calling a colleague in an internal note."""

import pytest

from support_plugin.tickets import actions, rendering
from support_plugin.tickets.models import Event, Message
from tests import factories


def mentions_of(ticket):
    return ticket.events.get(kind=Event.Kind.NOTED).data.get("mentions")


@pytest.mark.parametrize(
    "text",
    [
        "@colleague لطفاً ببین",
        "لطفاً @colleague ببیند.",
        "لطفاً @colleague، ببین",
        "لطفاً @colleagueببین",
        "با @colleague\u200cها",
        "See @colleague.",
        "(@Colleague)",
        "@colleague @colleague @agent @nobody",
    ],
)
def test_a_note_calls_a_colleague_by_name(text, ticket, agent, colleague):
    actions.note(ticket, text, by=agent)
    assert mentions_of(ticket) == [colleague.pk]


def test_rich_text_calls_as_plain_text_does(ticket, agent, colleague):
    actions.note(ticket, "<p>سلام</p><ul><li><b>@colleague</b></li></ul>", by=agent, is_rich=True)
    assert mentions_of(ticket) == [colleague.pk]


@pytest.mark.parametrize("name", ["ali.reza", "ali-reza", "ali_reza", "ali+1", "زهرا"])
def test_every_letter_of_a_username_counts(name, ticket, agent, department):
    person = factories.agent(name, department)
    actions.note(ticket, f"از @{name} بپرسید", by=agent)
    assert mentions_of(ticket) == [person.pk]


@pytest.mark.parametrize(
    "text", ["colleague", "mail@colleague", "@", "@@", "@ colleague", "@nobody", "@" + "x" * 5000, "@-.+"]
)
def test_whatever_else_calls_nobody(text, ticket, agent, colleague):
    actions.note(ticket, text, by=agent)
    assert mentions_of(ticket) is None


@pytest.mark.parametrize("who", ["agent2", "customer", "stranger", "editor"])
def test_only_who_works_the_department_can_be_called(who, ticket, agent, agent2, customer, stranger, editor):
    actions.note(ticket, f"@{who}", by=agent)
    assert mentions_of(ticket) is None


def test_a_person_without_an_account_any_more_is_not_called(ticket, agent, colleague):
    colleague.is_active = False
    colleague.save()
    actions.note(ticket, "@colleague", by=agent)
    assert mentions_of(ticket) is None


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("@agent لطفاً ببین", "<bdi>@agent</bdi> لطفاً ببین"),
        ("@agentببین", "<bdi>@agent</bdi>ببین"),
        ("از @زهرا بپرسید.", "از <bdi>@زهرا</bdi> بپرسید."),
        ("See @ali.reza.", "See <bdi>@ali.reza</bdi>."),
        ("@-. & @", "@-. &amp; @"),
        (
            "a@example.com",
            '<a href="mailto:a@example.com">a@example.com</a>',
        ),
        (
            "https://example.com/@agent",
            '<a href="https://example.com/@agent" rel="nofollow">https://example.com/@agent</a>',
        ),
    ],
)
def test_a_call_does_not_turn_the_paragraph_that_begins_with_it(text, html):
    assert rendering.message_html(Message(body=text)) == f'<p dir="auto">{html}</p>'


def test_a_call_in_rich_text_is_isolated_too():
    note = Message(
        body='<p><b>@agent</b> لطفاً <a href="https://example.com/@agent">این @x</a></p>', is_rich=True
    )
    link = '<a href="https://example.com/@agent" rel="noopener">این @x</a>'
    assert rendering.message_html(note) == f'<p dir="auto"><b><bdi>@agent</bdi></b> لطفاً {link}</p>'
