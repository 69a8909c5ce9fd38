"""Guides and where they stand."""

import re
from functools import lru_cache

from django.db import models
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from support_plugin.text.search import search_key

from .access import closed_to
from .blocks import GuideBody
from .outline import Outline
from .pictures import load_renditions
from .trail import Reading

__all__ = ["CategoryIcon", "GuideIndexPage", "GuidePage", "Reading"]

RESERVED_SLUGS = frozenset(
    [
        "panel",
        "search",
        "admin",
        "accounts",
        "api",
        "en",
        "fa",
        "media",
        "static",
        "healthz",
        "documents",
        "theme",
    ]
)
WORDS_A_MINUTE = 180


class ReservedSlugs:
    """A page at the top of a site must not take an address that belongs to the site itself."""

    @staticmethod
    def _slug_is_available(slug, parent_page, page=None):
        if slug in RESERVED_SLUGS and (parent_page is None or parent_page.depth <= 2):
            return False
        return Page._slug_is_available(slug, parent_page, page)


class CategoryIcon(models.TextChoices):
    BOOK = "book", _("Book")
    ROCKET = "rocket", _("Rocket")
    SEND = "send", _("Paper plane")
    CHART = "chart", _("Chart")
    CART = "cart", _("Shopping cart")
    CODE = "code", _("Code")
    CARD = "card", _("Bank card")
    USERS = "users", _("People")
    SETTINGS = "settings", _("Settings")


class GuideIndexPage(ReservedSlugs, Page):
    """The home of the knowledge base, or a category below it."""

    intro = models.TextField(
        _("introduction"), max_length=300, blank=True, help_text=_("One or two sentences under the title.")
    )
    icon = models.CharField(_("icon"), max_length=20, choices=CategoryIcon, default=CategoryIcon.BOOK)

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("icon")]
    parent_page_types = ["wagtailcore.Page", "knowledge_base.GuideIndexPage"]
    subpage_types = ["knowledge_base.GuideIndexPage", "knowledge_base.GuidePage"]

    class Meta:
        verbose_name = _("guide index")
        verbose_name_plural = _("guide indexes")

    @property
    def is_home(self):
        return not isinstance(self.get_parent().specific_deferred, GuideIndexPage)

    def get_template(self, request, *args, **kwargs):
        return "knowledge_base/home.html" if self.is_home else "knowledge_base/category.html"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["section"] = "guides"
        closed = closed_to(request)
        context["categories"] = self.categories(closed)
        guides = GuidePage.objects.live().exclude(closed).defer("body", "body_key")
        if self.is_home:
            context["newest"] = guides.descendant_of(self).order_by("-last_published_at", "-pk")[:6]
        else:
            context["guides"] = guides.child_of(self).order_by("path")
        return context

    def categories(self, closed):
        """Live categories directly below that are not `closed`, each with `guide_count`, in one query."""
        below = (
            GuidePage.objects.live()
            .exclude(closed)
            .filter(path__startswith=models.OuterRef("path"), depth__gt=models.OuterRef("depth"))
        )
        count = (
            below.order_by()
            .annotate(one=models.Value(1))
            .values("one")
            .annotate(n=models.Count("pk"))
            .values("n")
        )
        return (
            GuideIndexPage.objects.child_of(self)
            .live()
            .exclude(closed)
            .annotate(guide_count=models.functions.Coalesce(models.Subquery(count), 0))
            .order_by("path")
        )


class GuidePage(ReservedSlugs, Page):
    """One guide."""

    lead = models.TextField(
        _("lead"),
        max_length=300,
        blank=True,
        help_text=_("What the reader can do after reading, in one sentence."),
    )
    body = StreamField(GuideBody(), verbose_name=_("content"), blank=True)
    title_key = models.TextField(editable=False, default="")
    body_key = models.TextField(editable=False, default="")

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types = ["knowledge_base.GuideIndexPage"]
    subpage_types = []
    # The keys are normalised words; queries pass through the same normaliser (knowledge_base.search).
    search_fields = [
        *Page.search_fields,
        index.SearchField("title_key", boost=3),
        index.SearchField("body_key"),
        index.AutocompleteField("title_key"),
        index.AutocompleteField("body_key"),
    ]

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

    def full_clean(self, *args, **kwargs):
        self._set_keys()
        super().full_clean(*args, **kwargs)

    def save(self, *args, **kwargs):
        self._set_keys()
        return super().save(*args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["section"] = "guides"
        context["outline"] = self.outline
        load_renditions(self.outline.images())
        return context

    @cached_property
    def outline(self):
        return Outline(self.body)

    @property
    def plain_text(self):
        """The words of the guide without any markup."""
        return plain_text(self.body)

    @cached_property
    def reading_minutes(self):
        return max(1, round(len(self.plain_text.split()) / WORDS_A_MINUTE))

    def _set_keys(self):
        self.title_key = _key(self.title)
        self.body_key = _key(self.lead, self.plain_text)


@lru_cache(maxsize=16)
def _key(*texts):
    """Adding and publishing a guide asks for its keys six times, cleaning and saving; they are worked out once."""
    return search_key(*texts)


def plain_text(stream):
    """The words of a stream of blocks, as the search sees them."""
    words = []
    for block in stream:
        words += block.block.get_searchable_content(block.value)
    return re.sub(r"\s+", " ", strip_tags(" ".join(str(word) for word in words))).strip()
