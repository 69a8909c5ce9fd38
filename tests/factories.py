"""Makes the things a test needs, in one line each."""

import json
import uuid

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from i18nfield.strings import LazyI18nString
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from support_plugin.models import (
    Department,
    DepartmentMembership,
    FieldChoice,
    FormField,
    Product,
    RequestForm,
    Ticket,
    TicketType,
)

PASSWORD = "demo"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x35\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
)


def user(username, **fields):
    fields.setdefault("email", f"{username}@example.com")
    return get_user_model().objects.create_user(username, password=PASSWORD, **fields)


def agent(username, *departments, role=DepartmentMembership.Role.AGENT, **fields):
    person = user(username, **fields)
    person.groups.add(_group("Support agents", "access_admin"))
    for department in departments:
        DepartmentMembership.objects.create(user=person, department=department, role=role)
    return person


def editor(username, **fields):
    person = user(username, **fields)
    actions = [f"{verb}_{model}" for verb in ("add", "change", "delete", "view") for model in CONFIGURED]
    person.groups.add(
        _group(
            "Support editors",
            "access_admin",
            *actions,
            *PROMOTES,
            *SHAPES_FORMS,
            "submit_translation",
            "change_supportcontact",
            "change_lettertext",
        )
    )
    return person


TAXONOMY = ("department", "tickettype", "product")
CONFIGURED = (
    *TAXONOMY,
    "formfield",
    "calendar",
    "holiday",
    "closure",
    "policy",
    "cannedreply",
    "tag",
    "synonymgroup",
)
SHAPES_FORMS = ("view_requestform", "add_requestform", "change_requestform", "publish_requestform")
PROMOTES = ("add_searchpromotion", "change_searchpromotion", "delete_searchpromotion")


def _group(name, *codenames):
    group, _created = Group.objects.get_or_create(name=name)
    group.permissions.add(*Permission.objects.filter(codename__in=codenames))
    return group


def department(slug, *, fa, en="", **fields):
    return _taxonomy_item(Department, slug, fa, en, **fields)


def ticket_type(slug, *departments, fa, en="", **fields):
    kind = _taxonomy_item(TicketType, slug, fa, en, **fields)
    kind.departments.set(departments)
    return kind


def product(slug, *departments, fa, en="", **fields):
    item = _taxonomy_item(Product, slug, fa, en, **fields)
    item.departments.set(departments)
    return item


def _taxonomy_item(model, slug, fa, en, **fields):
    item = model.objects.create(
        slug=slug, name=LazyI18nString({"fa": fa, "en": en}), sort_order=model.objects.count(), **fields
    )
    item.refresh_from_db()
    return item


def copies_of(ticket, count):
    """So many tickets like this one, without a timeline or messages, in the order of their numbers."""
    rows = []
    for number in range(count):
        row = Ticket.objects.get(pk=ticket.pk)
        row.pk, row.submission_key, row.reference = None, uuid.uuid4(), str(20_000_000 + number)
        rows.append(row)
    Ticket.objects.bulk_create(rows)
    return Ticket.objects.exclude(pk=ticket.pk).order_by("reference")


def upload(name="تصویر خطا.png", content=PNG, content_type="image/png"):
    return SimpleUploadedFile(name, content, content_type)


def form_field(slug, kind="text", *, fa="", en="", choices=(), **fields):
    """`choices`: `[(value, fa, en)]`."""
    field = FormField(slug=slug, kind=kind, name={"fa": fa or slug, "en": en}, **fields)
    field.choices = [
        FieldChoice(value=value, label={"fa": fa, "en": en}, sort_order=place)
        for place, (value, fa, en) in enumerate(choices)
    ]
    field.save()
    return field


def asks(field, *, required=False, show=None, require=None):
    """A field in a form's section. Conditions: `rules(("field:x", "is", "y"), match="any")`."""
    value = {"field": field.pk, "required": required, "show": show or rules(), "require": require or rules()}
    return {"type": "field", "id": str(uuid.uuid4()), "value": value}


def says(fa, en="", *, page=None, show=None):
    """A note in a form's section."""
    value = {"text": {"fa": fa, "en": en}, "page": page.pk if page else None, "show": show or rules()}
    return {"type": "note", "id": str(uuid.uuid4()), "value": value}


def rules(*each, match="all"):
    return {
        "match": match,
        "rules": [{"ask": ask, "operator": operator, "value": value} for ask, operator, value in each],
    }


def section(heading, *items, show=None):
    value = {
        "heading": {"fa": heading, "en": ""},
        "help": {"fa": "", "en": ""},
        "show": show or rules(),
        "items": list(items),
    }
    return {"type": "section", "id": str(uuid.uuid4()), "value": value}


def request_form(ticket_type, *sections):
    """A published form; of a type that has one, its next version."""
    form = RequestForm.objects.filter(ticket_type=ticket_type).first() or RequestForm(
        ticket_type=ticket_type, live=False
    )
    form.body = json.dumps(list(sections))
    form.save()
    form.save_revision().publish()
    return RequestForm.objects.get(pk=form.pk)


def approval(person):
    """Ticket forms go through a workflow in which this person approves."""
    group = Group.objects.create(name="approvers")
    group.user_set.add(person)
    workflow = Workflow.objects.create(name="forms")
    task = GroupApprovalTask.objects.create(name="forms")
    task.groups.add(group)
    WorkflowTask.objects.create(workflow=workflow, task=task)
    content_type = ContentType.objects.get_for_model(RequestForm)
    WorkflowContentType.objects.create(content_type=content_type, workflow=workflow)
