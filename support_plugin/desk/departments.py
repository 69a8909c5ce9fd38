"""What leads decide for the departments they lead. Names, hours and targets are the editors'."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from support_plugin.tickets.permissions import is_lead, led_departments


class DepartmentsView(WagtailAdminTemplateMixin, TemplateView):
    """One form for each department the reader leads; 404 for who leads none."""

    template_name = "support_plugin/desk/departments.html"
    page_title = gettext_lazy("Department settings")
    header_icon = "cog"
    _show_breadcrumbs = True

    def dispatch(self, request, *args, **kwargs):
        if not is_lead(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(departments=led_departments(self.request.user), **kwargs)

    @transaction.atomic
    def post(self, request):
        key = request.POST.get("department", "")
        led = led_departments(request.user).select_for_update()
        department = next((each for each in led if each.slug == key), None)
        if department is None:
            raise Http404
        takes_new_tags = "takes_new_tags" in request.POST
        if department.takes_new_tags != takes_new_tags:
            department.takes_new_tags = takes_new_tags
            department.save(update_fields=["takes_new_tags"])
            log(instance=department, action="support_plugin.change", data={"fields": ["takes_new_tags"]})
        messages.success(
            request, _("The settings of “{department}” were saved.").format(department=department)
        )
        return redirect("support_desk:departments")


class DepartmentsMenuItem(MenuItem):
    def is_shown(self, request):
        return is_lead(request.user)


@hooks.register("register_settings_menu_item")
def register_departments_menu_item():
    return DepartmentsMenuItem(
        gettext_lazy("Department settings"),
        reverse_lazy("support_desk:departments"),
        name="support-department-settings",
        icon_name="cog",
        order=900,
    )
