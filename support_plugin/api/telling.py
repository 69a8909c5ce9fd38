"""What somebody was told (the bell), and what they want to be told of."""

from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from support_plugin.notifications import notices
from support_plugin.notifications.letters import headline
from support_plugin.notifications.matrix import AGENTS, CUSTOMERS
from support_plugin.notifications.preferences import PreferencesForm, told_value
from support_plugin.tickets.changing import lock_person
from support_plugin.tickets.models import Side

from .base import Door, ListDoor
from .fields import Flag, Key, Moment, Strict, Text
from .operations import Operation
from .parameters import OnASide, Page
from .problems import Refused, at, not_offered, of_form


class NoticeShape(serializers.Serializer):
    """One thing that somebody was told."""

    id = serializers.UUIDField(source="uuid")
    kind = serializers.CharField(help_text="For example `answered` or `assigned`.")
    ticket = serializers.CharField(source="ticket.reference")
    sentence = serializers.SerializerMethodField()
    created_at = Moment()
    is_read = serializers.SerializerMethodField()

    def get_sentence(self, notice) -> str:
        return str(headline(notice.kind, notice.ticket, notice.events))

    def get_is_read(self, notice) -> bool:
        return notice.read_at is not None


class NoticesQuery(Page, OnASide):
    """A page of the bell."""


class NoticesReadBody(Strict):
    """How far they were read."""

    up_to = Key(help_text="The id of the newest notice that was shown; everything before it counts as read.")


class TellingDoor(Door):
    tag = "notices"

    def own_notices(self):
        is_team = self.caller.side_asked(self.parameters.get("side")) == Side.TEAM
        return notices.of_agent(self.request.user) if is_team else notices.of_customer(self.request.user)


class Notices(TellingDoor, ListDoor):
    operations = {
        "GET": Operation(
            "notices_list",
            "What one was told of one's tickets, newest first.",
            answer=NoticeShape,
            query=NoticesQuery,
            is_list=True,
            is_paged=True,
        )
    }

    def rows(self, request):
        return self.own_notices().select_related("ticket__department")

    def cursor_order(self, request):
        return ("-pk",)


class NoticesRead(TellingDoor):
    operations = {
        "POST": Operation(
            "notices_read", "Mark notices as read.", body=NoticesReadBody, query=OnASide, status=204
        )
    }

    def post(self, request):
        own = self.own_notices()
        newest = own.filter(uuid=self.read_body(request)["up_to"]).first()
        if newest is None:
            raise Refused([at(("up_to",), "unknown_choice", _("There is no such notice."))])
        notices.mark_read(own.filter(pk__lte=newest.pk))
        return Response(status=204)


class ToldShape(serializers.Serializer):
    """One thing to be told of, and by which channels."""

    key = serializers.CharField()
    label = serializers.CharField()
    reach = serializers.CharField(help_text="Of whose tickets, for agents; else empty.")
    channels = serializers.DictField(
        child=serializers.BooleanField(), help_text="By the name of each that is possible."
    )


class PreferencesShape(serializers.Serializer):
    """What somebody wants to be told of, and in which language."""

    language = serializers.CharField(help_text="Empty: the language of each ticket.")
    languages = serializers.ListField(child=serializers.CharField(), help_text="Those there are.")
    told = ToldShape(many=True)


class PreferencesBody(Strict):
    """What is to be changed; the rest stays."""

    language = Text(required=False, allow_blank=True)
    told = serializers.DictField(
        child=serializers.DictField(child=Flag()),
        required=False,
        help_text='`{"answered": {"email": false}}`',
    )


class Preferences(Door):
    tag = "notices"
    operations = {
        "GET": Operation(
            "preferences_read", "What one wants to be told of.", answer=PreferencesShape, query=OnASide
        ),
        "PATCH": Operation(
            "preferences_change",
            "Change what one wants to be told of.",
            answer=PreferencesShape,
            body=PreferencesBody,
            query=OnASide,
        ),
    }

    def get(self, request):
        return self._shown(self._form())

    @transaction.atomic
    def patch(self, request):
        given = self.read_body(request)
        # The rest stays, also what somebody changes at this moment.
        lock_person(request.user)
        now = self._form()
        ticked = {cell.value: cell.is_checked for line in now.lines for cell in line.cells if cell.value}
        wrong = []
        for key, channels in given.get("told", {}).items():
            for channel, is_wanted in channels.items():
                value = told_value(key, channel)
                if value in ticked:
                    ticked[value] = is_wanted
                else:
                    wrong.append(not_offered("told", key, channel))
        sent = {
            "language": [given.get("language", now.stored.language)],
            "told": [value for value, is_wanted in ticked.items() if is_wanted],
        }
        form = self._form(MultiValueDict(sent))
        wrong += of_form(form)
        if wrong:
            raise Refused(wrong)
        form.save()
        return self._shown(self._form())

    def _form(self, data=None):
        is_team = self.caller.side_asked(self.parameters.get("side")) == Side.TEAM
        return PreferencesForm(
            data, user=self.request.user, choices=AGENTS if is_team else CUSTOMERS, by_itself=""
        )

    def _shown(self, form):
        told = [
            {
                "key": line.choice.key,
                "label": str(line.choice.label),
                "reach": str(line.choice.reach_label),
                "channels": {
                    cell.value.rpartition(":")[2]: cell.is_checked for cell in line.cells if cell.value
                },
            }
            for line in form.lines
        ]
        languages = [code for code, _label in form.fields["language"].choices if code]
        shown = {"language": form.stored.language, "languages": languages, "told": told}
        return Response(PreferencesShape(shown).data)
