"""An example of every operation, as it stands in the schema: `examples.json`, by the operation's name."""

import json
from functools import cache
from pathlib import Path


def example_of(name):
    """`{"request": …, "response": …}`, either of which may be missing."""
    return _examples().get(name, {})


@cache
def _examples():
    return json.loads((Path(__file__).parent / "examples.json").read_text())
