"""What a fresh desk starts with, written after `migrate` where nothing is there yet."""

from support_plugin.text.translated import as_translated

from .models import Calendar, Policy

WEEK = {"fa": "ساعات کاری عادی", "en": "Regular hours"}
# First reply and resolution in working minutes, per priority: 30 min/2 h, 1 h/4 h, 8 h/24 h, 24 h/72 h.
TARGETS = [
    ("urgent", {"fa": "فوری", "en": "Urgent"}, 30, 30, 2 * 60),
    ("high", {"fa": "زیاد", "en": "High"}, 60, 60, 4 * 60),
    ("normal", {"fa": "عادی", "en": "Normal"}, 8 * 60, 8 * 60, 24 * 60),
    ("low", {"fa": "کم", "en": "Low"}, 24 * 60, 24 * 60, 72 * 60),
]


def seed(sender, **kwargs):
    """A default calendar, and a policy per priority that does nothing until a lead confirms it."""
    if not Calendar.objects.exists():
        Calendar.objects.create(name=as_translated(WEEK), is_default=True)
    if not Policy.objects.exists():
        Policy.objects.bulk_create(
            Policy(
                name=as_translated(name),
                priority=priority,
                first_reply_minutes=first,
                next_reply_minutes=following,
                resolution_minutes=resolution,
                sort_order=order,
            )
            for order, (priority, name, first, following, resolution) in enumerate(TARGETS)
        )
