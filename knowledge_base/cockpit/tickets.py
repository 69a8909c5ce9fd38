"""What is known of tickets: not by us, but by whoever answers these hooks."""

import logging

from wagtail import hooks

logger = logging.getLogger(__name__)


def tickets_after(pages, since):
    """`{page key: tickets filed after reading it}`, of all who answer `knowledge_base_tickets_after`."""
    counted = {}
    for answer in _answers(hooks.get_hooks("knowledge_base_tickets_after"), list(pages), since):
        for page, number in answer.items():
            counted[page] = counted.get(page, 0) + number
    return counted


def ticket_subjects(since):
    """`[{"subject", "tickets", "minutes"}]`, of all who answer `knowledge_base_ticket_subjects`."""
    answers = _answers(hooks.get_hooks("knowledge_base_ticket_subjects"), since)
    return [subject for answer in answers for subject in answer]


def deflection(since):
    """What the first who answers `knowledge_base_deflection` has measured, or None."""
    return next(iter(_answers(hooks.get_hooks("knowledge_base_deflection"), since)), None)


def _answers(asked, *words):
    """Trouble in a hook is not ours: it is logged, and the others are asked."""
    answers = []
    for ask in asked:
        try:
            answers.append(ask(*words))
        except Exception:
            logger.exception("A hook of the cockpit failed")
    return [answer for answer in answers if answer is not None]
