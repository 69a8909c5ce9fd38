"""What a customer read, searched and was shown before a ticket was filed."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from support_plugin import conf
from support_plugin.hooks import answers

KINDS = ("read", "searched")
MOST = 20
BATCH = 500


class Trail(models.Model):
    """What came before a ticket, as it was when the ticket was filed.

    `facts`: {"read": [{"title", "url", "page", "revision", "at"}], "searched": [{"query", "at"}],
    "suggested": [{"title", "url", "shown", "opened", "dismissed"}]}; times are ISO, what is not known is missing.
    """

    wagtail_reference_index_ignore = True

    ticket = models.OneToOneField("support_plugin.Ticket", on_delete=models.CASCADE, related_name="trail")
    facts = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("what came before a ticket")
        verbose_name_plural = _("what came before tickets")
        indexes = [models.Index("created_at", name="trail_to_purge")]

    def __str__(self):
        return f"{self.ticket_id}"


def since():
    """What happened before this moment does not belong to a ticket filed now."""
    return timezone.now() - timedelta(hours=conf.TRAIL_HOURS)


def trail_of(user, suggestions=()):
    """The facts of a trail, asked of whoever registered `support_reading_trail`; empty where there are none.

    `suggestions` are those of the visit that ends in the ticket. At most MOST of each kind, the newest.
    """
    facts = {"suggested": [_suggested(each) for each in suggestions]}
    for answer in answers("support_reading_trail", user, since(), read=_kinds):
        for kind in KINDS:
            facts[kind] = [*facts.get(kind, ()), *answer[kind]]
    return {kind: found[-MOST:] for kind, found in facts.items() if found}


def _suggested(suggestion):
    moments = {what: getattr(suggestion, f"{what}_at") for what in ("shown", "opened", "dismissed")}
    happened = {what: moment.isoformat() for what, moment in moments.items() if moment}
    return {"title": suggestion.title, "url": suggestion.url, **happened}


def _kinds(answer):
    return {kind: [_stored(fact) for fact in answer.get(kind, ())] for kind in KINDS}


def _stored(fact):
    return {**fact, "at": fact["at"].isoformat()}


def with_moments(facts):
    """The facts of a trail as a page shows them: what was read and searched has a datetime in `at`."""
    parsed = {
        kind: [{**fact, "at": datetime.fromisoformat(fact["at"])} for fact in facts.get(kind, ())]
        for kind in KINDS
    }
    return {**facts, **parsed}


def purge(now):
    """Forget what came before tickets that were filed KEEP_TRAILS_DAYS ago. Returns how many."""
    before = now - timedelta(days=conf.KEEP_TRAILS_DAYS)
    old = Trail.objects.filter(created_at__lt=before).order_by("created_at").values_list("pk", flat=True)
    return Trail.objects.filter(pk__in=list(old[:BATCH])).delete()[0]


def forget_readings(now):
    """Tell whoever remembers what people read that no ticket will ask any more. Returns how much was forgotten."""
    return sum(answers("support_forget_readings", now - timedelta(hours=conf.TRAIL_HOURS), read=int))
