"""What an order of a bulk action holds: the verb, what it needs, and for which tickets."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support_plugin.queue.narrowing import matching, readable
from support_plugin.taxonomy.models import Priority
from support_plugin.text.digits import to_ascii
from support_plugin.tickets import bulk
from support_plugin.tickets.bulk import BulkRun
from support_plugin.tickets.canned import CannedReply
from support_plugin.tickets.models import DepartmentMembership, Ticket, department_keys
from support_plugin.tickets.tags import tag_names
from support_plugin.tickets.timeline import person_name

from ..forms import TransferForm
from ..suggestions import answer_time_for

Verb = BulkRun.Verb
# Ticked on one page, and matched by one address.
MOST_TICKED = 500
MOST_MATCHED = 10_000
MOST_SHOWN = 10

# In the order of the bar; the second row of the bar begins after the fifth.
VERBS = {
    Verb.ASSIGN: "user",
    Verb.TRANSFER: "arrow-right",
    Verb.TAG: "tag",
    Verb.RESOLVE: "check",
    Verb.CANNED: "list-ul",
    Verb.PRIORITY: "warning",
    Verb.WAIT: "time",
    Verb.RELEASE: "logout",
    Verb.REOPEN: "rotate",
    Verb.CLOSE: "lock",
}


def bar():
    """`[{"verb", "label", "icon"}]` for the bar below the queue."""
    return [{"verb": verb.value, "label": verb.label, "icon": icon} for verb, icon in VERBS.items()]


# What is asked for ------------------------------------------------------------


class NothingMore(forms.Form):
    """A verb that needs nothing but the tickets."""

    def facts(self):
        return {}


class AssignForm(forms.Form):
    agent = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("Assignee"), empty_label=gettext_lazy("Choose an agent")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        members = DepartmentMembership.objects.all()
        if not user.is_superuser:
            members = members.filter(department__in=department_keys(user))
        people = get_user_model().objects.filter(is_active=True, pk__in=members.values("user"))
        self.fields["agent"].queryset = people
        self.fields["agent"].label_from_instance = person_name

    def facts(self):
        return {"agent": self.cleaned_data["agent"].pk}


class MoveForm(TransferForm):
    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        target = self.fields["target"]
        # Nothing is chosen beforehand: one click too early would move them all.
        target.choices = [("", _("Choose a department and a type")), *target.choices]

    def facts(self):
        department, ticket_type = self.pair
        return {"department": department.pk, "ticket_type": ticket_type.pk}


class PriorityForm(forms.Form):
    priority = forms.ChoiceField(
        choices=[("", gettext_lazy("Choose a priority")), *Priority.choices], label=gettext_lazy("Priority")
    )

    def facts(self):
        return {"priority": self.cleaned_data["priority"]}


class TagForm(forms.Form):
    add = forms.CharField(
        label=gettext_lazy("Tags to add, separated by commas"), required=False, max_length=400
    )
    remove = forms.CharField(
        label=gettext_lazy("Tags to remove, separated by commas"), required=False, max_length=400
    )

    def clean(self):
        cleaned = super().clean()
        names = {name: tag_names(cleaned.get(name, "")) for name in ("add", "remove")}
        if not (names["add"] or names["remove"]):
            raise ValidationError(_("Write at least one tag."))
        return names

    def facts(self):
        return self.cleaned_data


class CannedForm(forms.Form):
    canned = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Canned reply"),
        empty_label=gettext_lazy("Choose a canned reply"),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["canned"].queryset = CannedReply.objects.offered_to(user)

    def facts(self):
        return {"canned": self.cleaned_data["canned"].pk}


FORMS = {
    Verb.ASSIGN: AssignForm,
    Verb.TRANSFER: MoveForm,
    Verb.PRIORITY: PriorityForm,
    Verb.TAG: TagForm,
    Verb.CANNED: CannedForm,
}
ASKS_WHO = {Verb.ASSIGN, Verb.TRANSFER, Verb.CANNED}


def answer_times(keys, canned):
    """What a canned reply says of answering times, by `bulk.answer_time_key`; nothing where it says nothing."""
    if "{answer_time}" not in str(canned.body.data):
        return {}
    kinds = Ticket.objects.filter(pk__in=keys).order_by()
    kinds = kinds.values("department_id", "ticket_type_id", "language").distinct()
    tickets = [Ticket(**kind) for kind in kinds]
    return {bulk.answer_time_key(ticket): answer_time_for(ticket) for ticket in tickets}


# Which tickets ----------------------------------------------------------------


class Chosen:
    """The tickets of an order: those that were ticked, or all that match an address of the queue."""

    def __init__(self, user, given):
        self.query = readable(given.get("query", "")).urlencode()
        self.is_all = given.get("all") == "1"
        self.ticked = [] if self.is_all else _numbers(given.getlist("ticket"))
        self.most = MOST_MATCHED if self.is_all else MOST_TICKED
        worked = Ticket.objects.worked_by(user)
        if self.is_all:
            self.tickets = matching(user, self.query)
            keys = list(self.tickets.values_list("pk", flat=True)[: MOST_MATCHED + 1])
            self.keys, self.unknown = keys[:MOST_MATCHED], []
            self.is_too_many = len(keys) > MOST_MATCHED
        else:
            found = dict(worked.filter(reference__in=self.ticked).values_list("reference", "pk"))
            self.keys = [found[number] for number in self.ticked if number in found]
            self.unknown = [number for number in self.ticked if number not in found]
            self.is_too_many = len(self.ticked) > MOST_TICKED

    def __len__(self):
        return len(self.keys) + len(self.unknown)

    @cached_property
    def first(self):
        """A few of them, to be recognised by."""
        tickets = Ticket.objects.with_row_details().in_bulk(self.keys[:MOST_SHOWN])
        return [tickets[key] for key in self.keys[:MOST_SHOWN] if key in tickets]

    @property
    def more(self):
        return len(self.keys) - len(self.first)


def _numbers(given):
    """What was ticked, each once; nothing that cannot be a ticket's number."""
    numbers = (to_ascii(number.strip()) for number in given)
    return [number for number in dict.fromkeys(numbers) if number.isdigit() and len(number) <= 12]
