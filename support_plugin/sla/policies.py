"""Which policy counts for a ticket, and what it promises in words."""

from datetime import timedelta

from django.utils.translation import ngettext

from support_plugin.text.digits import localized
from support_plugin.tickets.models import DepartmentMembership, led_department_keys

from . import clock
from .ledger import Rules
from .models import Policy, Target
from .schedules import schedule_for

HOUR = 60


def active_policies():
    """In their order, read once for many tickets."""
    return list(Policy.objects.active())


def policy_for(ticket, policies=None):
    """The first active policy that matches the ticket, or None. `policies` were read already."""
    policies = active_policies() if policies is None else policies
    return next((policy for policy in policies if is_match(policy, ticket)), None)


def is_match(policy, ticket):
    """Department, type, product and priority are what the policy names; what it leaves empty matches everything."""
    return (
        policy.department_id in (None, ticket.department_id)
        and policy.ticket_type_id in (None, ticket.ticket_type_id)
        and policy.product_id in (None, ticket.product_id)
        and policy.priority in ("", ticket.priority)
    )


def limits_of(policy):
    """`{target: timedelta}` of the targets that the policy sets."""
    if policy is None:
        return {}
    minutes = {target: getattr(policy, f"{target}_minutes") for target in Target.values}
    return {target: timedelta(minutes=amount) for target, amount in minutes.items() if amount}


def rules_of(policy, department, schedules=None):
    """How tickets of this department are counted by this policy. `schedules` is `{department pk: Schedule}`."""
    if policy is None or policy.hours == Policy.Hours.CLOCK:
        return Rules(clock.ALWAYS, limits_of(policy))
    schedule = schedules[department.pk] if schedules is not None else schedule_for(department)
    return Rules(schedule, limits_of(policy))


def may_confirm(user, policy):
    """May this person switch the policy on? The leads of all it is for; those who write policies do not.

    A policy for every department is for those that have leads: a new one without does not disarm the others.
    Superusers may, so that a desk without leads can have policies too.
    """
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    led = led_department_keys(user)
    if not led:
        return False
    if policy.department_id:
        return policy.department_id in led
    led_by_anybody = DepartmentMembership.objects.filter(
        role=DepartmentMembership.Role.LEAD, user__is_active=True, department__is_active=True
    )
    return set(led_by_anybody.values_list("department", flat=True)) <= led


def minutes_in_words(minutes, hours):
    """“30 working minutes”, “8 working hours”, “24 hours”: exact, in the larger unit that is whole."""
    is_working = hours == Policy.Hours.WORKING
    if minutes % HOUR == 0:
        number = minutes // HOUR
        words = (
            ngettext("{number} working hour", "{number} working hours", number)
            if is_working
            else ngettext("{number} hour", "{number} hours", number)
        )
    else:
        number = minutes
        words = (
            ngettext("{number} working minute", "{number} working minutes", number)
            if is_working
            else ngettext("{number} minute", "{number} minutes", number)
        )
    return words.format(number=localized(number))
