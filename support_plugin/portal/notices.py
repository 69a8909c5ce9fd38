"""The customer's bell: what they were told, newest first."""

from django.views import View
from django.views.generic import TemplateView

from support_plugin.notifications import notices
from support_plugin.notifications.views import ReadsNotices, ShowsNotices
from support_plugin.tickets.views import CustomerPage


class CustomersNotices(CustomerPage):
    section = "notices"

    def own_notices(self):
        return notices.of_customer(self.request.user)


class NoticeList(CustomersNotices, ShowsNotices, TemplateView):
    template_name = "support_plugin/portal/notices.html"


class ReadAll(CustomersNotices, ReadsNotices, View):
    list_name = "support:notices"
