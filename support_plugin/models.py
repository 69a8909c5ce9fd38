"""Re-exports the slices' models, so that moving one between slices needs no migration."""

from .notifications.models import Delivery, LetterText, Notice, Preferences
from .sla.models import (
    AnswerTime,
    Calendar,
    Closure,
    Deadline,
    DepartmentCalendar,
    FirstAnswer,
    Holiday,
    HolidayYear,
    Policy,
    Recalculation,
)
from .taxonomy.models import Department, Product, SupportContact, TicketType
from .tickets.models import Attachment, DepartmentMembership, Event, Follower, Message, ReadMark, Ticket

__all__ = [
    "AnswerTime",
    "Attachment",
    "Calendar",
    "Closure",
    "Deadline",
    "Delivery",
    "Department",
    "DepartmentCalendar",
    "DepartmentMembership",
    "Event",
    "FirstAnswer",
    "Follower",
    "Holiday",
    "HolidayYear",
    "LetterText",
    "Message",
    "Notice",
    "Policy",
    "Preferences",
    "Product",
    "ReadMark",
    "Recalculation",
    "SupportContact",
    "Ticket",
    "TicketType",
]
