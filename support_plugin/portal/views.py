"""The customers' panel: what waits for them, their tickets, one ticket, and its files."""

import uuid

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from support_plugin.sla.answer_time import first_department_with_time
from support_plugin.sla.expectation import expectations
from support_plugin.text.digits import to_ascii
from support_plugin.text.sizes import file_size
from support_plugin.tickets import actions, answers, attachments, errors
from support_plugin.tickets.attachments import accepted_extensions
from support_plugin.tickets.downloads import download
from support_plugin.tickets.guidance import step_help
from support_plugin.tickets.intake import Intake, KeyedForm, MessageForm, attachment_help, take_files
from support_plugin.tickets.models import Attachment, Message, Side, Status, Ticket
from support_plugin.tickets.sentences import status_word
from support_plugin.tickets.views import CustomerPage

from .listing import GROUPS, Page
from .thread import Thread

MOST_ON_PANEL = 5


class Panel(CustomerPage, TemplateView):
    """What waits for the customer, and the two ways on."""

    template_name = "support_plugin/portal/panel.html"

    def get_context_data(self, **kwargs):
        own = Ticket.objects.filed_by(self.request.user).with_row_details()
        waiting = own.settled().with_unread_answers(self.request.user).filter(status=Status.WAITING_CUSTOMER)
        department, _words = first_department_with_time()
        return super().get_context_data(
            tickets=with_status(waiting.order_by("-changed_at", "-pk")[:MOST_ON_PANEL]),
            department=department,
            step_help=step_help("panel"),
            **kwargs,
        )


class TicketList(CustomerPage, TemplateView):
    template_name = "support_plugin/portal/ticket_list.html"
    section = "tickets"

    def get_context_data(self, **kwargs):
        given = self.request.GET
        page = Page(
            self.request.user,
            status=given.get("status", ""),
            search=given.get("q", ""),
            older=given.get("older", ""),
            newer=given.get("newer", ""),
        )
        rows = with_status(page.tickets)
        return super().get_context_data(
            page_of=page,
            tickets=rows,
            groups=[(key, label, self._url(page, status=key)) for key, (label, _statuses) in GROUPS.items()],
            newer_url=self._url(page, newer=rows[0].reference) if rows and page.has_newer else "",
            older_url=self._url(page, older=rows[-1].reference) if rows and page.has_older else "",
            is_filtered=bool(page.status or page.search),
            **kwargs,
        )

    def _url(self, page, **changes):
        parameters = {"status": page.status, "q": page.search} | changes
        query = self.request.GET.copy()
        query.clear()
        query.update({name: value for name, value in parameters.items() if value})
        return f"{reverse('support:tickets')}?{query.urlencode()}" if query else reverse("support:tickets")


class OwnTicket(CustomerPage):
    """Finds the customer's own ticket by its number, in any digits; whatever else is 404."""

    section = "tickets"

    def get_ticket(self):
        tickets = Ticket.objects.filed_by(self.request.user).select_related(
            "department", "ticket_type", "product", "merged_into", "customer"
        )
        return get_object_or_404(tickets, reference=to_ascii(self.kwargs["reference"]))

    def handle_no_permission(self):
        """After the login one is back at the ticket: the verbs below it have no page of their own."""
        return redirect_to_login(reverse("support:ticket", args=[to_ascii(self.kwargs["reference"])]))


class TicketPage(OwnTicket, TemplateView):
    """The thread. Also shown by the verbs below when something must be corrected."""

    template_name = "support_plugin/portal/ticket.html"

    def get(self, request, reference):
        if not reference.isascii():
            return redirect("support:ticket", to_ascii(reference))
        ticket = self.get_ticket()
        if ticket.is_merged:
            messages.info(request, _("This ticket goes on here: two tickets of yours were merged."))
            return redirect("support:ticket", ticket.merged_into.reference)
        return self.show(ticket)

    def show(self, ticket, *, form=None, intake=None, status=200):
        form = form or MessageForm(initial={"submission_key": uuid.uuid4()})
        intake = intake or Intake()
        thread = Thread(ticket, self.request.user)
        context = self.get_context_data(
            ticket=ticket,
            thread=thread,
            form=form,
            submission_key=form.key,
            intake=intake,
            # What was written is shown even where it cannot be added any more.
            has_reply_box=thread.can_reply or form.is_bound or bool(form["body"].value() or intake.kept),
            attachment_help=attachment_help(),
            accepted=",".join(accepted_extensions()),
        )
        return self.render_to_response(context, status=status)


class Reply(TicketPage):
    http_method_names = ["post"]

    def post(self, request, reference):
        ticket = self.get_ticket()
        form = MessageForm(request.POST)
        if earlier := ticket.messages.filter(author=request.user, submission_key=form.key).first():
            return self._sent_again(ticket, earlier, form)
        intake = take_files(request, form.key)
        if not form.is_valid() or intake.errors:
            return self.show(ticket, form=form, intake=intake, status=422)
        try:
            message = actions.reply(
                ticket,
                form.cleaned_data["body"],
                by=request.user,
                attachments=intake.kept,
                submission_key=form.key,
            )
        except errors.NotYours as error:
            raise Http404 from error
        except errors.TicketError as refused:
            form.add_error(None, str(refused))
            return self.show(ticket, form=form, intake=intake, status=refused.http_status)
        return self._added(ticket, message)

    def _added(self, ticket, message):
        messages.success(self.request, _("Your reply was added to this ticket."))
        number = Message.objects.in_thread_of(ticket).public().filter(pk__lte=message.pk).count()
        return redirect(f"{reverse('support:ticket', args=[ticket.reference])}#m-{number}")

    def _sent_again(self, ticket, earlier, form):
        """A reply with a key that was used. What is new in it stays in the form, for a reply of its own."""
        fresh_key = uuid.uuid4()
        Attachment.objects.kept(self.request.user, form.key).update(submission_key=fresh_key)
        intake = take_files(self.request, fresh_key)
        sent = set(earlier.attachments.values_list("sha256", flat=True))
        repeats = [file.uuid for file in intake.kept if file.sha256 in sent]
        attachments.forget(owner=self.request.user, submission_key=fresh_key, uuids=repeats)
        intake.kept = [file for file in intake.kept if file.uuid not in repeats]
        body = (form["body"].value() or "").replace("\r\n", "\n").strip()
        if body == earlier.body:
            body = ""
        if not (body or intake.kept or intake.errors):
            return self._added(ticket, earlier)
        messages.warning(
            self.request,
            _("This reply was in the ticket already. What is new is still below: send it as another reply."),
        )
        again = MessageForm(initial={"submission_key": fresh_key, "body": body})
        return self.show(ticket, form=again, intake=intake, status=409)


class Verb(TicketPage):
    """A button of the customer's: calls one verb, says what happened, and shows the thread."""

    http_method_names = ["post"]
    verb = None
    done = ""

    def post(self, request, reference):
        ticket = self.get_ticket()
        try:
            type(self).verb(ticket, by=request.user)
        except errors.NotYours as error:
            raise Http404 from error
        except errors.TicketError as refused:
            messages.error(request, str(refused))
            return self.show(ticket, status=refused.http_status)
        messages.success(request, str(self.done))
        return redirect("support:ticket", ticket.reference)


class Close(Verb):
    verb = staticmethod(actions.resolve)

    @property
    def done(self):
        return _("The ticket counts as resolved now. Whenever you reply here, it opens again.")


class Reopen(Verb):
    verb = staticmethod(actions.reopen)

    @property
    def done(self):
        return _("The ticket is open again.")


class Upload(CustomerPage, View):
    """One file ahead of its message: `{"id", "name", "size"}`, or `{"error"}` with a sentence.

    A file that answers a form's field names the `field` and the `form_version`.
    """

    def post(self, request):
        form = KeyedForm(request.POST)
        upload = request.FILES.get("file")
        if not form.is_valid() or upload is None:
            return JsonResponse({"error": _("The upload was incomplete. Please try again.")}, status=422)
        try:
            attachment = attachments.keep(
                upload,
                owner=request.user,
                submission_key=form.cleaned_data["submission_key"],
                **answers.upload_to(request.POST.get("form_version", ""), request.POST.get("field", "")),
            )
        except errors.FileRefused as refused:
            return JsonResponse({"error": str(refused), "code": refused.code}, status=refused.http_status)
        answer = {"id": str(attachment.uuid), "name": attachment.name, "size": attachment.size}
        return JsonResponse({**answer, "size_in_words": file_size(attachment.size)}, status=201)


class Download(CustomerPage, View):
    """A file, for whoever may read its message; never shown inside a page of ours."""

    def get(self, request, uuid):
        attachment = get_object_or_404(Attachment.objects.visible_to(request.user), uuid=uuid)
        return download(attachment)


def with_status(tickets):
    """The tickets as a list, each with its `status_word` for the customer and its `expectation`."""
    tickets = list(tickets)
    expected = expectations(tickets)
    for ticket in tickets:
        ticket.status_word = status_word(ticket, Side.CUSTOMER)
        ticket.expectation = expected[ticket.pk]
    return tickets
