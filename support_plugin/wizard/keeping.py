"""The doors to drafts: where the form's script keeps what is typed, and where one throws it away."""

from django import forms
from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from support_plugin.taxonomy.models import Department, TicketType
from support_plugin.text.clean import FORBIDDEN
from support_plugin.tickets import attachments
from support_plugin.tickets.errors import TicketError
from support_plugin.tickets.intake import KeyedForm, uuids_in
from support_plugin.tickets.views import CustomerPage

from . import drafts
from .models import WizardDraft
from .pace import is_too_fast
from .path import Path

UNKNOWN_CHOICE = {"invalid_choice": gettext_lazy("This department or ticket type does not exist.")}
# From where one throws away, and comes back to.
PLACES = ("panel", "tickets", "new")


class DraftForm(KeyedForm):
    """Under which key, and for which choice; a choice that has ended meanwhile is one all the same."""

    department = forms.ModelChoiceField(
        Department.objects.all(), to_field_name="slug", error_messages=UNKNOWN_CHOICE
    )
    ticket_type = forms.ModelChoiceField(
        TicketType.objects.all(), to_field_name="slug", error_messages=UNKNOWN_CHOICE
    )

    def clean(self):
        if any(FORBIDDEN.search(text) for _name, texts in self.data.lists() for text in texts):
            raise forms.ValidationError(_("This text contains characters that cannot be stored."))
        return super().clean()


class KeepDraft(CustomerPage, View):
    """`POST submission_key=&department=<slug>&ticket_type=<slug>&…`, with the form's fields and the address's parameters.

    Answers `{"kept_at": ISO time}`, null where there was nothing to keep; else `{"error": sentence}`: 409 where the key
    was submitted or thrown away, 413, 422, and 429 beyond `drafts.MOST_A_MINUTE`. `remove` drops files for good.
    """

    http_method_names = ["post"]

    def post(self, request):
        if is_too_fast("drafts", request.user, drafts.MOST_A_MINUTE):
            headers = {"Retry-After": "60"}
            return _refuse(_("That was fast. The draft is kept again in a minute."), 429, headers=headers)
        if drafts.is_too_much(request.POST):
            return _refuse(_("This is too long to be kept as a draft. Submit it to be safe."), 413)
        form = DraftForm(request.POST)
        if not form.is_valid():
            return _refuse(next(iter(form.errors.values()))[0], 422)
        key = form.cleaned_data["submission_key"]
        if removed := uuids_in(request.POST.getlist("remove")):
            attachments.forget(owner=request.user, submission_key=key, uuids=removed)
        choice = {name: form.cleaned_data[name] for name in ("department", "ticket_type")}
        try:
            typed = drafts.typed_in(request.POST)
            draft = drafts.keep(request.user, key, typed, path=Path(request).prefill, **choice)
        except TicketError as refused:
            return _refuse(str(refused), refused.http_status)
        return JsonResponse({"kept_at": draft and draft.updated_at.isoformat()})


class ThrowAway(CustomerPage, View):
    """`POST from=panel|tickets|new`: words and files of one's own draft are deleted. Once is enough."""

    http_method_names = ["post"]

    def post(self, request, key):
        if not WizardDraft.objects.filter(customer=request.user, submission_key=key).exists():
            raise Http404
        drafts.throw_away(request.user, key)
        messages.success(request, _("The draft was thrown away."))
        place = request.POST.get("from")
        return redirect(f"support:{place if place in PLACES else 'panel'}")


def _refuse(sentence, status, **options):
    return JsonResponse({"error": sentence}, status=status, **options)
