"""The customer's bell: what they were told, newest first."""

from django.http import Http404
from django.shortcuts import redirect
from django.views import View
from django.views.generic import TemplateView

from support_plugin.notifications import notices
from support_plugin.tickets.views import CustomerPage


class NoticeList(CustomerPage, TemplateView):
    template_name = "support_plugin/portal/notices.html"
    section = "notices"

    def get_context_data(self, **kwargs):
        own = notices.of_customer(self.request.user)
        older = self.request.GET.get("older", "")
        return super().get_context_data(page_of=notices.page(own, older), is_first=not older, **kwargs)


class ReadAll(CustomerPage, View):
    """Marks as read what was on the page and everything before it; what came meanwhile stays unread."""

    http_method_names = ["post"]

    def post(self, request):
        own = notices.of_customer(request.user)
        newest = notices.find(own, request.POST.get("newest"))
        if newest is None:
            raise Http404
        notices.mark_read(own.filter(pk__lte=newest.pk))
        return redirect("support:notices")
