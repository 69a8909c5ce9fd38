"""What a row of the queue can show. A saved view keeps its choice; everybody else sees the usual."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

COLUMNS = {
    "customer": _("Customer"),
    "department": _("Department"),
    "ticket_type": _("Ticket type"),
    "product": _("Product"),
    "source": _("Came through"),
    "tags": _("Tags"),
    "words": _("First words of the last message"),
    "status": _("Status"),
    "due": pgettext_lazy("column", "Due"),
    "assignee": _("Assignee"),
    "created": _("Filed"),
    "resolved": _("Resolved"),
    "last_message": _("Last message"),
}
# Names of columns that show the answers to a field begin so; a view has a few of them at most.
ANSWER = "answer_"
MOST_ANSWERS = 3
USUAL = frozenset(COLUMNS) - {"source", "resolved"}


def shown_columns(view=None):
    """The names of the columns of this saved view; the usual ones without one."""
    chosen = frozenset(view.columns if view and isinstance(view.columns, list) else ())
    return chosen & frozenset(COLUMNS) or USUAL


def answer_columns(view=None):
    """The columns of this saved view that show answers, in its order: `answer_<field>`."""
    chosen = view.columns if view and isinstance(view.columns, list) else ()
    return [name for name in chosen if isinstance(name, str) and name.startswith(ANSWER)][:MOST_ANSWERS]
