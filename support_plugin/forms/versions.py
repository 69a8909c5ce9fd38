"""Versions of forms: frozen when published, filled by who began on them, kept by the tickets filed on them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from support_plugin import conf

from .compiling import compiled
from .definitions import fields_of, label_of
from .models import FormField, FormVersion, RequestForm


@transaction.atomic
def freeze(form):
    """Make what stands in the published form its current version; returns it. Nothing new: the version there is."""
    form = RequestForm.objects.select_for_update(of=("self",)).select_related("current").get(pk=form.pk)
    definition = compiled(form.body)
    if form.current and form.current.definition == definition:
        return form.current
    now = timezone.now()
    last = form.versions.order_by("-number").first()
    version = FormVersion.objects.create(
        form=form, number=last.number + 1 if last else 1, definition=definition, published_at=now
    )
    form.versions.filter(replaced_at=None).exclude(pk=version.pk).update(replaced_at=now)
    RequestForm.objects.filter(pk=form.pk).update(current=version)
    asked = {item["name"] for item in fields_of(definition)}
    FormField.objects.filter(slug__in=asked, was_published=False).update(was_published=True)
    return version


@transaction.atomic
def withdraw(form):
    """Nothing is asked any more; who is filling the last version may finish it."""
    form.versions.filter(replaced_at=None).update(replaced_at=timezone.now())
    RequestForm.objects.filter(pk=form.pk).update(current=None)


def current_version(ticket_type):
    """What the type asks now, or None. No query where the type was read with `request_form__current`."""
    try:
        return ticket_type.request_form.current
    except RequestForm.DoesNotExist:
        return None


def behind(field):
    """Published forms that ask the field as it was before it was changed in the catalogue. Compiles each."""
    asking = RequestForm.objects.filter(live=True, current__isnull=False).select_related(
        "current", "ticket_type"
    )
    return [
        form
        for form in asking
        if any(item["name"] == field.slug for item in fields_of(form.current.definition))
        and form.current.definition != compiled(form.body)
    ]


def key_of(text):
    """The key of a version as a form or an upload sends it; None where that is none."""
    text = str(text)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def fillable(ticket_type, version_pk, current):
    """The version to fill: the one begun with, unless it was replaced OLD_FORM_HOURS ago; else `current` (or None)."""
    if not version_pk or (current and current.pk == version_pk):
        return current
    oldest = timezone.now() - timedelta(hours=conf.OLD_FORM_HOURS)
    begun = FormVersion.objects.filter(pk=version_pk, form__ticket_type=ticket_type).first()
    if begun and (begun.replaced_at is None or begun.replaced_at > oldest):
        return begun
    return current


def changes(begun, current):
    """Sentences for somebody who began on one version and meets another: what came, what went, what must be answered now."""
    before = {item["name"]: item for item in fields_of(begun.definition)} if begun else {}
    after = {item["name"]: item for item in fields_of(current.definition)} if current else {}
    came = [label_of(item) for name, item in after.items() if name not in before]
    went = [label_of(item) for name, item in before.items() if name not in after]
    stricter = [
        label_of(item)
        for name, item in after.items()
        if name in before and item["required"] and not before[name]["required"]
    ]
    sentences = []
    if came:
        sentences.append(_("New: {fields}.").format(fields=_(", ").join(came)))
    if went:
        sentences.append(_("No longer asked: {fields}.").format(fields=_(", ").join(went)))
    if stricter:
        sentences.append(_("To be answered now: {fields}.").format(fields=_(", ").join(stricter)))
    return sentences
