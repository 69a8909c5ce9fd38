"""What is known of tickets: not by us, but by whoever answers these hooks."""

from itertools import chain

from support_plugin.hooks import answers, first_answer


def tickets_after(pages, since):
    """`{page key: tickets filed after reading it}`, of all who answer `knowledge_base_tickets_after`."""
    counted = {}
    for answer in answers("knowledge_base_tickets_after", list(pages), since, read=dict):
        for page, number in answer.items():
            counted[page] = counted.get(page, 0) + number
    return counted


def ticket_subjects(since):
    """`[{"subject", "tickets", "minutes"}]`, of all who answer `knowledge_base_ticket_subjects`."""
    return list(chain.from_iterable(answers("knowledge_base_ticket_subjects", since, read=list)))


def deflection(since):
    """What the first who answers `knowledge_base_deflection` has measured, or None."""
    return first_answer("knowledge_base_deflection", since)
