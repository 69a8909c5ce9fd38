"""What stands beside the conversation: the ticket's facts, its customer, its timeline."""

from django.utils.functional import cached_property
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.models import Page

from support_plugin.tickets.models import Side, Ticket
from support_plugin.tickets.sentences import sentence, status_word

MOST_OTHERS = 10


class FactsPanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle ticket facts")
        icon_name = "clipboard-list"

    name = "ticket"
    title = _("Ticket facts")
    template_name = "support_plugin/desk/panels/facts.html"
    order = 100

    def __init__(self, ticket, request, *, forms, clocks):
        super().__init__(ticket, request)
        self.forms = forms
        self.clocks = clocks

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        return {**context, "ticket": self.object, "clocks": self.clocks, "guide": self._guide(), **self.forms}

    def _guide(self):
        """The page whose button brought the customer here; None where there was none or it is gone."""
        key = self.object.origin.get("guide")
        return Page.objects.filter(pk=key).live().first() if key else None


class CustomerPanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle customer")
        icon_name = "user"

        def get_context_data(self, parent_context):
            return {**super().get_context_data(parent_context), "count": self.panel.open_count}

    name = "customer"
    title = _("Customer")
    template_name = "support_plugin/desk/panels/customer.html"
    order = 200

    @cached_property
    def others(self):
        """The customer's other tickets that this agent may see, newest first."""
        tickets = Ticket.objects.worked_by(self.request.user).filter(customer=self.object.customer_id)
        found = list(tickets.exclude(pk=self.object.pk).order_by("-pk")[:MOST_OTHERS])
        for ticket in found:
            ticket.status_word = status_word(ticket, Side.TEAM)
        return found

    @property
    def open_count(self):
        return sum(not ticket.is_finished for ticket in self.others)

    def get_context_data(self, parent_context):
        return {
            **super().get_context_data(parent_context),
            "ticket": self.object,
            "others": self.others,
            "language": language_name(self.object.language),
        }


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
        lines = [(event.created_at, sentence(event, Side.TEAM)) for event in self.events]
        return {**super().get_context_data(parent_context), "lines": lines}
