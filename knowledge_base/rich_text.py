"""The rich text of guides as others get it."""

from django.utils import translation
from django.utils.functional import cached_property, lazy
from django.utils.html import format_html
from wagtail import blocks
from wagtail.models import Page
from wagtail.rich_text import expand_db_html, features
from wagtail.rich_text.rewriters import LinkRewriter

# No rich text can hold it.
BETWEEN = "\0"


class RichTexts:
    """The rich texts of one answer in one language, expanded together: however many links, as many queries."""

    def __init__(self, language):
        self.language = language
        self.sources = []

    def add(self, source):
        """The text as HTML, which is made when it is read, and all others with it."""
        place = len(self.sources)
        self.sources.append(source)
        return lazy(lambda: self._expanded[place], str)()

    @cached_property
    def _expanded(self):
        others = {kind: link.expand_db_attributes_many for kind, link in features.get_link_types().items()}
        expand_links = LinkRewriter(bulk_rules=others | {"page": self._links_to_pages})
        with translation.override(self.language):
            return expand_db_html(expand_links(BETWEEN.join(self.sources))).split(BETWEEN)

    def _links_to_pages(self, tags):
        """As Wagtail's own, which asks for the language of each link anew: to the page in this language, if it is live."""
        pages = Page.objects.select_related("locale").in_bulk(
            {tag["id"] for tag in tags if tag["id"].isdecimal()}
        )
        keys = {page.translation_key for page in pages.values()}
        twins = Page.objects.live().filter(translation_key__in=keys, locale__language_code=self.language)
        twins = {twin.translation_key: twin for twin in twins.select_related("locale")}
        targets = {str(key): twins.get(page.translation_key, page) for key, page in pages.items()}
        return [
            format_html('<a href="{}">', targets[tag["id"]].url) if tag["id"] in targets else "<a>"
            for tag in tags
        ]


class GuideTextBlock(blocks.RichTextBlock):
    """Rich text that waits for the others of its answer where there is an answer of several."""

    def get_api_representation(self, value, context=None):
        if context and context.get("_wagtail_rich_text_format") == "html" and "rich_texts" in context:
            return context["rich_texts"][context["language"]].add(value.source)
        return super().get_api_representation(value, context)
