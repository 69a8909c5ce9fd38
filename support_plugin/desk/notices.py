"""The agents' bell: what they were told of the tickets they work, newest first."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from support_plugin.notifications import notices
from support_plugin.notifications.views import ReadsNotices, ShowsNotices

from .access import AgentsOnly


class AgentsNotices(AgentsOnly):
    def own_notices(self):
        return notices.of_agent(self.request.user).select_related("ticket__customer")


class NoticesView(AgentsNotices, ShowsNotices, WagtailAdminTemplateMixin, TemplateView):
    template_name = "support_plugin/desk/notices.html"
    page_title = _("Notices")
    header_icon = "bell"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        has_unread = bool(notices.count_unread(self.own_notices()))
        return super().get_context_data(has_unread=has_unread, **kwargs)


class ReadAll(AgentsNotices, ReadsNotices, View):
    list_name = "support_desk:notices"
