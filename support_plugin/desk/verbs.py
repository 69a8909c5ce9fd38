"""The buttons beside the conversation: one URL per verb, each a POST that calls it and says what happened."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from support_plugin.tickets import actions, errors
from support_plugin.tickets.following import follow, unfollow
from support_plugin.tickets.models import Side

from .conversation import ConversationView
from .crumbs import queue_url
from .forms import AssignForm, PriorityForm, TransferForm


class Verb(ConversationView):
    """A button: calls one verb and says what happened."""

    form_class = None
    done = ""

    def get(self, request, reference):
        """Whoever comes back here from the login goes on in the conversation."""
        return redirect(self.conversation_url())

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
        return self.conversation_url()


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
        return queue_url()


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
