"""Measured deflection in words: whether guides that are suggested in the ticket form spare tickets."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import words

# Fewer visits than this in a group say nothing.
LEAST_VISITS = 30


class Deflection:
    """What was measured, as the hook `knowledge_base_deflection` says it, with its sentence."""

    def __init__(self, measured):
        self.difference = measured["difference"]
        self.groups = [
            _group(_("With suggestions"), measured["suggested"]),
            _group(_("Without suggestions"), measured["held_out"]),
        ]
        self._fewest = min(measured[group]["visits"] for group in ("suggested", "held_out"))

    @property
    def says_something(self):
        return self.difference is not None and self._fewest >= LEAST_VISITS

    @cached_property
    def sentence(self):
        if not self.says_something:
            return ngettext(
                "Too little to say: each group needs {least} visits that have ended, the smaller has {number}.",
                "Too little to say: each group needs {least} visits that have ended, the smaller has {number}.",
                self._fewest,
            ).format(least=words.number(LEAST_VISITS), number=words.number(self._fewest))
        value, low, high = (self.difference[key] for key in ("value", "low", "high"))
        if low > 0:
            sentence = _(
                "Of a hundred visits, {value} fewer end in a ticket where guides are suggested (95 %: {low} to {high})."
            )
        elif high < 0:
            value, low, high = -value, -high, -low
            sentence = _(
                "Of a hundred visits, {value} more end in a ticket where guides are suggested (95 %: {low} to {high})."
            )
        else:
            sentence = _(
                "The difference, {value} of a hundred visits (95 %: {low} to {high}), may as well be chance."
            )
        return sentence.format(value=words.points(value), low=words.points(low), high=words.points(high))


def _group(name, counted):
    visits, filed = counted["visits"], counted["filed"]
    return {
        "name": name,
        "visits": words.number(visits),
        "filed": words.number(filed),
        "share": words.percent(filed / visits) if visits else words.NOTHING,
    }
