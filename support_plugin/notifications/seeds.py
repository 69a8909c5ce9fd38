"""One row per kind of message, for editors to fill: written after `migrate` where it is missing."""

from .kinds import FOR_AGENTS, FOR_CUSTOMERS
from .models import LetterText


def seed(sender, **kwargs):
    known = set(LetterText.objects.values_list("kind", flat=True))
    missing = [kind for kind in (*FOR_CUSTOMERS, *FOR_AGENTS) if kind not in known]
    LetterText.objects.bulk_create(LetterText(kind=kind) for kind in missing)
