"""What the queue can be narrowed by. The state lives in the URL."""

from datetime import timedelta

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from support_plugin import conf
from support_plugin.taxonomy.models import Department, Product, TicketType
from support_plugin.tickets.models import FINISHED, WAITING_FOR_US, DepartmentMembership, Status, Ticket
from support_plugin.tickets.timeline import person_name

# Clocks run in these; in the last a promised date is due.
MAY_BE_DUE = (*WAITING_FOR_US, Status.ON_HOLD)
TURNS = {
    "ours": Q(status__in=WAITING_FOR_US),
    "theirs": Q(status=Status.WAITING_CUSTOMER),
    "held": Q(status=Status.ON_HOLD),
    "unfinished": ~Q(status__in=FINISHED),
    "finished": Q(status__in=FINISHED),
}
LONGEST_KEY = 19


def departments_of(request):
    if request.user.is_superuser:
        return Department.objects.all()
    return Department.objects.filter(memberships__user=request.user)


def types_of(request):
    return TicketType.objects.filter(departments__in=departments_of(request)).distinct()


class KeysField(django_filters.fields.ModelMultipleChoiceField):
    """Keys as they stand in a URL; what no database takes as a key is no choice."""

    def _check_values(self, value):
        if any(
            not (str(key).isascii() and str(key).isdigit() and len(str(key)) < LONGEST_KEY) for key in value
        ):
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ""}
            )
        return super()._check_values(value)


class SeveralFilter(django_filters.ModelMultipleChoiceFilter):
    field_class = KeysField


def many(queryset, label):
    """Several of a taxonomy. Never DISTINCT: over a million tickets it costs seconds, and rows cannot repeat."""
    return SeveralFilter(queryset=queryset, label=label, distinct=False, widget=forms.CheckboxSelectMultiple)


class TicketFilterSet(WagtailFilterSet):
    turn = django_filters.ChoiceFilter(
        label=_("Whose turn it is"),
        method="whose_turn",
        empty_label=pgettext_lazy("filter", "Any"),
        widget=forms.RadioSelect,
        choices=[
            ("ours", _("Our turn")),
            ("theirs", _("Waiting for the customer")),
            ("held", _("Needs more time")),
            ("unfinished", _("All open")),
            ("finished", _("Finished")),
        ],
    )
    due = django_filters.ChoiceFilter(
        label=pgettext_lazy("filter", "Due"),
        method="how_due",
        empty_label=pgettext_lazy("filter", "Any"),
        widget=forms.RadioSelect,
        choices=[
            ("overdue", _("Overdue")),
            ("soon", _("Due soon")),
            ("promised", _("Promised today")),
        ],
    )
    assignee = django_filters.ChoiceFilter(
        label=_("Assignee"),
        method="whose_ticket",
        empty_label=pgettext_lazy("filter", "Any"),
        widget=forms.RadioSelect,
        choices=[],
    )
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=Status, distinct=False, widget=forms.CheckboxSelectMultiple
    )
    department = many(departments_of, _("Department"))
    ticket_type = many(types_of, _("Ticket type"))
    product = many(Product.objects.all(), _("Product"))

    class Meta:
        model = Ticket
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["assignee"].extra["choices"] = [
            ("me", _("Me")),
            ("none", _("Unassigned")),
            *self._colleagues(),
        ]

    def whose_turn(self, tickets, name, value):
        return tickets.filter(TURNS[value])

    def how_due(self, tickets, name, value):
        """The statuses stand in the query because the indexes of due times begin with them."""
        now = timezone.now()
        tickets = tickets.filter(status__in=MAY_BE_DUE)
        if value == "overdue":
            return tickets.filter(due_at__lte=now)
        if value == "soon":
            return tickets.filter(due_at__gt=now, due_at__lte=now + timedelta(minutes=conf.DUE_SOON_MINUTES))
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        return tickets.filter(promised_until__gte=midnight, promised_until__lt=midnight + timedelta(days=1))

    def whose_ticket(self, tickets, name, value):
        if value == "me":
            return tickets.filter(assignee=self.request.user)
        if value == "none":
            return tickets.filter(assignee=None)
        return tickets.filter(assignee=int(value))

    def _colleagues(self):
        members = DepartmentMembership.objects.filter(department__in=departments_of(self.request))
        people = {
            member.user_id: member.user for member in members.select_related("user") if member.user.is_active
        }
        people.pop(self.request.user.pk, None)
        return sorted(
            ((str(pk), capfirst(person_name(user))) for pk, user in people.items()),
            key=lambda choice: choice[1],
        )
