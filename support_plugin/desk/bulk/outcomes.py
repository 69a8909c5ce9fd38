"""What became of a bulk action, in numbers and words: what was done, what was skipped, and what can be done about it."""

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from support_plugin.taxonomy.models import Department, Priority, TicketType
from support_plugin.text.digits import localized
from support_plugin.tickets import bulk, errors
from support_plugin.tickets.bulk import BulkItem, BulkRun
from support_plugin.tickets.canned import CannedReply
from support_plugin.tickets.models import Ticket
from support_plugin.tickets.timeline import person_name

Verb = BulkRun.Verb


class Outcome:
    """A run in numbers and words."""

    def __init__(self, run):
        self.run = run
        counts = run.counts()
        self.done = counts[BulkItem.State.DONE]
        self.skipped = counts[BulkItem.State.SKIPPED] + len(run.facts.get("unknown", []))
        self.pending = counts[BulkItem.State.PENDING]
        self.ended = self.done + counts[BulkItem.State.SKIPPED]

    @property
    def sentence(self):
        done = done_sentence(self.run.verb, self.done)
        if not self.skipped:
            return _("{done}.").format(done=done)
        skipped = ngettext(
            "{number} ticket was skipped", "{number} tickets were skipped", self.skipped
        ).format(number=localized(self.skipped))
        return _("{done}, {skipped}.").format(done=done, skipped=skipped)


class Skipped:
    """What a run skipped, as rows for whoever looks: of a ticket they do not work now only its number.

    Numbers that were no ticket of theirs from the beginning come last.
    """

    def __init__(self, run, user):
        self.run = run
        self.unknown = run.facts.get("unknown", [])
        self.items = run.items.filter(state=BulkItem.State.SKIPPED).order_by("pk")
        self.seen = Ticket.objects.worked_by(user).filter(pk__in=self.items.values("ticket"))
        self.known = self.items.count()

    def __len__(self):
        return self.known + len(self.unknown)

    def __getitem__(self, part):
        items = list(self.items.select_related("ticket")[part])
        seen = set(self.seen.filter(pk__in=[item.ticket_id for item in items]).values_list("pk", flat=True))
        rows = [self._row(item, item.ticket_id in seen) for item in items]
        behind = slice(max(part.start - self.known, 0), max(part.stop - self.known, 0))
        return rows + [_hidden(number) for number in self.unknown[behind]]

    def _row(self, item, is_seen):
        number = item.ticket.reference
        if not is_seen:
            return _hidden(number, item.reason)
        words, verb = self._remedy(item.code)
        url = reverse("support_desk:conversation", args=[number])
        if verb:
            url = f"{reverse('support_desk:bulk_order', args=[verb])}?ticket={number}"
        return {
            "number": number,
            "subject": item.ticket.subject,
            "reason": item.reason,
            "remedy": words,
            "remedy_url": url,
        }

    def _remedy(self, code):
        """What can be done, in words, and the bulk action that does it; without one it is done in the ticket."""
        same = self.run.verb
        if code in FINISHED_CODES and same not in (Verb.RESOLVE, Verb.CLOSE):
            return _("Reopen it"), Verb.REOPEN
        if code in CHOICE_CODES:
            return _("Choose something else"), same
        if code == bulk.FAILED:
            return _("Try again"), same
        return _("Open the ticket"), None


FINISHED_CODES = {errors.TicketIsClosed.code, errors.TicketIsResolved.code}
CHOICE_CODES = {
    error.code
    for error in (
        errors.NotAnAgentHere,
        errors.ChoiceNotOffered,
        errors.TypeNotOffered,
        errors.TagNotKnown,
        errors.TooManyTags,
        errors.CannedReplyNotOffered,
    )
}


def _hidden(number, reason=""):
    return {
        "number": number,
        "subject": "",
        "reason": reason or str(errors.NotYours()),
        "remedy": _("Check the number, or ask somebody of its department."),
        "remedy_url": "",
    }


def asked_for(run):
    """What was to be done beside the verb: to whom, where to, which words."""
    facts = run.facts
    match Verb(run.verb):
        case Verb.ASSIGN:
            agent = get_user_model().objects.filter(pk=facts["agent"]).first()
            return person_name(agent) if agent else ""
        case Verb.TRANSFER:
            department = Department.objects.filter(pk=facts["department"]).first()
            kind = TicketType.objects.filter(pk=facts.get("ticket_type")).first()
            return " · ".join(str(each) for each in (department, kind) if each)
        case Verb.TAG:
            signed = [f"+{name}" for name in facts.get("add", ())]
            return " · ".join(signed + [f"−{name}" for name in facts.get("remove", ())])
        case Verb.PRIORITY:
            return str(Priority(facts["priority"]).label)
        case Verb.CANNED:
            return str(CannedReply.objects.filter(pk=facts["canned"]).first() or "")
    return ""


def done_sentence(verb, number):
    """How many were changed, without a full stop."""
    words = {
        Verb.ASSIGN: ngettext("{number} ticket was assigned", "{number} tickets were assigned", number),
        Verb.RELEASE: ngettext(
            "{number} ticket was given back to the queue",
            "{number} tickets were given back to the queue",
            number,
        ),
        Verb.TRANSFER: ngettext(
            "{number} ticket was transferred", "{number} tickets were transferred", number
        ),
        Verb.TAG: ngettext("{number} ticket was tagged", "{number} tickets were tagged", number),
        Verb.PRIORITY: ngettext(
            "The priority of {number} ticket was set", "The priority of {number} tickets was set", number
        ),
        Verb.RESOLVE: ngettext("{number} ticket was resolved", "{number} tickets were resolved", number),
        Verb.CLOSE: ngettext("{number} ticket was closed", "{number} tickets were closed", number),
        Verb.REOPEN: ngettext(
            "{number} ticket was opened again", "{number} tickets were opened again", number
        ),
        Verb.WAIT: ngettext(
            "{number} ticket waits for its customer", "{number} tickets wait for their customers", number
        ),
        Verb.CANNED: ngettext("{number} ticket was answered", "{number} tickets were answered", number),
    }
    return words[Verb(verb)].format(number=localized(number))
