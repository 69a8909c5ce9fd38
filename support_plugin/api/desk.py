"""What helps agents to answer: canned replies and tags; and answers that exist already, for everybody."""

from rest_framework import serializers

from support_plugin.sla.answer_time import answer_time_for
from support_plugin.taxonomy.models import Department, Priority
from support_plugin.text.digits import to_ascii
from support_plugin.text.search import query_tokens
from support_plugin.tickets.canned import CannedReply, filled
from support_plugin.tickets.models import Side
from support_plugin.tickets.suggestions import suggestions
from support_plugin.tickets.tagging import tags_offered_to

from .base import ListDoor
from .fields import Text
from .operations import Operation
from .parameters import Page, Query
from .problems import WrongParameters, at_parameter

MOST_CANNED = 500
MOST_SUGGESTIONS = 10


class CannedReplyShape(serializers.Serializer):
    """A text that agents send often, and what sending it changes."""

    id = serializers.IntegerField(source="pk")
    name = serializers.SerializerMethodField()
    kind = serializers.ChoiceField(choices=CannedReply.Kind.values)
    body = serializers.SerializerMethodField(
        help_text="Plain text; with `ticket` filled in for it, in its language. What has no value stays in braces."
    )
    then = serializers.ChoiceField(choices=CannedReply.Then.values)
    priority = serializers.ChoiceField(choices=["", *Priority.values])
    takes = serializers.BooleanField(help_text="Whether the ticket becomes that of who sends it.")
    tags = serializers.SerializerMethodField()

    def get_name(self, canned) -> str:
        return str(canned)

    def get_body(self, canned) -> str:
        ticket = self.context["ticket"]
        if ticket is None:
            return str(canned.body)
        return filled(canned, ticket, by=self.context["caller"].user, answer_time=self.context["answer_time"])

    def get_tags(self, canned) -> list[str]:
        return [tag.name for tag in canned.tags.all()]


class CannedQuery(Query):
    ticket = Text(
        required=False, help_text="A ticket's number: those offered in its department, filled in for it."
    )
    department = Text(required=False, help_text="A department's slug: those offered there.")
    q = Text(required=False, help_text="Beginnings of words of names and texts.")


class CannedReplies(ListDoor):
    tag = "desk"
    is_desk = True
    operations = {
        "GET": Operation(
            "canned_replies_list",
            "Canned replies.",
            answer=CannedReplyShape,
            query=CannedQuery,
            is_list=True,
        )
    }
    ticket = None

    def rows(self, request):
        found = CannedReply.objects.offered_to(request.user)
        if "ticket" in self.parameters:
            tickets = self.caller.tickets(Side.TEAM).select_related(
                "department", "ticket_type", "product", "customer"
            )
            self.ticket = tickets.filter(reference=to_ascii(self.parameters["ticket"])[:12]).first()
            if self.ticket is None:
                raise WrongParameters([at_parameter("ticket", "unknown_choice")])
            found = CannedReply.objects.offered_in(self.ticket.department)
        if "department" in self.parameters:
            department = Department.objects.filter(slug=self.parameters["department"]).first()
            if department is None:
                raise WrongParameters([at_parameter("department", "unknown_choice")])
            found = found.filter(pk__in=CannedReply.objects.offered_in(department).order_by().values("pk"))
        return found.matching(self.parameters.get("q", "")).prefetch_related("tags")[:MOST_CANNED]

    def context(self, request):
        words = answer_time_for(self.ticket) if self.ticket else ""
        return super().context(request) | {"ticket": self.ticket, "answer_time": words}


class TagShape(serializers.Serializer):
    """A word that tickets are sorted by."""

    name = serializers.CharField()


class TagsQuery(Page):
    q = Text(required=False, help_text="Beginnings of words.")


class Tags(ListDoor):
    tag = "desk"
    is_desk = True
    operations = {
        "GET": Operation(
            "tags_list",
            "The words that tickets are sorted by.",
            answer=TagShape,
            query=TagsQuery,
            is_list=True,
            is_paged=True,
        )
    }

    def rows(self, request):
        tags = tags_offered_to(request.user)
        for token in query_tokens(self.parameters.get("q", "")):
            tags = tags.filter(key__contains=token)
        return tags

    def cursor_order(self, request):
        return ("name", "pk")


class SuggestionShape(serializers.Serializer):
    """Something that may answer a question."""

    title = serializers.CharField()
    url = serializers.SerializerMethodField(help_text="The whole address.")

    page = serializers.SerializerMethodField(
        help_text="The key of a page of the page API, as `guide` of a new ticket takes it; null for what is no page."
    )

    def get_page(self, suggestion) -> int | None:
        return suggestion.get("page")

    def get_url(self, suggestion) -> str:
        return self.context["request"].build_absolute_uri(suggestion["url"])


class SuggestionsQuery(Query):
    q = Text(help_text="The question, or as much of it as was typed.")


class Suggestions(ListDoor):
    tag = "suggestions"
    operations = {
        "GET": Operation(
            "suggestions_list",
            "Guides that may answer a question, before a ticket is filed.",
            answer=SuggestionShape,
            query=SuggestionsQuery,
            is_list=True,
        )
    }

    def rows(self, request):
        return suggestions(self.parameters["q"], MOST_SUGGESTIONS)
