"""Bulk actions: what will happen to how many tickets, the order, and what became of it.

The queue's ticks arrive as ticket numbers, "all that match" as the queue's own address, which is read anew when it is
ordered. Whatever this agent does not work is answered as what does not exist.
"""

import uuid

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from support_plugin.taxonomy.models import Department, Priority, TicketType
from support_plugin.text.clean import clean
from support_plugin.text.digits import localized, to_ascii
from support_plugin.tickets import bulk, errors
from support_plugin.tickets.bulk import BulkItem, BulkRun
from support_plugin.tickets.canned import CannedReply, filled
from support_plugin.tickets.models import DepartmentMembership, Ticket, department_keys
from support_plugin.tickets.tags import tag_key, tag_name
from support_plugin.tickets.timeline import person_name

from .access import AgentsOnly
from .forms import TransferForm
from .narrowing import matching, readable
from .suggestions import answer_time_for

Verb = BulkRun.Verb
# Ticked on one page, and matched by one address.
MOST_TICKED = 500
MOST_MATCHED = 10_000
MOST_SHOWN = 10
SKIPPED_PER_PAGE = 100

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
        names = {name: _names(cleaned.get(name, "")) for name in ("add", "remove")}
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
        offered = CannedReply.objects.active()
        if not user.is_superuser:
            here = Q(departments__in=department_keys(user)) | Q(departments__isnull=True)
            offered = offered.filter(here).distinct()
        self.fields["canned"].queryset = offered

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


def _names(text):
    parts = clean(text).replace("،", ",").split(",")
    return [name for name in map(tag_name, parts) if tag_key(name)]


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
        self.query = readable(given.get("query", "")[:4000]).urlencode()
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


# Screens ----------------------------------------------------------------------


class Screen(AgentsOnly, WagtailAdminTemplateMixin, TemplateView):
    header_icon = "mail"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("support_desk:queue") + "?turn=ours", "label": _("Ticket queue")},
            {"url": "", "label": self.get_page_title()},
        ]


class ChooseView(Screen):
    """Which action: where one comes without having chosen it."""

    template_name = "support_plugin/desk/bulk_choose.html"

    def get_page_title(self):
        return _("Bulk actions")

    def get(self, request):
        chosen = Chosen(request.user, request.GET)
        if not len(chosen):
            return nothing_chosen(request, chosen)
        return self.render_to_response(self.get_context_data(chosen=chosen, bar=bar()))


class OrderView(Screen):
    """What will happen to how many tickets; the POST orders it."""

    template_name = "support_plugin/desk/bulk_order.html"

    @cached_property
    def verb(self):
        if self.kwargs["verb"] not in Verb.values:
            raise Http404
        return Verb(self.kwargs["verb"])

    def get_page_title(self):
        return self.verb.label

    def make_form(self, data=None):
        make = FORMS.get(self.verb, NothingMore)
        also = {"user": self.request.user} if self.verb in ASKS_WHO else {}
        return make(data, **also)

    def get(self, request, verb):
        chosen = Chosen(request.user, request.GET)
        if not len(chosen):
            return nothing_chosen(request, chosen)
        return self.show(chosen, self.make_form(), key=uuid.uuid4())

    def show(self, chosen, form, *, key, status=200):
        context = self.get_context_data(
            chosen=chosen,
            form=form,
            key=key,
            verb=self.verb,
            needs_more=bool(form.fields),
            runs_later=len(chosen.keys) > bulk.MOST_AT_ONCE,
            examples=self._examples(chosen) if self.verb == Verb.CANNED else [],
        )
        return self.render_to_response(context, status=status)

    def post(self, request, verb):
        chosen = Chosen(request.user, request.POST)
        form = self.make_form(request.POST)
        key = _uuid(request.POST.get("key"))
        if not len(chosen):
            return nothing_chosen(request, chosen)
        if not form.is_valid() or chosen.is_too_many:
            return self.show(chosen, form, key=key, status=422)
        facts = form.facts() | ({"unknown": chosen.unknown} if chosen.unknown else {})
        if self.verb == Verb.CANNED:
            facts["answer_times"] = answer_times(chosen.keys, form.cleaned_data["canned"])
        run = bulk.start(self.verb, chosen.keys, by=request.user, key=key, query=chosen.query, **facts)
        outcome = Outcome(run)
        if run.is_finished and not outcome.skipped:
            messages.success(request, outcome.sentence)
            return redirect(queue_url(chosen.query))
        return redirect("support_desk:bulk_run", run.uuid)

    def _examples(self, chosen):
        """What the texts read like in the first of these tickets."""
        if not chosen.first:
            return []
        ticket = chosen.first[0]
        words = answer_time_for(ticket)
        offered = CannedReply.objects.offered_in(ticket.department)
        return [(text, filled(text, ticket, by=self.request.user, answer_time=words)) for text in offered]


class RunView(Screen):
    """How far a run is, and what became of it. Whoever did not order it finds nothing here."""

    template_name = "support_plugin/desk/bulk_run.html"

    @cached_property
    def run(self):
        runs = BulkRun.objects.seen_by(self.request.user).select_related("actor")
        return get_object_or_404(runs, uuid=self.kwargs["key"])

    def get_page_title(self):
        return self.run.get_verb_display()

    def get_context_data(self, **kwargs):
        outcome = Outcome(self.run)
        skipped = Skipped(self.run, self.request.user)
        return super().get_context_data(
            run=self.run,
            outcome=outcome,
            asked_for=asked_for(self.run),
            skipped=Paginator(skipped, SKIPPED_PER_PAGE).get_page(self.request.GET.get("p")),
            again=skipped.seen.count(),
            again_url=f"{reverse('support_desk:queue')}?skipped={self.run.uuid}",
            queue_url=queue_url(self.run.facts.get("query", "")),
            **kwargs,
        )


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


def queue_url(query):
    url = reverse("support_desk:queue")
    return f"{url}?{query}" if query else f"{url}?turn=ours"


def nothing_chosen(request, chosen):
    messages.error(request, _("Tick the tickets first."))
    return redirect(queue_url(chosen.query))


def _uuid(text):
    try:
        return uuid.UUID(text)
    except (ValueError, TypeError, AttributeError):
        return uuid.uuid4()
