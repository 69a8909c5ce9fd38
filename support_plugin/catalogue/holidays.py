"""The editors' screen of public holidays: what `support_holidays` wrote, and what was announced since."""

from datetime import date

import jdatetime
from django.contrib.admin import display
from django.db import transaction
from django.shortcuts import redirect
from django.urls import re_path
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.log_actions import log
from wagtail_modeladmin.views import InstanceSpecificView

from support_plugin.sla.models import Holiday
from support_plugin.text.dates import format_date
from support_plugin.text.digits import localized
from support_plugin.text.reader import is_persian

from .columns import name_columns
from .filters import Filter
from .helpers import CatalogueButtons
from .moments import DayField
from .recalculations import CountingScreen
from .screens import FALLS_BACK, CatalogueAdmin

FULL_DAY = "l j F Y"


class YearFilter(Filter):
    """The years of the reader's calendar in which there are holidays, the latest first."""

    title = _("Year")
    parameter_name = "year"

    def lookups(self, request, model_admin):
        days = Holiday.objects.order_by().values_list("day", flat=True)
        return [(str(year), localized(year)) for year in sorted({year_of(day) for day in days}, reverse=True)]

    def narrow(self, queryset, year):
        return queryset.filter(day__gte=first_day_of(int(year)), day__lt=first_day_of(int(year) + 1))


def year_of(day):
    return jdatetime.date.fromgregorian(date=day).year if is_persian() else day.year


def first_day_of(year):
    return jdatetime.date(year, 1, 1).togregorian() if is_persian() else date(year, 1, 1)


class EstimatedFilter(Filter):
    title = pgettext_lazy("of a public holiday", "Day")
    parameter_name = "day"

    def lookups(self, request, model_admin):
        return [("estimated", _("Estimated")), ("confirmed", _("Confirmed"))]

    def narrow(self, queryset, value):
        return queryset.filter(is_estimated=value == "estimated")


class HolidayForm(WagtailAdminModelForm):
    day = DayField(label=_("Day"))


class HolidayButtons(CatalogueButtons):
    """An estimated day offers to be confirmed."""

    def get_buttons_for_obj(self, obj, exclude=None, classnames_add=None, classnames_exclude=None):
        buttons = super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)
        if obj.is_estimated and self.permission_helper.user_can_edit_obj(self.request.user, obj):
            classnames = ["button-secondary", *(classnames_add or [])]
            label = gettext("Confirm")
            confirm = {
                "url": self.url_helper.get_action_url("confirm", obj.pk),
                "label": label,
                "classname": self.finalise_classname(classnames, classnames_exclude or []),
                "title": f"{label}: {obj}",
            }
            return [*buttons, confirm]
        return buttons


class ConfirmView(InstanceSpecificView):
    """Asks first; then an estimated day is announced. It stays the same day, so nothing is counted anew."""

    template_name = "support_plugin/catalogue/holiday_confirm.html"
    page_title = _("Confirm")

    def check_action_permitted(self, user):
        return self.permission_helper.user_can_edit_obj(user, self.instance)

    def post(self, request, *args, **kwargs):
        if self.instance.is_estimated:
            with transaction.atomic():
                self.instance.is_estimated = False
                self.instance.save(update_fields=["is_estimated"])
                log(instance=self.instance, action="support_plugin.confirm")
        done = gettext("“%(name)s” is confirmed: %(day)s.")
        messages.success(request, done % {"name": self.instance, "day": self.day_in_words()})
        return redirect(self.index_url)

    def day_in_words(self):
        return format_date(self.instance.day, FULL_DAY)


class HolidayAdmin(CountingScreen, CatalogueAdmin):
    model = Holiday
    base_url_path = "support/holidays"
    menu_item_name = "support-holidays"
    menu_label = _("Public holidays")
    menu_icon = "calendar-check"
    button_helper_class = HolidayButtons
    confirm_view_class = ConfirmView
    form_class = HolidayForm
    list_display = ("day_in_words", "certainty")
    list_filter = (YearFilter, EstimatedFilter)
    ordering = ("day",)
    counted_fields = ("day",)
    hint = _("Working hours that are closed on public holidays are closed on these days.")
    delete_note = _("The desk is open on that day then.")
    panels = [
        FieldPanel("day", icon="calendar"),
        FieldPanel("name", icon="globe", help_text=FALLS_BACK),
        MultiFieldPanel([FieldPanel("is_estimated")], heading=_("Is the day certain?")),
    ]

    def get_list_display(self, request):
        return (*name_columns(), *self.list_display)

    def get_list_display_add_buttons(self, request):
        return name_columns()[0]

    def get_admin_urls_for_registration(self):
        def confirm(request, instance_pk):
            return self.confirm_view_class.as_view(model_admin=self, instance_pk=instance_pk)(request)

        urls = self.url_helper
        address = re_path(
            urls.get_action_url_pattern("confirm"), confirm, name=urls.get_action_url_name("confirm")
        )
        return (*super().get_admin_urls_for_registration(), address)

    @display(description=_("Day"))
    def day_in_words(self, holiday):
        return format_date(holiday.day, FULL_DAY)

    @display(description=pgettext_lazy("of a public holiday", "Certainty"))
    def certainty(self, holiday):
        if holiday.is_estimated:
            return format_html('<span class="w-status">{}</span>', gettext("Estimated"))
        return format_html('<span class="catalogue-none">{}</span>', gettext("Confirmed"))
