"""What the file does not hold is deleted, where nothing refers to it: no ticket, no person, no other row, no form.

Whatever a site's own pages name by its address cannot be known here: a block of a live guide, for one.
"""

from django.db import transaction
from django.db.models import ProtectedError
from wagtail.log_actions import log

from support_plugin.forms.compiling import FACT_MODELS, compiled, fields_asked
from support_plugin.forms.models import FieldChoice, FormField, FormVersion, RequestForm
from support_plugin.notifications.models import LetterText
from support_plugin.sla.models import AnswerTime, Calendar, DepartmentCalendar, Policy
from support_plugin.tickets.models import Ticket

# What is part of a row, or measured from what is asked about anyway.
ITS_OWN = (FieldChoice, FormVersion, AnswerTime, DepartmentCalendar)


def prune(part, keys):
    """`([line], whether anything on which due times depend is gone)`."""
    lines, is_counted = [], False
    asked = _asked_by_forms() if part.model is FormField else set()
    named = _named_by_forms() if part.model in FACT_MODELS.values() else set()
    for key, (instance, _entry) in part.present().items():
        if key in keys or isinstance(instance, LetterText):
            continue
        reason = "forms ask it" if instance.pk in asked else uses(instance)
        if reason is None and (part.model, key) in named:
            reason = "conditions of forms name it"
        if reason is None and not _delete(instance):
            reason = "in use"
        if reason is None:
            lines.append(f"- {part.noun} {key}")
            is_counted |= getattr(instance, "is_active", True)
        else:
            lines.append(f"! kept {part.noun} {key}: {reason}")
    return lines, is_counted


def uses(instance):
    """Why a row cannot go, in a few words; None where nothing refers to it."""
    if isinstance(instance, Calendar) and instance.is_default:
        return "it is the default"
    if isinstance(instance, Calendar) and DepartmentCalendar.objects.filter(calendar=instance).exists():
        return "departments work by it"
    if getattr(instance, "was_published", False):
        return "a published form has asked it"
    if isinstance(instance, RequestForm):
        return _use_of_form(instance)
    if isinstance(instance, Policy):
        return None
    users = [_name(relation) for relation in _relations(instance) if _is_used(instance, relation)]
    return f"{', '.join(dict.fromkeys(users))} refer to it" if users else None


def _use_of_form(form):
    if Ticket.objects.filter(form_version__form=form).exists():
        return "tickets were filed on it"
    if form.has_unpublished_changes:
        return "it has unpublished changes"
    if form.locked:
        return "it is locked"
    return "a workflow is under way" if form.workflow_in_progress else None


def _relations(instance):
    own = {field.remote_field.through for field in instance._meta.many_to_many}
    for relation in instance._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            model = relation.related_model
            if model not in own and model not in ITS_OWN and relation.field.related_model is not None:
                yield relation


def _is_used(instance, relation):
    return relation.related_model._base_manager.filter(**{relation.field.name: instance}).exists()


def _name(relation):
    owner = relation.related_model._meta.auto_created or relation.related_model
    return str(owner._meta.verbose_name_plural)


def _asked_by_forms():
    """Keys of the fields that a form asks, as it is published or in its newest draft."""
    return {field.pk for body in _bodies() for field in fields_asked(body)}


def _named_by_forms():
    """`{(model, slug)}` of the departments, types and products that conditions of the same forms name."""
    return {
        (FACT_MODELS[rule["ask"]], rule["value"])
        for body in _bodies()
        for section in compiled(body)["sections"]
        for asking in (section, *section["items"])
        for name in ("show", "require")
        for rule in (asking.get(name) or {"rules": ()})["rules"]
        if rule["ask"] in FACT_MODELS
    }


def _bodies():
    """Of every form: as it is published, and its newest draft."""
    for form in RequestForm.objects.select_related("latest_revision"):
        yield form.body
        yield form.get_latest_revision_as_object().body


def _delete(instance):
    try:
        with transaction.atomic():
            log(instance=instance, action="wagtail.delete")
            instance.delete()
    except ProtectedError:
        return False
    return True
