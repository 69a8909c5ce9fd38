"""Asking others, through Wagtail's hooks. Trouble in their answers is not ours: it is logged, and the next is asked."""

import logging

from wagtail import hooks

logger = logging.getLogger(__name__)


def answers(name, *question, read=None):
    """What each of those who registered the hook `name` answers, in their order, asked one at a time; None is no answer.

    `read` makes of an answer what its asker needs; where it cannot, the answer counts as none.
    """
    for ask in hooks.get_hooks(name):
        try:
            answer = ask(*question)
            if answer is not None and read:
                answer = read(answer)
        except Exception:
            logger.exception("The hook %s failed: %r", name, ask)
            continue
        if answer is not None:
            yield answer


def first_answer(name, *question):
    """The first answer that says something; nobody is asked after it. None where there is none."""
    return next(filter(None, answers(name, *question)), None)
