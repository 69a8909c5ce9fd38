"""Filing a ticket on behalf of a customer: who, about what, and the form they would have filled. No script is needed.

It is the customer's ticket: they are told of it, find it in their list and read it in their language. Its timeline and
its first message say who wrote it down.
"""

import uuid
from itertools import groupby

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from support_plugin.notifications.preferences import language_of
from support_plugin.taxonomy.models import Department, TicketType, active_pairs
from support_plugin.text.digits import localized
from support_plugin.tickets import actions, customers, errors
from support_plugin.tickets.attachments import accepted_extensions
from support_plugin.tickets.forms import TicketForm
from support_plugin.tickets.intake import Intake, attachment_help, take_files
from support_plugin.tickets.models import Side, Source, Ticket, department_keys
from support_plugin.tickets.permissions import is_agent_of
from support_plugin.tickets.questions import Questions
from support_plugin.tickets.sentences import status_word
from support_plugin.tickets.similar import filed_with
from support_plugin.tickets.timeline import person_name

from .access import AgentsOnly
from .crumbs import crumbs

MOST_OPEN = 5


class FilingForm(TicketForm):
    """The customers' form, in words for whoever writes down what somebody else said."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "product" in self.fields:
            self.fields["product"].help_text = ""
        self.fields["subject"].help_text = _("One short sentence, as the customer would say it.")
        self.fields["description"].help_text = _(
            "What the customer told you. They read it as the first message of their ticket."
        )


class FilingPage(AgentsOnly, WagtailAdminTemplateMixin, TemplateView):
    page_title = gettext_lazy("New ticket")
    header_icon = "plus"
    _show_breadcrumbs = True

    @cached_property
    def customer(self):
        return customers.person(self.kwargs["customer"], by=self.request.user)

    def get_page_subtitle(self):
        return person_name(self.customer)

    def get_breadcrumbs_items(self):
        return crumbs(self.page_title)

    def get_context_data(self, **kwargs):
        if "customer" in self.kwargs:
            kwargs["customer"] = self.customer
            kwargs["customer_name"] = person_name(self.customer)
        return super().get_context_data(**kwargs)


class CustomerStep(FilingPage):
    """Search for the customer: name, username or e-mail address."""

    template_name = "support_plugin/desk/filing_customer.html"

    def get_page_subtitle(self):
        return ""

    def get_context_data(self, **kwargs):
        asked = customers.asked_for(self.request.GET.get("q", ""))
        people, has_more = customers.found(asked, by=self.request.user)
        return super().get_context_data(
            asked=asked,
            people=[{"person": each, "name": person_name(each)} for each in people],
            has_more=has_more,
            is_too_short=bool(asked) and len(asked.replace(" ", "")) < customers.FEWEST_LETTERS,
            **kwargs,
        )


class TypeStep(FilingPage):
    """Department and type in one choice, of the departments where this agent works."""

    template_name = "support_plugin/desk/filing_type.html"

    def get(self, request, customer):
        if len(self.pairs) == 1 and not self.open_tickets:
            department, kind = self.pairs[0]
            return redirect("support_desk:new_form", self.customer.pk, department.slug, kind.slug)
        return super().get(request)

    @cached_property
    def pairs(self):
        user = self.request.user
        keys = department_keys(user)
        return [pair for pair in active_pairs() if user.is_superuser or pair[0].pk in keys]

    def get_context_data(self, **kwargs):
        key = self.customer.pk
        choices = [
            {
                "department": department,
                "types": [
                    {
                        "name": kind,
                        "url": reverse("support_desk:new_form", args=[key, department.slug, kind.slug]),
                    }
                    for _department, kind in pairs
                ],
            }
            for department, pairs in groupby(self.pairs, key=lambda pair: pair[0])
        ]
        return super().get_context_data(choices=choices, open_tickets=self.open_tickets, **kwargs)

    @cached_property
    def open_tickets(self):
        """What this customer asked already, as far as this agent sees it: perhaps nothing new has to be filed."""
        tickets = Ticket.objects.worked_by(self.request.user).filter(customer=self.customer).unfinished()
        found = list(tickets.order_by("-last_message_at")[:MOST_OPEN])
        for ticket in found:
            ticket.status_word = status_word(ticket, Side.TEAM)
        return found


class FormStep(FilingPage):
    """The form; a POST files the ticket. What is wrong is said on it, with all that was typed and every file."""

    template_name = "support_plugin/desk/filing_form.html"

    @cached_property
    def department(self):
        department = Department.objects.filter(slug=self.kwargs["department"]).first()
        if department is None or not is_agent_of(self.request.user, department):
            raise Http404
        return department

    @cached_property
    def ticket_type(self):
        """Of this department. A form that was begun may be sent although its type has ended: the verb says so."""
        kinds = TicketType.objects.select_related("request_form__current").filter(
            slug=self.kwargs["ticket_type"]
        )
        if self.request.method != "POST":
            kinds = kinds.active().filter(departments=self.department, departments__is_active=True)
        kind = kinds.first()
        if kind is None:
            raise Http404
        return kind

    @cached_property
    def questions(self):
        begun = self.request.POST.get("form_version", "")
        return Questions(self.department, self.ticket_type, begun=begun)

    def get(self, request, **kwargs):
        form = FilingForm(
            initial={"submission_key": uuid.uuid4()}, department=self.department, customer=self.customer
        )
        return self.show(form, self.questions.ask(form.product_slug, Intake()), Intake())

    def post(self, request, **kwargs):
        form = FilingForm(request.POST, department=self.department, customer=self.customer)
        intake = take_files(request, form.key, self.questions.file_fields)
        asked = self.questions.ask(form.product_slug, intake, data=request.POST)
        is_answered = asked is None or asked.is_valid()
        if not form.is_valid() or not is_answered or intake.errors:
            return self._lead_to_filed(form) or self.show(form, asked, intake, status=422)
        if self.questions.was_replaced or (asked and asked.newly_asked):
            return self._lead_to_filed(form) or self.show(form, asked, intake, status=422)
        try:
            ticket = self._file(form, asked, intake)
        except errors.NotYours as error:
            raise Http404 from error
        except errors.SimilarTicketOpen as refused:
            return self.show(form, asked, intake, status=refused.http_status, similar=refused.ticket)
        except errors.TicketError as refused:
            if isinstance(refused, errors.SentAlready):
                form.go_on_under_a_fresh_key(request.user)
            form.add_error(None, str(refused))
            return self.show(form, asked, intake, status=refused.http_status)
        messages.success(
            request,
            _("Ticket {reference} was filed for {name}.").format(
                reference=localized(ticket.reference), name=person_name(self.customer)
            ),
        )
        return redirect("support_desk:conversation", ticket.reference)

    def _file(self, form, asked, intake):
        """In the customer's language: letters, answers and canned replies speak it from now on."""
        with override(language_of(self.customer)):
            return actions.open_ticket(
                self.department,
                self.ticket_type,
                by=self.request.user,
                customer=self.customer,
                **form.words(),
                attachments=intake.of(asked),
                answered=asked.answered if asked else None,
                despite_similar="submit_anyway" in self.request.POST,
                source=Source.DESK,
            )

    def _lead_to_filed(self, form):
        """To the ticket that this form with these words has become before; its files are bound to it by now."""
        worked = Ticket.objects.worked_by(self.request.user).filter(customer=self.customer)
        filed = filed_with(worked, form)
        return redirect("support_desk:conversation", filed.reference) if filed else None

    def show(self, form, asked, intake, *, status=200, similar=None):
        context = self.get_context_data(
            form=form,
            questions=asked,
            intake=intake,
            submission_key=form.key,
            department=self.department,
            ticket_type=self.ticket_type,
            form_changed=self.questions.was_replaced,
            form_changes=self.questions.what_changed(),
            attachment_help=attachment_help(),
            accepted=",".join(accepted_extensions()),
            similar=similar,
            similar_is_seen=similar is not None and is_agent_of(self.request.user, similar.department_id),
        )
        return self.render_to_response(context, status=status)
