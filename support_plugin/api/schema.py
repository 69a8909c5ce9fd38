"""The API described: OpenAPI 3.1, made of what the views say of themselves (`operations`)."""

import json

import django_filters
from django.urls import include, path
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.settings import SPECTACULAR_DEFAULTS, patched_settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from support_plugin.tickets.attachments import CONTENT_TYPES

from .examples import example_of
from .fields import Strict
from .filters import DayFilter, SlugsFilter
from .problems import MEDIA_TYPE

VERSION = "1.0.0"
# Where a host is asked to put the door.
PREFIX = "/api/support/v1/"
# Ours alone, and all there are: a host that describes APIs of its own with the same package keeps its settings, and none
# of them is read here.
NOT_PATCHED = ("SERVE_", "DEFAULT_GENERATOR_CLASS")
SETTINGS = {
    **{name: value for name, value in SPECTACULAR_DEFAULTS.items() if not name.startswith(NOT_PATCHED)},
    "TITLE": "Support desk",
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": (
        "What customers and agents do on the screens of the desk. `docs/api.md` explains the conventions: "
        "scopes, sides, idempotency keys, ETags, problem details."
    ),
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "DISABLE_ERRORS_AND_WARNINGS": False,
    "POSTPROCESSING_HOOKS": [],
    "TAGS": [
        {"name": "tickets", "description": "Reading them, filing one, writing in them, and all verbs."},
        {"name": "attachments", "description": "Files, uploaded ahead of what refers to them."},
        {"name": "notices", "description": "What one was told, and what one wants to be told of."},
        {"name": "events", "description": "What happened, for whoever keeps a copy."},
        {"name": "taxonomy", "description": "What a ticket can be about, and what its form asks."},
        {"name": "suggestions", "description": "Guides that may answer before a ticket is filed."},
        {"name": "people", "description": "Who calls, and whom agents know."},
        {"name": "views", "description": "Desk only: ways to look at the queue, kept under a name."},
        {"name": "desk", "description": "Desk only: canned replies and tags."},
    ],
    "SCHEMA_PATH_PREFIX": "",
    "SERVERS": [{"url": "/"}],
}
SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token that its owner made in the panel or at the desk.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "The session of the site, with `X-CSRFToken` on whatever changes something.",
    },
}
# What a file can be said to be.
FILES = {*CONTENT_TYPES.values(), "application/octet-stream"}
HEADERS = {
    "Accept-Language": "The language of sentences, names and labels, for example `fa` or `en`.",
    "Idempotency-Key": "1 to 255 characters. Repeated with the same call, the first answer comes again.",
    "If-Match": "The ETag of what is changed. 412 where it was changed since.",
}
# What is made by which operation: below which address it is found, and by what of the answer.
LINKS = {
    "tickets_create": ("/tickets/{reference}/", "reference", "reference"),
    "attachments_upload": ("/attachments/{uuid}/", "uuid", "id"),
    "views_create": ("/views/{uuid}/", "uuid", "id"),
}
SENTENCES = {
    400: "Something in the address, or the syntax of the body, cannot be read.",
    401: "Nobody is logged in, or the token is not valid.",
    403: "The token does not allow that, or only agents may.",
    404: "It does not exist, or not for you.",
    406: "Only JSON is answered.",
    409: "A rule of the desk stands against it, or the key was used for another call.",
    412: "It was changed since it was read.",
    413: "The body is too large.",
    415: "This kind of body is not understood.",
    422: "Something in the body cannot be accepted; `errors` says what.",
    429: "Too many calls; `Retry-After` says when the next one is taken.",
    503: "Not just now; `Retry-After` says when to try again.",
}


class ProblemError(serializers.Serializer):
    """What was wrong with one part: where it stands, a stable code, a sentence."""

    pointer = serializers.CharField(required=False, help_text="Of the body: a JSON pointer as a fragment.")
    parameter = serializers.CharField(required=False, help_text="Of the address.")
    header = serializers.CharField(required=False)
    code = serializers.CharField()
    detail = serializers.CharField()


class Problem(serializers.Serializer):
    """Problem details (RFC 9457). Broken rules of the desk bring further members, such as `agent`."""

    example = {
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "Some of what was sent cannot be accepted.",
        "code": "invalid",
        "errors": [
            {
                "pointer": "#/answers/invoice-number",
                "code": "not_asked",
                "detail": "This is not asked for these answers. Leave it out.",
            }
        ],
    }

    title = serializers.CharField(help_text="The name of the status.")
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="A sentence for a person, in their language.")
    code = serializers.CharField(help_text="Stable, for programs.")
    errors = ProblemError(many=True, required=False)


class Described(AutoSchema):
    """What drf-spectacular asks of a view, answered by its `operations`."""

    @property
    def operation(self):
        return self.view.operations.get(self.method)

    def is_excluded(self):
        return self.operation is None

    def get_operation_id(self):
        return self.operation.name

    def get_summary(self):
        return self.operation.summary

    def get_description(self):
        return self.operation.details or self.operation.summary

    def get_tags(self):
        return [self.view.tag]

    def get_auth(self):
        if self.view.is_public:
            return [{}]
        for name, scheme in SECURITY.items():
            self.registry.register_on_missing(
                ResolvedComponent(
                    name=name, type=ResolvedComponent.SECURITY_SCHEMA, object=name, schema=scheme
                )
            )
        return [{name: []} for name in SECURITY]

    def get_extensions(self):
        scope = self.view.scopes.get(self.method)
        told = {"x-scope": scope} if scope and not self.view.is_public else {}
        return told | ({"x-desk-only": True} if self.view.is_desk else {})

    def get_request_serializer(self):
        return self.operation.body

    def _get_request_body(self, direction="request"):
        """Where something in it has to be there, so has the body."""
        body = super()._get_request_body(direction)
        if body and any(field.required for field in self.operation.body().fields.values()):
            body["required"] = True
        return body

    def map_parsers(self):
        return ["multipart/form-data"] if self.operation.is_upload else ["application/json"]

    def get_override_parameters(self):
        names = ["Accept-Language"]
        if self.method != "GET":
            names.append("Idempotency-Key")
        if self.operation.heeds:
            names.append("If-Match")
        headers = [
            OpenApiParameter(name, str, OpenApiParameter.HEADER, description=HEADERS[name]) for name in names
        ]
        query = [self.operation.query] if self.operation.query().fields else []
        return [*headers, *self._response_headers(), *query, *self.view.filter_parameters(self.method)]

    def get_response_serializers(self):
        operation = self.operation
        answered = int(operation.status)
        told = {(answered, *sorted(FILES)) if operation.is_download else answered: self._answer()}
        has_key = "{" in self.path
        for status in operation.failures(self.method, has_key):
            told[int(status), MEDIA_TYPE] = OpenApiResponse(Problem, description=SENTENCES[int(status)])
        return told

    def get_examples(self):
        found = example_of(self.operation.name)
        made = []
        if "request" in found:
            media_type = self.map_parsers()[0]
            made.append(
                OpenApiExample("Request", value=found["request"], request_only=True, media_type=media_type)
            )
        if "response" in found:
            made.append(
                OpenApiExample(
                    "Response",
                    value=found["response"],
                    response_only=True,
                    status_codes=[str(int(self.operation.status))],
                )
            )
        return made

    def get_serializer_name(self, serializer, direction):
        """`TicketShape` is a Ticket, `TicketBody` what asks for one."""
        return type(serializer).__name__.removesuffix("Shape").removesuffix("Body")

    def _postprocess_serializer_schema(self, schema, serializer, direction):
        schema = super()._postprocess_serializer_schema(schema, serializer, direction)
        if isinstance(serializer, Strict):
            schema["additionalProperties"] = False
        if (always := getattr(serializer, "always", None)) is not None:
            schema["required"] = list(always)
        if (example := getattr(serializer, "example", None)) is not None:
            schema["examples"] = [example]
        return schema

    def _is_list_view(self, serializer=None):
        return False

    def _answer(self):
        operation = self.operation
        if operation.is_download:
            return OpenApiResponse(bytes, description="The file.")
        if operation.answer is None:
            return OpenApiResponse(None, description=operation.summary)
        if not operation.is_list:
            return OpenApiResponse(operation.answer, description=operation.summary)
        return OpenApiResponse(_envelope_of(operation.answer), description=operation.summary)

    def _response_headers(self):
        def header(name, description, *statuses):
            return OpenApiParameter(
                name,
                str,
                OpenApiParameter.HEADER,
                description=description,
                response=[str(int(status)) for status in statuses],
            )

        made = [
            header("Retry-After", "Seconds.", 429, 503),
            header("WWW-Authenticate", "How to log in.", 401),
        ]
        if self.operation.gives_etag:
            made.append(header("ETag", "What `If-Match` compares.", self.operation.status))
        if self.operation.status == 201:
            made.append(header("Location", "Where it is.", 201))
        return made


_envelopes = {}


def _envelope_of(entry):
    """`{"next", "previous", "results"}` around many entries."""
    if entry not in _envelopes:
        name = f"{entry.__name__.removesuffix('Shape')}List"
        link = {
            "required": True,
            "allow_null": True,
            "help_text": "The address of the page beside this one, or null.",
        }
        _envelopes[entry] = type(
            name,
            (serializers.Serializer,),
            {
                "__doc__": "One page of a list.",
                "next": serializers.URLField(**link),
                "previous": serializers.URLField(**link),
                "results": entry(many=True),
            },
        )
    return _envelopes[entry]


def document(prefix=PREFIX):
    """The whole description, as a dictionary; `prefix` is the address below which the door stands."""
    with patched_settings(SETTINGS), translation.override("en"):
        generator = SchemaGenerator(
            patterns=[path(prefix.removeprefix("/"), include("support_plugin.api.urls"))]
        )
        described = generator.get_schema(public=True)
        # The first is what the page to try it asks for first, and what programs have.
        described["components"]["securitySchemes"] = SECURITY
        return _linked(_without_marks(described))


def as_json():
    """The same as the text of `docs/openapi.json`."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _linked(described):
    """Say what can be done with what was just made: links from each answer of LINKS to the operations below it."""
    operations = {
        operation["operationId"]: (path, operation)
        for path, methods in described["paths"].items()
        for operation in methods.values()
    }
    for name, (below, parameter, where) in LINKS.items():
        _path, maker = operations[name]
        maker["responses"]["201"]["links"] = {
            each: {"operationId": each, "parameters": {f"path.{parameter}": f"$response.body#/{where}"}}
            for each, (path, _operation) in operations.items()
            if below in path
        }
    return described


def _without_marks(part):
    """Without what the generator notes for itself."""
    if isinstance(part, dict):
        return {name: _without_marks(each) for name, each in part.items() if name != "x-spec-enum-id"}
    return [_without_marks(each) for each in part] if isinstance(part, list) else part


def described(filter_set):
    """The filters of a filter set as parameters."""
    return [_parameter(name, each) for name, each in filter_set.base_filters.items()]


def _parameter(name, each):
    choices = [key for key, _label in each.extra.get("choices", ())]
    is_several = isinstance(each, django_filters.MultipleChoiceFilter | SlugsFilter)
    return OpenApiParameter(
        name,
        OpenApiTypes.DATE if isinstance(each, DayFilter) else str,
        OpenApiParameter.QUERY,
        description=each.extra.get("help_text", ""),
        enum=choices or None,
        many=is_several,
    )
