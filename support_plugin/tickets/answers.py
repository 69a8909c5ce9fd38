"""What customers answered in the form of their ticket's type: how it is stored, found and shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from support_plugin import conf
from support_plugin.forms.asking import said
from support_plugin.forms.definitions import fields_of, in_words, label_of
from support_plugin.forms.kinds import Kind
from support_plugin.forms.models import FormField, FormVersion
from support_plugin.forms.reading import TEXTS
from support_plugin.forms.versions import key_of
from support_plugin.text.search import search_key

from .attachments import Limits
from .models import Ticket

# As much of the answers as the ticket's search key takes.
LONGEST_KEY = 2000


class Answer(models.Model):
    """One value of a ticket's answers, by which it is found: exactly one of `key`, `number`, `day` says something.

    What is shown is `Ticket.answers`; these rows are their index, one column per field whatever the form.
    """

    wagtail_reference_index_ignore = True

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="answer_rows")
    field = models.ForeignKey(
        FormField, on_delete=models.PROTECT, related_name="answers", verbose_name=_("form field")
    )
    # A choice's address, or the beginning of a normalised text.
    key = models.CharField(max_length=120, blank=True)
    number = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    day = models.DateField(null=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes = [
            # For equal keys and, whatever the collation, for beginnings.
            models.Index(
                fields=["field", "key", "ticket"],
                name="answer_by_key",
                opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops"],
            ),
            models.Index(
                "field", "number", "ticket", name="answer_by_number", condition=models.Q(number__isnull=False)
            ),
            models.Index(
                "field", "day", "ticket", name="answer_by_day", condition=models.Q(day__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.ticket_id} {self.field_id}"


def store(ticket, answered):
    """Keep how the ticket's answers are found. A field that is gone from the catalogue has its words in the ticket alone."""
    if not answered or not answered.found:
        return
    fields = dict(
        FormField.objects.filter(slug__in={name for name, _row in answered.found}).values_list("slug", "pk")
    )
    Answer.objects.bulk_create(
        Answer(ticket=ticket, field_id=fields[name], key=row.key, number=row.number, day=row.day)
        for name, row in answered.found
        if name in fields
    )


def searched(answered):
    """The words of the answers that the ticket is found by: what was typed, and choices as they read."""
    if not answered:
        return ""
    kinds = {item["name"]: item["kind"] for item in fields_of(answered.version.definition)}
    telling = (*TEXTS, Kind.NUMBER, Kind.CHOICE, Kind.CHOICES)
    texts = [each["text"] for each in answered.answers if kinds[each["field"]] in telling]
    return search_key(*texts)[:LONGEST_KEY]


def in_sections(ticket):
    """`[{"heading", "answers": [{"name", "label", "text", "value", "kind"}]}]` as the form asked, in the reader's language.

    A ticket shows for ever what it was filed on: its own version's order, labels and choices.
    """
    if not ticket.answers:
        return []
    given = {each["field"]: each for each in ticket.answers}
    if ticket.form_version is None:
        return [{"heading": "", "answers": [_as_stored(each) for each in ticket.answers]}]
    sections = []
    for section in ticket.form_version.definition["sections"]:
        lines = [
            {
                "name": item["name"],
                "label": label_of(item),
                "kind": item["kind"],
                "value": given[item["name"]]["value"],
                "text": said(item, given[item["name"]]["value"]),
            }
            for item in section["items"]
            if item["type"] == "field" and item["name"] in given
        ]
        if lines:
            sections.append({"heading": str(in_words(section["heading"])), "answers": lines})
    return sections


def texts(ticket):
    """`{field name: text}` of a ticket's answers, in the reader's language."""
    return {each["name"]: each["text"] for section in in_sections(ticket) for each in section["answers"]}


def with_versions(tickets):
    """Give each ticket that has answers the version of its form; one query where any has, and none otherwise."""
    answered = [ticket for ticket in tickets if ticket.answers]
    keys = {ticket.form_version_id for ticket in answered} - {None}
    versions = FormVersion.objects.in_bulk(keys) if keys else {}
    for ticket in answered:
        ticket.form_version = versions.get(ticket.form_version_id)


def stand_in(messages):
    """Give the first message of each ticket of a thread its `answers`, in sections; one query where any were given."""
    opening = {}
    for message in sorted(messages, key=lambda message: message.pk):
        message.answers = []
        opening.setdefault(message.ticket_id, message)
    answered = [message for message in opening.values() if message.ticket.answers]
    with_versions([message.ticket for message in answered])
    for message in answered:
        message.answers = in_sections(message.ticket)


def _as_stored(each):
    return {
        "name": each["field"],
        "label": each["label"],
        "kind": "",
        "value": each["value"],
        "text": each["text"],
    }


def file_limits(definition):
    """`{field name: Limits}` of a form's file fields, within what the desk accepts at all."""
    return {
        item["name"]: _limits(item["limits"]) for item in fields_of(definition) if item["kind"] == Kind.FILE
    }


def upload_to(version, field):
    """`{"field", "limits"}` of a file that comes ahead of its form; nothing where there is no such file field."""
    key = key_of(version)
    asked = FormVersion.objects.filter(pk=key).first() if field and key is not None else None
    limits = file_limits(asked.definition).get(field) if asked else None
    return {"field": field, "limits": limits} if limits else {}


def _limits(limits):
    accepted = conf.ATTACHMENT_TYPES
    types = tuple(kind for kind in limits.get("file_types") or accepted if kind in accepted)
    return Limits(
        types or tuple(accepted),
        min(limits.get("file_megabytes") or conf.ATTACHMENT_MEGABYTES, conf.ATTACHMENT_MEGABYTES),
        min(limits.get("most_files") or 1, conf.ATTACHMENTS_PER_MESSAGE),
    )
