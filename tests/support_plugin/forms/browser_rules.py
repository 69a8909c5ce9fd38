"""The browser's rules, run in V8 without a browser: many questions in one call."""

import json
from functools import cache
from pathlib import Path

from py_mini_racer import MiniRacer

import support_plugin

SCRIPT = Path(support_plugin.__file__).parent / "static" / "support_plugin" / "forms" / "conditions.js"
MANY = """
globalThis.many = (name, lines) =>
  JSON.stringify(JSON.parse(lines).map((given) => SupportForm[name](...given)));
"""


@cache
def _engine():
    engine = MiniRacer()
    engine.eval(SCRIPT.read_text())
    engine.eval(MANY)
    return engine


def ask_browser(name, givens):
    """The answers of the function `name` (fold, read, evaluate) to each list of arguments."""
    return json.loads(_engine().call("many", name, json.dumps(givens)))
