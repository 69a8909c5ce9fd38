"""What people ask for and no guide answers: searches in vain and subjects that became tickets, put together."""

from dataclasses import dataclass
from statistics import median

from django.db.models import Sum
from wagtail.contrib.search_promotions.models import QueryDailyHits
from wagtail.models import Locale

from knowledge_base import edition
from knowledge_base.access import closed_to
from knowledge_base.models import GuidePage
from knowledge_base.promotions import picked_for
from knowledge_base.search import answering
from support_plugin.text.topics import together

from .period import beginning
from .tickets import ticket_subjects

MOST_SEARCHES = 500
KEEP_SECONDS = 5 * 60


@dataclass
class Gap:
    """Something people ask for.

    `title` is how most of them say it, `others` how else; `minutes` is the working time that one of its tickets
    takes, None where there are none; `guide` answers it already, and tickets are filed all the same.
    """

    title: str
    others: list[str]
    searches: int
    tickets: int
    minutes: float | None
    guide: GuidePage | None = None
    draft: GuidePage | None = None
    weight: float = 0

    @property
    def volume(self):
        return self.searches + self.tickets


def content_gaps(day):
    """Gaps since this day, heaviest first.

    Searches without a good answer and subjects of tickets are put together by `text.topics.together`. A gap weighs its
    volume (searches and tickets) times the working minutes that its tickets take; one without tickets counts with the
    median of those that have some, or where none has, with one minute.

    They are put together once and kept for KEEP_SECONDS, or until a guide that everyone may open is published or taken
    back; picks and synonyms of editors tell within that time.
    """
    published = edition.of(GuidePage.objects.live().exclude(closed_to()))
    name = f"knowledge_base.gaps:{day.isoformat()}"
    return edition.remembered(name, published, lambda: _content_gaps(day), KEEP_SECONDS)


def _content_gaps(day):
    searches, subjects = (
        _searches_in_vain(day),
        {each["subject"]: each for each in ticket_subjects(beginning(day))},
    )
    asked = dict(searches)
    for subject, facts in subjects.items():
        asked[subject] = asked.get(subject, 0) + facts["tickets"]
    gaps = [_gap(cluster, searches, subjects) for cluster in together(asked)]
    usual = median([gap.minutes for gap in gaps if gap.minutes is not None] or [1])
    for gap in gaps:
        gap.weight = gap.volume * (usual if gap.minutes is None else gap.minutes)
    answers = {
        topic: guide.pk for topic, guide in _answers([gap.title for gap in gaps if gap.tickets]).items()
    }
    # What is kept of a guide is no more than its row shows.
    guides = GuidePage.objects.only("title").in_bulk(answers.values())
    for gap in gaps:
        gap.guide = guides.get(answers.get(gap.title))
    return sorted(gaps, key=lambda gap: (-gap.weight, gap.title))


def _searches_in_vain(day):
    """`{query: times}` of the MOST_SEARCHES most frequent ones that today nothing answers, or only what comes near."""
    hits = (
        QueryDailyHits.objects.filter(date__gte=day)
        .values_list("query__query_string")
        .annotate(times=Sum("hits"))
        .order_by("-times", "query__query_string")
    )
    times = dict(hits[:MOST_SEARCHES])
    answered = {*_answers(times), *picked_for(times)}
    return {query: number for query, number in times.items() if query not in answered}


def _answers(questions):
    """`{question: guide}` of those that are answered in any language: nobody keeps in which one was asked."""
    found = {}
    for locale in Locale.objects.all() if questions else ():
        found = answering([each for each in questions if each not in found], locale) | found
    return found


def _gap(cluster, searches, subjects):
    filed = [subjects[text] for text in cluster if text in subjects]
    handled = [each for each in filed if each["minutes"] is not None]
    counted = sum(each["tickets"] for each in handled)
    return Gap(
        title=cluster[0],
        others=cluster[1:],
        searches=sum(searches.get(text, 0) for text in cluster),
        tickets=sum(each["tickets"] for each in filed),
        minutes=sum(each["minutes"] * each["tickets"] for each in handled) / counted if counted else None,
    )
