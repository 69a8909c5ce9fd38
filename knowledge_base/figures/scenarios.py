"""What the figures of guides show: applications register scenarios in their module `figures`.

Nothing here knows a browser, so web processes may ask which scenarios there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.utils.module_loading import autodiscover_modules

_registered = {}


@dataclass(frozen=True)
class Scenario:
    name: str
    label: str
    size: tuple[int, int]
    colours: str
    element: str
    play: Callable


def scenario(name, label, *, size=(1000, 800), colours="light", element=""):
    """Register a function that leads a `Stage` to what a figure shows.

    `name` is kept in guides, `label` is what editors choose. `size` is width and height of the window in CSS pixels,
    `colours` "light" or "dark", `element` a CSS selector of the part to take; without it the whole window is taken.
    Language and direction are those of the guide's page.
    """

    def register(play):
        if name in _registered:
            raise ValueError(f"There are two scenarios called “{name}”.")
        _registered[name] = Scenario(name, label, size, colours, element, play)
        return play

    return register


def scenarios():
    """`{name: Scenario}` of all installed applications."""
    _discover()
    return dict(_registered)


def choices():
    return [(each.name, each.label) for each in scenarios().values()]


@cache
def _discover():
    autodiscover_modules("figures")
