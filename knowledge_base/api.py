"""Guides for front ends of others, through Wagtail's page API, version 2, and what is public in both (docs/page-api.md)."""

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import cached_property
from rest_framework.renderers import JSONRenderer
from wagtail.api.querysets import get_public_pages_queryset
from wagtail.api.v2.serializers import PageSerializer
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.models import Page

from .access import closed_to
from .breadcrumbs import load_breadcrumbs
from .models import GuidePage
from .outline import Outline
from .pictures import load_renditions
from .rich_text import RichTexts


def public_pages(request, model=Page):
    """Live pages of a site that anyone may read, whoever asks: Wagtail's, without the aliases of what is closed."""
    return get_public_pages_queryset(request, model).exclude(closed_to())


class PublicPageSerializer(PageSerializer):
    """Says everything in the language of the page; the rich texts of all pages in a language are expanded together."""

    def to_representation(self, page):
        language = page.locale.language_code
        if language not in self.context["rich_texts"]:
            self.context["rich_texts"][language] = RichTexts(language)
        self.context["language"] = language
        with translation.override(language):
            return super().to_representation(page)


class PublicPagesAPIViewSet(PagesAPIViewSet):
    """Live pages that anyone may read, whoever asks; a listing costs the same number of queries for any of its rows."""

    base_serializer_class = PublicPageSerializer
    renderer_classes = [JSONRenderer]

    def get_base_queryset(self):
        return self._public

    @cached_property
    def _public(self):
        """Asked for several times in an answer, and worked out once."""
        return super().get_base_queryset().exclude(closed_to())

    def get_queryset(self):
        return super().get_queryset().select_related("locale", "content_type")

    def get_serializer_context(self):
        return super().get_serializer_context() | {"rich_texts": {}}

    def paginate_queryset(self, queryset):
        pages = super().paginate_queryset(queryset)
        if queryset.model is GuidePage:
            _load(pages, self.get_serializer_class().Meta.fields)
        return pages

    def check_query_parameters(self, queryset):
        super().check_query_parameters(queryset)
        if any("\0" in value for value in self.request.GET.values()):
            raise BadRequestError("null characters are not allowed")

    def handle_exception(self, error):
        if isinstance(error, ValidationError):
            error = BadRequestError(" ".join(error.messages))
        return super().handle_exception(error)


def _load(guides, fields):
    """Of all these guides at once what each would ask for by itself."""
    if "body" in fields:
        bodies = GuidePage.body.field.stream_block.bulk_to_python([guide.body.raw_data for guide in guides])
        for guide, body in zip(guides, bodies, strict=True):
            guide.body = body
        load_renditions([image for guide in guides for image in Outline(guide.body).images()])
    if {"breadcrumbs", "category"} & set(fields):
        load_breadcrumbs(guides)
