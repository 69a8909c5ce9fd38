"""Is a document built as `schema.json` says? The first thing that is not, with its line.

The schema is JSON Schema 2020-12, so that editors of programmers know it too. Of its words those are understood here
that it uses; a test holds the two together. What it cannot know are the languages of this site.
"""

import json
import re
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from django.conf import settings

from .reader import Array, Object
from .refusals import Refused

FILE = Path(__file__).with_name("schema.json")
KINDS = {
    "object": (Object, "an object"),
    "array": (Array, "a list"),
    "string": (str, "a text"),
    "integer": (int, "a whole number"),
    "boolean": (bool, "true or false"),
    "null": (type(None), "null"),
}
UNDERSTOOD = {
    *("$schema", "$id", "$defs", "$ref", "title", "description"),
    *("type", "const", "enum", "properties", "required", "additionalProperties", "propertyNames", "oneOf"),
    *("items", "maxItems", "uniqueItems", "pattern", "minLength", "maxLength", "minimum", "maximum"),
}


@cache
def schema():
    return json.loads(FILE.read_text("utf-8"))


def check(document):
    """Raises Refused."""
    _check(document, schema(), "", 1)


def _check(value, rule, path, line):
    if "$ref" in rule:
        rule = schema()["$defs"][rule["$ref"].removeprefix("#/$defs/")] | rule
    name = path or "the document"
    if "type" in rule:
        _check_kind(value, rule["type"], name, line)
    allowed = [rule["const"]] if "const" in rule else rule.get("enum")
    if allowed is not None and not any(value == each and type(value) is type(each) for each in allowed):
        raise Refused(f"{name} is {_short(value)}; it can be {_listed(allowed)}.", line)
    if isinstance(value, str):
        _check_text(value, rule, name, line)
    elif isinstance(value, Object):
        _check_object(value, rule, path)
    elif isinstance(value, Array):
        _check_array(value, rule, path)
    elif isinstance(value, int) and not isinstance(value, bool):
        low, high = rule.get("minimum", value), rule.get("maximum", value)
        if not low <= value <= high:
            raise Refused(f"{name} is {value}; it can be {low} to {high}.", line)


def _check_kind(value, kinds, name, line):
    kinds = [kinds] if isinstance(kinds, str) else kinds
    for kind in kinds:
        # To Python, true is a whole number too.
        if isinstance(value, KINDS[kind][0]) and (kind == "boolean" or not isinstance(value, bool)):
            return
    raise Refused(f"{name} must be {' or '.join(KINDS[kind][1] for kind in kinds)}.", line)


def _check_text(text, rule, name, line):
    if len(text) > rule.get("maxLength", len(text)):
        raise Refused(f"{name} has {len(text)} characters; at most {rule['maxLength']}.", line)
    if len(text) < rule.get("minLength", 0):
        raise Refused(f"{name} is empty.", line)
    if "pattern" in rule and not re.fullmatch(rule["pattern"].removeprefix("^").removesuffix("$"), text):
        raise Refused(f"{name} is {_short(text)}, which is not written like {rule['title']}.", line)


def _check_object(thing, rule, path):
    known = rule.get("properties", {})
    if "propertyNames" in rule:
        _check_languages(thing, path)
    for key in rule.get("required", ()):
        if key not in thing:
            raise Refused(f"{path or 'The document'} has no “{key}”.", thing.line)
    if "oneOf" in rule and sum(_has(thing, each) for each in rule["oneOf"]) != 1:
        names = _listed(key for each in rule["oneOf"] for key in each["required"])
        raise Refused(f"{path} must have exactly one of {names}.", thing.line)
    for key, value in thing.items():
        others = rule.get("additionalProperties", {})
        if key not in known and others is False:
            near = get_close_matches(key, known, 1)
            guess = f" Did you mean “{near[0]}”?" if near else ""
            raise Refused(f"{path or 'The document'}: “{key[:60]}” is not known.{guess}", thing.lines[key])
        _check(value, known.get(key, others), _below(path, key), thing.lines[key])


def _check_languages(texts, path):
    languages = [code for code, _name in settings.LANGUAGES]
    for code in texts:
        if code not in languages:
            raise Refused(
                f"{path}: “{code[:60]}” is not a language of this site ({', '.join(languages)}).",
                texts.lines[code],
            )


def _check_array(items, rule, path):
    if len(items) > rule.get("maxItems", len(items)):
        raise Refused(f"{path} has {len(items)} items; at most {rule['maxItems']}.", items.line)
    seen = set()
    for number, (item, line) in enumerate(zip(items, items.lines, strict=True), 1):
        _check(item, rule["items"], f"{path}[{number}]", line)
        if rule.get("uniqueItems"):
            if item in seen:
                raise Refused(f"{path} names {_short(item)} twice.", line)
            seen.add(item)


def _has(thing, rule):
    return all(key in thing for key in rule["required"])


def _below(path, key):
    return f"{path}.{key}" if path else key


def _listed(allowed):
    return " or ".join(_short(each) for each in allowed)


def _short(value):
    if isinstance(value, str):
        return f"“{value[:40]}…”" if len(value) > 40 else f"“{value}”"
    if isinstance(value, (dict, list)):
        return "something else"
    return json.dumps(value)
