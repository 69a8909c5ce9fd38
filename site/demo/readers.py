"""What a month of readers left behind: their reads, their votes, their searches, their visits to the ticket form."""

import uuid
from datetime import timedelta

from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits

from knowledge_base import popularity
from knowledge_base.models import Feedback, GuidePage, GuideReads
from support_plugin.deflection.models import Visit

from .tickets import NAMESPACE

READS_A_DAY = 40
# What no guide answers yet, and how often it is searched for a day.
SEARCHES = {
    "تغییر مالکیت پنل": 3,
    "انتقال مالکیت پنل": 2,
    "تغییر مالکیت": 1,
    "پیامک بین‌المللی": 1,
    "ownership transfer": 1,
}
# What guides answer, likewise.
FOUND = {
    "پیامک گروهی": 6,
    "ثبت تیکت": 5,
    "فاکتور رسمی": 4,
    "bulk sms": 3,
    "file a ticket": 2,
}
SEARCHED_DAYS = 14
# Guides that many readers voted on: (helpful, not helpful), at first and in the last week.
VOTES = {
    "how-to-file-a-ticket": [(46, 4), (12, 1)],
    "send-bulk-sms": [(31, 5), (8, 2)],
    "sending-left-unfinished": [(18, 3), (4, 9)],
    "official-invoice": [(9, 6), (3, 1)],
}
EARLIER, LATELY = 40, 5
# How a hundred visits to the form end: filed, answered, left; with suggestions and without.
VISITS = {False: (360, 108, 72), True: (50, 0, 10)}


def read():
    """Most of what is read stands first. Answers whether anything was new."""
    if GuideReads.objects.exists():
        return False
    guides = GuidePage.objects.live().order_by("path")
    GuideReads.objects.bulk_create(
        GuideReads(guide=guide, day=_days_ago(day), number=1 + READS_A_DAY // (place + 1))
        for place, guide in enumerate(guides)
        for day in range(1, popularity.DAYS)
    )
    return True


def search():
    """Search every day, in vain or not. Answers whether anything was new."""
    if QueryDailyHits.objects.exists():
        return False
    for words, times in (SEARCHES | FOUND).items():
        query = Query.get(words)
        QueryDailyHits.objects.bulk_create(
            QueryDailyHits(query=query, date=_days_ago(day), hits=times) for day in range(SEARCHED_DAYS)
        )
    return True


def vote():
    """Say which guides help; one of them has not for a week. Answers whether anything was new."""
    if Feedback.objects.exists():
        return False
    for slug, rounds in VOTES.items():
        guide = GuidePage.objects.get(slug=slug, locale__language_code="fa")
        for days_ago, (yes, no) in zip((EARLIER, LATELY), rounds, strict=True):
            votes = [
                Feedback(
                    guide=guide,
                    revision=guide.live_revision_id,
                    language="fa",
                    is_helpful=number < yes,
                    visitor=uuid.uuid5(NAMESPACE, f"{slug} {days_ago} {number}"),
                )
                for number in range(yes + no)
            ]
            keys = [vote.pk for vote in Feedback.objects.bulk_create(votes)]
            Feedback.objects.filter(pk__in=keys).update(answered_at=timezone.now() - timedelta(days=days_ago))
    return True


def visit():
    """Come to the ticket form, and file or find the answer. Answers whether anything was new."""
    if Visit.objects.exists():
        return False
    for is_held_out, numbers in VISITS.items():
        outcomes = [
            outcome
            for outcome, number in zip(Visit.Outcome.values, numbers, strict=True)
            for _visit in range(number)
        ]
        begun = [timezone.now() - timedelta(hours=25 + number) for number in range(len(outcomes))]
        Visit.objects.bulk_create(
            Visit(is_held_out=is_held_out, begun_at=at, ended_at=at + timedelta(minutes=5), outcome=outcome)
            for at, outcome in zip(begun, outcomes, strict=True)
        )
    return True


def _days_ago(number):
    return timezone.localdate() - timedelta(days=number)
