"""The post as it went: the list of what became of every message, and sending several again.

Superusers see all of it, leads what concerns the tickets of the departments they lead. Mail of accounts carries links
that set passwords: nobody is shown its text, and leads are not shown that it exists.
"""

import uuid

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import BooleanField, Case, Q, When
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.ui.tables import Table
from wagtail.admin.views.generic import IndexView

from support_plugin import conf
from support_plugin.notifications import channels
from support_plugin.notifications.kinds import FOR_AGENTS, FOR_CUSTOMERS, Kind
from support_plugin.notifications.models import Delivery
from support_plugin.notifications.reasons import explain
from support_plugin.notifications.resending import (
    MOST_AT_ONCE,
    send_all_again,
    sendable_again,
)
from support_plugin.notifications.sms.numbers import to_e164
from support_plugin.text.digits import localized_number, to_ascii
from support_plugin.tickets.models import led_department_keys

from .paging import CappedPaginator

State = Delivery.State
# What one looks for first stands first.
VIEWS = (State.PARKED, State.PENDING, State.SENT, State.DROPPED)
# How a state looks: the tone of its badge and its icon.
LOOKS = {
    State.PENDING: ("us", "clock"),
    State.SENT: ("done", "check-circle"),
    State.PARKED: ("parked", "warning"),
    State.DROPPED: ("you", "close"),
}
LONGEST_SEARCH = Delivery._meta.get_field("address").max_length
# Accounts with the same address that a search looks at.
MOST_OF_ONE_ADDRESS = 100


# Who ---------------------------------------------------------------------------------------------------------------


def is_overseer(user):
    """May this person see what became of the post?"""
    if not (user.is_authenticated and user.is_active):
        return False
    return user.is_superuser or bool(led_department_keys(user))


def overseen_by(user):
    """The deliveries this person may see and send again. Account mail belongs to no ticket, so to no department."""
    if not is_overseer(user):
        return Delivery.objects.none()
    if user.is_superuser:
        return Delivery.objects.all()
    return Delivery.objects.filter(ticket__department__in=led_department_keys(user))


class OverseersOnly:
    """A view of the post: 404 for everybody who oversees none of it."""

    def dispatch(self, request, *args, **kwargs):
        if not is_overseer(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


# The list ----------------------------------------------------------------------------------------------------------


class DeliveryFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=pgettext_lazy("filter", "Any"),
        widget=forms.RadioSelect,
        choices=State.choices,
    )
    channel = django_filters.ChoiceFilter(
        label=_("Channel"),
        empty_label=pgettext_lazy("filter", "Any"),
        widget=forms.RadioSelect,
        choices=[],
    )
    kind = django_filters.ChoiceFilter(
        label=_("About"), empty_label=pgettext_lazy("filter", "Any"), widget=forms.RadioSelect, choices=[]
    )

    class Meta:
        model = Delivery
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = (*FOR_CUSTOMERS, *FOR_AGENTS, *([Kind.ACCOUNT] if self.request.user.is_superuser else []))
        self.filters["channel"].extra["choices"] = list(channel_labels().items())
        self.filters["kind"].extra["choices"] = [(kind.value, kind.label) for kind in kinds]


class DeliveryPaginator(CappedPaginator):
    @cached_property
    def items_count_label(self):
        count, is_capped = self._capped
        number = localized_number(count)
        if is_capped:
            return gettext("More than {number} deliveries").format(number=number)
        return ngettext("{number} delivery", "{number} deliveries", count).format(number=number)


class DeliveriesView(OverseersOnly, IndexView):
    model = Delivery
    page_title = _("Deliveries")
    header_icon = "mail"
    template_name = "support_plugin/desk/deliveries.html"
    results_template_name = "support_plugin/desk/deliveries_results.html"
    index_url_name = "support_desk:deliveries"
    index_results_url_name = "support_desk:deliveries_results"
    filterset_class = DeliveryFilterSet
    paginator_class = DeliveryPaginator
    is_searchable = True
    export_formats = ()
    # Who may come is `OverseersOnly`'s business, not that of the model's permissions.
    any_permission_required = None
    # The newest first; keys are given in the order of writing, and the index of each state ends with them.
    default_ordering = "-pk"
    columns = ()
    _show_breadcrumbs = True
    breadcrumbs_items = [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}]

    def get_paginate_by(self, queryset):
        return conf.QUEUE_PER_PAGE

    def get_base_queryset(self):
        is_sendable = Case(When(sendable_again(), then=True), default=False, output_field=BooleanField())
        return (
            overseen_by(self.request.user)
            .select_related("ticket", "recipient")
            .annotate(is_sendable=is_sendable)
            .defer("content", "events", "ticket__search_key")
        )

    def filter_queryset(self, queryset):
        """What is no filter finds nothing: sending all that match must never mean more than was meant."""
        return super().filter_queryset(queryset) if self.filters.is_valid() else queryset.none()

    def search_queryset(self, queryset):
        if self.search_form.is_bound and not self.search_form.is_valid():
            return queryset.none()
        return matching(queryset, self.search_query) if self.is_searching else queryset

    def get_search_form(self):
        given = self.request.GET if self.search_kwarg in self.request.GET else None
        return SearchForm(given, placeholder=_("Ticket number or address"))

    def get_table(self, object_list):
        return Table(self.columns, [])

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        context["deliveries"] = with_rows(context["object_list"])
        context["views"] = self._views()
        context["query"] = self._query()
        context["has_sendable"] = any(delivery.is_sendable for delivery in context["deliveries"])
        if self.request.GET.get("state") == State.PARKED:
            context["send_all_label"] = _send_all_label(context["paginator"].count)
        return context

    def _views(self):
        given, query = self.request.GET.get("state", ""), self.request.GET.copy()
        for name in ("p", "_w_filter_fragment"):
            query.pop(name, None)
        views = []
        for value, label in [
            *((state.value, state.label) for state in VIEWS),
            ("", pgettext_lazy("deliveries", "All")),
        ]:
            query["state"] = value
            if not value:
                del query["state"]
            url = f"{self.index_url}?{query.urlencode()}" if query else self.index_url
            views.append({"label": label, "url": url, "is_current": given == value})
        return views

    def _query(self):
        """What the list was narrowed by, for the way back to it."""
        query = self.request.GET.copy()
        query.pop("_w_filter_fragment", None)
        return f"?{query.urlencode()}" if query else ""


def matching(deliveries, text):
    """Those of the ticket with this number, in any digits; else those whose address is this text or has it in it.

    A whole address is found by an index. Only where nothing went to it are all addresses looked through.
    """
    text = text.strip()
    number = to_ascii("".join(text.split()))
    if mobile := to_e164(number):
        return deliveries.filter(address__iexact=mobile)
    if number.isascii() and number.isdigit():
        return deliveries.filter(ticket__reference=number)
    if len(text) > LONGEST_SEARCH:
        return deliveries.none()
    whole = _to_address(deliveries, "iexact", text)
    return whole if whole.exists() else _to_address(deliveries, "icontains", text)


def _to_address(deliveries, lookup, text):
    """Where it went; until it is sent a message has no address yet but its recipient's."""
    email = get_user_model().get_email_field_name()
    people = get_user_model().objects.filter(**{f"{email}__{lookup}": text}).values("pk")
    if lookup == "iexact":
        # As a list, so that the index of recipients serves.
        people = list(people.values_list("pk", flat=True)[:MOST_OF_ONE_ADDRESS])
    is_to_them = Q(address="", channel="email", recipient__in=people)
    return deliveries.filter(Q(**{f"address__{lookup}": text}) | is_to_them)


def with_rows(deliveries):
    """The deliveries as a list, each with what its row shows, in no query."""
    deliveries, labels = list(deliveries), channel_labels()
    for delivery in deliveries:
        describe(delivery, labels)
    return deliveries


def describe(delivery, labels):
    """Put on a delivery how its state looks, why it is so, and where it goes."""
    tone, icon = LOOKS[delivery.state]
    delivery.look = {"tone": tone, "icon": icon, "label": delivery.get_state_display()}
    delivery.why = explain(delivery.reason)
    delivery.channel_label = labels.get(delivery.channel, delivery.channel)
    delivery.shown_address = delivery.address or _address_to_come(delivery)


def channel_labels():
    """`{name: label}` of every channel there is."""
    return {channel.name: channel.label for channel in channels.known().values()}


def _address_to_come(delivery):
    if delivery.channel != "email" or delivery.recipient is None:
        return ""
    return getattr(delivery.recipient, delivery.recipient.get_email_field_name(), "")


def _send_all_label(count):
    if count > MOST_AT_ONCE:
        return gettext("Send the oldest {number} of these again").format(
            number=localized_number(MOST_AT_ONCE)
        )
    return ngettext(
        "Send the {number} that matches again", "Send all {number} that match again", count
    ).format(number=localized_number(count))


# Sending again -----------------------------------------------------------------------------------------------------


class SendTickedAgain(DeliveriesView):
    """Those that were ticked."""

    http_method_names = ["post"]

    def post(self, request):
        keys = {key for key in map(_as_uuid, request.POST.getlist("delivery")) if key}
        ticked = overseen_by(request.user).filter(uuid__in=list(keys)[:MOST_AT_ONCE])
        return self.answer(ticked, len(keys))

    def answer(self, deliveries, asked):
        count = send_all_again(deliveries, by=self.request.user)
        if count:
            words = ngettext(
                "{number} message will be sent again.", "{number} messages will be sent again.", count
            )
            messages.success(self.request, words.format(number=localized_number(count)))
        if not asked:
            messages.warning(self.request, gettext("No message was chosen, so nothing was sent again."))
        elif count < asked:
            words = ngettext(
                "{number} message was left as it is: it is under way, was sent, or is no longer kept.",
                "{number} messages were left as they are: they are under way, were sent, or are no longer kept.",
                asked - count,
            )
            messages.warning(self.request, words.format(number=localized_number(asked - count)))
        return redirect(f"{self.index_url}{self._query()}")


class SendMatchingAgain(SendTickedAgain):
    """All that are parked and match the filters in the URL, the oldest first, MOST_AT_ONCE at a time."""

    def post(self, request):
        parked = self.get_queryset().filter(state=State.PARKED)
        asked = parked.order_by()[:MOST_AT_ONCE].count()
        return self.answer(parked, asked)


def _as_uuid(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
