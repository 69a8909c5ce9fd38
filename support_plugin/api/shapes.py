"""Tickets, messages, files and lines of the timeline as they are answered; agents get more of each than customers."""

from datetime import datetime

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from support_plugin.taxonomy.models import Priority
from support_plugin.tickets import answers
from support_plugin.tickets.actions import can_reopen
from support_plugin.tickets.models import Event, Message, Side, Source, Status
from support_plugin.tickets.rendering import message_html, rich_as_plain
from support_plugin.tickets.sentences import author_for_customer, sentence, status_key, status_word
from support_plugin.tickets.timeline import person_name

from .fields import Moment
from .taxonomy import Named


class PersonShape(serializers.Serializer):
    """Somebody, known by their username."""

    username = serializers.CharField(source="get_username")
    name = serializers.SerializerMethodField()

    def get_name(self, person) -> str:
        return person_name(person)


class AttachmentShape(serializers.Serializer):
    """A file."""

    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    content_type = serializers.CharField(help_text="What its content is, whatever it was said to be.")
    url = serializers.SerializerMethodField(help_text="Where its content is, for whoever may read it.")

    def get_url(self, attachment) -> str:
        return reverse(
            "support_api:attachment_content", args=[attachment.uuid], request=self.context["request"]
        )


class AnswerShape(serializers.Serializer):
    """What was answered to one question of the type's form."""

    name = serializers.CharField()
    label = serializers.CharField()
    kind = serializers.CharField(help_text="Kind of field; empty where the form is gone.")
    value = serializers.JSONField(help_text="As it is stored.")
    text = serializers.CharField(help_text="As a person reads it.")


class ExpectationShape(serializers.Serializer):
    """Whose turn it is, what happens next and by when, as the customer reads it."""

    turn = serializers.ChoiceField(choices=["us", "you", "nobody"])
    sentence = serializers.CharField()
    by = Moment(allow_null=True)
    is_late = serializers.BooleanField()


class DueShape(serializers.Serializer):
    """What is due next."""

    target = serializers.CharField(
        source="due_target", help_text="first_reply, next_reply, update or resolution."
    )
    at = Moment(source="due_at")


DESK_FIELDS = (
    "priority",
    "assignee",
    "customer",
    "tags",
    "due",
    "first_response_at",
    "source",
    "language",
)


class MessageShape(serializers.Serializer):
    """One contribution to a thread."""

    always = (
        "id",
        "kind",
        "side",
        "author",
        "is_mine",
        "body",
        "html",
        "created_at",
        "promised_until",
        "attachments",
    )

    id = serializers.IntegerField(source="pk")
    kind = serializers.ChoiceField(choices=Message.Kind.values)
    side = serializers.ChoiceField(choices=Side.values)
    author = serializers.SerializerMethodField(help_text="Who wrote it, as the reader may know them.")
    is_mine = serializers.SerializerMethodField(help_text="Whether the caller wrote it.")
    body = serializers.SerializerMethodField(help_text="As plain text.")
    html = serializers.SerializerMethodField(help_text="As HTML of a few harmless tags, cleaned by the desk.")
    created_at = Moment()
    promised_until = Moment(allow_null=True, help_text="Of a progress update.")
    visible_at = Moment(
        allow_null=True, required=False, help_text="Desk only: until then its author can take it back."
    )
    attachments = AttachmentShape(many=True)

    def get_author(self, message) -> str:
        if self.context["side"] == Side.TEAM:
            return message.author_name
        return author_for_customer(message, message.ticket.department)

    def get_is_mine(self, message) -> bool:
        return message.author_id == self.context["caller"].user.pk

    def get_body(self, message) -> str:
        return rich_as_plain(message.body) if message.is_rich else message.body

    def get_html(self, message) -> str:
        return str(message_html(message))

    def to_representation(self, message):
        told = super().to_representation(message)
        if self.context["side"] != Side.TEAM:
            del told["visible_at"]
        return told


class EventShape(serializers.Serializer):
    """One line of a timeline."""

    always = ("id", "ticket", "kind", "at", "sentence")

    id = serializers.IntegerField(source="pk")
    ticket = serializers.CharField(source="ticket.reference")
    kind = serializers.ChoiceField(choices=Event.Kind.values)
    at = Moment(source="created_at")
    sentence = serializers.SerializerMethodField(help_text="In the reader's language; may be empty.")
    actor = serializers.SerializerMethodField(help_text="Desk only. Null: the desk itself.")
    data = serializers.SerializerMethodField(help_text="Desk only: the facts.")

    def get_sentence(self, event) -> str:
        return str(sentence(event, self.context["side"]))

    def get_actor(self, event) -> str | None:
        return event.actor.get_username() if event.actor else None

    def get_data(self, event) -> dict:
        # Another ticket may be no concern of the reader's: only its number is told.
        if other := event.data.get("other"):
            return {**event.data, "other": {"reference": other["reference"]}}
        return event.data

    def to_representation(self, event):
        told = super().to_representation(event)
        if self.context["side"] != Side.TEAM:
            del told["actor"], told["data"]
        return told


class TicketShape(serializers.Serializer):
    """One request. `reference` always comes along; `fields` chooses the rest."""

    always = ("reference",)

    reference = serializers.CharField(help_text="Its number, by which it is known.")
    subject = serializers.CharField(required=False)
    status = serializers.ChoiceField(
        choices=Status.values, required=False, help_text="As it is stored and filtered."
    )
    state = serializers.SerializerMethodField(
        help_text="The status refined by whose turn it is: also `customer_replied`, `answered`, `merged`."
    )
    state_label = serializers.SerializerMethodField(help_text="That in words for the reader.")
    department = Named(required=False)
    ticket_type = Named(required=False)
    product = Named(required=False, allow_null=True)
    created_at = Moment(required=False)
    updated_at = serializers.SerializerMethodField(help_text="The last change that the reader may know of.")
    last_message_at = Moment(required=False)
    last_message_side = serializers.ChoiceField(choices=Side.values, required=False)
    has_unread = serializers.SerializerMethodField(
        help_text="Whether the other side wrote what the caller has not read."
    )
    promised_until = Moment(required=False, allow_null=True)
    resolved_at = Moment(required=False, allow_null=True)
    closed_at = Moment(required=False, allow_null=True)
    merged_into = serializers.CharField(
        source="merged_into.reference",
        default=None,
        allow_null=True,
        help_text="The number of the ticket where it goes on.",
    )
    expectation = serializers.SerializerMethodField(help_text="For customers; null for agents.")
    answers = serializers.SerializerMethodField(
        help_text="What was answered in the type's form, in its order."
    )
    origin = serializers.SerializerMethodField(
        help_text="Where it comes from: `guide` and `step`, and the ticket it follows (`follow_up`)."
    )
    can_reply = serializers.SerializerMethodField()
    can_close = serializers.SerializerMethodField()
    can_reopen = serializers.SerializerMethodField()
    priority = serializers.ChoiceField(choices=Priority.values, required=False, help_text="Desk only.")
    assignee = PersonShape(required=False, allow_null=True, help_text="Desk only.")
    customer = PersonShape(required=False, help_text="Desk only.")
    tags = serializers.SerializerMethodField(help_text="Desk only.")
    due = serializers.SerializerMethodField(
        help_text="Desk only: what is due next; null while no clock runs."
    )
    first_response_at = Moment(required=False, allow_null=True, help_text="Desk only.")
    source = serializers.ChoiceField(choices=Source.values, required=False, help_text="Desk only.")
    language = serializers.CharField(required=False, help_text="Desk only: the language it was filed in.")
    messages = serializers.SerializerMethodField(
        help_text="With `expand=messages`: the newest 20, oldest first."
    )
    events = serializers.SerializerMethodField(help_text="With `expand=events`: the newest 20, oldest first.")

    def get_fields(self):
        fields = super().get_fields()
        wanted = self.context.get("fields")
        expanded = self.context.get("expand", ())
        if "side" not in self.context:
            return fields
        hidden = () if self.context["side"] == Side.TEAM else DESK_FIELDS
        return {
            name: field
            for name, field in fields.items()
            if name == "reference"
            or (
                name in expanded
                if name in EXPANDABLE
                else name not in hidden and (not wanted or name in wanted)
            )
        }

    def get_state(self, ticket) -> str:
        return status_key(ticket)

    def get_state_label(self, ticket) -> str:
        return status_word(ticket, ticket.side).label

    def get_updated_at(self, ticket) -> datetime:
        moment = ticket.updated_at if ticket.side == Side.TEAM else ticket.changed_at
        return Moment().to_representation(moment)

    def get_has_unread(self, ticket) -> bool:
        return ticket.has_unread

    @extend_schema_field(ExpectationShape(allow_null=True))
    def get_expectation(self, ticket):
        return ExpectationShape(ticket.expected).data if ticket.expected else None

    def get_answers(self, ticket) -> AnswerShape(many=True):
        return [each for section in answers.in_sections(ticket) for each in section["answers"]]

    def get_origin(self, ticket) -> dict:
        return {name: ticket.origin[name] for name in ("guide", "step", "follow_up") if name in ticket.origin}

    def get_can_reply(self, ticket) -> bool:
        if ticket.side == Side.TEAM:
            return ticket.status != Status.CLOSED
        return can_reopen(ticket)

    def get_can_close(self, ticket) -> bool:
        return ticket.status != Status.CLOSED if ticket.side == Side.TEAM else not ticket.is_finished

    def get_can_reopen(self, ticket) -> bool:
        is_open_to_them = ticket.side == Side.TEAM or can_reopen(ticket)
        return ticket.is_finished and not ticket.is_merged and is_open_to_them

    def get_tags(self, ticket) -> list[str]:
        return sorted(tag.name for tag in ticket.tags.all())

    @extend_schema_field(DueShape(allow_null=True))
    def get_due(self, ticket):
        return DueShape(ticket).data if ticket.due_at else None

    def get_messages(self, ticket) -> MessageShape(many=True):
        return MessageShape(ticket.shown_messages, many=True, context=self.context).data

    def get_events(self, ticket) -> EventShape(many=True):
        return EventShape(ticket.shown_events, many=True, context=self.context).data


EXPANDABLE = ("messages", "events")
TICKET_FIELDS = tuple(name for name in TicketShape._declared_fields if name not in EXPANDABLE)
