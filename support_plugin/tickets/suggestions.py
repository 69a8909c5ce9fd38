"""Answers that exist already, asked of whoever registered the hook `support_suggestions`."""

from itertools import chain

from wagtail import hooks

from support_plugin.hooks import answers


def suggestions(question, limit=5):
    """At most `limit` things with `title` and `url` that may answer the question."""
    question = " ".join(question.split())[:200]
    if len(question) < 3:
        return []
    found = chain.from_iterable(answers("support_suggestions", question, limit, read=list))
    return list(found)[:limit]


def has_suggestions():
    """Does anybody know answers?"""
    return bool(hooks.get_hooks("support_suggestions"))
