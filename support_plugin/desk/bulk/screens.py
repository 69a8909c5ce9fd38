"""Bulk actions: what will happen to how many tickets, the order, and what became of it.

The queue's ticks arrive as ticket numbers, "all that match" as the queue's own address, which is read anew when it is
ordered. Whatever this agent does not work is answered as what does not exist.
"""

import uuid

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from support_plugin.tickets import bulk, errors
from support_plugin.tickets.bulk import BulkRun
from support_plugin.tickets.canned import CannedReply, filled

from ..access import AgentsOnly
from ..crumbs import OUR_TURN, crumbs, queue_url
from ..suggestions import answer_time_for
from .orders import ASKS_WHO, FORMS, Chosen, NothingMore, Verb, answer_times, bar
from .outcomes import Outcome, Skipped, asked_for

SKIPPED_PER_PAGE = 100
MOST_RUNS = 50


class Screen(AgentsOnly, WagtailAdminTemplateMixin, TemplateView):
    header_icon = "mail"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self):
        return crumbs(self.get_page_title())


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
        try:
            run = bulk.start(self.verb, chosen.keys, by=request.user, key=key, query=chosen.query, **facts)
        except errors.SentAlready as refused:
            form.add_error(None, str(refused))
            return self.show(chosen, form, key=uuid.uuid4(), status=refused.http_status)
        outcome = Outcome(run)
        if run.is_finished and not outcome.skipped:
            messages.success(request, outcome.sentence)
            return redirect(queue_url(chosen.query or OUR_TURN))
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
            again_url=queue_url(f"skipped={self.run.uuid}"),
            queue_url=queue_url(self.run.facts.get("query") or OUR_TURN),
            **kwargs,
        )


class RunsView(Screen):
    """What one has ordered lately, the newest first: also what runs still, and what was left while it ran."""

    template_name = "support_plugin/desk/bulk_runs.html"

    def get_page_title(self):
        return _("My bulk actions")

    def get_context_data(self, **kwargs):
        newest = BulkRun.objects.filter(actor=self.request.user).values_list("pk", flat=True)[:MOST_RUNS]
        runs = BulkRun.objects.filter(pk__in=list(newest)).with_counts()
        return super().get_context_data(outcomes=[Outcome(run) for run in runs], **kwargs)


def nothing_chosen(request, chosen):
    messages.error(request, _("Tick the tickets first."))
    return redirect(queue_url(chosen.query or OUR_TURN))


def _uuid(text):
    try:
        return uuid.UUID(text)
    except (ValueError, TypeError, AttributeError):
        return uuid.uuid4()
