"""A clock that a test turns by hand, from a Sunday noon in Tehran at the beginning of a week without holidays."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from support_plugin.models import Event, Message
from support_plugin.sla.models import Policy

TEHRAN = ZoneInfo("Asia/Tehran")
SUNDAY_NOON = datetime(2026, 11, 22, 12, 0, tzinfo=TEHRAN)


class Watch:
    """What everybody takes for the present."""

    def __init__(self):
        self.now = SUNDAY_NOON

    def forward(self, minutes):
        self.now += timedelta(minutes=minutes)
        return self.now

    def at(self, hour, minute=0, *, days=0):
        """A time of day on the first Sunday, or so many days later."""
        return SUNDAY_NOON.replace(hour=hour, minute=minute) + timedelta(days=days)


@pytest.fixture
def watch(monkeypatch):
    watch = Watch()
    monkeypatch.setattr(timezone, "now", lambda: watch.now)
    for model in (Event, Message):
        # The default of a field was bound when its class was made.
        monkeypatch.setattr(model._meta.get_field("created_at"), "_get_default", lambda: watch.now)
    return watch


@pytest.fixture
def policy(db):
    """The one active policy: half an hour for a reply, three working hours to resolve, an update every hour."""
    Policy.objects.all().delete()

    def make(**fields):
        words = {
            "name": "همه",
            "first_reply_minutes": 30,
            "next_reply_minutes": 30,
            "update_minutes": 60,
            "resolution_minutes": 180,
            "is_active": True,
        } | fields
        return Policy.objects.create(**words, sort_order=Policy.objects.count())

    return make
