"""Merging on the desk: a page that says what will happen, a button that does it, and one that undoes it."""

from django import forms
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from support_plugin.text.digits import localized, to_ascii
from support_plugin.tickets import actions, errors
from support_plugin.tickets.merging import can_be_merged_into
from support_plugin.tickets.models import Side, Ticket
from support_plugin.tickets.sentences import status_word

from .access import AgentsOnly, ticket_for
from .crumbs import crumbs
from .verbs import Verb

MOST_OFFERED = 20


class MergeForm(forms.Form):
    """Into which ticket: one of those offered, or another by its number, which counts where both are given."""

    into = forms.CharField(required=False)
    number = forms.CharField(
        label=gettext_lazy("Another ticket’s number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self):
        cleaned = super().clean()
        number = "".join(to_ascii(cleaned.get("number") or cleaned.get("into") or "").split())
        if not number:
            raise forms.ValidationError(_("Choose a ticket, or write its number."))
        target = Ticket.objects.worked_by(self.user).filter(reference=number).first()
        if target is None:
            raise forms.ValidationError(
                _("In your departments there is no ticket {number}.").format(number=localized(number[:12]))
            )
        return {**cleaned, "target": target}


class Merge(AgentsOnly, WagtailAdminTemplateMixin, TemplateView):
    """Asks into which ticket, and says what will happen; the POST merges."""

    template_name = "support_plugin/desk/merge.html"
    header_icon = "mail"
    _show_breadcrumbs = True

    @cached_property
    def ticket(self):
        return ticket_for(self.request.user, self.kwargs["reference"])

    def get(self, request, reference):
        if self.ticket.is_merged:
            messages.error(request, str(errors.TicketIsMerged(reference=self.ticket.merged_into.reference)))
            return redirect("support_desk:conversation", self.ticket.reference)
        return self.render_to_response(self.get_context_data(form=MergeForm(user=request.user)))

    def post(self, request, reference):
        form = MergeForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            into = actions.merge(self.ticket, form.cleaned_data["target"], by=request.user)
        except errors.NotYours as error:
            raise Http404 from error
        except errors.TicketError as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=refused.http_status)
        messages.success(
            request,
            _("Ticket {reference} is a part of this one now.").format(
                reference=localized(self.ticket.reference)
            ),
        )
        return redirect("support_desk:conversation", into.reference)

    def get_page_title(self):
        return _("Merge ticket {reference}").format(reference=localized(self.ticket.reference))

    def get_breadcrumbs_items(self):
        return crumbs(_("Merge"), ticket=self.ticket)

    def get_context_data(self, *, form, **kwargs):
        offered = can_be_merged_into(self.ticket, self.request.user).select_related("department")
        offered = list(offered[: MOST_OFFERED + 1])
        for ticket in offered:
            ticket.status_word = status_word(ticket, Side.TEAM)
        return super().get_context_data(
            form=form,
            ticket=self.ticket,
            offered=offered[:MOST_OFFERED],
            has_more=len(offered) > MOST_OFFERED,
            chosen=form["into"].value() or "",
            **kwargs,
        )


class Unmerge(Verb):
    """Parts a merged ticket again; shown to whoever works both."""

    done = gettext_lazy("The two tickets are separate again.")

    def act(self, ticket, form):
        actions.unmerge(ticket, by=self.request.user)
