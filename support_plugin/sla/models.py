"""Working time, answering targets, and what was measured."""

from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Orderable

from support_plugin.taxonomy.models import Department, Priority, Product, TicketType
from support_plugin.text.translated import TranslatedCharField
from support_plugin.tickets.models import Ticket

from .week import default_week, validate_week

# In the database of time zones, but nowhere on earth.
NO_PLACES = {"Factory", "localtime", "posixrules"}
MINUTES_OF_A_YEAR = 60 * 24 * 366


def validate_timezone(name):
    if name not in available_timezones() - NO_PLACES:
        raise ValidationError(_("There is no such time zone. Write it like Asia/Tehran."), code="timezone")


def site_timezone():
    return settings.TIME_ZONE


class Calendar(models.Model):
    """When a department works: its week, whether public holidays are days off, and its own closures.

    A department that no calendar names works by the default one.
    """

    name = TranslatedCharField(_("name"), max_length=80)
    timezone = models.CharField(
        _("time zone"), max_length=64, default=site_timezone, validators=[validate_timezone]
    )
    # {"0": [[480, 1020]], …}: per weekday (0 is Monday) the minutes of the day from which and until which it is open.
    week = models.JSONField(_("weekly hours"), default=default_week, validators=[validate_week])
    keeps_holidays = models.BooleanField(_("closed on public holidays"), default=True)
    is_default = models.BooleanField(
        _("default"), default=False, help_text=_("For every department that no other calendar names.")
    )
    departments = models.ManyToManyField(
        Department,
        through="DepartmentCalendar",
        related_name="calendars",
        verbose_name=_("departments"),
        blank=True,
    )

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        ordering = ["-is_default", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="calendar_one_default"
            )
        ]

    def __str__(self):
        return str(self.name)


class DepartmentCalendar(models.Model):
    """Which calendar a department works by: one at most."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="+")
    department = models.OneToOneField(Department, on_delete=models.CASCADE, related_name="+")

    def __str__(self):
        return f"{self.department_id} works by {self.calendar_id}"


class Holiday(models.Model):
    """A public holiday. Written once a year by `support_holidays`, then the editors' own."""

    day = models.DateField(_("day"), unique=True)
    name = TranslatedCharField(_("name"), max_length=120)
    is_estimated = models.BooleanField(
        _("estimated"),
        default=False,
        help_text=_("The day follows the moon and may still move. Untick it once it is announced."),
    )

    class Meta:
        verbose_name = _("public holiday")
        verbose_name_plural = _("public holidays")
        ordering = ["day"]

    def __str__(self):
        return str(self.name)


class HolidayYear(models.Model):
    """A year whose public holidays were written once: whatever editors did to them since is theirs."""

    year = models.PositiveSmallIntegerField(unique=True)

    def __str__(self):
        return str(self.year)


class Closure(models.Model):
    """An extra closing time: announced at short notice, or a department's own."""

    calendar = models.ForeignKey(
        Calendar,
        on_delete=models.CASCADE,
        related_name="closures",
        verbose_name=_("working hours"),
        null=True,
        blank=True,
        help_text=_("Empty: everybody is closed."),
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = TranslatedCharField(_("reason"), max_length=120)

    class Meta:
        verbose_name = _("extra closure")
        verbose_name_plural = _("extra closures")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                name="closure_ends_after_it_starts",
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                violation_error_message=_("It must end after it starts."),
            )
        ]

    def __str__(self):
        return str(self.reason)


class Target(models.TextChoices):
    FIRST_REPLY = "first_reply", _("First reply")
    NEXT_REPLY = "next_reply", _("Next reply")
    UPDATE = "update", _("Promised update")
    RESOLUTION = "resolution", _("Resolution")


class PolicyQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


def target_minutes(label, help_text=""):
    return models.PositiveIntegerField(
        label,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MINUTES_OF_A_YEAR)],
        help_text=help_text,
    )


class Policy(Orderable):
    """How soon tickets are answered. Policies stand in an order; the first that matches a ticket counts."""

    class Hours(models.TextChoices):
        WORKING = "working", _("Working minutes")
        CLOCK = "clock", _("Clock minutes")

    name = TranslatedCharField(_("name"), max_length=80)
    department = models.ForeignKey(
        Department,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department"),
    )
    ticket_type = models.ForeignKey(
        TicketType,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ticket type"),
    )
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, blank=True)
    hours = models.CharField(_("counted in"), max_length=10, choices=Hours, default=Hours.WORKING)
    first_reply_minutes = target_minutes(_("first reply (minutes)"))
    next_reply_minutes = target_minutes(_("next reply (minutes)"))
    update_minutes = target_minutes(
        _("update (minutes)"), _("How long a customer whose turn it is not may hear nothing.")
    )
    resolution_minutes = target_minutes(_("resolution (minutes)"))
    is_active = models.BooleanField(
        _("active"), default=False, help_text=_("A lead confirms a policy by switching it on.")
    )

    objects = PolicyQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = _("answering target")
        verbose_name_plural = _("answering targets")
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return str(self.name)


class Deadline(models.Model):
    """One running or finished target of a ticket. `used` is what was spent before the present run."""

    wagtail_reference_index_ignore = True

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="deadlines")
    target = models.CharField(max_length=20, choices=Target)
    # Empty for a promised date, and for targets of a policy that was deleted a moment ago.
    policy = models.ForeignKey(Policy, on_delete=models.SET_NULL, null=True, related_name="+")
    is_promise = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    used = models.DurationField()
    # Since when it runs; empty while it is paused or over.
    running_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(_("due"), null=True)
    met_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                "due_at",
                name="deadline_to_warn",
                condition=models.Q(running_since__isnull=False, warned_at__isnull=True),
            ),
            models.Index(
                "due_at",
                name="deadline_to_miss",
                condition=models.Q(running_since__isnull=False, overdue_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "target"], name="deadline_once_per_target"),
            models.CheckConstraint(
                name="deadline_target_known", condition=models.Q(target__in=Target.values)
            ),
        ]

    def __str__(self):
        return f"{self.ticket_id} {self.target}"


class FirstAnswer(models.Model):
    """How long a customer waited for the first answer, in working minutes of the department's calendar."""

    wagtail_reference_index_ignore = True

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="+")
    ticket_type = models.ForeignKey(TicketType, on_delete=models.CASCADE, related_name="+")
    answered_at = models.DateTimeField(db_index=True)
    minutes = models.PositiveIntegerField()

    def __str__(self):
        return f"{self.ticket_id}: {self.minutes}"


class AnswerTime(models.Model):
    """What was measured over the last ANSWER_TIME_DAYS days: per department, and per type within it."""

    wagtail_reference_index_ignore = True

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="answer_times")
    # Empty: all types of the department together.
    ticket_type = models.ForeignKey(TicketType, on_delete=models.CASCADE, null=True, related_name="+")
    count = models.PositiveIntegerField()
    # Working minutes: half of the answers came within the median, nine of ten within the ninth decile.
    median = models.PositiveIntegerField()
    ninth_decile = models.PositiveIntegerField()
    measured_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "ticket_type"], name="answer_time_once_per_type"),
            models.UniqueConstraint(
                fields=["department"],
                condition=models.Q(ticket_type__isnull=True),
                name="answer_time_once_per_department",
            ),
        ]

    def __str__(self):
        return f"{self.department_id}/{self.ticket_type_id}: {self.median}"


class Recalculation(models.Model):
    """Open tickets are counted anew after a calendar or a policy changed; goes on where it was when interrupted."""

    wagtail_reference_index_ignore = True

    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    # The key of the last ticket that was counted.
    reached = models.BigIntegerField(default=0)
    touched_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.done}/{self.total}"
