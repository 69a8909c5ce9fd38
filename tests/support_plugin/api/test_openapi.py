"""The description of the API: `docs/openapi.json` is what the code says, it is valid, and so is every example in it."""

import json
import re
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import translation
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from support_plugin.api import urls
from support_plugin.api.examples import example_of
from support_plugin.api.schema import PREFIX, as_json, document
from tests.house.project import ROOT

HERE = "urn:openapi"
formats = FormatChecker()


@formats.checks("date-time", raises=ValueError)
def is_moment(value):
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@formats.checks("uri", raises=ValueError)
def is_address(value):
    return not isinstance(value, str) or bool(urlsplit(value).scheme and urlsplit(value).netloc)


@pytest.fixture(scope="module")
def described():
    return document()


@pytest.fixture(scope="module")
def operations(described):
    """`[(path, method, operation)]`"""
    return [
        (path, method, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]


def answered(operation):
    """The operation's own answer: `(status, response)`."""
    ((status, response),) = [each for each in operation["responses"].items() if each[0] < "300"]
    return status, response


def of_json(part):
    return part.get("content", {}).get("application/json", {})


def validator(described, schema):
    registry = Registry().with_resource(HERE, Resource.from_contents(described, DRAFT202012))
    whole = {"$ref": HERE + schema["$ref"]} if set(schema) == {"$ref"} else schema
    return Draft202012Validator(whole, registry=registry, format_checker=formats)


def test_the_description_in_the_docs_is_what_the_code_says():
    written = (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert written == as_json(), "The API has changed. `make api` writes its description anew."


def test_it_is_valid_openapi_3_1(described):
    assert described["openapi"].startswith("3.1.")
    validate_schema(described)


def test_every_reference_leads_somewhere(described):
    components = described["components"]
    for kind, name in re.findall(r'"#/components/(\w+)/(\w+)"', as_json()):
        assert name in components[kind], name


def test_every_operation_of_the_addresses_stands_in_it_and_no_other(operations):
    served = {
        operation.name: (method.lower(), str(pattern.pattern))
        for pattern in urls.urlpatterns
        if hasattr(pattern.callback, "cls")
        for method, operation in pattern.callback.cls.operations.items()
    }
    told = {
        operation["operationId"]: (method, re.sub(r"{\w+}", "…", path.removeprefix(PREFIX)))
        for path, method, operation in operations
    }
    assert told == {name: (method, re.sub(r"<[^>]+>", "…", path)) for name, (method, path) in served.items()}


def test_every_operation_says_what_it_is_of_and_what_it_does(described, operations):
    explained = {tag["name"] for tag in described["tags"]}
    for _path, _method, operation in operations:
        assert operation["summary"].endswith("."), operation["operationId"]
        assert set(operation["tags"]) < explained, operation["operationId"]
        assert operation["security"] == [{"token": []}, {"session": []}], operation["operationId"]


def test_every_operation_has_an_example_of_its_body_and_of_its_answer(operations):
    for _path, _method, operation in operations:
        name, example = operation["operationId"], example_of(operation["operationId"])
        assert ("request" in example) == ("requestBody" in operation), name
        assert ("response" in example) == bool(of_json(answered(operation)[1])), name


def test_every_example_is_as_its_schema_says(described, operations):
    checked = 0
    for _path, _method, operation in operations:
        bodies = operation.get("requestBody", {}).get("content", {}).values()
        for content in [*bodies, of_json(answered(operation)[1])]:
            for example in content.get("examples", {}).values():
                wrong = list(validator(described, content["schema"]).iter_errors(example["value"]))
                assert wrong == [], operation["operationId"]
                checked += 1
    assert checked == sum(len(example_of(operation["operationId"])) for _p, _m, operation in operations)


def test_the_example_of_a_problem_is_one(described):
    (example,) = described["components"]["schemas"]["Problem"]["examples"]
    validator(described, {"$ref": "#/components/schemas/Problem"}).validate(example)


def test_the_example_of_a_ticket_is_what_the_example_of_its_form_asks_for():
    (kind,) = example_of("ticket_types_list")["response"]["results"]
    filed = example_of("tickets_create")["request"]
    form = Draft202012Validator(kind["form"]["schema"], format_checker=formats)
    assert list(form.iter_errors(filed)) == []
    assert not form.is_valid(filed | {"answers": filed["answers"] | {"right-amount": 5}})
    assert not form.is_valid(filed | {"answers": {"invoice-problem": "paid-twice"}})


def test_its_language_and_the_host_change_nothing(settings):
    settings.SPECTACULAR_SETTINGS = {"TITLE": "A shop"}
    settings.REST_FRAMEWORK = {"DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.URLPathVersioning"}
    here = as_json()
    with translation.override("fa"):
        assert as_json() == here


def test_a_host_that_puts_the_door_elsewhere_reads_its_own_addresses(described):
    elsewhere = document("/desk/programs/")
    assert list(elsewhere["paths"]) == [
        path.replace(PREFIX, "/desk/programs/") for path in described["paths"]
    ]
    assert elsewhere["components"] == described["components"]


@pytest.mark.django_db
def test_everybody_may_read_it(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = Client().get(f"{PREFIX}schema/")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert response.json() == json.loads(as_json())
