"""The codes of problems: programs go by them, so each stands in the tables of `docs/api.md`, and no other."""

import ast
import re

from django import forms
from django.core.validators import DecimalValidator
from rest_framework import exceptions
from rest_framework.fields import Field

from support_plugin.api import filing, parsers, problems, urls
from support_plugin.forms.asking import MAKERS
from support_plugin.tickets import errors
from tests.house.project import ROOT

# What Django REST framework says on its own, before any code of ours is asked; of ways in that hosts add too.
OF_HTTP = (
    exceptions.ParseError,
    exceptions.AuthenticationFailed,
    exceptions.NotAuthenticated,
    exceptions.PermissionDenied,
    exceptions.MethodNotAllowed,
    exceptions.NotAcceptable,
    exceptions.UnsupportedMediaType,
    exceptions.Throttled,
)
# Messages that fields have and never give: moments are read by `fields.Moment` alone, lists and files may be empty,
# several choices always come as several.
NEVER = {"date", "make_aware", "overflow", "empty", "invalid_list"}
# Where a code is said: the functions that make a problem or a part of one, and the place of the code among their arguments.
SAYING = {"problem": 1, "at": 1, "at_parameter": 1, "Refused": 0}
SOURCES = (
    "support_plugin/api/*.py",
    "support_plugin/forms/asking.py",
    "support_plugin/forms/json_reading.py",
)


def subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def literals():
    """Codes that are written out where they are said."""
    for pattern in SOURCES:
        for path in ROOT.glob(pattern):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    said = [each.value for each in node.keywords if each.arg == "code"]
                    said += node.args[SAYING[name] :][:1] if name in SAYING else []
                elif isinstance(node, ast.Dict):
                    said = [
                        value
                        for key, value in zip(node.keys, node.values, strict=True)
                        if isinstance(key, ast.Constant) and key.value == "code"
                    ]
                else:
                    continue
                yield from (each.value for each in said if isinstance(each, ast.Constant))


def of_fields(field):
    """Codes of a serializer and all below it."""
    yield from field.error_messages
    yield from (each.code for each in field.validators if hasattr(each, "code"))
    for below in getattr(field, "fields", {}).values():
        yield from of_fields(below)
    if isinstance(getattr(field, "child", None), Field):
        yield from of_fields(field.child)


def of_bodies_and_addresses():
    for pattern in urls.urlpatterns:
        for operation in getattr(getattr(pattern.callback, "cls", None), "operations", {}).values():
            for each in (operation.body, operation.query):
                if each:
                    yield from of_fields(each())


def of_questions():
    """Codes of the form fields that judge answers."""
    limits = {
        "shortest": 1,
        "smallest": "1",
        "largest": "2",
        "earliest": "2026-01-01",
        "latest": "2026-12-31",
    }
    for make in MAKERS.values():
        field = make({"choices": []}, limits)
        yield from field.error_messages
        yield from (each.code for each in field.validators if isinstance(getattr(each, "code", None), str))
        if isinstance(field, forms.DecimalField):
            yield from DecimalValidator.messages


def answerable():
    rules = [each for each in subclasses(errors.TicketError) if each.__module__ == errors.__name__]
    found = {each.code for each in rules} | {each.default_code for each in OF_HTTP}
    found |= {
        each.default_code
        for each in subclasses(exceptions.APIException)
        if each.__module__.startswith("support_plugin.api.")
    }
    return (found | {*literals(), *filing.WRONG, *of_bodies_and_addresses(), *of_questions()}) - NEVER


def documented():
    section = (ROOT / "docs" / "api.md").read_text().split("\n## Problems\n")[1].split("\n## ")[0]
    return [
        code for row in re.findall(r"^\| (`.+?) \|", section, re.M) for code in re.findall(r"`(\w+)`", row)
    ]


def test_every_code_that_can_be_answered_is_documented_and_no_other():
    assert parsers.TooLarge.default_code in answerable()
    assert problems.Stale.default_code in answerable()
    assert sorted(set(documented())) == sorted(answerable())
