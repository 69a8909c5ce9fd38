"""What a ticket can be about, and how soon each department usually answers."""

from rest_framework import serializers

from support_plugin.forms.json_schema import described, pages_of, schema_of
from support_plugin.forms.versions import current_version
from support_plugin.sla.answer_time import answer_times
from support_plugin.taxonomy.models import Department, Product, TicketType
from support_plugin.taxonomy.ownership import products_for
from support_plugin.tickets.answers import file_limits

from .base import ListDoor
from .fields import Moment, Text
from .operations import Operation
from .parameters import Query
from .problems import WrongParameters, at_parameter


class Named(serializers.Serializer):
    """A department, ticket type or product as it is named in others."""

    slug = serializers.SlugField(help_text="How it is known: stands in bodies and in filters.")
    name = serializers.SerializerMethodField(help_text="In the reader's language.")

    def get_name(self, item) -> str:
        return str(item)


class AnswerTimeShape(serializers.Serializer):
    """How soon the first answer usually comes: measured, or what editors configured."""

    sentence = serializers.CharField()
    minutes = serializers.IntegerField(help_text="Working minutes.")
    is_open = serializers.BooleanField(help_text="Whether the department works just now.")
    opens_at = Moment(allow_null=True)


class DepartmentAnswerTime(serializers.Serializer):
    """How soon a department usually answers."""

    department = serializers.SlugField(source="slug")
    answer_time = AnswerTimeShape(allow_null=True, help_text="Null where nothing is known.")


class DepartmentShape(Named):
    """Who receives a ticket."""

    description = serializers.SerializerMethodField()
    icon = serializers.CharField(help_text="headset, card, cart, code, chat or user.")
    contact_line = serializers.SerializerMethodField()
    answer_time = AnswerTimeShape(allow_null=True)

    def get_description(self, department) -> str:
        return str(department.description)

    def get_contact_line(self, department) -> str:
        return str(department.contact_line)


class ProductShape(Named):
    """What a request can be about."""

    description = serializers.SerializerMethodField()

    def get_description(self, product) -> str:
        return str(product.description)


class TicketTypeShape(Named):
    """A kind of request, with its form."""

    description = serializers.SerializerMethodField()
    departments = serializers.ListField(
        child=serializers.SlugField(), source="department_slugs", help_text="Where it can be filed."
    )
    form = serializers.DictField(
        help_text="What is asked: `version`, `sections` in their order, and `schema`, the JSON Schema (2020-12) of a "
        "`POST tickets/` for this type with all its conditions."
    )

    def get_description(self, kind) -> str:
        return str(kind.description)


class OfDepartment(Query):
    department = Text(required=False, help_text="The slug of a department.")


class TaxonomyDoor(ListDoor):
    tag = "taxonomy"

    def department(self):
        """The department that is asked for, or None where none is."""
        slug = self.parameters.get("department")
        if slug is None:
            return None
        found = Department.objects.open_for_tickets().filter(slug=slug).first()
        if found is None:
            raise WrongParameters([at_parameter("department", "unknown_choice")])
        return found


class Departments(TaxonomyDoor):
    operations = {
        "GET": Operation(
            "departments_list",
            "The departments that tickets can be filed with, in the editors' order.",
            answer=DepartmentShape,
            is_list=True,
        )
    }

    def rows(self, request):
        return with_answer_times(Department.objects.open_for_tickets())


class AnswerTimes(TaxonomyDoor):
    operations = {
        "GET": Operation(
            "answer_times_list",
            "How soon each department usually answers.",
            answer=DepartmentAnswerTime,
            query=OfDepartment,
            is_list=True,
        )
    }

    def rows(self, request):
        only = self.department()
        return with_answer_times([only] if only else Department.objects.open_for_tickets())


class Products(TaxonomyDoor):
    operations = {
        "GET": Operation(
            "products_list",
            "The products that a ticket can be about.",
            details="With `department` those that its form offers to the caller: of what the department offers, what the "
            "caller owns, if any of it is. One of them has to be named in a ticket exactly where there are any.",
            answer=ProductShape,
            query=OfDepartment,
            is_list=True,
        )
    }

    def rows(self, request):
        department = self.department()
        return products_for(request.user, department) if department else Product.objects.active()


class TicketTypes(TaxonomyDoor):
    operations = {
        "GET": Operation(
            "ticket_types_list",
            "The kinds of requests, each with its form.",
            details="With `department` those that can be filed there, and `schema` names its products.",
            answer=TicketTypeShape,
            query=OfDepartment,
            is_list=True,
        )
    }

    def rows(self, request):
        department = self.department()
        open_ones = list(Department.objects.open_for_tickets())
        kinds = (
            TicketType.objects.active()
            .select_related("request_form__current")
            .prefetch_related("departments")
        )
        if department:
            kinds = kinds.filter(departments=department)
        products = products_for(request.user, department) if department else list(Product.objects.active())
        offered = {each.pk for each in ([department] if department else open_ones)}
        rows = []
        for kind in kinds:
            kind.department_slugs = [each.slug for each in kind.departments.all() if each.pk in offered]
            if kind.department_slugs:
                rows.append(kind)
        describe(rows, products, is_department_known=department is not None)
        return rows


def describe(kinds, products, *, is_department_known):
    """Give each type its `form`."""
    versions = {kind.pk: current_version(kind) for kind in kinds}
    pages = pages_of(version.definition for version in versions.values() if version)
    for kind in kinds:
        version = versions[kind.pk]
        asked = described(version, pages) or {"version": None, "sections": []}
        schema = schema_of(
            version.definition if version else None,
            department_slugs=kind.department_slugs,
            ticket_type_slug=kind.slug,
            product_slugs=[product.slug for product in products],
            product_required=is_department_known and bool(products),
            file_limits=file_limits(version.definition) if version else None,
        )
        kind.form = {**asked, "schema": schema}


def with_answer_times(departments):
    departments = list(departments)
    times = answer_times(departments)
    for department in departments:
        department.answer_time = times[department.pk]
    return departments
