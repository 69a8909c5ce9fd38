"""Filing a ticket: department, ticket type, form, confirmation. One URL per step, no JavaScript needed."""

import uuid

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from support_plugin.deflection import visits
from support_plugin.deflection.models import Visit
from support_plugin.sla.answer_time import answer_times
from support_plugin.taxonomy.models import Department, Product, TicketType
from support_plugin.text.dates import format_date
from support_plugin.text.digits import to_ascii
from support_plugin.tickets import actions, errors
from support_plugin.tickets.attachments import accepted_extensions
from support_plugin.tickets.forms import TicketForm
from support_plugin.tickets.guidance import step_help
from support_plugin.tickets.intake import Intake, KeyedForm, attachment_help, kept_files, take_files
from support_plugin.tickets.models import Ticket
from support_plugin.tickets.questions import Questions
from support_plugin.tickets.similar import filed_with
from support_plugin.tickets.trails import trail_of
from support_plugin.tickets.views import CustomerPage

from . import drafts
from .path import Path
from .suggestions import suggested_for

STEPS = 3
# Buttons of the form that submit nothing.
ASIDE = {"carry", "keep", "start_afresh"}


class Step(CustomerPage, TemplateView):
    """A step of the wizard. A choice that is not offered (any more) is 404 with a way back."""

    section = "new"
    number = 1

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.is_offered():
            context = {"section": self.section, "department_step_url": self.path.url(reverse("support:new"))}
            return render(request, "support_plugin/wizard/not_offered.html", context, status=404)
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Somebody chooses (again) in the middle of writing: their words and files come along to this step.

        With the button `start_afresh` they are thrown away instead; with `keep` they wait in the panel.
        """
        if "start_afresh" in request.POST:
            if self.path.draft_key:
                drafts.throw_away(request.user, uuid.UUID(self.path.draft_key))
            return self._go_on_here(None)
        draft = self._keep()
        if "keep" in request.POST:
            messages.info(request, _said_of(draft))
            return redirect("support:panel")
        return self._go_on_here(draft)

    def handle_no_permission(self):
        """After the login what was being written is here again."""
        if self.request.method == "POST" and (
            draft := drafts.keep_over_login(self.request, self.path, **self.choice)
        ):
            return redirect_to_login(self._go_on_here(draft).url)
        return super().handle_no_permission()

    def _keep(self):
        form = KeyedForm(self.request.POST)
        intake = take_files(self.request, form.key, self.file_fields)
        for refusal in intake.all_errors:
            messages.warning(self.request, refusal)
        return drafts.keep_form(self.request, self.path, form=form, **self.choice)

    def _go_on_here(self, draft):
        self.path.go_on_with(draft)
        return redirect(self.path.url(self.request.path))

    def is_offered(self):
        return True

    @property
    def file_fields(self):
        """`{field name: Limits}` of the files that answer a question here."""
        return {}

    @property
    def choice(self):
        """What a draft that is kept here is for, as far as it is known here."""
        return {}

    @cached_property
    def path(self):
        return Path(self.request)

    @cached_property
    def draft(self):
        return drafts.find(self.request.user, self.path.draft_key)

    @cached_property
    def department(self):
        offered = Department.objects.open_for_tickets()
        return offered.filter(slug=self.kwargs["department"]).first()

    @cached_property
    def ticket_types(self):
        return list(self.department.ticket_types.active())

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            step=self.number,
            steps=STEPS,
            department_step_url=self.path.url(reverse("support:new")),
            draft=self.draft,
            **kwargs,
        )


class DepartmentStep(Step):
    template_name = "support_plugin/wizard/department.html"

    def get_context_data(self, **kwargs):
        before = self.request.GET.get("chosen")
        offered = list(Department.objects.open_for_tickets())
        times = answer_times(offered)
        departments = [
            {
                "item": department,
                "answer_time": times[department.pk],
                "url": self.path.url(reverse("support:new_type", args=[department.slug])),
                "before": department.slug == before,
            }
            for department in offered
        ]
        return super().get_context_data(choices=departments, step_help=step_help("department"), **kwargs)


class TypeStep(Step):
    template_name = "support_plugin/wizard/type.html"
    number = 2

    def is_offered(self):
        return self.department is not None

    def get(self, request, *args, **kwargs):
        if len(self.ticket_types) == 1:
            return redirect(self._form_url(self.ticket_types[0]))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        before = self.request.GET.get("chosen")
        types = [
            {"item": kind, "url": self._form_url(kind), "before": kind.slug == before}
            for kind in self.ticket_types
        ]
        return super().get_context_data(
            **{**kwargs, "choices": types, "department": self.department},
            step_help=step_help("type", self.department),
        )

    def _form_url(self, ticket_type):
        return self.path.url(reverse("support:new_form", args=[self.department.slug, ticket_type.slug]))


class FormStep(Step):
    """The form. A POST files the ticket; with a button of ASIDE it does what it does at other steps.

    A choice that ended while the form was being written is no 404: the form is shown again, with a way to
    choose anew that takes everything along. A form that has become a ticket before leads to it, whatever is
    offered or sent by now.
    """

    template_name = "support_plugin/wizard/form.html"
    number = 3

    def dispatch(self, request, *args, **kwargs):
        if request.method == "POST" and request.user.is_authenticated and not self._is_plain:
            return self._lead_to_filed() or super().dispatch(request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def is_offered(self):
        exists = self.department is not None and self.ticket_type is not None
        return exists and (self.is_offered_now or self.request.method == "POST")

    @cached_property
    def _choice(self):
        """The department and the type of the address, where one offers the other: read together."""
        offers = TicketType.departments.through.objects.select_related(
            "department", "tickettype__request_form__current"
        )
        return offers.filter(
            department__slug=self.kwargs["department"],
            tickettype__slug=self.kwargs["ticket_type"],
            tickettype__is_active=True,
        ).first()

    @cached_property
    def department(self):
        if self._choice:
            return self._choice.department
        return Department.objects.filter(slug=self.kwargs["department"]).first()

    @cached_property
    def ticket_type(self):
        if self._choice:
            return self._choice.tickettype
        return TicketType.objects.filter(slug=self.kwargs["ticket_type"]).first()

    @property
    def choice(self):
        return {"department": self.department, "ticket_type": self.ticket_type}

    @property
    def is_offered_now(self):
        return self._choice is not None and self.department.is_active

    def get(self, request, *args, **kwargs):
        visits.begin(request)
        form = TicketForm(initial=self._prefill(), department=self.department, customer=request.user)
        intake = Intake()
        if self.draft:
            intake.kept, intake.answers = kept_files(request.user, form.key, self.file_fields)
        asked = self.questions.ask(form.product_slug, intake, initial=drafts.typed_answers(self.draft))
        return self.render_to_response(self.get_context_data(form=form, asked=asked, intake=intake))

    def post(self, request, *args, **kwargs):
        if ASIDE & set(request.POST):
            return super().post(request, *args, **kwargs)
        form = TicketForm(request.POST, department=self.department, customer=request.user)
        intake = take_files(request, form.key, self.file_fields)
        asked = self.asked = self.questions.ask(form.product_slug, intake, data=request.POST)
        if not self.is_offered_now:
            return self._choose_again(form, intake)
        is_answered = asked is None or asked.is_valid()
        if not form.is_valid() or not is_answered or intake.errors:
            return self._lead_to_filed() or self._again(form, intake, status=422)
        if self.questions.was_replaced or (asked and asked.newly_asked):
            return self._lead_to_filed() or self._again(form, intake, status=422)
        if self._has_guides_to_see_first:
            return self._again(form, intake, status=409, is_suggested_first=True)
        try:
            ticket = actions.open_ticket(
                self.department,
                self.ticket_type,
                by=request.user,
                **form.words(),
                attachments=intake.of(asked),
                answered=asked.answered if asked else None,
                despite_similar="submit_anyway" in request.POST,
                origin=self.path.origin(),
                trail=trail_of(request.user, visits.suggestions_of(request)),
            )
        except errors.SimilarTicketOpen as refused:
            return self._again(form, intake, status=refused.http_status, similar=refused.ticket)
        except errors.TicketError as refused:
            if isinstance(refused, errors.SentAlready):
                form.go_on_under_a_fresh_key(request.user)
            form.add_error(None, str(refused))
            return self._again(form, intake, status=refused.http_status)
        visits.end(request, Visit.Outcome.FILED)
        return redirect("support:filed", ticket.reference)

    @cached_property
    def questions(self):
        """What is sent says itself what it was begun on; a form that asks nothing says nothing."""
        is_sent = self.request.method == "POST"
        begun = self.request.POST.get("form_version", "") if is_sent else drafts.form_version(self.draft)
        return Questions(self.department, self.ticket_type, begun=begun)

    @property
    def file_fields(self):
        return self.questions.file_fields

    def get_context_data(self, *, form, **kwargs):
        department_step_url = self.path.url(reverse("support:new"))
        type_step_url = self.path.url(reverse("support:new_type", args=[self.department.slug]))
        has_types = self.department.is_active and len(self.ticket_types) > int(self.is_offered_now)
        return super().get_context_data(
            form=form,
            questions=kwargs.pop("asked"),
            form_changed=self.questions.was_replaced,
            form_changes=self.questions.what_changed(),
            submission_key=form.key,
            author=drafts.signature(self.request.user),
            department=self.department,
            ticket_type=self.ticket_type,
            type_step_url=type_step_url if has_types else "",
            back_url=type_step_url if has_types else department_step_url,
            attachment_help=attachment_help(),
            accepted=",".join(accepted_extensions()),
            may_suggest=visits.may_suggest(self.request),
            suggestions=self.suggested_without_script,
            was_suggested=bool(self.suggested_without_script) or "suggested" in self.request.POST,
            follow_up=self.path.followed,
            asked_about=self.path.quote,
            step_help=step_help("form", self.department, self.ticket_type),
            **kwargs,
        )

    @cached_property
    def suggested_without_script(self):
        """What a form that was sent without JavaScript shows above its button, where it is shown again."""
        if "without_script" not in self.request.POST:
            return []
        typed = [self.request.POST.get(name, "") for name in ("subject", "description")]
        suggested = suggested_for(self.request, " ".join(typed))
        if suggested and (visit := visits.under_way(self.request)):
            visits.remember(visit, "shown", [visits.unsigned(each["token"]) for each in suggested])
        return suggested

    @property
    def _has_guides_to_see_first(self):
        """Once per filing, and only where no script has shown any while they were typing."""
        post = self.request.POST
        if "without_script" not in post or {"suggested", "submit_anyway"} & set(post):
            return False
        return bool(self.suggested_without_script)

    def _again(self, form, intake, *, status, **context):
        """The form once more, with everything that was typed and every file that was accepted."""
        return self.render_to_response(
            self.get_context_data(form=form, asked=self.asked, intake=intake, **context), status=status
        )

    def _choose_again(self, form, intake):
        """The choice ended meanwhile. Links that lead away from the form bring the words along as well."""
        self.path.go_on_with(drafts.keep_form(self.request, self.path, form=form, **self.choice))
        status = errors.ChoiceNotOffered.http_status
        return self._again(form, intake, status=status, is_choice_over=True)

    @property
    def _is_plain(self):
        """Only words, for a choice that is offered: the verb itself knows whether they are a ticket already."""
        brings_more = self.request.FILES or ASIDE & set(self.request.POST)
        return self.is_offered_now and not brings_more

    def _lead_to_filed(self):
        """To the confirmation, where this form with these words has become a ticket before."""
        own = Ticket.objects.filed_by(self.request.user)
        filed = filed_with(own, KeyedForm(self.request.POST))
        return redirect("support:filed", filed.reference) if filed else None

    def _prefill(self):
        initial = {"submission_key": uuid.uuid4()}
        if slug := self.path.product_slug:
            initial["product"] = Product.objects.offered_by(self.department).filter(slug=slug).first()
        if followed := self.path.followed:
            initial["subject"] = followed.subject
        return initial | (drafts.restored(self.draft) if self.draft else {})


def _said_of(draft):
    if draft is None:
        return _("There was nothing to keep yet.")
    until = format_date(draft.kept_until, "j F")
    return _("Draft kept. You can go on with it here until {date}.").format(date=until)


class Filed(CustomerPage, TemplateView):
    """The confirmation: the number, who works on it, what happens next, and where the answer will be."""

    template_name = "support_plugin/wizard/filed.html"
    section = "new"

    def get(self, request, reference):
        if not reference.isascii():
            return redirect("support:filed", to_ascii(reference))
        tickets = Ticket.objects.filed_by(request.user).select_related("department", "ticket_type", "product")
        ticket = get_object_or_404(tickets, reference=reference)
        return self.render_to_response(self.get_context_data(ticket=ticket, department=ticket.department))
