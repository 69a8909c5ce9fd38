"""Writing: a public reply, an internal note, a progress update; and taking an answer back."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from support_plugin import conf
from support_plugin.sla.answer_time import answer_time_for
from support_plugin.tickets import actions, errors
from support_plugin.tickets.canned import apply_once, filled
from support_plugin.tickets.intake import take_files
from support_plugin.tickets.models import Message, Side

from . import drafts
from .conversation import ConversationView
from .editor import plain_as_rich
from .forms import ComposeForm, HoldForm, RecallForm
from .suggestions import Offers
from .verbs import Verb


class Compose(ConversationView):
    """Write something: takes the files in, calls one verb, and goes on to the new message."""

    form_class = ComposeForm
    mode = "reply"

    def get(self, request, reference):
        """Whoever comes back here from the login finds the draft in the conversation."""
        return redirect(self.conversation_url())

    def post(self, request, reference):
        form = self.form_class(request.POST, offered=self.offered)
        intake = take_files(request, form.key)
        if not form.is_valid() or intake.errors:
            return self.show(form=_complete(form), intake=intake, mode=self.mode, status=422)
        if form.cleaned_data["then"] == "next":
            # Asked while the ticket still stands in the view.
            self.neighbours  # noqa: B018
        try:
            message = self._send_with_changes(form, intake)
        except errors.NotYours as error:
            raise Http404 from error
        except errors.NewerMessages as held:
            return self._refused(form, intake, held, newer=held.messages)
        except errors.TicketError as refused:
            if isinstance(refused, errors.SentAlready):
                form.go_on_under_a_fresh_key(request.user)
            form.add_error(None, str(refused))
            return self._refused(form, intake, refused)
        if not message.visible_at:
            messages.success(request, str(self.done))
        return redirect(self._next_url(message, form.cleaned_data["then"]))

    @transaction.atomic
    def _send_with_changes(self, form, intake):
        """The message and what its canned replies change: all of it or nothing. Sent twice, it changes once."""
        ticket, user = self.ticket, self.request.user
        apply_once(form.chosen, ticket, by=user, submission_key=form.key)
        message = self.send(ticket, form, intake)
        drafts.forget(ticket, user, form.key)
        return message

    def send(self, ticket, form, intake):
        raise NotImplementedError

    def _words(self, form, intake):
        return {
            "by": self.request.user,
            "is_rich": True,
            "attachments": intake.kept,
            "submission_key": form.key,
        }

    def _answer(self, form, intake):
        """What an answer to the customer has beside a note."""
        seen = form.cleaned_data["seen"]
        return {**self._words(form, intake), "seen": seen, "undo_seconds": conf.UNDO_SECONDS}

    def _refused(self, form, intake, refused, newer=()):
        # What a verb changed in memory before another refused was not saved.
        del self.ticket
        return self.show(
            form=_complete(form), intake=intake, mode=self.mode, newer=newer, status=refused.http_status
        )

    def _next_url(self, message, then):
        ticket = self.ticket
        if then == "next":
            *_place, following = self.neighbours
            if following:
                return self.conversation_url(following, sent=message.pk)
            messages.info(self.request, _("There is no next ticket in this view."))
        number = Message.objects.in_thread_of(ticket).filter(pk__lte=message.pk).count()
        return f"{self.conversation_url()}#m-{number}"


class Reply(Compose):
    done = gettext_lazy("The reply was sent.")

    def send(self, ticket, form, intake):
        then = form.cleaned_data["then"]
        if then not in ("wait", "resolve"):
            then = next((canned.then for canned in form.chosen if canned.then), "")
        body = form.cleaned_data["body"]
        return actions.reply(ticket, body, side=Side.TEAM, then=then, **self._answer(form, intake))


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
        until, body = form.cleaned_data["until"], form.cleaned_data["body"]
        return actions.hold(ticket, until, body, **self._answer(form, intake))


class Recall(Verb):
    """Take an answer back; what was written stands in the composer again."""

    form_class = RecallForm
    done = gettext_lazy("Nothing was sent: your message is back in the composer.")

    @transaction.atomic
    def act(self, ticket, form):
        message = ticket.messages.filter(pk=form.cleaned_data["message"]).first()
        if message is None:
            raise errors.TooLateToRecall
        recalled = actions.recall(message, by=self.request.user)
        drafts.put_back(ticket, self.request.user, recalled)

    def next_url(self, ticket):
        return f"{self.conversation_url()}#compose"


class Insert(Offers, ConversationView):
    """What can be inserted (GET); and, without a script, the page again with a canned reply's text in it (POST)."""

    def post(self, request, reference):
        data = request.POST.copy()
        mode = data.get("mode") if data.get("mode") in drafts.KINDS else "reply"
        form = HoldForm(data, offered=self.offered)
        canned = form.offered.get(data.get("insert", ""))
        intake = take_files(request, form.key)
        if canned is None:
            messages.error(request, _("This choice is not offered. Please choose again."))
            return self.show(form=_unchecked(form), intake=intake, mode=mode, status=422)
        words = answer_time_for(self.ticket)
        text = plain_as_rich(filled(canned, self.ticket, by=request.user, answer_time=words))
        data["body"] = form.fields["body"].widget.format_value((form["body"].value() or "") + text)
        if canned.changes_something:
            data.appendlist("canned", str(canned.pk))
        form = _unchecked(HoldForm(data, offered=self.offered))
        return self.show(form=form, intake=intake, mode=canned.kind if canned.kind == "note" else mode)


def _complete(form):
    """A refused reply or note as the whole composer shows it: with the date row of the third mode."""
    if isinstance(form, HoldForm):
        return form
    return _unchecked(HoldForm(form.data, offered=form.offered.values()), form.errors)


def _unchecked(form, found=None):
    """The form with what was typed and these errors only."""
    form._errors = found if found is not None else type(form.errors)()
    form.cleaned_data = {}
    return form
