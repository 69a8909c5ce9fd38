"""Saved views: ways to look at the queue, kept under a name. What nobody shared with the caller is 404."""

from django.db import transaction
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from support_plugin.queue import narrowing
from support_plugin.queue.models import SavedView
from support_plugin.queue.saving import LONGEST_QUERY, save_view

from .base import Door, ListDoor
from .fields import Strict, Text
from .filters import DeskFilterSet, as_asked, is_filter
from .operations import Operation
from .parameters import Page
from .problems import Refused, WrongParameters, at, not_offered


class ViewShape(serializers.Serializer):
    """A saved view."""

    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField()
    department = serializers.SlugField(
        source="department.slug", default=None, allow_null=True, help_text="With whom it is shared."
    )
    query = serializers.SerializerMethodField(
        help_text="Filters and order, as they stand behind `tickets/?`."
    )
    is_mine = serializers.SerializerMethodField()
    is_pinned = serializers.BooleanField(help_text="Whether it stands in the caller's menu.")
    can_change = serializers.SerializerMethodField()

    def get_query(self, view) -> str:
        return as_asked(narrowing.readable(view.query)).urlencode()

    def get_is_mine(self, view) -> bool:
        return view.owner_id == self.context["caller"].user.pk

    def get_can_change(self, view) -> bool:
        return view.can_be_changed_by(self.context["caller"].user)


class ViewBody(Strict):
    """A name, whom it is shared with (null: nobody), and the filters and order as of `tickets/`."""

    name = Text(max_length=40)
    department = Text(required=False, allow_null=True, help_text="A department of the caller's.")
    query = Text(required=False, allow_blank=True, max_length=LONGEST_QUERY)


class ViewChanges(ViewBody):
    """What is to be changed of it; the rest stays."""

    def get_fields(self):
        fields = super().get_fields()
        fields["name"].required = False
        return fields


class ViewDoor(Door):
    tag = "views"
    is_desk = True

    def words(self, request):
        """What the body says, as it is stored."""
        given, words = self.read_body(request), {}
        if "name" in given:
            words["name"] = given["name"]
        if "department" in given:
            words["department"] = self._department(given["department"])
        if "query" in given:
            words["query"] = self._query(given["query"])
        return words

    def shown(self, view, *, status=200, headers=None):
        seen = SavedView.objects.seen_by(self.request.user).filter(pk=view.pk).first()
        if seen is None:
            # A lead has just given it back to its owner alone.
            seen, view.is_pinned = view, False
        return Response(
            ViewShape(seen, context=self.context(self.request)).data, status=status, headers=headers
        )

    def _department(self, slug):
        if slug is None:
            return None
        department = self.caller.departments().filter(slug=slug).first()
        if department is None:
            raise Refused([not_offered("department")])
        return department

    def _query(self, text):
        query = QueryDict(text)
        wrong = [name for name in query if not is_filter(name) and name != "ordering"]
        if wrong or query.get("ordering", "due") not in narrowing.ORDERINGS:
            raise Refused([at(("query",), "unknown_choice", _("There is no filter of this name."))])
        try:
            given = DeskFilterSet(query, request=self.request).given()
        except WrongParameters as refused:
            raise Refused([at(("query",), each["code"], each["detail"]) for each in refused.errors]) from None
        kept = given.copy()
        kept.update({name: query[name] for name in ("ordering",) if name in query})
        return kept.urlencode()


class Views(ViewDoor, ListDoor):
    operations = {
        "GET": Operation(
            "views_list",
            "The views one has, and those shared with one's departments.",
            answer=ViewShape,
            query=Page,
            is_list=True,
            is_paged=True,
        ),
        "POST": Operation("views_create", "Save a view.", answer=ViewShape, body=ViewBody, status=201),
    }

    def rows(self, request):
        return SavedView.objects.seen_by(request.user)

    def cursor_order(self, request):
        return ("name", "pk")

    def post(self, request):
        view = save_view(SavedView(owner=request.user), self.words(request))
        address = request.build_absolute_uri(reverse("support_api:view", args=[view.uuid]))
        return self.shown(view, status=201, headers={"Location": address})


class OneView(ViewDoor):
    operations = {
        "GET": Operation("views_read", "A saved view.", answer=ViewShape),
        "PATCH": Operation("views_change", "Change a view.", answer=ViewShape, body=ViewChanges),
        "DELETE": Operation("views_delete", "Delete a view.", status=204),
    }

    def get(self, request, uuid):
        return self.shown(self._find(uuid))

    @transaction.atomic
    def patch(self, request, uuid):
        view = self._changeable(uuid)
        return self.shown(save_view(view, self.words(request)))

    @transaction.atomic
    def delete(self, request, uuid):
        self._changeable(uuid).delete()
        return Response(status=204)

    def _find(self, uuid):
        return get_object_or_404(SavedView.objects.seen_by(self.request.user), uuid=uuid)

    def _changeable(self, uuid):
        view = self._find(uuid)
        view = SavedView.objects.select_for_update(of=("self",)).select_related("department").get(pk=view.pk)
        if not view.can_be_changed_by(self.request.user):
            self.permission_denied(self.request)
        return view
