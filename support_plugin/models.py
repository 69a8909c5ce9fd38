"""Re-exports the slices' models, so that moving one between slices needs no migration."""

from .api.models import IdempotentCall
from .deflection.models import Suggestion, Visit
from .desk.models import Draft
from .forms.models import FieldChoice, FormField, FormVersion, RequestForm
from .notifications.models import Delivery, LetterText, Notice, Preferences
from .queue.models import PinnedView, SavedView
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
from .tickets.answers import Answer
from .tickets.bulk import BulkItem, BulkRun
from .tickets.canned import CannedReply
from .tickets.models import Attachment, DepartmentMembership, Event, Follower, Message, ReadMark, Ticket
from .tickets.tags import Tag, TaggedTicket
from .tickets.trails import Trail
from .tokens.models import ApiToken
from .wizard.models import WizardDraft

__all__ = [
    "Answer",
    "AnswerTime",
    "ApiToken",
    "Attachment",
    "BulkItem",
    "BulkRun",
    "Calendar",
    "CannedReply",
    "Closure",
    "Deadline",
    "Delivery",
    "Department",
    "DepartmentCalendar",
    "DepartmentMembership",
    "Draft",
    "Event",
    "FieldChoice",
    "FirstAnswer",
    "Follower",
    "FormField",
    "FormVersion",
    "Holiday",
    "HolidayYear",
    "IdempotentCall",
    "LetterText",
    "Message",
    "Notice",
    "PinnedView",
    "Policy",
    "Preferences",
    "Product",
    "ReadMark",
    "Recalculation",
    "RequestForm",
    "SavedView",
    "Suggestion",
    "SupportContact",
    "Tag",
    "TaggedTicket",
    "Ticket",
    "TicketType",
    "Trail",
    "Visit",
    "WizardDraft",
]
