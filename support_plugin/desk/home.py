"""The desk on Wagtail's home page: an agent's numbers, and what is due next."""

from collections import Counter
from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from support_plugin.queue.narrowing import MAY_BE_DUE, ORDERINGS, matching
from support_plugin.sla.measuring import MEDIAN, nearest_rank
from support_plugin.sla.models import FirstAnswer, Policy
from support_plugin.sla.policies import minutes_in_words
from support_plugin.text.digits import localized
from support_plugin.tickets.models import Side, Ticket

from .counts import capped_counts, shown_count
from .queue import view_url
from .rows import with_rows

# Rows of what is due next; days and answers that the own median looks back over.
ROWS = 4
DAYS = 7
MOST_ANSWERS = 500


class WorkPanel(Component):
    """Five linked numbers, four rows, and the way on."""

    name = "support-work"
    template_name = "support_plugin/desk/home.html"
    # First on the page.
    order = 10

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context):
        return {
            "numbers": self._numbers(),
            "median": self._median(),
            "median_url": view_url({"assignee": "me", "last_message_within": "week"}),
            "days": localized(DAYS),
            "tickets": self._due_next(),
            "queue_url": view_url({"turn": "ours"}),
        }

    def _numbers(self):
        views = {
            "mine": (_("Mine, our turn"), {"turn": "ours", "assignee": "me"}),
            "overdue": (_("Overdue"), {"due": "overdue"}),
            "promised": (_("Promised today"), {"due": "promised"}),
            "unassigned": (_("Unassigned"), {"turn": "ours", "assignee": "none"}),
        }
        urls = {name: view_url(filters) for name, (_label, filters) in views.items()}
        counts = capped_counts({name: matching(self.user, urls[name].partition("?")[2]) for name in views})
        return [
            {
                "name": name,
                "label": label,
                "url": urls[name],
                "count": counts[name],
                "shown_count": shown_count(counts[name]),
            }
            for name, (label, _filters) in views.items()
        ]

    def _median(self):
        """Half of the own first answers of the last days came within so many working minutes; in words."""
        answers = FirstAnswer.objects.filter(
            answered_at__gte=timezone.now() - timedelta(days=DAYS),
            ticket__messages__side=Side.TEAM,
            ticket__messages__author=self.user,
            ticket__messages__created_at=F("answered_at"),
        )
        minutes = Counter(answers.order_by("-answered_at").values_list("minutes", flat=True)[:MOST_ANSWERS])
        if not minutes:
            return ""
        return minutes_in_words(nearest_rank(minutes, MEDIAN), Policy.Hours.WORKING)

    def _due_next(self):
        """Mine and nobody's: what a colleague has taken is theirs."""
        tickets = Ticket.objects.worked_by(self.user).filter(status__in=MAY_BE_DUE, due_at__isnull=False)
        tickets = tickets.filter(Q(assignee=self.user) | Q(assignee=None))
        order = ORDERINGS["due"]
        return with_rows(tickets.order_by(*order)[:ROWS], self.user, order, also=("department",))
