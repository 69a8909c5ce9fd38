"""Who calls, and as what: a person, what their token allows, and on which side of the desk they speak."""

from dataclasses import dataclass
from functools import cached_property

from support_plugin.taxonomy.models import Department
from support_plugin.tickets.models import Side, Ticket, department_keys
from support_plugin.tickets.permissions import is_agent, is_agent_of
from support_plugin.tokens.scopes import Scope

from .problems import DeskOnly


@dataclass(frozen=True)
class Caller:
    """`scopes` is what a token allows; None: everything, as for whoever sits at a screen."""

    user: object
    scopes: frozenset | None = None

    def may(self, scope):
        return self.scopes is None or scope in self.scopes

    @cached_property
    def works(self):
        """Does this caller speak for the desk?"""
        return self.may(Scope.AGENT) and is_agent(self.user)

    def departments(self):
        """Where the caller works, as far as they speak for the desk."""
        if not self.works:
            return Department.objects.none()
        everywhere = Department.objects.all()
        return everywhere if self.user.is_superuser else everywhere.filter(pk__in=department_keys(self.user))

    def rights(self):
        """On whose behalf an answer was given: what the desk was told is not told again to who works there no more."""
        if not self.works:
            return []
        return ["everywhere"] if self.user.is_superuser else sorted(department_keys(self.user))

    def granted(self):
        """The scopes by name, for `me/`."""
        return [scope.value for scope in Scope if self.may(scope)]

    def tickets(self, side):
        """What this caller finds on a side; nothing of the desk without the right to it."""
        if side == Side.CUSTOMER:
            return Ticket.objects.filed_by(self.user)
        return Ticket.objects.worked_by(self.user) if self.works else Ticket.objects.none()

    def visible(self, side=None):
        """What this caller finds on one side, or on both."""
        if side is not None:
            return self.tickets(side)
        return Ticket.objects.visible_to(self.user) if self.works else Ticket.objects.filed_by(self.user)

    def side_asked(self, side=None):
        """The side of a list: the desk's for whoever speaks for it, unless they ask as a customer. Raises DeskOnly."""
        if side == Side.TEAM and not self.works:
            raise DeskOnly
        return side or (Side.TEAM if self.works else Side.CUSTOMER)

    def side_of(self, ticket, side=None):
        """On which side the caller meets a ticket that is `visible` to them: the desk's where they work it."""
        if side is not None:
            return side
        works_it = self.works and is_agent_of(self.user, ticket.department_id)
        return Side.TEAM if works_it else Side.CUSTOMER
