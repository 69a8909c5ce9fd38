"""Who may see and do what: one policy, used by every door and registered with Wagtail.

Customers see the tickets they filed; agents and leads those of their departments; editors none;
superusers all. Look-ups go through `Ticket.objects.filed_by/worked_by/visible_to`, so that the look-up
is the check and what is unseen is 404.
"""

from django.contrib.auth import get_user_model
from django.db.models import Q
from wagtail.permission_policies.base import BasePermissionPolicy, ModelPermissionPolicy

from support_plugin.taxonomy.models import Department

from .canned import CannedReply
from .errors import NotYours
from .models import Side, Ticket, department_keys, led_department_keys


def is_agent(user):
    """Does this person work in any department? (Superusers do.)"""
    if not (user.is_authenticated and user.is_active):
        return False
    return user.is_superuser or bool(department_keys(user))


def is_agent_of(user, department):
    """Does this person work in this department (an instance or a primary key)?"""
    if not (user.is_authenticated and user.is_active):
        return False
    key = getattr(department, "pk", department)
    return user.is_superuser or key in department_keys(user)


def is_lead(user):
    """Does this person lead any department? (Superusers do.)"""
    return bool(user.is_active and (user.is_superuser or led_department_keys(user)))


def led_departments(user):
    """The departments this person leads; all of them for superusers."""
    departments = Department.objects.all()
    return departments if user.is_superuser else departments.filter(pk__in=led_department_keys(user))


def agents_of(department):
    """The people who work in a department, as a queryset of active users."""
    return (
        get_user_model()
        .objects.filter(is_active=True, department_memberships__department=department)
        .distinct()
    )


def side_of(user, ticket, side=None):
    """On which side of the conversation this person stands, or whether they may stand on `side`.

    Raises `NotYours` for whoever may not. Without `side` a ticket's own customer is its customer.
    """
    if side != Side.TEAM and user.pk == ticket.customer_id:
        return Side.CUSTOMER
    if side == Side.CUSTOMER:
        raise NotYours
    require_agent(user, ticket)
    return Side.TEAM


def require_agent(user, ticket):
    """Refuse everybody who does not work this ticket. The desk itself (None) may."""
    if user is not None and not is_agent_of(user, ticket.department_id):
        raise NotYours


class TicketPermissionPolicy(BasePermissionPolicy):
    """What Wagtail's own views, bulk actions and editing sessions ask. Tickets are never added or deleted there."""

    ACTIONS = frozenset({"view", "change"})

    def user_has_permission(self, user, action):
        return action in self.ACTIONS and is_agent(user)

    def user_has_any_permission(self, user, actions):
        return bool(self.ACTIONS.intersection(actions)) and is_agent(user)

    def users_with_any_permission(self, actions):
        users = get_user_model().objects.filter(is_active=True)
        if not self.ACTIONS.intersection(actions):
            return users.none()
        return users.filter(Q(is_superuser=True) | Q(department_memberships__isnull=False)).distinct()

    def user_has_permission_for_instance(self, user, action, instance):
        return action in self.ACTIONS and is_agent_of(user, instance.department_id)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return bool(self.ACTIONS.intersection(actions)) and is_agent_of(user, instance.department_id)

    def instances_user_has_any_permission_for(self, user, actions):
        if not self.ACTIONS.intersection(actions):
            return Ticket.objects.none()
        return Ticket.objects.worked_by(user)

    def users_with_any_permission_for_instance(self, actions, instance):
        users = get_user_model().objects.filter(is_active=True)
        if not self.ACTIONS.intersection(actions):
            return users.none()
        return users.filter(
            Q(is_superuser=True) | Q(department_memberships__department=instance.department_id)
        ).distinct()


class _EditorsAndLeads(ModelPermissionPolicy):
    """Editors by the model's permissions; leads by the departments they lead, without any of these."""

    LEADS = frozenset({"view", "add", "change", "delete"})

    def user_has_permission(self, user, action):
        return super().user_has_permission(user, action) or (action in self.LEADS and is_lead(user))


class TagPermissionPolicy(_EditorsAndLeads):
    """Tags are everybody's: a lead of any department looks after all of them."""


class CannedReplyPermissionPolicy(_EditorsAndLeads):
    """Leads write for their own departments; what is offered elsewhere as well is the editors'."""

    def user_has_permission_for_instance(self, user, action, instance):
        if super(_EditorsAndLeads, self).user_has_permission(user, action):
            return True
        return action in self.LEADS and is_lead(user) and instance.is_led_by(user)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user, actions):
        if any(super(_EditorsAndLeads, self).user_has_permission(user, action) for action in actions):
            return CannedReply.objects.all()
        if self.LEADS.intersection(actions) and is_lead(user):
            return CannedReply.objects.led_by(user)
        return CannedReply.objects.none()
