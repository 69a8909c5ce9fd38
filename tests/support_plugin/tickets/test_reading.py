"""Unread is what the other side wrote since one last opened the ticket."""

from support_plugin.models import Ticket
from support_plugin.tickets import actions
from support_plugin.tickets.reading import count_unread_answers, mark_read


def unread(user, annotate):
    return list(annotate(Ticket.objects.all(), user).values_list(annotate.name, flat=True))


def answers(tickets, user):
    return tickets.with_unread_answers(user)


def requests(tickets, user):
    return tickets.with_unread_requests(user)


answers.name, requests.name = "has_unread_answer", "has_unread_request"


def test_an_answer_is_unread_until_its_customer_opens_the_ticket(ticket, customer, agent):
    assert unread(customer, answers) == [False]
    answer = actions.reply(ticket, "پاسخ", by=agent)
    assert unread(customer, answers) == [True]
    assert count_unread_answers(customer) == 1
    mark_read(ticket, customer, up_to=answer.pk)
    assert unread(customer, answers) == [False]
    assert count_unread_answers(customer) == 0


def test_a_note_is_no_answer(ticket, customer, agent):
    actions.note(ticket, "فقط همکاران", by=agent)
    assert unread(customer, answers) == [False]


def test_each_agent_reads_for_themselves(ticket, agent, colleague):
    assert unread(agent, requests) == [True]
    mark_read(ticket, agent, up_to=ticket.last_request_pk)
    assert unread(agent, requests) == [False]
    assert unread(colleague, requests) == [True]


def test_reading_never_moves_back(ticket, customer, agent):
    first = actions.reply(ticket, "یک", by=agent)
    second = actions.reply(ticket, "دو", by=agent)
    assert mark_read(ticket, customer, up_to=second.pk) == 0
    assert mark_read(ticket, customer, up_to=first.pk) == second.pk
    assert unread(customer, answers) == [False]
