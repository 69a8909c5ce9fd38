"""The editors' door to the clock: when the desk works, and how soon it answers."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail_modeladmin.options import ModelAdminGroup

from .closures import ClosureAdmin
from .holidays import HolidayAdmin
from .recalculations import unfinished
from .targets import TargetAdmin
from .working_hours import CalendarAdmin


class AnsweringTimesGroup(ModelAdminGroup):
    menu_label = _("Answering times")
    menu_item_name = "support-answering-times"
    menu_icon = "time"
    menu_order = 220
    items = (CalendarAdmin, HolidayAdmin, ClosureAdmin, TargetAdmin)


PERMISSIONS = [screen().permission_helper for screen in AnsweringTimesGroup.items]


@require_safe
def progress(request):
    """The bar of the counting that is under way, as a piece of HTML; 204 when nothing is counted."""
    if not any(permissions.user_can_list(request.user) for permissions in PERMISSIONS):
        raise PermissionDenied
    recalculation = unfinished()
    if recalculation is None:
        return HttpResponse(status=204)
    context = {"recalculation": recalculation}
    return render(request, "support_plugin/catalogue/recalculation.html", context)
