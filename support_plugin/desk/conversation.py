"""One ticket on the desk: its thread, the composer, and one URL per verb.

Every verb is a POST below the conversation. What went wrong is said on the page that is shown again, with
everything that was typed and every file that was accepted.
"""

import uuid

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from support_plugin.notifications import notices
from support_plugin.text.digits import localized
from support_plugin.tickets import actions, errors
from support_plugin.tickets.attachments import accepted_extensions
from support_plugin.tickets.following import follow, is_followed, unfollow
from support_plugin.tickets.intake import Intake, attachment_help, take_files
from support_plugin.tickets.lines import thread_lines
from support_plugin.tickets.models import Event, Message, Side
from support_plugin.tickets.reading import mark_read, newest_key
from support_plugin.tickets.sentences import status_word

from .access import AgentsOnly, ticket_for
from .due import clocks_of, due_badge, has_paused
from .forms import AssignForm, ComposeForm, HoldForm, PriorityForm, TransferForm, next_working_day
from .panels import CustomerPanel, FactsPanel, TimelinePanel

# Events that a message of the thread already tells.
TOLD_BY_A_MESSAGE = {Event.Kind.OPENED, Event.Kind.REPLIED, Event.Kind.NOTED, Event.Kind.HELD}


class ConversationView(AgentsOnly, WagtailAdminTemplateMixin, TemplateView):
    template_name = "support_plugin/desk/conversation.html"
    header_icon = "mail"
    _show_breadcrumbs = True
    mode = "reply"

    @cached_property
    def ticket(self):
        return ticket_for(self.request.user, self.kwargs["reference"])

    def get(self, request, reference):
        if reference != self.ticket.reference:
            return redirect("support_desk:conversation", self.ticket.reference)
        return self.show()

    def show(self, *, form=None, intake=None, mode="reply", status=200):
        context = self.get_context_data(
            form=form or _fresh_form(self.ticket.department), intake=intake or Intake(), mode=mode
        )
        return self.render_to_response(context, status=status)

    def get_page_title(self):
        return _("Ticket {reference}").format(reference=localized(self.ticket.reference))

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("support_desk:queue") + "?turn=ours", "label": _("Ticket queue")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, *, form, **kwargs):
        context = super().get_context_data(form=form, **kwargs)
        ticket = self.ticket
        events = list(ticket.events.select_related("actor"))
        clocks = list(ticket.deadlines.select_related("policy"))
        side_panels = self._side_panels(events, clocks)
        context.update(
            ticket=ticket,
            status=status_word(ticket, Side.TEAM),
            due=due_badge(ticket, has_paused_clock=has_paused(clocks)),
            lines=self._lines(events),
            submission_key=form.key,
            attachment_help=attachment_help(),
            accepted=",".join(accepted_extensions()),
            side_panels=side_panels,
            media=side_panels.media + form.media,
            can_take=ticket.assignee_id is None and not ticket.is_finished,
            is_mine=ticket.assignee_id == self.request.user.pk,
            is_followed=is_followed(ticket, self.request.user),
        )
        return context

    def _lines(self, events):
        messages = Message.objects.in_thread_of(self.ticket)
        thread = list(messages.select_related("ticket").prefetch_related("attachments"))
        read_to = mark_read(self.ticket, self.request.user, up_to=newest_key(thread))
        notices.mark_read(notices.of_agent(self.request.user).filter(ticket=self.ticket))
        return thread_lines(
            thread,
            [event for event in events if event.kind not in TOLD_BY_A_MESSAGE],
            side=Side.TEAM,
            is_fresh=lambda message: message.pk > read_to and message.author_id != self.request.user.pk,
        )

    def _side_panels(self, events, clocks):
        forms = {
            "assign_form": AssignForm(ticket=self.ticket),
            "priority_form": PriorityForm(ticket=self.ticket),
            "transfer_form": TransferForm(ticket=self.ticket),
        }
        return MediaContainer(
            [
                FactsPanel(self.ticket, self.request, forms=forms, clocks=clocks_of(self.ticket, clocks)),
                CustomerPanel(self.ticket, self.request),
                TimelinePanel(self.ticket, self.request, events=events),
            ]
        )


class Compose(ConversationView):
    """Write something: takes the files in, calls one verb, and goes on to the new message."""

    http_method_names = ["post"]
    form_class = ComposeForm
    mode = "reply"

    def post(self, request, reference):
        ticket = self.ticket
        form = self.form_class(request.POST)
        intake = take_files(request, form.key)
        if not form.is_valid() or intake.errors:
            return self.show(form=_complete(form), intake=intake, mode=self.mode, status=422)
        try:
            message = self.send(ticket, form, intake)
        except errors.NotYours as error:
            raise Http404 from error
        except errors.TicketError as refused:
            form.add_error(None, str(refused))
            return self.show(form=_complete(form), intake=intake, mode=self.mode, status=refused.http_status)
        messages.success(request, str(self.done))
        number = Message.objects.in_thread_of(ticket).filter(pk__lte=message.pk).count()
        return redirect(f"{reverse('support_desk:conversation', args=[ticket.reference])}#m-{number}")

    def send(self, ticket, form, intake):
        raise NotImplementedError

    def _words(self, form, intake):
        return {
            "by": self.request.user,
            "is_rich": True,
            "attachments": intake.kept,
            "submission_key": form.key,
        }


class Reply(Compose):
    done = gettext_lazy("The reply was sent.")

    def send(self, ticket, form, intake):
        return actions.reply(ticket, form.cleaned_data["body"], side=Side.TEAM, **self._words(form, intake))


class Note(Compose):
    mode = "note"
    done = gettext_lazy("The internal note was stored.")

    def send(self, ticket, form, intake):
        return actions.note(ticket, form.cleaned_data["body"], **self._words(form, intake))


class Hold(Compose):
    mode = "hold"
    form_class = HoldForm
    done = gettext_lazy("The customer knows that this needs more time.")

    def send(self, ticket, form, intake):
        return actions.hold(
            ticket, form.cleaned_data["until"], form.cleaned_data["body"], **self._words(form, intake)
        )


class Verb(ConversationView):
    """A button: calls one verb and says what happened."""

    http_method_names = ["post"]
    form_class = None
    done = ""

    def post(self, request, reference):
        ticket = self.ticket
        form = self.form_class(request.POST, ticket=ticket) if self.form_class else None
        if form and not form.is_valid():
            messages.error(request, _("This choice is not offered. Please choose again."))
            return self.show(status=422)
        try:
            self.act(ticket, form)
        except errors.NotYours as error:
            raise Http404 from error
        except errors.TicketError as refused:
            messages.error(request, str(refused))
            return self.show(status=refused.http_status)
        messages.success(request, str(self.done))
        return redirect(self.next_url(ticket))

    def act(self, ticket, form):
        raise NotImplementedError

    def next_url(self, ticket):
        return reverse("support_desk:conversation", args=[ticket.reference])


class Take(Verb):
    done = gettext_lazy("The ticket is yours.")

    def act(self, ticket, form):
        actions.take(ticket, by=self.request.user)


class Assign(Verb):
    form_class = AssignForm
    done = gettext_lazy("The ticket was assigned.")

    def act(self, ticket, form):
        actions.assign(ticket, form.cleaned_data["agent"], by=self.request.user)


class Release(Verb):
    done = gettext_lazy("The ticket is in the queue again.")

    def act(self, ticket, form):
        actions.release(ticket, by=self.request.user)


class Transfer(Verb):
    form_class = TransferForm
    done = gettext_lazy("The ticket was transferred.")

    def act(self, ticket, form):
        department, ticket_type = form.pair
        actions.transfer(ticket, department, by=self.request.user, ticket_type=ticket_type)

    def next_url(self, ticket):
        """Whoever does not work in the new department cannot follow the ticket there."""
        if type(ticket).objects.worked_by(self.request.user).filter(pk=ticket.pk).exists():
            return super().next_url(ticket)
        return reverse("support_desk:queue") + "?turn=ours"


class SetPriority(Verb):
    form_class = PriorityForm
    done = gettext_lazy("The priority was changed.")

    def act(self, ticket, form):
        actions.set_priority(ticket, form.cleaned_data["priority"], by=self.request.user)


class Wait(Verb):
    done = gettext_lazy("The ticket waits for the customer.")

    def act(self, ticket, form):
        actions.wait(ticket, by=self.request.user)


class Resolve(Verb):
    done = gettext_lazy("The ticket is resolved.")

    def act(self, ticket, form):
        actions.resolve(ticket, by=self.request.user, side=Side.TEAM)


class Reopen(Verb):
    done = gettext_lazy("The ticket is open again.")

    def act(self, ticket, form):
        actions.reopen(ticket, by=self.request.user, side=Side.TEAM)


class Close(Verb):
    done = gettext_lazy("The ticket is closed.")

    def act(self, ticket, form):
        actions.close(ticket, by=self.request.user)


class Follow(Verb):
    done = gettext_lazy("You will be told of what happens in this ticket.")

    def act(self, ticket, form):
        follow(ticket, by=self.request.user)


class Unfollow(Verb):
    done = gettext_lazy("You do not follow this ticket any more.")

    def act(self, ticket, form):
        unfollow(ticket, by=self.request.user)


def _fresh_form(department):
    return HoldForm(initial={"submission_key": uuid.uuid4(), **next_working_day(department)})


def _complete(form):
    """A refused reply or note as the whole composer shows it: with the date row of the third mode."""
    if isinstance(form, HoldForm):
        return form
    shown = HoldForm(form.data)
    shown._errors = form.errors
    shown.cleaned_data = {}
    return shown
