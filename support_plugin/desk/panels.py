"""What stands beside the conversation: the ticket's facts, its customer, its timeline, and what hosts add."""

from itertools import groupby
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import Page
from wagtail.users.models import UserProfile

from support_plugin.hooks import answers
from support_plugin.taxonomy.ownership import owned_products
from support_plugin.text.dates import local
from support_plugin.text.digits import localized
from support_plugin.tickets.models import Side, Ticket
from support_plugin.tickets.sentences import sentence, status_word
from support_plugin.tickets.tagging import MOST_TAGS, tags_offered_to
from support_plugin.tickets.tags import TaggedTicket
from support_plugin.tickets.trails import with_moments

from .counts import menu_counts
from .forms import AssignForm, PriorityForm, TransferForm

MOST_OTHERS = 10
# Counting stops here: a customer with more open tickets needs no exact number.
MOST_OPEN = 99
OPEN_OTHERS = "open others"
WORD_JOINER = "\N{WORD JOINER}"
# Suggested while one types; further tags are found by those who know their names.
MOST_SUGGESTED = 300


def side_panels(ticket, request, *, events, clocks):
    """Ours, then those of the hook `support_ticket_panels`."""
    panels = [
        FactsPanel(ticket, request, clocks=clocks),
        CustomerPanel(ticket, request),
        TimelinePanel(ticket, request, events=events),
    ]
    for added in answers("support_ticket_panels", ticket, request):
        panels += added if isinstance(added, (list, tuple)) else [added]
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
            **self._tags(),
            "query": parent_context.get("query", ""),
        }
        if not ticket.is_finished:
            context.update(
                assign_form=AssignForm(ticket=ticket),
                priority_form=PriorityForm(ticket=ticket),
                transfer_form=TransferForm(ticket=ticket),
            )
        return context

    def _tags(self):
        """What it bears, and the names of what else may be put on it; one query."""
        bears = TaggedTicket.objects.filter(content_object=self.object, tag=OuterRef("pk"))
        tags = tags_offered_to(self.request.user).annotate(is_borne=Exists(bears))
        found = list(tags.order_by("-is_borne", "name")[: MOST_TAGS + MOST_SUGGESTED])
        return {
            "borne": [tag for tag in found if tag.is_borne],
            "suggested": [tag.name for tag in found if not tag.is_borne],
        }

    def _guide(self):
        """The page whose button brought the customer here; None where there was none or it is gone."""
        key = self.object.origin.get("guide")
        return Page.objects.filter(pk=key).live().first() if key else None


class CustomerPanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle customer")
        icon_name = "user"

        def get_context_data(self, parent_context):
            # Wagtail's template makes a number of everything it can, in Latin digits; not of what begins like this.
            count = self.panel.open_count and f"{WORD_JOINER}{localized(self.panel.open_count)}"
            return {**super().get_context_data(parent_context), "count": count}

    name = "customer"
    title = _("Customer")
    template_name = "support_plugin/desk/panels/customer.html"
    order = 200

    def __init__(self, ticket, request):
        super().__init__(ticket, request)
        # Asked before the menu is drawn, and so in one question with what the menu counts.
        counts = menu_counts(request, {OPEN_OTHERS: self.all_others.unfinished()}, {OPEN_OTHERS: MOST_OPEN})
        self.open_count = counts[OPEN_OTHERS]

    @property
    def all_others(self):
        """The customer's other tickets that this agent may see."""
        tickets = Ticket.objects.worked_by(self.request.user).filter(customer=self.object.customer_id)
        return tickets.exclude(pk=self.object.pk)

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
            "products": owned_products(customer),
            "trail": self._trail(),
        }

    def _trail(self):
        """What came before the ticket, with moments in the place of their texts; nothing where it is not known."""
        trail = getattr(self.object, "trail", None)
        return with_moments(trail.facts) if trail else {}

    def _all_url(self):
        query = urlencode({"customer": self.object.reference})
        return f"{reverse('support_desk:queue')}?{query}"


def local_time_of(user):
    """`("14:30", the zone's name)`: the zone they chose in Wagtail, else the site's."""
    try:
        name = user.wagtail_userprofile.current_time_zone
    except UserProfile.DoesNotExist:
        name = ""
    try:
        zone = ZoneInfo(name) if name else timezone.get_default_timezone()
    except (ZoneInfoNotFoundError, ValueError):
        zone = timezone.get_default_timezone()
    return localized(timezone.now().astimezone(zone).strftime("%H:%M")), str(zone)


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
