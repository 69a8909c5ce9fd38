"""The description itself, and a page to read and try it. Served by the site alone: nothing comes from elsewhere."""

from functools import cache

from django.apps import apps
from django.http import Http404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from rest_framework.response import Response

from support_plugin import conf
from support_plugin.checks import SIDECAR

from .base import Door
from .schema import document


class PublicDoor(Door):
    is_public = True


class Schema(PublicDoor):
    # It does not describe itself, and so has no `operations`.
    allowed_methods = ("GET",)

    def get(self, request):
        return Response(_document(reverse("support_api:schema").removesuffix("schema/")))


class NotHere(PublicDoor):
    """Whatever else is asked below our address."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        raise Http404


@method_decorator(never_cache, name="dispatch")
class Docs(TemplateView):
    """Swagger UI, where API_DOCS is on and the app that brings its files (`SIDECAR`) is installed."""

    template_name = "support_plugin/api/docs.html"

    def dispatch(self, request, *args, **kwargs):
        if not (conf.API_DOCS and apps.is_installed(SIDECAR)):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


@cache
def _document(prefix):
    return document(prefix)
