"""Guides and where they stand."""

import re
from functools import lru_cache

from django import forms
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from support_plugin.text.search import search_key

from . import popularity
from .access import closed_to
from .blocks import GuideBody
from .breadcrumbs import load_breadcrumbs
from .feedback import Feedback, Reason
from .forms import GuideForm
from .importing.uploads import GuideUpload
from .outline import Outline
from .pictures import load_renditions
from .popularity import GuideReads
from .products import ProductsField
from .related import MOST_RELATED
from .revalidation import Revalidated
from .surroundings import Surroundings
from .synonyms import SynonymGroup
from .trail import Reading

__all__ = [
    "Feedback",
    "GuideIndexPage",
    "GuidePage",
    "GuideReads",
    "GuideUpload",
    "Reading",
    "Reason",
    "RelatedGuide",
    "SynonymGroup",
]

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
        "guides",
    ]
)
WORDS_A_MINUTE = 180
MOST_LISTED = 6


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


class GuideIndexPage(Revalidated, ReservedSlugs, Page):
    """The home of the knowledge base, or a category below it."""

    intro = models.TextField(
        _("introduction"), max_length=300, blank=True, help_text=_("One or two sentences under the title.")
    )
    icon = models.CharField(_("icon"), max_length=20, choices=CategoryIcon, default=CategoryIcon.BOOK)

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("icon")]
    api_fields = ["intro", "icon"]
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
        from .popular_searches import popular_searches

        context = super().get_context(request, *args, **kwargs)
        context["section"] = "guides"
        closed = closed_to(request)
        context["categories"] = self.categories(closed)
        guides = GuidePage.objects.live().exclude(closed).defer("body", "plain_text", "body_key")
        if self.is_home:
            below = guides.descendant_of(self)
            context["searches"] = popular_searches(self.locale_id)
            context["popular"] = popularity.most_read(below, MOST_LISTED)
            context["newest"] = below.order_by("-last_published_at", "-pk")[:MOST_LISTED]
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


class Explains(models.TextChoices):
    WIZARD = "wizard", _("Filing a ticket: its steps are the user panel, the department, the type, the form")


class GuidePage(Revalidated, ReservedSlugs, Page):
    """One guide."""

    lead = models.TextField(
        _("lead"),
        max_length=300,
        blank=True,
        help_text=_("What the reader can do after reading, in one sentence."),
    )
    body = StreamField(GuideBody(), verbose_name=_("content"), blank=True)
    products = ProductsField(
        _("products"), help_text=_("Readers can narrow a search to the guides of a product.")
    )
    plain_text = models.TextField(editable=False, default="")
    checked_on = models.DateField(
        _("last checked on"),
        null=True,
        blank=True,
        help_text=_("The day on which somebody last made sure that all of this is still right."),
    )
    explains = models.CharField(
        _("explains"),
        max_length=20,
        choices=Explains,
        blank=True,
        help_text=_("The screens that this guide explains link to its steps, in their order."),
    )
    title_key = models.TextField(editable=False, default="")
    body_key = models.TextField(editable=False, default="")

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("products", widget=forms.CheckboxSelectMultiple),
        InlinePanel(
            "related_links",
            heading=_("Related guides"),
            label=_("Related guide"),
            help_text=_("Guides with similar words fill the places that are left."),
            max_num=MOST_RELATED,
        ),
    ]
    settings_panels = [
        *Page.settings_panels,
        MultiFieldPanel([FieldPanel("checked_on"), FieldPanel("explains")], heading=_("Guide")),
    ]
    base_form_class = GuideForm
    parent_page_types = ["knowledge_base.GuideIndexPage"]
    subpage_types = []
    api_fields = [
        "lead",
        "body",
        "products",
        "checked_on",
        "reading_minutes",
        "category",
        "breadcrumbs",
    ]
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

    def save(self, *args, update_fields=None, **kwargs):
        self._set_keys()
        if self.pk is None or update_fields is not None:
            return super().save(*args, update_fields=update_fields, **kwargs)
        with transaction.atomic():
            self._keep_check()
            return super().save(*args, **kwargs)

    def serve(self, request, *args, **kwargs):
        if request.method == "GET":
            popularity.count(self.pk)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return {**context, "section": "guides", "reading": Surroundings(self, request)}

    @cached_property
    def outline(self):
        """The order of its blocks; the pictures they show are loaded with it."""
        outline = Outline(self.body)
        load_renditions(outline.images())
        return outline

    @cached_property
    def reading_minutes(self):
        return max(1, round(len(self.plain_text.split()) / WORDS_A_MINUTE))

    @cached_property
    def breadcrumbs(self):
        load_breadcrumbs([self])
        return self.breadcrumbs

    @property
    def category(self):
        """The index it stands in, as its breadcrumb; None where that is not live."""
        return self.breadcrumbs[-1] if self.breadcrumbs else None

    def _keep_check(self):
        """A draft that was begun before the guide was checked does not take that back when it is published.

        A day that has not come yet was a mistake, and may be put right.
        """
        stored = GuidePage.objects.select_for_update().filter(pk=self.pk).values_list("checked_on", flat=True)
        checked_on = next(iter(stored), None)
        if checked_on is None or checked_on > timezone.localdate():
            return
        own = self._meta.get_field("checked_on").to_python(self.checked_on)
        self.checked_on = max(checked_on, own or checked_on)

    def _set_keys(self):
        """What follows from title, lead and body: the text without any markup, and the search's words for all."""
        self.plain_text = plain_text(self.body)
        self.title_key = _key(self.title)
        self.body_key = _key(self.lead, self.plain_text)


class RelatedGuide(Orderable):
    """A guide that an editor put below another."""

    page = ParentalKey(GuidePage, on_delete=models.CASCADE, related_name="related_links")
    guide = models.ForeignKey(GuidePage, on_delete=models.CASCADE, related_name="+", verbose_name=_("guide"))

    panels = [PageChooserPanel("guide")]

    class Meta(Orderable.Meta):
        verbose_name = _("related guide")
        verbose_name_plural = _("related guides")


@lru_cache(maxsize=16)
def _key(*texts):
    """Adding and publishing a guide asks for its keys six times, cleaning and saving; they are worked out once."""
    return search_key(*texts)


def plain_text(stream):
    """The words of a stream of blocks as readers see them, what belongs together on a line of its own."""
    pieces = [piece for block in stream for piece in block.block.get_searchable_content(block.value)]
    lines = (re.sub(r"\s+", " ", strip_tags(str(piece))).strip() for piece in pieces if piece)
    return "\n".join(line for line in lines if line)
