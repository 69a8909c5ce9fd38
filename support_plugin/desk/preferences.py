"""What an agent wants to be told of, and in which language."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from support_plugin.notifications.matrix import AGENTS
from support_plugin.notifications.preferences import PreferencesForm

from .access import AgentsOnly


class PreferencesView(AgentsOnly, WagtailAdminTemplateMixin, TemplateView):
    template_name = "support_plugin/desk/preferences.html"
    page_title = gettext_lazy("What I am told of")
    header_icon = "bell"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("support_desk:notices"), "label": _("Notices")},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request):
        return self.show(self._form())

    def post(self, request):
        form = self._form(request.POST)
        if not form.is_valid():
            messages.error(request, _("Nothing was saved. Please look at the choices again."))
            return self.show(form, status=422)
        form.save()
        messages.success(request, _("Your choices were saved."))
        return redirect("support_desk:preferences")

    def show(self, form, status=200):
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def _form(self, data=None):
        by_itself = gettext_lazy("As in my profile")
        return PreferencesForm(data, user=self.request.user, choices=AGENTS, by_itself=by_itself)
