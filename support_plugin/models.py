"""Re-exports the slices' models, so that moving one between slices needs no migration."""

from .taxonomy.models import Department, Product, SupportContact, TicketType
from .tickets.models import Attachment, DepartmentMembership, Event, Message, ReadMark, Ticket

__all__ = [
    "Attachment",
    "Department",
    "DepartmentMembership",
    "Event",
    "Message",
    "Product",
    "ReadMark",
    "SupportContact",
    "Ticket",
    "TicketType",
]
