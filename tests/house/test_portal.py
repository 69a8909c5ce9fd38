"""The portal of examples/: its rules are those of the desk's schemas, and its copies are true."""

import json
import re
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from py_mini_racer import MiniRacer

from support_plugin.forms.conditions import evaluate
from support_plugin.forms.json_schema import raw_answers, schema_of
from support_plugin.forms.reading import KINDS
from tests.support_plugin.forms.random_forms import SLUGS, Chance, random_form

from .project import ROOT

PORTAL = ROOT / "examples" / "portal"
OURS = ROOT / "support_plugin" / "static" / "support_plugin"
CUSTOMERS = 5
FILE = "00000000-0000-4000-8000-000000000001"
# What the portal leaves to the desk.
LEFT_OUT = ("additionalProperties", "format", "pattern", "uniqueItems")
MANY = """
globalThis.many = (lines) => JSON.stringify(JSON.parse(lines).map(([schema, body]) => {
  const { hidden, required } = asked(schema, { answers: {}, ...body });
  return [isValid(schema, body), [...hidden].sort(), [...required].sort()];
}));
"""


@cache
def _engine():
    rules = re.sub(
        r"^import .*$", "const inLatin = (text) => text;", (PORTAL / "rules.js").read_text(), flags=re.M
    )
    engine = MiniRacer()
    engine.eval("(() => {" + rules.replace("export const", "const") + MANY + "})()")
    return engine


def of_the_portal(givens):
    """Of each (schema, body): is it valid, what is not asked, what must be answered."""
    return json.loads(_engine().call("many", json.dumps(givens)))


@settings(max_examples=500, deadline=None)
@given(seed=st.integers(0, 2**64))
def test_the_portal_asks_what_the_desk_asks(seed):
    random = Chance(seed)
    definition = askable(random_form(random))
    schema = simplified(
        schema_of(
            definition,
            department_slugs=SLUGS,
            ticket_type_slug=SLUGS[0],
            product_slugs=SLUGS,
            product_required=False,
        )
    )
    bodies = [random_body(random, definition) for _customer in range(CUSTOMERS)]
    properties = schema["properties"]["answers"]["properties"]
    never = set(names(definition)) - set(properties)
    depends = {name for name, each in properties.items() if "x-depends" in each}
    told = of_the_portal([(schema, body) for body in bodies])
    for body, (is_valid, hidden, required) in zip(bodies, told, strict=True):
        assert is_valid == Draft202012Validator(schema).is_valid(body), body
        if depends:
            continue
        shown = evaluate(definition, facts_of(body), raw_of(definition, body))
        assert set(hidden) | never == set(names(definition)) - set(shown.fields), body
        assert set(required) - set(hidden) == set(shown.required), body


def askable(definition):
    """A random form as one can be published: each field once, of a kind there is."""
    seen = set()
    for each in definition["sections"]:
        each["items"] = [item for item in each["items"] if item["type"] == "note" or is_first(item, seen)]
    return definition


def is_first(item, seen):
    return item["kind"] in KINDS and not (item["name"] in seen or seen.add(item["name"]))


def names(definition):
    return [
        item["name"] for each in definition["sections"] for item in each["items"] if item["type"] == "field"
    ]


def simplified(schema):
    if isinstance(schema, list):
        return [simplified(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {word: simplified(said) for word, said in schema.items() if word not in LEFT_OUT}


def random_body(random, definition):
    fields = [item for each in definition["sections"] for item in each["items"] if item["type"] == "field"]
    body = {
        "department": random.choice(SLUGS),
        "ticket_type": SLUGS[0],
        "subject": "x",
        "description": "x",
        "answers": {item["name"]: random_answer(random, item) for item in fields if random.random() < 0.7},
    }
    body["answers"] = {name: value for name, value in body["answers"].items() if value is not None}
    return body | ({"product": random.choice(SLUGS)} if random.random() < 0.5 else {})


def random_answer(random, item):
    values = [each["value"] for each in item["choices"]]
    match item["kind"]:
        case "number":
            return random.choice([12, 12.5, 0, -12, 999999999999998])
        case "date":
            return random.choice(["2026-11-26", "2199-12-31"])
        case "checkbox":
            return True
        case "file":
            return [FILE]
        case "choice":
            return random.choice(values) if values else None
        case "choices":
            return list(dict.fromkeys(random.choices(values, k=2))) if values else None
    return random.choice(SLUGS)


def facts_of(body):
    return {name: body.get(name, "") for name in ("department", "ticket_type", "product")}


def raw_of(definition, body):
    read = raw_answers(definition, body["answers"])
    assert read.errors == {}
    return {**read.texts, **{name: [FILE] for name in read.files}}


def test_what_the_portal_has_of_the_desk_is_the_same():
    copies = {
        "tokens.css": "css/tokens.css",
        "vazirmatn.woff2": "fonts/vazirmatn.woff2",
        "OFL.txt": "fonts/OFL.txt",
        "logo.svg": "img/logo.svg",
        "chevron-down.svg": "img/chevron-down.svg",
        "icons-LICENSE.txt": "img/icons-LICENSE.txt",
    }
    assert [
        copy for copy, ours in copies.items() if (PORTAL / copy).read_bytes() != (OURS / ours).read_bytes()
    ] == []
    icons = re.findall(r"<symbol.*?</symbol>", (PORTAL / "icons.svg").read_text(), re.S)
    assert [icon for icon in icons if icon not in (OURS / "img" / "icons.svg").read_text()] == []


def test_the_portal_draws_no_icon_and_says_no_word_that_is_not_there():
    source = "".join(path.read_text() for path in sorted(PORTAL.rglob("*.js")))
    words = set(re.findall(r"^  (\w+): \[", (PORTAL / "words.js").read_text(), re.M))
    assert set(re.findall(r'\bsay\("(\w+)"', source)) <= words
    icons = set(re.findall(r'<symbol id="([\w-]+)"', (PORTAL / "icons.svg").read_text()))
    drawn = re.findall(r'\bicon\("([\w-]+)"', source) + re.findall(
        r'\["(?:us|you|new|done|rest)", "([\w-]+)"\]', source
    )
    assert set(drawn) <= icons


def test_every_sentence_of_the_portal_stands_in_both_languages():
    said = re.findall(r"^  \w+: (\[.*\]),$", (PORTAL / "words.js").read_text(), re.M)
    assert len(said) > 50
    for persian, english in map(json.loads, said):
        assert set(re.findall(r"\{\w+\}", persian)) == set(re.findall(r"\{\w+\}", english)), english
        assert not set(persian) & set("يك"), persian


def test_the_portal_wears_the_colours_of_the_panel():
    """Another origin has copies of its own: they must not go ways of their own."""
    panel = ROOT / "support_plugin" / "static" / "support_plugin" / "css" / "tokens.css"
    assert (ROOT / "examples" / "portal" / "tokens.css").read_text() == panel.read_text()
