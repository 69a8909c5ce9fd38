"""Guides whose translation is missing, unpublished or older than what it was translated from."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from knowledge_base.models import GuidePage

from .period import beginning
from .tickets import tickets_after

MISSING, DRAFT, OLDER = "missing", "draft", "older"
STATES = {MISSING: _("Missing"), DRAFT: _("Begun, not published"), OLDER: _("Older than its source")}


@dataclass
class Translation:
    """A guide that readers of `locale` do not read as it stands in its source; `twin` is what they read, or None."""

    source: GuidePage
    locale: Locale
    state: str
    twin: GuidePage | None
    tickets: int = 0

    @property
    def title(self):
        return self.source.title

    @property
    def language(self):
        return self.locale.get_display_name()

    @property
    def source_language(self):
        return self.source.locale.get_display_name()

    @property
    def state_in_words(self):
        return STATES[self.state]

    @property
    def published_at(self):
        return self.source.last_published_at


def stale_translations(sources, day):
    """The `Translation`s of live guides of the queryset `sources`, those whose source cost most tickets since first.

    Of guides with one translation key the source is the live one in the site's own language, else the one that was
    there first; an alias is a copy, so no translation. A translation is older where it was last published before its
    source was.
    """
    locales = {locale.pk: locale for locale in Locale.objects.all()}
    own = Locale.get_default()
    families = defaultdict(dict)
    for guide in (
        GuidePage.objects.filter(alias_of=None)
        .order_by("pk")
        .only(
            "pk",
            "title",
            "translation_key",
            "locale",
            "live",
            "last_published_at",
            "path",
            "depth",
            "numchild",
        )
    ):
        guide.locale = locales[guide.locale_id]
        families[guide.translation_key][guide.locale_id] = guide
    may_edit = set(sources.values_list("pk", flat=True))
    found = []
    for family in families.values():
        live = [guide for guide in family.values() if guide.live]
        source = min(live, key=lambda guide: (guide.locale_id != own.pk, guide.pk), default=None)
        if source is None or source.pk not in may_edit:
            continue
        for locale in locales.values():
            twin = family.get(locale.pk)
            if locale != source.locale and (state := _state(source, twin)):
                found.append(Translation(source, locale, state, twin))
    filed = tickets_after({each.source.pk for each in found}, beginning(day))
    for each in found:
        each.tickets = filed.get(each.source.pk, 0)
    return sorted(found, key=lambda each: (-each.tickets, each.source.path, each.locale.language_code))


def _state(source, twin):
    if twin is None:
        return MISSING
    if not twin.live:
        return DRAFT
    return OLDER if twin.last_published_at < source.last_published_at else None
