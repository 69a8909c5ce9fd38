"""Answers that exist already, asked of whoever registered the hook `support_suggestions`."""

import logging

from wagtail import hooks

logger = logging.getLogger(__name__)


def suggestions(question, limit=5):
    """At most `limit` things with `title` and `url` that may answer the question. Trouble there is not ours."""
    question = " ".join(question.split())[:200]
    if len(question) < 3:
        return []
    found = []
    for suggest in hooks.get_hooks("support_suggestions"):
        try:
            found += list(suggest(question, limit))
        except Exception:
            logger.exception("A support_suggestions hook failed")
    return found[:limit]


def has_suggestions():
    """Does anybody know answers?"""
    return bool(hooks.get_hooks("support_suggestions"))
