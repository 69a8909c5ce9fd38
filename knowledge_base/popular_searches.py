"""What many people search for and find, offered on the home of the knowledge base.

Searches are counted without who did, so nothing tells whether they were many people or one. What is shown says nothing of
anybody all the same: it was searched for often and on several days, and all its words stand in a guide that everyone reads.
"""

from datetime import timedelta

from django.db.models import Count, Sum
from django.utils import timezone
from wagtail.contrib.search_promotions.models import QueryDailyHits

from support_plugin.text.digits import to_ascii

from . import edition
from .access import closed_to
from .models import GuidePage
from .promotions import PERSONAL
from .questions import words_of
from .search import answering

MOST_SHOWN = 6
LONGEST_SHOWN = 40
DAYS = 30
LEAST_DAYS = 3
LEAST_TIMES = 10
MOST_DIGITS = 2
MOST_LOOKED_AT = 200
KEEP_SECONDS = 10 * 60


def popular_searches(locale):
    """At most MOST_SHOWN questions that guides of a language (its key) answer, the most frequent of DAYS days first.

    Each was asked at least LEAST_TIMES and on LEAST_DAYS days. Spellings that the search takes for the same are one, in
    the most frequent one. Kept for KEEP_SECONDS, or until a guide that everyone may open is published or taken back.
    """
    guides = GuidePage.objects.live().exclude(closed_to()).filter(locale=locale)
    name = f"knowledge_base.popular_searches:{locale}"
    return edition.remembered(name, edition.of(guides), lambda: _popular(locale), KEEP_SECONDS)


def _popular(locale):
    spellings, times = {}, {}
    for question, number in _frequent():
        words = frozenset(words_of(question))
        spellings.setdefault(words, question)
        times[words] = times.get(words, 0) + number
    often = [words for words in sorted(times, key=times.get, reverse=True) if times[words] >= LEAST_TIMES]
    questions = [spellings[words] for words in often]
    answered = answering(questions, locale, exactly=True)
    return [question for question in questions if question in answered][:MOST_SHOWN]


def _frequent():
    """`(question, times)` of those that may be shown and were asked on enough days, the most frequent first."""
    asked = (
        QueryDailyHits.objects.filter(date__gt=timezone.localdate() - timedelta(days=DAYS))
        .values_list("query__query_string")
        .annotate(times=Sum("hits"), days=Count("date"))
        .filter(days__gte=LEAST_DAYS)
        .order_by("-times", "query__query_string")
    )
    return [(question, times) for question, times, _days in asked[:MOST_LOOKED_AT] if _may_be_shown(question)]


def _may_be_shown(question):
    digits = sum(letter.isdigit() for letter in question)
    is_personal = digits > MOST_DIGITS or PERSONAL.search(to_ascii(question))
    return len(question) <= LONGEST_SHOWN and not is_personal
