"""What stands beside the conversation: the ticket's facts, its customer, its timeline, and what hosts add."""

import logging
from itertools import groupby
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import Page
from wagtail.users.models import UserProfile

from support_plugin.text.dates import local
from support_plugin.text.digits import localized
from support_plugin.tickets.models import Side, Ticket
from support_plugin.tickets.sentences import sentence, status_word
from support_plugin.tickets.tagging import tags_offered_to

from .forms import AssignForm, PriorityForm, TransferForm

logger = logging.getLogger(__name__)

MOST_OTHERS = 10
# Counting stops here: a customer with more open tickets needs no exact number.
MOST_OPEN = 99
MOST_PRODUCTS = 20
# Suggested while one types; further tags are found by those who know their names.
MOST_SUGGESTED = 300


def side_panels(ticket, request, *, events, clocks):
    """Ours, then those of the hook `support_ticket_panels`."""
    panels = [
        FactsPanel(ticket, request, clocks=clocks),
        CustomerPanel(ticket, request),
        TimelinePanel(ticket, request, events=events),
    ]
    for add in hooks.get_hooks("support_ticket_panels"):
        try:
            added = add(ticket, request)
            panels += added if isinstance(added, (list, tuple)) else [added]
        except Exception:
            logger.exception("A support_ticket_panels hook failed")
    return MediaContainer(sorted((panel for panel in panels if panel), key=lambda panel: panel.order))


class FactsPanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle ticket facts")
        icon_name = "clipboard-list"

    name = "ticket"
    title = _("Ticket facts")
    template_name = "support_plugin/desk/panels/facts.html"
    order = 100

    def __init__(self, ticket, request, *, clocks):
        super().__init__(ticket, request)
        self.clocks = clocks

    def get_context_data(self, parent_context):
        ticket = self.object
        context = {
            **super().get_context_data(parent_context),
            "ticket": ticket,
            "clocks": self.clocks,
            "guide": self._guide(),
            "borne": [tagged.tag for tagged in ticket.tagged.select_related("tag").order_by("tag__name")],
            "suggested": self._suggested(),
            "query": parent_context.get("query", ""),
        }
        if not ticket.is_finished:
            context.update(
                assign_form=AssignForm(ticket=ticket),
                priority_form=PriorityForm(ticket=ticket),
                transfer_form=TransferForm(ticket=ticket),
            )
        return context

    def _suggested(self):
        """Names of tags that the ticket does not bear yet."""
        offered = tags_offered_to(self.request.user).exclude(tagged_tickets__content_object=self.object)
        return list(offered.values_list("name", flat=True)[:MOST_SUGGESTED])

    def _guide(self):
        """The page whose button brought the customer here; None where there was none or it is gone."""
        key = self.object.origin.get("guide")
        return Page.objects.filter(pk=key).live().first() if key else None


class CustomerPanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle customer")
        icon_name = "user"

        def get_context_data(self, parent_context):
            return {**super().get_context_data(parent_context), "count": localized(self.panel.open_count)}

    name = "customer"
    title = _("Customer")
    template_name = "support_plugin/desk/panels/customer.html"
    order = 200

    @cached_property
    def all_others(self):
        """The customer's other tickets that this agent may see."""
        tickets = Ticket.objects.worked_by(self.request.user).filter(customer=self.object.customer_id)
        return tickets.exclude(pk=self.object.pk)

    @cached_property
    def open_count(self):
        return self.all_others.unfinished().order_by()[:MOST_OPEN].count()

    def get_context_data(self, parent_context):
        found = list(self.all_others.order_by("-pk")[: MOST_OTHERS + 1])
        for ticket in found:
            ticket.status_word = status_word(ticket, Side.TEAM)
        customer = self.object.customer
        return {
            **super().get_context_data(parent_context),
            "ticket": self.object,
            "others": found[:MOST_OTHERS],
            "all_url": self._all_url() if len(found) > MOST_OTHERS else "",
            "open_count": localized(self.open_count),
            "language": language_name(self.object.language),
            "local_time": local_time_of(customer),
            "products": products_of(customer),
        }

    def _all_url(self):
        query = urlencode({"customer": self.object.reference})
        return f"{reverse('support_desk:queue')}?{query}"


def local_time_of(user):
    """`("14:30", the zone's name)`: the zone they chose in Wagtail, else the site's."""
    profile = UserProfile.objects.filter(user=user).first()
    name = profile.current_time_zone if profile else ""
    try:
        zone = ZoneInfo(name) if name else timezone.get_default_timezone()
    except (ZoneInfoNotFoundError, ValueError):
        zone = timezone.get_default_timezone()
    return localized(timezone.now().astimezone(zone).strftime("%H:%M")), str(zone)


def products_of(user):
    """What the customer has, by whoever registered `support_customer_products`. Trouble there is not ours."""
    found = []
    for ask in hooks.get_hooks("support_customer_products"):
        try:
            found += [{"name": str(each["name"]), "url": str(each.get("url") or "")} for each in ask(user)]
        except Exception:
            logger.exception("A support_customer_products hook failed")
    return found[:MOST_PRODUCTS]


def language_name(code):
    """What a language is called in the reader's; its code where Django does not know it."""
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code


class TimelinePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle timeline")
        icon_name = "history"

    name = "timeline"
    title = _("Timeline")
    template_name = "support_plugin/desk/panels/timeline.html"
    order = 300

    def __init__(self, ticket, request, *, events):
        super().__init__(ticket, request)
        self.events = events

    def get_context_data(self, parent_context):
        return {**super().get_context_data(parent_context), "days": self._days(), "ticket": self.object}

    def _days(self):
        """By days, the newest first: `[(moment of its newest, [(moment, sentence)])]`."""
        lines = [(event.created_at, sentence(event, Side.TEAM)) for event in reversed(self.events)]
        by_day = groupby(lines, key=lambda line: local(line[0]).date())
        days = [list(of_day) for _day, of_day in by_day]
        return [(of_day[0][0], of_day) for of_day in days]
