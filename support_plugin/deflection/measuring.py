"""Measured deflection: by how much suggestions lower the share of visits that end in a ticket."""

from dataclasses import dataclass
from math import sqrt

from django.db.models import Count, Q

from support_plugin.text.shares import wilson

from .models import Visit


@dataclass(frozen=True)
class Group:
    """Visits that have ended, and how."""

    filed: int
    answered: int
    left: int

    @property
    def visits(self):
        return self.filed + self.answered + self.left


@dataclass(frozen=True)
class Difference:
    """A difference of two shares (-1 to 1) with its 95 % confidence interval."""

    value: float
    low: float
    high: float


def groups(since=None):
    """`(suggested, held out)`, the two groups of visits that began after `since` (default: all that are kept)."""
    visits = Visit.objects.exclude(outcome="")
    if since:
        visits = visits.filter(begun_at__gt=since)
    counts = {outcome: Count("pk", filter=Q(outcome=outcome)) for outcome in Visit.Outcome.values}
    found = {row.pop("is_held_out"): row for row in visits.values("is_held_out").annotate(**counts)}
    nobody = dict.fromkeys(Visit.Outcome.values, 0)
    return Group(**found.get(False, nobody)), Group(**found.get(True, nobody))


def measured_deflection(suggested, held_out):
    """The share of held-out visits that filed, less that of suggested ones; None while either group is empty.

    0.05 says: of a hundred visits, five that would have filed a ticket did not, because of the suggestions.
    """
    if not (suggested.visits and held_out.visits):
        return None
    return newcombe(held_out.filed, held_out.visits, suggested.filed, suggested.visits)


def newcombe(a, m, b, n):
    """The difference a/m - b/n of two independent proportions, with Newcombe's interval from Wilson scores.

    Method 10 of R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison
    of eleven methods", Statistics in Medicine 17 (1998), 873-890; without continuity correction. It stays within -1
    and 1 and does not vanish where nobody, or everybody, filed.
    """
    p, p_low, p_high = a / m, *wilson(a, m)
    q, q_low, q_high = b / n, *wilson(b, n)
    value = p - q
    low = value - sqrt((p - p_low) ** 2 + (q_high - q) ** 2)
    high = value + sqrt((p_high - p) ** 2 + (q - q_low) ** 2)
    return Difference(value, low, high)
