"""The description itself, and a page to read and try it. Served by the site alone: nothing comes from elsewhere."""

from functools import cache

from django.http import Http404
from django.views.generic import TemplateView
from rest_framework.response import Response

from support_plugin import conf

from .base import Door
from .schema import document


class PublicDoor(Door):
    is_public = True


class Schema(PublicDoor):
    def get(self, request):
        return Response(_document())


class NotHere(PublicDoor):
    """Whatever else is asked below our address."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        raise Http404


class Docs(TemplateView):
    """Swagger UI, where API_DOCS is on; it wants `drf_spectacular_sidecar` among the installed apps."""

    template_name = "support_plugin/api/docs.html"

    def dispatch(self, request, *args, **kwargs):
        if not conf.API_DOCS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


@cache
def _document():
    return document()
