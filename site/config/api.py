"""Wagtail's page API for front ends of others: version 2 reads, version 3 reads and, with a token, writes."""

from functools import wraps
from http import HTTPStatus

from django.http import JsonResponse
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v3 import querysets
from wagtail.api.v3.urls import api as wagtail_api
from wagtail.utils.urlpatterns import decorate_urlpatterns

from knowledge_base.api import PublicPagesAPIViewSet, public_pages

version_2 = WagtailAPIRouter("wagtailapi")
version_2.register_endpoint("pages", PublicPagesAPIViewSet)


def _without_null(view):
    """Version 3 hands a null character on to the search, which ends in an error."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if any("\0" in value for value in request.GET.values()):
            sentence = "Null characters are not allowed."
            return JsonResponse(
                {"title": "Bad Request", "status": HTTPStatus.BAD_REQUEST, "detail": sentence},
                status=HTTPStatus.BAD_REQUEST,
            )
        return view(request, *args, **kwargs)

    return guarded


# Version 3 has no other place in which to say what is public. Wagtail's own answer knows restrictions by their paths only,
# so that an alias of a closed page stays open, and lets sessions open what they are told to ignore.
querysets.get_public_pages_queryset = public_pages

version_3 = wagtail_api.urls
decorate_urlpatterns(version_3[0], _without_null)
