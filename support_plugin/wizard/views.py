"""Filing a ticket: department, ticket type, form, confirmation. One URL per step, no JavaScript needed."""

import uuid

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from support_plugin.sla.answer_time import answer_times
from support_plugin.taxonomy.models import Department
from support_plugin.text.digits import to_ascii
from support_plugin.tickets import actions, errors
from support_plugin.tickets.attachments import accepted_extensions
from support_plugin.tickets.intake import Intake, attachment_help, take_files
from support_plugin.tickets.models import Ticket
from support_plugin.tickets.views import CustomerPage

from .forms import TicketForm
from .path import Path
from .suggestions import suggestions

STEPS = 3


class Step(CustomerPage, TemplateView):
    """A step of the wizard. A choice that is not offered (any more) is 404 with a way back."""

    section = "new"
    number = 1

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not self.is_offered():
            return render(
                request, "support_plugin/wizard/not_offered.html", {"section": self.section}, status=404
            )
        return super().dispatch(request, *args, **kwargs)

    def is_offered(self):
        return True

    @cached_property
    def path(self):
        return Path(self.request)

    @cached_property
    def department(self):
        offered = Department.objects.open_for_tickets()
        return offered.filter(slug=self.kwargs["department"]).first()

    @cached_property
    def ticket_types(self):
        return list(self.department.ticket_types.active())

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            step=self.number, steps=STEPS, department_step_url=self.path.url(reverse("support:new")), **kwargs
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
        return super().get_context_data(choices=departments, **kwargs)


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
        return super().get_context_data(**{**kwargs, "choices": types, "department": self.department})

    def _form_url(self, ticket_type):
        return self.path.url(reverse("support:new_form", args=[self.department.slug, ticket_type.slug]))


class FormStep(Step):
    template_name = "support_plugin/wizard/form.html"
    number = 3

    def is_offered(self):
        return self.department is not None and self.ticket_type is not None

    @cached_property
    def ticket_type(self):
        return next((kind for kind in self.ticket_types if kind.slug == self.kwargs["ticket_type"]), None)

    def get(self, request, *args, **kwargs):
        form = TicketForm(initial=self._prefill(), department=self.department)
        return self.render_to_response(self.get_context_data(form=form, intake=Intake()))

    def post(self, request, *args, **kwargs):
        form = TicketForm(request.POST, department=self.department)
        if filed := Ticket.objects.filed_by(request.user).filter(submission_key=form.key).first():
            return redirect("support:filed", filed.reference)
        intake = take_files(request, form.key)
        if not form.is_valid() or intake.errors:
            return self._again(form, intake, status=422)
        try:
            ticket = actions.open_ticket(
                self.department,
                self.ticket_type,
                by=request.user,
                subject=form.cleaned_data["subject"],
                description=form.cleaned_data["description"],
                product=form.cleaned_data.get("product"),
                submission_key=form.key,
                attachments=intake.kept,
                despite_similar="submit_anyway" in request.POST,
                origin=self.path.origin(),
            )
        except errors.SimilarTicketOpen as refused:
            return self._again(form, intake, status=refused.http_status, similar=refused.ticket)
        except errors.TicketError as refused:
            form.add_error(None, str(refused))
            return self._again(form, intake, status=refused.http_status)
        return redirect("support:filed", ticket.reference)

    def get_context_data(self, *, form, **kwargs):
        question = form["subject"].value() or ""
        type_step_url = self.path.url(reverse("support:new_type", args=[self.department.slug]))
        only_type = len(self.ticket_types) == 1
        return super().get_context_data(
            form=form,
            submission_key=form.key,
            department=self.department,
            ticket_type=self.ticket_type,
            type_step_url="" if only_type else type_step_url,
            back_url=self.path.url(reverse("support:new")) if only_type else type_step_url,
            attachment_help=attachment_help(),
            accepted=",".join(accepted_extensions()),
            suggestions=suggestions(question) if form.is_bound else [],
            follow_up=self.path.followed,
            **kwargs,
        )

    def _again(self, form, intake, *, status, **context):
        """The form once more, with everything that was typed and every file that was accepted."""
        return self.render_to_response(
            self.get_context_data(form=form, intake=intake, **context), status=status
        )

    def _prefill(self):
        initial = {"submission_key": uuid.uuid4()}
        if slug := self.path.product_slug:
            initial["product"] = (
                self.department.products.model.objects.offered_by(self.department).filter(slug=slug).first()
            )
        if followed := self.path.followed:
            initial["subject"] = followed.subject
        return initial


class Filed(CustomerPage, TemplateView):
    """The confirmation: the number, who works on it, what happens next, and where the answer will be."""

    template_name = "support_plugin/wizard/filed.html"
    section = "new"

    def get(self, request, reference):
        if not reference.isascii():
            return redirect("support:filed", to_ascii(reference))
        tickets = Ticket.objects.filed_by(request.user).select_related("department", "ticket_type", "product")
        tickets = Ticket.objects.filed_by(request.user).select_related("department", "ticket_type", "product")
        ticket = get_object_or_404(tickets, reference=reference)
        return self.render_to_response(self.get_context_data(ticket=ticket, department=ticket.department))


class Suggestions(CustomerPage, TemplateView):
    """A fragment for the form while the subject is being typed."""

    template_name = "support_plugin/wizard/suggestions.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(suggestions=suggestions(self.request.GET.get("q", "")), **kwargs)
