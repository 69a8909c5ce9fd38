"""Who calls, and whom the desk knows: agents, and customers as far as an agent looks for them."""

from django.contrib.auth import get_user_model
from rest_framework import serializers
from rest_framework.response import Response

from support_plugin.tickets import customers
from support_plugin.tickets.models import DepartmentMembership
from support_plugin.tokens.scopes import Scope

from .base import Door, ListDoor
from .fields import Text
from .operations import Operation
from .parameters import Page, Query
from .problems import WrongParameters, at_parameter
from .shapes import PersonShape


class MeShape(PersonShape):
    """Who calls, and what they may do."""

    is_agent = serializers.BooleanField(help_text="Whether they speak for the desk.")
    departments = serializers.ListField(child=serializers.SlugField(), help_text="Where they work.")
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.values))


class Me(Door):
    tag = "people"
    scopes = {}
    operations = {"GET": Operation("me", "Who calls.", answer=MeShape)}

    def get(self, request):
        user = request.user
        user.is_agent, user.scopes = self.caller.works, self.caller.granted()
        user.departments = list(self.caller.departments().values_list("slug", flat=True))
        return Response(MeShape(user).data)


class OfDepartment(Page):
    department = Text(required=False, help_text="The slug of a department of the caller's.")


class Agents(ListDoor):
    tag = "people"
    is_desk = True
    operations = {
        "GET": Operation(
            "agents_list",
            "Who works in one's departments.",
            answer=PersonShape,
            query=OfDepartment,
            is_list=True,
            is_paged=True,
        )
    }

    def rows(self, request):
        departments = self.caller.departments()
        if "department" in self.parameters:
            departments = departments.filter(slug=self.parameters["department"])
            if not departments:
                raise WrongParameters([at_parameter("department", "unknown_choice")])
        here = DepartmentMembership.objects.filter(department__in=departments)
        return get_user_model().objects.filter(is_active=True, pk__in=here.values("user"))


class CustomersQuery(Query):
    q = Text(help_text="A name, or the beginning of a username or an e-mail address; at least two letters.")


class Customers(ListDoor):
    tag = "people"
    is_desk = True
    operations = {
        "GET": Operation(
            "customers_list",
            "People one may file a ticket for, by what one knows of them: at most ten.",
            answer=PersonShape,
            query=CustomersQuery,
            is_list=True,
        )
    }

    def rows(self, request):
        found, _has_more = customers.found(customers.asked_for(self.parameters["q"]), by=request.user)
        return found
