"""Saved views: the queue as it is narrowed and ordered now, kept under a name.

Whoever works in a department may share a view with it; its owner changes and deletes it, and so does whoever leads
that department. What nobody shared with you is 404.
"""

from django import forms
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from support_plugin.queue.answers import every_field
from support_plugin.queue.models import PinnedView, SavedView
from support_plugin.queue.narrowing import readable
from support_plugin.queue.saving import LONGEST_QUERY, save_view
from support_plugin.taxonomy.models import Department
from support_plugin.text.digits import localized
from support_plugin.text.forms import CleanCharField
from support_plugin.tickets import errors
from support_plugin.tickets.models import department_keys

from .access import AgentsOnly
from .columns import COLUMNS, MOST_ANSWERS, USUAL, answer_columns, shown_columns
from .counts import MOST_PINNED
from .crumbs import crumbs, queue_url
from .queue import saved_view_url


class ViewForm(forms.Form):
    name = CleanCharField(label=gettext_lazy("Name"), max_length=40)
    department = forms.ModelChoiceField(
        label=gettext_lazy("Who sees it"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=gettext_lazy("Only me"),
    )
    columns = forms.MultipleChoiceField(
        label=gettext_lazy("What a row shows"),
        choices=COLUMNS.items,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    answers = forms.MultipleChoiceField(
        label=gettext_lazy("Answers that a row shows"),
        help_text=gettext_lazy("What customers answered in forms; up to three columns."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_QUERY)

    def __init__(self, *args, user, also=None, **kwargs):
        super().__init__(*args, **kwargs)
        keys = {*department_keys(user), also}
        departments = Department.objects.all()
        self.fields["department"].queryset = (
            departments if user.is_superuser else departments.filter(pk__in=keys - {None})
        )

        fields = every_field()
        self.fields["answers"].choices = [(field.name, field.label) for field in fields]
        if not fields:
            del self.fields["answers"]

    def clean_query(self):
        """What can be read of it: a view keeps nothing that means nothing."""
        return readable(self.cleaned_data["query"]).urlencode()

    def clean_columns(self):
        """The usual ones are kept as none, so that they stay the usual ones."""
        chosen = self.cleaned_data["columns"]
        return [] if set(chosen) == USUAL else chosen

    def clean_answers(self):
        if len(self.cleaned_data["answers"]) > MOST_ANSWERS:
            raise forms.ValidationError(
                _("At most {limit} answers stand in a row.").format(limit=localized(MOST_ANSWERS))
            )
        return self.cleaned_data["answers"]

    def store_in(self, view):
        words = {name: self.cleaned_data[name] for name in ("name", "department", "query")}
        save_view(
            view, words | {"columns": [*self.cleaned_data["columns"], *self.cleaned_data.get("answers", ())]}
        )


class ViewPage(AgentsOnly, WagtailAdminTemplateMixin, FormView):
    """The form of a view; what is wrong is said on it, with all that was typed."""

    form_class = ViewForm
    template_name = "support_plugin/desk/saved_view.html"
    header_icon = "mail"
    _show_breadcrumbs = True

    @cached_property
    def view(self):
        return SavedView(owner=self.request.user)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user, "also": self.view.department_id}

    def get_initial(self):
        return {
            "name": self.view.name,
            "department": self.view.department_id,
            "columns": list(shown_columns(self.view)),
            "answers": answer_columns(self.view),
            "query": readable(self.request.GET).urlencode(),
        }

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        try:
            form.store_in(self.view)
        except errors.TicketError as refused:
            form.add_error(None, str(refused))
            return self.form_invalid(form)
        messages.success(self.request, str(self.done))
        return redirect(saved_view_url(self.view))

    def get_breadcrumbs_items(self):
        return crumbs(self.get_page_title())

    def get_context_data(self, **kwargs):
        return super().get_context_data(saved_view=self.view, **kwargs)


class AddView(ViewPage):
    page_title = gettext_lazy("Save this view")
    done = gettext_lazy("The view was saved.")


class ChangeView(ViewPage):
    page_title = gettext_lazy("Change this view")
    done = gettext_lazy("The view was changed.")

    @cached_property
    def view(self):
        return changeable_view(self.request.user, self.kwargs["key"])

    def get_initial(self):
        return (
            super().get_initial() if self.request.GET else {**super().get_initial(), "query": self.view.query}
        )


class ViewVerb(AgentsOnly, View):
    """A button: one change to a view, or to one's own menu."""

    http_method_names = ["post"]

    def post(self, request, key):
        return self.act(request, self.find(request.user, key))

    def find(self, user, key):
        return seen_view(user, key)

    def act(self, request, view):
        raise NotImplementedError


class DeleteView(ViewVerb):
    def find(self, user, key):
        return changeable_view(user, key)

    def act(self, request, view):
        view.delete()
        messages.success(request, _("The view was deleted."))
        return redirect(queue_url())


class PinView(ViewVerb):
    def act(self, request, view):
        with transaction.atomic():
            others = PinnedView.objects.filter(user=request.user).exclude(view=view)
            if others.filter(view__in=SavedView.objects.seen_by(request.user)).count() < MOST_PINNED:
                PinnedView.objects.get_or_create(user=request.user, view=view)
                messages.success(request, _("The view stands in the menu."))
            else:
                messages.error(
                    request,
                    _("The menu has room for {limit} views. Take one off first.").format(
                        limit=localized(MOST_PINNED)
                    ),
                )
        return redirect(saved_view_url(view))


class UnpinView(ViewVerb):
    def act(self, request, view):
        PinnedView.objects.filter(user=request.user, view=view).delete()
        messages.success(request, _("The view was taken off the menu."))
        return redirect(saved_view_url(view))


def seen_view(user, key):
    view = SavedView.objects.seen_by(user).filter(uuid=key).first()
    if view is None:
        raise Http404
    return view


def changeable_view(user, key):
    view = seen_view(user, key)
    if not view.can_be_changed_by(user):
        raise Http404
    return view
