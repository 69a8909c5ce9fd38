"""What front ends of others are offered beside the desk: log-in, and Wagtail's page API.

Of that version 2 reads, version 3 reads and, with a token, writes.
"""

import json
from functools import wraps
from http import HTTPStatus

from allauth.headless import urls as headless
from django.http import JsonResponse
from django.utils.translation import gettext as _
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


def _with_readable_json(view):
    """What cannot be read, allauth answers with an error or with nothing: 415, or 400, in the shape of its refusals."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.META.get("CONTENT_LENGTH") not in (None, "", "0"):
            if request.content_type != "application/json":
                return _refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _("Send JSON: application/json."))
            if not _is_object(request.body):
                return _refused(HTTPStatus.BAD_REQUEST, _("This is not a JSON object that can be read."))
        return view(request, *args, **kwargs)

    return guarded


def _is_object(body):
    """An object that can be stored: brackets that end, and whole letters."""
    try:
        read = json.loads(body.decode())
        json.dumps(read, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return isinstance(read, dict)


def _refused(status, sentence):
    return JsonResponse(
        {"status": status, "errors": [{"message": sentence, "code": "unreadable"}]}, status=status
    )


log_in = headless
decorate_urlpatterns(headless.urlpatterns, _with_readable_json)
