"""What the queue's filters offer one agent: departments, types, products, colleagues and tags, in one query.

Kept for a minute: a filter may learn of a new colleague, product or tag that much later.
"""

from dataclasses import dataclass, field
from hashlib import sha256

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Trim
from django.utils.translation import get_language

from support_plugin.taxonomy.models import Department, Product, TicketType
from support_plugin.text.translated import as_translated
from support_plugin.tickets.models import DepartmentMembership, department_keys
from support_plugin.tickets.tags import Tag

# Beyond these a tag is filtered by from where it stands.
MOST_TAGS = 200
SECONDS = 60


@dataclass(frozen=True)
class Choices:
    """`[(key as text, label)]` of each kind, in the order the catalogue gives them."""

    department: list = field(default_factory=list)
    ticket_type: list = field(default_factory=list)
    product: list = field(default_factory=list)
    assignee: list = field(default_factory=list)
    tag: list = field(default_factory=list)
    # `{kind: {key: name}}` of all departments, types and products: a ticket may be about what is offered no more.
    names: dict = field(default_factory=dict, repr=False)


def choices_for(user, tags=()):
    """What there is to choose from; `tags` are keys that are offered in any case."""
    departments = "all" if user.is_superuser else sorted(department_keys(user))
    asked = repr((user.pk, departments, sorted(tags), get_language()))
    key = f"support.desk.choices:{sha256(asked.encode()).hexdigest()}"
    return cache.get_or_set(key, lambda: _read(user, tags), SECONDS)


def _read(user, tags):
    departments = _departments(user)
    types = TicketType.objects.filter(
        pk__in=TicketType.departments.through.objects.filter(department__in=departments.values("pk")).values(
            "tickettype"
        )
    )
    members = DepartmentMembership.objects.filter(department__in=departments.values("pk")).exclude(user=user)
    people = get_user_model().objects.filter(is_active=True, pk__in=members.values("user"))
    offered = Tag.objects.order_by("name").values("pk")[:MOST_TAGS]
    parts = [
        _named("department", departments),
        _named("ticket_type", types),
        _named("product", Product.objects.all()),
        _rows("assignee", people, full_name(), 0),
        _rows("tag", Tag.objects.filter(Q(pk__in=offered) | Q(pk__in=tags)), Cast("name", TextField()), 0),
    ]
    found = Choices(names=_names())
    for kind, key, label, _place in sorted(parts[0].union(*parts[1:], all=True), key=_place_then_label):
        shown = str(as_translated(label)) if kind in ("department", "ticket_type", "product") else label
        getattr(found, kind).append((str(key), shown))
    return found


def _names():
    kinds = {"department": Department, "ticket_type": TicketType, "product": Product}
    return {
        kind: {pk: str(name) for pk, name in model.objects.values_list("pk", "name")}
        for kind, model in kinds.items()
    }


def _departments(user):
    if user.is_superuser:
        return Department.objects.all()
    return Department.objects.filter(pk__in=department_keys(user))


def _place_then_label(row):
    _kind, key, label, place = row
    return (place, key) if place is not None and place else (0, 0, label)


def _named(kind, items):
    return _rows(kind, items, Cast("name", TextField()), F("sort_order"))


def _rows(kind, rows, label, place):
    place = place if isinstance(place, F) else Value(place)
    return rows.order_by().values_list(
        Value(kind, output_field=TextField()), Cast("pk", TextField()), label, place
    )


def full_name(prefix=""):
    """As `get_full_name` says it, in the database; a host's user model may have no such names."""
    people = get_user_model()
    username = Cast(f"{prefix}{people.USERNAME_FIELD}", TextField())
    if not {"first_name", "last_name"} <= {field.name for field in people._meta.get_fields()}:
        return username
    full = NullIf(Trim(Concat(f"{prefix}first_name", Value(" "), f"{prefix}last_name")), Value(""))
    return Coalesce(Cast(full, TextField()), username)
