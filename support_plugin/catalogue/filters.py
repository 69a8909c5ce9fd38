"""Filters of the lists. An answer that is not on offer filters nothing."""

from django.contrib.admin import SimpleListFilter
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from support_plugin.forms.kinds import Kind
from support_plugin.taxonomy.models import Department
from support_plugin.tickets.models import DepartmentMembership


class Filter(SimpleListFilter):
    template = "support_plugin/catalogue/filter.html"

    def queryset(self, request, queryset):
        if self.value() in dict(self.lookup_choices):
            return self.narrow(queryset, self.value())
        return queryset


class StateFilter(Filter):
    title = pgettext_lazy("active or not", "State")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("active", _("Active")), ("inactive", _("Inactive"))]

    def narrow(self, queryset, state):
        return queryset.filter(is_active=state == "active")


class DepartmentFilter(Filter):
    """Things of one department. A product that names no department belongs to all of them."""

    title = _("Department")
    parameter_name = "department"

    def lookups(self, request, model_admin):
        return [(department.slug, str(department)) for department in Department.objects.all()]

    def narrow(self, queryset, slug):
        return queryset.filter(Q(departments__slug=slug) | Q(departments__isnull=True))


class MembershipDepartmentFilter(DepartmentFilter):
    def narrow(self, queryset, slug):
        return queryset.filter(department__slug=slug)


class RoleFilter(Filter):
    title = _("Role")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return DepartmentMembership.Role.choices

    def narrow(self, queryset, role):
        return queryset.filter(role=role)


class KindFilter(Filter):
    title = _("Kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return Kind.choices

    def narrow(self, queryset, kind):
        return queryset.filter(kind=kind)
