"""The matrix: of what people can be told, by which channel, and what they are told unless they say otherwise.

● told by default · ○ only who wants it · (empty) never

| customers       | e-mail | panel | SMS |      | agents                     | e-mail | panel |
|-----------------|--------|-------|-----|      |----------------------------|--------|-------|
| registered      | ●      | ○     |     |      | new ticket, unassigned     | ●      | ●     |
| answered        | ●      | ●     | ●   |      | customer replied: mine     | ●      | ●     |
| needs more time | ●      | ●     |     |      | … unassigned               | ○      | ●     |
| waiting for you | ●      | ●     |     |      | … followed                 | ○      | ●     |
| resolved        | ●      | ●     | ●   |      | assigned to me             | ●      | ●     |
                                               | mentioned                  | ●      | ●     |
                                               | deadlines: mine            | ●      | ●     |
                                               | … unassigned               | ●      | ●     |
                                               | … followed                 | ○      | ●     |

A channel that a host adds begins where e-mail begins. “Unassigned” are the tickets without an assignee in the
departments where a person works.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import pgettext_lazy

from .kinds import FOR_CUSTOMERS, Kind

EMAIL, PANEL, SMS = "email", "panel", "sms"
OURS = (EMAIL, PANEL, SMS)


class Reach(models.TextChoices):
    """Why a ticket is an agent's business, the strongest reason first."""

    MINE = "mine", pgettext_lazy("reach", "My tickets")
    UNASSIGNED = "unassigned", pgettext_lazy("reach", "Unassigned tickets of my departments")
    FOLLOWED = "followed", pgettext_lazy("reach", "Tickets I follow")


@dataclass(frozen=True)
class Choice:
    """One line of the matrix: a thing to be told of. `key` is its name in `Preferences.choices`."""

    key: str
    kinds: tuple
    reach: str
    defaults: dict

    @property
    def label(self):
        """What it is called, without its reach."""
        return DEADLINES_LABEL if len(self.kinds) > 1 else self.kinds[0].label

    @property
    def reach_label(self):
        return Reach(self.reach).label if "." in self.key else ""

    def offers(self, channel):
        """May this be told by this channel (a name)?"""
        return channel in self.defaults or channel not in OURS

    def is_default(self, channel):
        return self.defaults.get(channel, self.defaults[EMAIL] and channel not in OURS)


def _choice(key, *kinds, reach="", **defaults):
    return Choice(key, kinds, reach, defaults)


CUSTOMERS = (
    _choice("registered", Kind.REGISTERED, email=True, panel=False),
    _choice("answered", Kind.ANSWERED, email=True, panel=True, sms=True),
    _choice("needs_more_time", Kind.NEEDS_MORE_TIME, email=True, panel=True),
    _choice("waiting", Kind.WAITING, email=True, panel=True),
    _choice("resolved", Kind.RESOLVED, email=True, panel=True, sms=True),
)
DEADLINES_LABEL = pgettext_lazy("what people are told of", "Deadlines")
DEADLINES = (Kind.DUE_SOON, Kind.OVERDUE)
AGENTS = (
    _choice("new_ticket", Kind.NEW_TICKET, reach=Reach.UNASSIGNED, email=True, panel=True),
    _choice("customer_replied.mine", Kind.CUSTOMER_REPLIED, reach=Reach.MINE, email=True, panel=True),
    _choice(
        "customer_replied.unassigned", Kind.CUSTOMER_REPLIED, reach=Reach.UNASSIGNED, email=False, panel=True
    ),
    _choice(
        "customer_replied.followed", Kind.CUSTOMER_REPLIED, reach=Reach.FOLLOWED, email=False, panel=True
    ),
    _choice("assigned", Kind.ASSIGNED, reach=Reach.MINE, email=True, panel=True),
    _choice("mentioned", Kind.MENTIONED, reach=Reach.MINE, email=True, panel=True),
    _choice("deadlines.mine", *DEADLINES, reach=Reach.MINE, email=True, panel=True),
    _choice("deadlines.unassigned", *DEADLINES, reach=Reach.UNASSIGNED, email=True, panel=True),
    _choice("deadlines.followed", *DEADLINES, reach=Reach.FOLLOWED, email=False, panel=True),
)
_BY_KIND = {(kind, choice.reach): choice for choice in (*CUSTOMERS, *AGENTS) for kind in choice.kinds}


def choice_of(kind, reach=""):
    """The line that speaks of this kind for this reach (customers have none); None: it is not told."""
    return _BY_KIND.get((kind, "" if kind in FOR_CUSTOMERS else reach))


def reaches_of(kind):
    """Which reaches a kind knows."""
    return [reach for known, reach in _BY_KIND if known == kind]


def is_told(choice, channel, chosen):
    """Is this told by this channel to somebody who chose `chosen`: `Preferences.choices`, whatever stands there?"""
    if not choice.offers(channel):
        return False
    by_channel = chosen.get(choice.key) if isinstance(chosen, dict) else None
    answer = by_channel.get(channel) if isinstance(by_channel, dict) else None
    return answer if isinstance(answer, bool) else choice.is_default(channel)
