"""The editors' screen of working hours: each department's week, and which hours are the default."""

from django import forms
from django.contrib.admin import display
from django.db import IntegrityError
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.log_actions import log

from support_plugin.sla import clock
from support_plugin.sla.models import Calendar, DepartmentCalendar
from support_plugin.sla.schedules import schedules_for
from support_plugin.taxonomy.models import Department
from support_plugin.text.dates import moment_in_words
from support_plugin.text.forms import CleanCharField

from .columns import name_columns
from .forms import DepartmentsField
from .helpers import CatalogueButtons
from .recalculations import CountingDeleteView, CountingIndexView, CountingScreen
from .screens import FALLS_BACK, CatalogueAdmin
from .views import CatalogueInspectView
from .weeks import WeekField, week_in_words


class WorkedDepartmentsField(DepartmentsField):
    """Says at each department whose hours it works by now: ticking it here takes it from there."""

    def label_from_instance(self, department):
        other = self.works_by.get(department.pk)
        if other is None:
            return str(department)
        return gettext("{department} (works by “{calendar}” now)").format(
            department=department, calendar=other
        )


class CalendarForm(WagtailAdminModelForm):
    """The default is passed on, never given up: there is always exactly one."""

    timezone = CleanCharField(
        label=_("Time zone"),
        max_length=64,
        help_text=_("Like Asia/Tehran."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    week = WeekField(
        label=_("Weekly hours"),
        help_text=_(
            "Several ranges of a day are separated by commas: 08:00–12:00, 13:00–17:00. Empty: closed."
        ),
    )
    departments = WorkedDepartmentsField(
        required=False,
        help_text=_(
            "A department works by one calendar: ticking it here takes it from the other. "
            "Departments that no calendar names work by the default one."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        links = DepartmentCalendar.objects.exclude(calendar=self.instance.pk).select_related("calendar")
        self.fields["departments"].works_by = {link.department_id: link.calendar for link in links}
        self.was_default = self.instance.is_default
        if self.was_default:
            self.fields["is_default"].disabled = True
            self.fields["is_default"].help_text = _(
                "These are the default hours. To change that, make others the default."
            )

    def _get_validation_exclusions(self):
        # That there is one default is seen to while saving: the mark is taken from the other first.
        return super()._get_validation_exclusions() | {"is_default"}

    def save(self, commit=True):
        others = Calendar.objects.exclude(pk=self.instance.pk)
        if self.instance.is_default and not self.was_default:
            for former in others.filter(is_default=True):
                others.filter(pk=former.pk).update(is_default=False)
                log(instance=former, action="support_plugin.change", data={"fields": ["is_default"]})
        elif not self.instance.is_default and not others.filter(is_default=True).exists():
            self.instance.is_default = True
        return super().save(commit)

    def _save_m2m(self):
        links = DepartmentCalendar.objects.exclude(calendar=self.instance.pk)
        taken = links.filter(department__in=self.cleaned_data["departments"])
        for former in Calendar.objects.filter(pk__in=taken.values("calendar")):
            log(instance=former, action="support_plugin.change", data={"fields": ["departments"]})
        taken.delete()
        super()._save_m2m()


class CalendarIndexView(CountingIndexView):
    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["object_list"] = with_schedules(list(context["object_list"]))
        return context


class CalendarButtons(CatalogueButtons):
    """The default hours are not deleted."""

    def get_buttons_for_obj(self, obj, exclude=None, classnames_add=None, classnames_exclude=None):
        exclude = [*(exclude or []), *(["delete"] if obj.is_default else [])]
        return super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)


class CalendarDeleteView(CountingDeleteView):
    """Refuses the default, also where it became the default since the question was asked."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_default=self.instance.is_default, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.instance.is_default:
            return self.render_to_response(self.get_context_data(), status=409)
        return super().post(request, *args, **kwargs)

    def changed(self, instance):
        if not Calendar.objects.filter(is_default=True).exists():
            self.instance.is_default = True
            raise IntegrityError
        super().changed(instance)


class CalendarInspectView(CatalogueInspectView):
    def get_field_display_value(self, field_name, field=None):
        if field_name == "week":
            return week_in_words(self.instance.week)
        if field_name == "timezone":
            return format_html('<bdi dir="ltr">{}</bdi>', self.instance.timezone)
        return super().get_field_display_value(field_name, field)


class CalendarAdmin(CountingScreen, CatalogueAdmin):
    model = Calendar
    base_url_path = "support/working-hours"
    menu_item_name = "support-working-hours"
    menu_label = _("Working hours")
    menu_icon = "time"
    inspect_view_enabled = True
    index_view_class = CalendarIndexView
    inspect_view_class = CalendarInspectView
    delete_view_class = CalendarDeleteView
    delete_template_name = "support_plugin/catalogue/calendar_delete.html"
    button_helper_class = CalendarButtons
    form_class = CalendarForm
    list_display = ("hours", "worked_by", "now")
    ordering = ("-is_default", "pk")
    counted_fields = ("timezone", "week", "keeps_holidays", "is_default", "departments")
    delete_note = _("Its departments work by the default hours then; its own closures are deleted too.")
    inspect_view_fields = ("name", "week", "timezone", "keeps_holidays", "is_default", "departments")
    panels = [
        FieldPanel("name", icon="globe", help_text=FALLS_BACK),
        FieldPanel("week", icon="time"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("timezone"), FieldPanel("keeps_holidays")])],
            heading=_("Time zone and holidays"),
            icon="globe",
        ),
        MultiFieldPanel(
            [FieldPanel("departments"), FieldPanel("is_default")], heading=_("Who works by it"), icon="group"
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("departments")

    def get_list_display(self, request):
        return (*name_columns(), *self.list_display)

    def get_list_display_add_buttons(self, request):
        return name_columns()[0]

    @display(description=_("Weekly hours"))
    def hours(self, calendar):
        return week_in_words(calendar.week)

    @display(description=_("Departments"))
    def worked_by(self, calendar):
        names = [(str(department),) for department in calendar.departments.all()]
        shown = format_html_join(gettext(", "), "<bdi>{}</bdi>", names)
        if calendar.is_default:
            mark = format_html('<span class="w-status w-status--primary">{}</span>', gettext("Default"))
            others = gettext("Every department that no other hours name")
            return format_html(
                "{} {}", mark, shown or format_html('<span class="catalogue-none">{}</span>', others)
            )
        return shown or format_html('<span class="catalogue-none">{}</span>', gettext("No department"))

    @display(description=pgettext_lazy("the present", "Now"))
    def now(self, calendar):
        if calendar.schedule is None:
            return ""
        at = timezone.now()
        if clock.is_open(calendar.schedule, at):
            return pgettext("the present", "Open")
        opens_at = clock.next_opening(calendar.schedule, at)
        if opens_at is None:
            return pgettext("the present", "Closed")
        return gettext("Closed, open again {moment}").format(moment=moment_in_words(opens_at, at))


def with_schedules(calendars):
    """Give each calendar the `schedule` of a department that works by it; None where none does."""
    examples = {calendar.pk: next(iter(calendar.departments.all()), None) for calendar in calendars}
    left_over = Department.objects.exclude(pk__in=DepartmentCalendar.objects.values("department")).first()
    schedules = schedules_for([department for department in [*examples.values(), left_over] if department])
    for calendar in calendars:
        example = examples[calendar.pk] or (left_over if calendar.is_default else None)
        calendar.schedule = schedules[example.pk] if example else None
    return calendars
