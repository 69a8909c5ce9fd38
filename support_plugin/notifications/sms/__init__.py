"""SMS: who carries them, how numbers are written, what they cost."""

from .numbers import masked, to_e164
from .parts import parts
from .providers import AmootProvider, HttpProvider

__all__ = ["AmootProvider", "HttpProvider", "masked", "parts", "to_e164"]
