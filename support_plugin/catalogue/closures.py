"""The editors' screen of extra closures: announced at short notice, or a department's own."""

from datetime import time
from zoneinfo import ZoneInfo

from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Case, DateTimeField, F, Q, When
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from support_plugin.sla.models import Closure
from support_plugin.text.dates import FULL, format_date

from .columns import name_columns
from .moments import ONE_DAY, MomentField
from .recalculations import CountingScreen
from .screens import FALLS_BACK, CatalogueAdmin

WHOLE_DAYS = _("Without a time: the whole day.")


def timezone_of(calendar):
    """Whose clock a closure follows: that of the hours it belongs to, else the site's."""
    return ZoneInfo(calendar.timezone) if calendar else timezone.get_default_timezone()


def on_its_clock(closure, moment):
    """A moment of the closure, naive, as the clock on its wall shows it."""
    return timezone.make_naive(moment, timezone_of(closure.calendar)).replace(second=0, microsecond=0)


def in_words(moment, *, is_end=False):
    """A naive moment; midnight is the whole day that begins or ends with it, as in the form."""
    if moment.time() == time():
        return format_date(moment.date() - ONE_DAY * is_end, "l j F Y")
    return format_date(moment, FULL)


class ClosureForm(WagtailAdminModelForm):
    starts_at = MomentField(label=_("From"), help_text=WHOLE_DAYS)
    ends_at = MomentField(label=_("Until"), help_text=WHOLE_DAYS, is_end=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["calendar"].empty_label = gettext("Everybody")
        if self.instance.pk:
            for name in ("starts_at", "ends_at"):
                self.initial[name] = on_its_clock(self.instance, getattr(self.instance, name))

    def clean(self):
        cleaned = super().clean()
        zone = timezone_of(cleaned.get("calendar"))
        for name in ("starts_at", "ends_at"):
            if cleaned.get(name):
                cleaned[name] = timezone.make_aware(cleaned[name], zone)
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", ValidationError(_("It must end after it starts."), code="order"))
        return cleaned


class ClosureAdmin(CountingScreen, CatalogueAdmin):
    model = Closure
    base_url_path = "support/closures"
    menu_item_name = "support-closures"
    menu_label = _("Extra closures")
    menu_icon = "calendar-alt"
    form_class = ClosureForm
    list_display = ("begins", "ends", "for_whom", "state")
    list_select_related = ("calendar",)
    counted_fields = ("calendar", "starts_at", "ends_at")
    delete_note = _("The desk is open at that time then.")
    panels = [
        FieldPanel("reason", icon="globe", help_text=FALLS_BACK),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")])],
            heading=pgettext_lazy("of a closure", "When"),
            icon="calendar-alt",
        ),
        FieldPanel("calendar", icon="time"),
    ]

    def get_queryset(self, request):
        """What lies ahead comes first, the next one on top; then what is over, the latest on top."""
        is_over = Q(ends_at__lte=timezone.now())
        return self.model.objects.annotate(
            is_over=Case(When(is_over, then=True), default=False, output_field=BooleanField()),
            ahead=Case(When(is_over, then=None), default=F("starts_at"), output_field=DateTimeField()),
        )

    def get_ordering(self, request):
        return ("is_over", "ahead", "-starts_at", "pk")

    def get_list_display(self, request):
        return (*name_columns("reason"), *self.list_display)

    def get_list_display_add_buttons(self, request):
        return name_columns("reason")[0]

    def get_extra_attrs_for_field_col(self, obj, field_name):
        # On a phone the table has no head.
        labels = {"begins": gettext("From"), "ends": gettext("Until")}
        return {"data-label": labels[field_name]} if field_name in labels else {}

    @display(description=_("From"))
    def begins(self, closure):
        return in_words(on_its_clock(closure, closure.starts_at))

    @display(description=_("Until"))
    def ends(self, closure):
        return in_words(on_its_clock(closure, closure.ends_at), is_end=True)

    @display(description=pgettext_lazy("of a closure", "For whom"))
    def for_whom(self, closure):
        return format_html("<bdi>{}</bdi>", closure.calendar or gettext("Everybody"))

    @display(description=pgettext_lazy("of a closure", "State"))
    def state(self, closure):
        if closure.is_over:
            return format_html(
                '<span class="w-status w-status--disabled">{}</span>', pgettext("of a closure", "Over")
            )
        if closure.starts_at <= timezone.now():
            return format_html('<span class="w-status w-status--primary">{}</span>', gettext("Closed now"))
        return format_html('<span class="w-status">{}</span>', pgettext("of a closure", "Ahead"))
