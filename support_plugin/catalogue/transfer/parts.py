"""What a desk's file holds, list by list, each after those that it names.

Left out on purpose: people and where they work, tickets and all that became of them, saved views, permissions and
workflows (people again), public holidays and closures (days: every desk writes its own), contact lines of a site, and
whatever is a secret.
"""

from decimal import Decimal

from django.core.exceptions import ValidationError

from support_plugin.forms.kinds import LIMITS, WITH_CHOICES
from support_plugin.forms.models import FieldChoice, FormField
from support_plugin.notifications.models import LetterText
from support_plugin.notifications.placeholders import refuse_unknown
from support_plugin.notifications.texts import WITH_SMS
from support_plugin.sla.models import Calendar, DepartmentCalendar, Policy
from support_plugin.taxonomy.models import Department, Product, TicketType
from support_plugin.text.translated import every_language
from support_plugin.tickets.canned import CannedReply
from support_plugin.tickets.tags import Tag, tag_key, tag_name

from ..form_fields import accepted_endings
from ..targets import MINUTES, contradictions
from .bodies import TicketForms
from .refusals import Refused
from .rows import Part, first_text, in_site_languages
from .week import in_minutes, in_times

NUMBERS, DAYS = ("smallest", "largest"), ("earliest", "latest")


class Departments(Part):
    name, noun = "departments", "department"
    model = Department
    columns = (
        "slug",
        "name",
        "description",
        "icon",
        "contact_line",
        "usual_answer_minutes",
        "takes_new_tags",
        "is_active",
    )


class TicketTypes(Part):
    name, noun = "ticket_types", "ticket type"
    model = TicketType
    columns = ("slug", "name", "description", "departments", "default_priority", "is_active")


class Products(Part):
    name, noun = "products", "product"
    model = Product
    columns = ("slug", "name", "description", "departments", "is_active")


class Tags(Part):
    name, noun = "tags", "tag"
    model = Tag
    identity = "name"
    columns = ("name",)
    is_ordered = False

    def key_of(self, entry):
        return tag_key(tag_name(entry["name"]))

    def assign(self, instance, column, value, known):
        if not tag_key(tag_name(value)):
            raise ValidationError("Write a word: letters or digits.")
        instance.name = tag_name(value)


class FormFields(Part):
    name, noun = "form_fields", "form field"
    model = FormField
    columns = ("slug", "kind", "name", "description", "placeholder", "default", "is_active")

    def instances(self):
        self.choices = {}
        for choice in FieldChoice.objects.order_by("sort_order", "pk"):
            self.choices.setdefault(choice.field_id, []).append(choice)
        return super().instances()

    def entry(self, field):
        limits = field.limits()
        if "pattern_help" in limits:
            limits["pattern_help"] = in_site_languages(limits["pattern_help"])
        choices = self.choices.get(field.pk, []) if field.has_choices else []
        return super().entry(field) | {
            "limits": limits,
            "choices": [
                {"value": choice.value, "label": in_site_languages(choice.label)} for choice in choices
            ],
        }

    def assign(self, field, column, value, known):
        if column == "limits":
            self._limit(field, value)
        elif column == "choices":
            self._choose(field, value)
        else:
            if column == "kind" and field.was_published and value != field.kind:
                raise ValidationError(
                    f"A published form has asked it, so it stays what it is: “{field.kind}”."
                )
            super().assign(field, column, value, known)

    def _limit(self, field, limits):
        for name in {name for names in LIMITS.values() for name in names}:
            column = self.model._meta.get_field(name)
            value = limits.get(name)
            if name == "file_types":
                value = accepted_endings(", ".join(value or ()))
            elif value is not None and name in DAYS:
                value = column.to_python(value)
            elif value is not None and name in NUMBERS:
                value = Decimal(value)
            setattr(field, name, column.get_default() if value is None else value)
        self.assign_texts(field, self.model._meta.get_field("pattern_help"), limits.get("pattern_help", {}))

    def _choose(self, field, choices):
        before = {choice.value: choice for choice in field.choices.all()} if field.pk else {}
        made = []
        for place, wanted in enumerate(choices):
            if wanted["value"] in [other.value for other in made]:
                raise ValidationError(f"The choice “{wanted['value']}” stands there twice.")
            choice = before.get(wanted["value"]) or FieldChoice(value=wanted["value"])
            choice.sort_order = place
            self.assign_texts(choice, FieldChoice._meta.get_field("label"), wanted["label"])
            choice.full_clean(exclude=["field"], validate_constraints=False)
            made.append(choice)
        field.choices = made

    def check(self, field, entry):
        allowed = {
            *LIMITS.get(field.kind, ()),
            *(["pattern_help"] if "pattern" in entry.get("limits", ()) else ()),
        }
        for name in entry.get("limits", ()):
            if name not in allowed:
                raise ValidationError({name: f"This means nothing for a field of the kind “{field.kind}”."})
        has_some = field.choices.exists() if field.pk and "choices" not in entry else entry.get("choices")
        if field.kind in WITH_CHOICES and not has_some:
            raise ValidationError({"choices": f"A field of the kind “{field.kind}” has some."})
        if field.kind not in WITH_CHOICES and entry.get("choices"):
            raise ValidationError({"choices": f"A field of the kind “{field.kind}” has none."})

    def unchecked(self):
        return super().unchecked() - {name for names in LIMITS.values() for name in names}

    def line_of(self, entry, column):
        limits = getattr(entry.get("limits"), "lines", {})
        return limits.get(column) or super().line_of(entry, column)


class CannedReplies(Part):
    name, noun = "canned_replies", "canned reply"
    model = CannedReply
    identity, is_unique = "name", False
    columns = ("name", "body", "kind", "departments", "then", "priority", "takes", "tags", "is_active")

    def key_of(self, entry):
        return first_text(entry["name"])

    def name_of(self, other):
        return other.name if isinstance(other, Tag) else other.slug


class WorkingHours(Part):
    """There is always one default; a department works by one of them."""

    name, noun = "working_hours", "working hours"
    model = Calendar
    identity, is_unique = "name", False
    columns = ("name", "is_default", "timezone", "week", "keeps_holidays", "departments")
    is_ordered = False

    def key_of(self, entry):
        return first_text(entry["name"])

    def instances(self):
        self.calendars = list(super().instances())
        return self.calendars

    def place(self, entry):
        return not entry["is_default"], *super().place(entry)

    def value(self, calendar, column):
        value = super().value(calendar, column)
        return in_times(value) if column == "week" else value

    def assign(self, calendar, column, value, known):
        if column == "week":
            calendar.week = in_minutes(value)
            return
        super().assign(calendar, column, value, known)
        if column == "is_default" and value:
            # Taken from the other first: the database keeps that there is one.
            Calendar.objects.exclude(pk=calendar.pk).update(is_default=False)
            for other in self.calendars:
                other.is_default = other is calendar

    def save_many(self, calendar, column, departments):
        links = DepartmentCalendar.objects.filter(department__in=departments)
        links.exclude(calendar=calendar).delete()
        super().save_many(calendar, column, departments)

    def settle(self, section):
        marked = [entry for entry in section if entry.get("is_default")]
        if len(marked) > 1:
            raise Refused("Two of the working hours are the default.", marked[1].lines["is_default"])
        taken = {}
        for entry in section:
            for slug, line in zip(entry.get("departments", ()), _lines(entry, "departments"), strict=True):
                if slug in taken:
                    raise Refused(f"The department “{slug}” works by two working hours.", line)
                taken[slug] = entry
        if not Calendar.objects.filter(is_default=True).exists():
            raise Refused("None of the working hours is the default.", section.line)


class AnsweringTargets(Part):
    name, noun = "answering_targets", "answering target"
    model = Policy
    identity, is_unique = "name", False
    columns = (
        "name",
        "department",
        "ticket_type",
        "product",
        "priority",
        "hours",
        "first_reply_minutes",
        "next_reply_minutes",
        "update_minutes",
        "resolution_minutes",
        "is_active",
    )

    def key_of(self, entry):
        return first_text(entry["name"])

    def check(self, policy, entry):
        if wrong := contradictions({name: getattr(policy, name) for name in MINUTES}):
            raise ValidationError(wrong)


class MessageTexts(Part):
    """The editors' own words for each kind of message. There is a row per kind: none is made or deleted."""

    name, noun = "message_texts", "message text"
    model = LetterText
    identity = "kind"
    columns = ("kind", "subject", "body", "button", "sms")
    is_ordered = False

    def instances(self):
        return LetterText.objects.all()

    def write(self, key, entry, instance, known):
        if instance is None:
            raise Refused(f"There is no message of the kind “{key}”.", entry.lines["kind"])
        return super().write(key, entry, instance, known)

    def check(self, text, entry):
        for column in self.columns[1:]:
            for words in every_language(getattr(text, column)):
                if column == "sms" and text.kind not in WITH_SMS:
                    raise ValidationError({column: "Nobody gets an SMS of this kind."})
                try:
                    refuse_unknown(words, text.kind, in_sms=column == "sms")
                except ValidationError as error:
                    raise ValidationError({column: error}) from None


def _lines(entry, column):
    return entry[column].lines if column in entry else ()


def parts():
    """A fresh one of each: they remember what they read."""
    kinds = (
        Departments,
        TicketTypes,
        Products,
        Tags,
        FormFields,
        TicketForms,
        CannedReplies,
        WorkingHours,
        AnsweringTargets,
        MessageTexts,
    )
    return [kind() for kind in kinds]
