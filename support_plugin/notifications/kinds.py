"""What people are told of: a closed list. A kind is a message with its own words; who gets it is `matrix`' business."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    # To the customer of the ticket.
    REGISTERED = "registered", pgettext_lazy("what people are told of", "Ticket registered")
    ANSWERED = "answered", pgettext_lazy("what people are told of", "Answered")
    NEEDS_MORE_TIME = "needs_more_time", pgettext_lazy("what people are told of", "Needs more time")
    WAITING = "waiting", pgettext_lazy("what people are told of", "Waiting for you")
    RESOLVED = "resolved", pgettext_lazy("what people are told of", "Resolved")
    # To agents.
    NEW_TICKET = "new_ticket", pgettext_lazy("what people are told of", "New ticket")
    CUSTOMER_REPLIED = "customer_replied", pgettext_lazy("what people are told of", "Customer replied")
    ASSIGNED = "assigned", pgettext_lazy("what people are told of", "Assigned to me")
    MENTIONED = "mentioned", pgettext_lazy("what people are told of", "Mentioned in a note")
    DUE_SOON = "due_soon", pgettext_lazy("what people are told of", "Due soon")
    OVERDUE = "overdue", pgettext_lazy("what people are told of", "Overdue")
    # Mail of the host's accounts (confirm an address, reset a password): always sent, belongs to no ticket.
    ACCOUNT = "account", pgettext_lazy("what people are told of", "Account")


FOR_CUSTOMERS = (Kind.REGISTERED, Kind.ANSWERED, Kind.NEEDS_MORE_TIME, Kind.WAITING, Kind.RESOLVED)
FOR_AGENTS = (
    Kind.NEW_TICKET,
    Kind.CUSTOMER_REPLIED,
    Kind.ASSIGNED,
    Kind.MENTIONED,
    Kind.DUE_SOON,
    Kind.OVERDUE,
)
