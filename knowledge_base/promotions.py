"""What people search for, and which pages editors put first: `wagtail.contrib.search_promotions`."""

import logging
import re

from django.db import DatabaseError, transaction
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Locale, Page

from support_plugin.text.digits import to_ascii

from .access import closed_to
from .highlights import Sought
from .questions import words_of
from .search import Result

logger = logging.getLogger(__name__)

# Who types these looks for something of their own, and it is nobody's business later on: an e-mail address; the
# digits of a telephone, a card, a ticket or a code, whatever parts them.
PERSONAL = re.compile(r"\S@\S|\d(?:[^\w]{0,2}\d){5,}")


def count(query):
    """Add one to how often this was searched for today. Nothing is kept of who did."""
    if not words_of(query) or PERSONAL.search(to_ascii(query)):
        return
    try:
        with transaction.atomic():
            Query.get(query).add_hit()
    except DatabaseError:
        # Nobody goes without an answer because it could not be counted.
        logger.warning("A search was not counted.", exc_info=True)


def picked_for(questions):
    """Those of the questions for which editors have picked a live page, in whatever language or spelling."""
    picks = SearchPromotion.objects.filter(page__live=True).values_list("query__query_string", flat=True)
    picked = {frozenset(words_of(pick)) for pick in picks}
    return {question for question in questions if frozenset(words_of(question)) in picked}


def promoted(query, request):
    """The editors' picks for these words in whatever spelling, as a list of `Result` in the editors' order.

    Only pages of the active language that `request` may open.
    """
    words = set(words_of(query))
    if not words:
        return []
    picks = SearchPromotion.objects.filter(page__live=True, page__locale=Locale.get_active())
    descriptions = {
        pick.page_id: pick.description
        for pick in picks.select_related("query").order_by("sort_order", "pk")
        if set(words_of(pick.query.query_string)) == words
    }
    if not descriptions:
        return []
    pages = Page.objects.filter(pk__in=descriptions).exclude(closed_to(request)).specific().in_bulk()
    sought = Sought(frozenset(words))
    return [
        Result(pages[key], "promoted", sought, description=description)
        for key, description in descriptions.items()
        if key in pages
    ]
