"""The agents' bell: what they were told of the tickets they work, newest first."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from support_plugin.notifications import notices

from .access import AgentsOnly


class NoticesView(AgentsOnly, WagtailAdminTemplateMixin, TemplateView):
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
        own = notices.of_agent(self.request.user)
        older = self.request.GET.get("older", "")
        return super().get_context_data(
            page_of=notices.page(own, older),
            is_first=not older,
            has_unread=bool(notices.count_unread(own)),
            **kwargs,
        )


class ReadAll(AgentsOnly, View):
    """Marks as read what was on the page and everything before it; what came meanwhile stays unread."""

    http_method_names = ["post"]

    def post(self, request):
        own = notices.of_agent(request.user)
        newest = notices.find(own, request.POST.get("newest"))
        if newest is None:
            raise Http404
        notices.mark_read(own.filter(pk__lte=newest.pk))
        return redirect("support_desk:notices")
