"""What a customer wants to be told of, and in which language."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from support_plugin.notifications.matrix import CUSTOMERS
from support_plugin.notifications.preferences import PreferencesForm
from support_plugin.tickets.views import CustomerPage


class Preferences(CustomerPage, TemplateView):
    template_name = "support_plugin/portal/preferences.html"
    section = "preferences"

    def get(self, request):
        return self.show(self._form())

    def post(self, request):
        form = self._form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        form.save()
        messages.success(request, _("Your choices were saved."))
        return redirect("support:preferences")

    def show(self, form, status=200):
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def _form(self, data=None):
        by_itself = gettext_lazy("The language of each ticket")
        return PreferencesForm(data, user=self.request.user, choices=CUSTOMERS, by_itself=by_itself)
