"""What every view of the door shares: who calls, in which language, how often, and that nothing happens twice."""

from math import inf
from types import SimpleNamespace

from django.conf import settings
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.module_loading import import_string
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from support_plugin import conf
from support_plugin.middleware import content_length
from support_plugin.text.digits import to_ascii
from support_plugin.tokens.models import ApiToken
from support_plugin.tokens.scopes import Scope

from . import parameters, problems
from .callers import Caller
from .idempotency import once
from .pagination import Pages
from .parsers import JSONParser, TooLarge
from .schema import Described
from .throttles import AddressThrottle, PersonThrottle, TokenThrottle


class Negotiation(DefaultContentNegotiation):
    """By Accept alone: no parameter of the address chooses a format, whatever a host's settings say."""

    settings = SimpleNamespace(URL_FORMAT_OVERRIDE=None)


class Door(APIView):
    """A view of ours. `operations` says what its methods take and answer.

    `is_desk`: only whoever speaks for the desk comes in. `scopes`: what a token must allow, by method; None: any will do.
    """

    renderer_classes = [JSONRenderer]
    parser_classes = [JSONParser]
    content_negotiation_class = Negotiation
    throttle_classes = [TokenThrottle, PersonThrottle, AddressThrottle]
    permission_classes = []
    metadata_class = None
    versioning_class = None
    schema = Described()

    format_kwarg = None
    is_desk = False
    scopes = {"GET": Scope.READ, "POST": Scope.WRITE, "PATCH": Scope.WRITE, "DELETE": Scope.WRITE}
    is_public = False
    operations = {}
    # Under which heading of the schema it stands.
    tag = ""

    @property
    def longest_body(self):
        """Bytes. Files come by an address of their own."""
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or inf

    def get_authenticators(self):
        return [import_string(path)() for path in conf.API_AUTHENTICATION]

    @property
    def allowed_methods(self):
        return list(self.operations)

    def get_exception_handler(self):
        return problems.answer_to

    def dispatch(self, request, *args, **kwargs):
        """In the language that the caller accepts: the address of a program has none."""
        # Whatever a form says of its letters.
        request.encoding = "utf-8"
        with translation.override(translation.get_language_from_request(request)):
            response = super().dispatch(request, *args, **kwargs)
            response.headers["Content-Language"] = translation.get_language()
            patch_vary_headers(response, ("Accept-Language", "Authorization", "Cookie"))
            add_never_cache_headers(response)
            return response.render() if isinstance(response, Response) else response

    def initial(self, request, *args, **kwargs):
        request.version, request.versioning_scheme = None, None
        self._identify(request)
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        if content_length(request) > self.longest_body:
            raise TooLarge
        if not self.is_public:
            self._come_in(request)
        operation = self.operations.get(_read_as(request))
        query = operation.query if operation else parameters.Query
        self.parameters = parameters.read(query, request, passing=lambda name: self.is_filter(request, name))
        if request.method not in SAFE_METHODS and not self.is_public:
            self._do_it_once(request)

    def is_filter(self, request, name):
        """Is it a parameter that a filter set reads?"""
        return False

    def filter_parameters(self, method):
        """What a filter set reads, for the schema."""
        return []

    def read_body(self, request):
        """The body, validated by the serializer of this method."""
        # A form's empty field says something as well as a JSON member does.
        data = request.data.dict() if hasattr(request.data, "dict") else request.data
        serializer = self.operations[request.method].body(data=data, context=self.context(request))
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def context(self, request):
        return {"request": request, "caller": self.caller, "view": self}

    def _identify(self, request):
        """Limits are counted before anything is told: also of whoever guesses tokens."""
        try:
            self.perform_authentication(request)
        except exceptions.APIException:
            request._not_authenticated()
            self.check_throttles(request)
            raise
        self.check_throttles(request)

    def _come_in(self, request):
        if not (request.user and request.user.is_authenticated):
            raise exceptions.NotAuthenticated
        scopes = frozenset(request.auth.scopes) if isinstance(request.auth, ApiToken) else None
        self.caller = Caller(request.user, scopes)
        if _read_as(request) not in self.operations:
            raise exceptions.MethodNotAllowed(request.method)
        scope = self.scopes.get(_read_as(request))
        if scope and not self.caller.may(scope):
            raise problems.ScopeMissing
        if self.is_desk and not self.caller.works:
            raise problems.DeskOnly

    def _do_it_once(self, request):
        """`dispatch` looks for the handler by its name after this; what it finds is the handler under the call's key."""
        name = request.method.lower()
        handler = getattr(self, name)
        rights = self.caller.rights()

        def under_its_key(request, **kwargs):
            return once(request, lambda: handler(request, **kwargs), rights=rights)

        setattr(self, name, under_its_key)


class ListDoor(Door):
    """A list: `rows(request)` is a queryset. Where it is not paged all of it is answered, in the same envelope."""

    def get(self, request, **kwargs):
        operation = self.operations["GET"]
        rows = self.rows(request)
        pages = Pages() if operation.is_paged else None
        if pages:
            rows = pages.paginate_queryset(rows, request, view=self)
        shaped = operation.answer(self.prepared(rows), many=True, context=self.context(request)).data
        if pages:
            return pages.get_paginated_response(shaped)
        return Response({"next": None, "previous": None, "results": shaped})

    def rows(self, request):
        raise NotImplementedError

    def prepared(self, rows):
        """The rows of a page with what their shape needs beside themselves."""
        return rows

    def cursor_order(self, request):
        return ("pk",)


def reference_in(kwargs):
    """A ticket's number from the address, in any digits."""
    return to_ascii(kwargs["reference"])


def _read_as(request):
    return "GET" if request.method == "HEAD" else request.method
