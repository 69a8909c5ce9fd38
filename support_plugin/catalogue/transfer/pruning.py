"""What the file does not hold is deleted, where nothing refers to it: neither tickets nor people nor anything else."""

from django.db import transaction
from django.db.models import ProtectedError
from wagtail.log_actions import log

from support_plugin.forms.compiling import fields_asked
from support_plugin.forms.models import FieldChoice, FormField, FormVersion, RequestForm
from support_plugin.notifications.models import LetterText
from support_plugin.sla.models import AnswerTime, Calendar, Policy
from support_plugin.tickets.models import Ticket

# What is part of a row, or measured from what is asked about anyway.
ITS_OWN = (FieldChoice, FormVersion, AnswerTime)


def prune(part, keys):
    """`([line], whether anything on which due times depend is gone)`."""
    lines, is_counted = [], False
    asked = _asked_by_forms() if part.model is FormField else set()
    for key, (instance, _entry) in part.present().items():
        if key in keys or isinstance(instance, LetterText):
            continue
        reason = "forms ask it" if instance.pk in asked else uses(instance)
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
    if getattr(instance, "was_published", False):
        return "a published form has asked it"
    if isinstance(instance, RequestForm):
        is_filed = Ticket.objects.filter(form_version__form=instance).exists()
        return "tickets were filed on it" if is_filed else None
    if isinstance(instance, Policy):
        return None
    users = [_name(relation) for relation in _relations(instance) if _is_used(instance, relation)]
    return f"{', '.join(dict.fromkeys(users))} refer to it" if users else None


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
    return {
        field.pk
        for form in RequestForm.objects.select_related("latest_revision")
        for body in (form.body, form.get_latest_revision_as_object().body)
        for field in fields_asked(body)
    }


def _delete(instance):
    try:
        with transaction.atomic():
            log(instance=instance, action="wagtail.delete")
            instance.delete()
    except ProtectedError:
        return False
    return True
