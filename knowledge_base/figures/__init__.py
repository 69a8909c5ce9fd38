"""Pictures of guides that are taken from the running software and compared with it (docs/figures.md)."""

from .scenarios import scenario

__all__ = ["scenario"]
