"""One ticket on the desk: its head, its thread and the composer. What is done there is in `verbs` and `composing`.

What went wrong is said on the page that is shown again, with everything that was typed and every file that was
accepted.
"""

import uuid
from urllib.parse import urlencode

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from support_plugin import conf
from support_plugin.notifications import notices
from support_plugin.sla.usual import usual_for
from support_plugin.text.digits import localized
from support_plugin.tickets.attachments import accepted_extensions
from support_plugin.tickets.intake import Intake, attachment_help
from support_plugin.tickets.models import Attachment, Message, Side
from support_plugin.tickets.sentences import status_word
from support_plugin.tickets.suggestions import has_suggestions
from support_plugin.tickets.timeline import person_name

from . import drafts, presence
from .access import AgentsOnly, ticket_for
from .crumbs import OUR_TURN, crumbs, ticket_title
from .due import clocks_of, due_badge, has_paused
from .forms import THEN, HoldForm
from .merges import merges_of
from .neighbours import MOST_STEPS, neighbours
from .opening import with_what_is_there
from .panels import side_panels
from .promises import next_working_day, promises
from .suggestions import changes_of, offered_in
from .thread import thread_of

LONGEST_VIEW = 2000


class ConversationView(AgentsOnly, WagtailAdminTemplateMixin, TemplateView):
    template_name = "support_plugin/desk/conversation.html"
    header_icon = "mail"
    _show_breadcrumbs = True

    @cached_property
    def ticket(self):
        return ticket_for(self.request.user, self.kwargs["reference"], with_what_is_there)

    @cached_property
    def view(self):
        """The view of the queue one came from, as its address says it ("": all of it); None from elsewhere."""
        view = self.request.GET.get("view")
        return view if view is None else view[:LONGEST_VIEW]

    @cached_property
    def neighbours(self):
        """(position, total, previous, next) of this ticket in that view; nothing without one."""
        if self.view is None:
            return None, 0, None, None
        return neighbours(self.request.user, self.view, self.ticket)

    @cached_property
    def schedule(self):
        department = self.ticket.department
        return usual_for([department])[department.pk].schedule

    @cached_property
    def offered(self):
        return offered_in(self.ticket.department)

    def conversation_url(self, reference=None, **query):
        """A conversation that keeps the view one came from."""
        query = {**({} if self.view is None else {"view": self.view}), **query}
        url = reverse("support_desk:conversation", args=[reference or self.ticket.reference])
        return f"{url}?{urlencode(query)}" if query else url

    def get(self, request, reference):
        if reference != self.ticket.reference:
            return redirect("support_desk:conversation", self.ticket.reference)
        return self.show()

    def show(self, *, form=None, intake=None, mode="", newer=(), status=200):
        ticket, user = self.ticket, self.request.user
        draft = drafts.draft_of(ticket, user) if not form and ticket.has_draft else None
        context = self.get_context_data(
            form=form or self._fresh_form(draft),
            intake=intake or self._kept_files(draft),
            mode=mode or (drafts.MODES[draft.kind] if draft else "reply"),
            draft_state=drafts.state_of(draft),
            newer=newer,
        )
        return self.render_to_response(context, status=status)

    def get_page_title(self):
        return ticket_title(self.ticket)

    def get_breadcrumbs_items(self):
        return crumbs(self.get_page_title(), query=OUR_TURN if self.view is None else self.view)

    def get_context_data(self, *, form, newer, **kwargs):
        context = super().get_context_data(form=form, newer=newer, **kwargs)
        ticket, user = self.ticket, self.request.user
        # Before anything counts what is unread.
        if ticket.has_notices:
            notices.mark_read(notices.of_agent(user).filter(ticket=ticket))
        events = list(ticket.events.select_related("actor"))
        clocks = list(ticket.deadlines.select_related("policy"))
        panels = side_panels(ticket, self.request, events=events, clocks=clocks_of(ticket, clocks))
        thread = thread_of(ticket, user, events)
        editing_sessions, writers = presence.enter(ticket, user)
        position, total, previous, following = self.neighbours
        context.update(
            ticket=ticket,
            status=status_word(ticket, Side.TEAM),
            due=due_badge(ticket, has_paused_clock=has_paused(clocks)),
            thread=thread,
            seen=self._seen(form, thread, newer),
            undo=self._undo(thread),
            submission_key=form.key,
            attachment_help=attachment_help(),
            accepted=",".join(accepted_extensions()),
            side_panels=panels,
            editing_sessions=editing_sessions,
            writers=writers,
            me=person_name(user),
            media=panels.media + form.media,
            can_take=ticket.assignee_id is None and not ticket.is_finished,
            is_mine=ticket.assignee_id == user.pk,
            is_followed=ticket.is_followed,
            **merges_of(ticket, user),
            promises=promises(self.schedule),
            offered=self.offered,
            chosen=[{"canned": canned, "changes": changes_of(canned)} for canned in form.chosen],
            has_guides=has_suggestions(),
            then_choices=[choice for choice in THEN if choice[0] != "next" or self.view is not None],
            query="" if self.view is None else f"?{urlencode({'view': self.view})}",
            position=position,
            total=localized(total if total <= MOST_STEPS else f"{MOST_STEPS}+"),
            previous_url=previous and self.conversation_url(previous),
            next_url=following and self.conversation_url(following),
        )
        return context

    def _fresh_form(self, draft):
        initial = {"submission_key": uuid.uuid4()}
        until = next_working_day(self.schedule)
        if draft:
            initial.update(submission_key=draft.submission_key, body=draft.body)
            if draft.promised_until:
                until = timezone.localtime(draft.promised_until)
        initial.update(until_date=until.date(), until_time=until.time())
        return HoldForm(initial=initial, offered=self.offered)

    def _kept_files(self, draft):
        if draft is None:
            return Intake()
        return Intake(kept=list(Attachment.objects.kept(self.request.user, draft.submission_key)))

    def _seen(self, form, thread, newer):
        """Up to where the author has read: what was sent stays, unless the newer messages stand on this page."""
        if form.is_bound and not newer:
            return form["seen"].value() or ""
        return thread.newest_public

    def _undo(self, thread):
        """What can be taken back at this moment: the newest answer here, or the one that led on to this ticket."""
        message = thread.pending or self._sent_elsewhere()
        if message is None:
            return None
        left = (message.visible_at - timezone.now()).total_seconds()
        return {
            "message": message,
            "ticket": message.ticket,
            "is_elsewhere": message.ticket_id != self.ticket.pk,
            "seconds": max(1, min(round(left), conf.UNDO_SECONDS)),
        }

    def _sent_elsewhere(self):
        key = self.request.GET.get("sent", "")
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            return None
        sent = Message.objects.filter(pk=key, author=self.request.user, visible_at__gt=timezone.now())
        return sent.select_related("ticket").first()
