"""What people do here while logged in, remembered until a ticket of theirs no longer asks for it.

Nothing is remembered of those who are not logged in.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_QUERY = 200
# So far back a trail is followed.
MOST = 200


class Reading(models.Model):
    """A guide that somebody opened, in the revision that was live then; or, without a page, what they searched for."""

    wagtail_reference_index_ignore = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+", null=True)
    title = models.CharField(max_length=255, blank=True)
    url = models.CharField(max_length=500, blank=True)
    revision = models.BigIntegerField(null=True)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        indexes = [
            models.Index("user", "at", name="reading_of_user"),
            models.Index("at", name="reading_to_forget"),
        ]
        constraints = [
            models.CheckConstraint(
                name="reading_page_or_query",
                condition=models.Q(page__isnull=False, query="")
                | (models.Q(page__isnull=True) & ~models.Q(query="")),
            )
        ]

    def __str__(self):
        return self.title or self.query


def remember_guide(user, guide, url):
    """Somebody who is logged in opened this guide."""
    Reading.objects.create(
        user=user, page_id=guide.pk, title=guide.title, url=url[:500], revision=guide.live_revision_id
    )


def remember_search(user, query):
    """Somebody who is logged in searched; an empty query is none."""
    if query:
        Reading.objects.create(user=user, query=query[:LONGEST_QUERY])


def trail(user, since):
    """`{"read": [{"title", "url", "page", "revision", "at"}], "searched": [{"query", "at"}]}`, the oldest first.

    At most the newest MOST are looked at. What was opened or asked more than once is there once, as it was the last time.
    """
    read, searched = {}, {}
    newest = Reading.objects.filter(user=user, at__gt=since).order_by("-pk")[:MOST]
    for each in reversed(newest):
        if each.page_id:
            read.pop(each.page_id, None)
            read[each.page_id] = {
                "title": each.title,
                "url": each.url,
                "page": each.page_id,
                "revision": each.revision,
                "at": each.at,
            }
        else:
            searched.pop(each.query, None)
            searched[each.query] = {"query": each.query, "at": each.at}
    return {"read": list(read.values()), "searched": list(searched.values())}


def forget(before):
    """Forget what was read and searched before this moment. Returns how much that was."""
    return Reading.objects.filter(at__lt=before).delete()[0]
