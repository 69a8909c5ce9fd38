"""Canned replies: what agents answer often, with the changes that go with it (then it is a macro)."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.html import escape, linebreaks
from django.utils.translation import get_language, gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import Orderable

from support_plugin.forms.models import FormField
from support_plugin.taxonomy.models import Department, Priority
from support_plugin.text.digits import localized
from support_plugin.text.placeholders import PLACEHOLDER, refuse_unknown
from support_plugin.text.search import query_tokens, search_key
from support_plugin.text.translated import TranslatedCharField, TranslatedTextField, every_language

from . import answers, errors
from .changing import lock
from .models import Message, Side, department_keys, led_department_keys
from .tags import Tag
from .timeline import person_name

# What may stand in braces, and what it means to those who write the text.
PLACEHOLDERS = {
    "customer_name": pgettext_lazy("placeholder", "the customer’s name"),
    "number": pgettext_lazy("placeholder", "the ticket’s number"),
    "department": pgettext_lazy("placeholder", "the department"),
    "ticket_type": pgettext_lazy("placeholder", "the ticket’s type"),
    "product": pgettext_lazy("placeholder", "the product"),
    "agent_name": pgettext_lazy("placeholder", "the name of who answers"),
    "answer_time": pgettext_lazy("placeholder", "the usual answering time, a sentence"),
}
# Before the name of a field: what the customer answered to it.
ANSWER = "answer_"


class CannedReplyQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def offered_in(self, department):
        """Those of this department and those of all, in the editors' order."""
        return (
            self.active()
            .filter(models.Q(departments=department) | models.Q(departments__isnull=True))
            .distinct()
        )

    def offered_to(self, user):
        """Those that this agent meets in any department they work in."""
        if user.is_superuser:
            return self.active()
        here = models.Q(departments__in=department_keys(user)) | models.Q(departments__isnull=True)
        return self.active().filter(here).distinct()

    def matching(self, text):
        """Those in whose name or text every word of `text` begins a word."""
        found = self
        for token in query_tokens(text):
            found = found.filter(search_key__contains=f" {token}")
        return found

    def led_by(self, user):
        """Those that are offered only in departments this person leads."""
        elsewhere = Department.objects.exclude(pk__in=led_department_keys(user))
        return self.filter(departments__isnull=False).exclude(departments__in=elsewhere).distinct()


class CannedReply(Orderable):
    """A text per language with closed placeholders, and what sending it changes on the ticket."""

    class Then(models.TextChoices):
        NOTHING = "", pgettext_lazy("after a canned reply", "As after every reply")
        WAIT = "wait", pgettext_lazy("after a canned reply", "Wait for the customer")
        RESOLVE = "resolve", pgettext_lazy("after a canned reply", "Resolve")

    class Kind(models.TextChoices):
        REPLY = Message.Kind.REPLY.value, Message.Kind.REPLY.label
        NOTE = Message.Kind.NOTE.value, Message.Kind.NOTE.label

    name = TranslatedCharField(_("name"), max_length=80)
    body = TranslatedTextField(_("text"), max_length=4000)
    kind = models.CharField(_("kind of message"), max_length=10, choices=Kind, default=Kind.REPLY)
    departments = models.ManyToManyField(
        Department,
        blank=True,
        related_name="canned_replies",
        verbose_name=_("departments"),
        help_text=_("Where it is offered. None chosen: everywhere."),
    )
    then = models.CharField(_("and then"), max_length=10, choices=Then, default=Then.NOTHING, blank=True)
    priority = models.CharField(
        _("priority"),
        max_length=10,
        choices=Priority,
        blank=True,
        help_text=_("Empty: stays as it is."),
    )
    takes = models.BooleanField(_("assign to whoever sends it"), default=False)
    tags = models.ManyToManyField(Tag, blank=True, related_name="+", verbose_name=_("tags to add"))
    is_active = models.BooleanField(_("active"), default=True)
    search_key = models.TextField(editable=False, default="")

    objects = CannedReplyQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="canned_note_ends_nothing", condition=models.Q(kind="reply") | models.Q(then="")
            )
        ]

    def __str__(self):
        return str(self.name)

    def clean(self):
        wrong = {}
        try:
            for text in every_language(self.body):
                refuse_unknown(text, placeholders())
        except ValidationError as error:
            wrong["body"] = error
        if self.kind == self.Kind.NOTE and self.then:
            wrong["then"] = _("An internal note does not pass the turn. Choose “As after every reply”.")
        if wrong:
            raise ValidationError(wrong)

    def save(self, **kwargs):
        self.search_key = search_key(*every_language(self.name), *every_language(self.body))
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_key"}
        super().save(**kwargs)

    def is_led_by(self, user):
        """Is it offered only in departments this person leads?"""
        offered_in = {department.pk for department in self.departments.all()}
        return bool(offered_in) and offered_in <= led_department_keys(user)

    @property
    def changes_something(self):
        return bool(self.then or self.priority or self.takes or self.tags.exists())


def placeholders():
    """`{name: what it means}` of all there are: PLACEHOLDERS, then what customers answer in published forms."""
    return {**PLACEHOLDERS, **answer_placeholders()}


def answer_placeholders():
    """`{name: what it means}` of the fields that published forms ask. A field whose name means something else has none."""
    return {
        answer_name(field.slug): gettext("the answer to “{field}”").format(field=field)
        for field in FormField.objects.filter(was_published=True)
        if answer_name(field.slug) not in PLACEHOLDERS
    }


def answer_name(slug):
    """The placeholder of a field: a hyphen of its name is written as `_`."""
    return ANSWER + slug.replace("-", "_")


def filled(canned, ticket, *, by, language=None, answer_time=""):
    """The text for this ticket in `language` (default: the ticket's), each placeholder exchanged for its value.

    A placeholder without a value stays as it is written, so that whoever sends it sees what is missing.
    """
    language = language or ticket.language or get_language()
    text = canned.body.localize(language)
    answered = {}
    if f"{{{ANSWER}" in text:
        with override(language):
            answered = {answer_name(name): words for name, words in answers.texts(ticket).items()}
    return with_values(text, {**answered, **values_for(ticket, by=by, answer_time=answer_time)})


def with_values(text, values):
    """A text with each placeholder exchanged for its value, where there is one."""

    def exchange(match):
        space, name = match.groups()
        return space + values[name] if values.get(name) else match[0]

    return PLACEHOLDER.sub(exchange, text)


def values_for(ticket, *, by, answer_time=""):
    return {
        "customer_name": person_name(ticket.customer),
        "number": localized(ticket.reference),
        "department": str(ticket.department),
        "ticket_type": str(ticket.ticket_type),
        "product": str(ticket.product) if ticket.product else "",
        "agent_name": person_name(by),
        "answer_time": str(answer_time),
    }


def unfilled(text):
    """The placeholders that still stand in a text about to be sent, each once."""
    found = (match[2] for match in PLACEHOLDER.finditer(text))
    return list(
        dict.fromkeys(f"{{{name}}}" for name in found if name in PLACEHOLDERS or name.startswith(ANSWER))
    )


@transaction.atomic
def send(canned, ticket, *, by, answer_time=""):
    """Answer a ticket with a canned reply as it is, with its changes. Raises PlaceholdersUnfilled."""
    from . import actions

    text = filled(canned, ticket, by=by, answer_time=answer_time)
    if missing := unfilled(text):
        raise errors.PlaceholdersUnfilled(names=" ".join(missing))
    body = linebreaks(escape(text.strip()))
    apply_changes(canned, ticket, by=by)
    if canned.kind == Message.Kind.NOTE:
        return actions.note(ticket, body, by=by, is_rich=True)
    return actions.reply(ticket, body, by=by, side=Side.TEAM, is_rich=True, then=canned.then)


@transaction.atomic
def apply_changes(canned, ticket, *, by):
    """What a canned reply changes beside its text, verb by verb. `then` is an argument of `reply`."""
    from . import actions

    if canned.priority and not ticket.is_finished:
        actions.set_priority(ticket, canned.priority, by=by)
    if canned.takes and not ticket.is_finished:
        actions.assign(ticket, by, by=by)
    if tags := list(canned.tags.all()):
        actions.tag(ticket, by=by, add=tags)


@transaction.atomic
def apply_once(chosen, ticket, *, by, submission_key):
    """What several canned replies change, before a message with this key is sent; nothing where it was sent already."""
    lock(ticket)
    if submission_key and ticket.messages.filter(author=by, submission_key=submission_key).exists():
        return
    for canned in chosen:
        apply_changes(canned, ticket, by=by)
