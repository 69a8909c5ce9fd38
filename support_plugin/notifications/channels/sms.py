"""SMS by patterns: the event, its variables and the rendered text go to the provider named in the settings."""

import logging
import re
from datetime import UTC, datetime, time, timedelta

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import pgettext_lazy

from support_plugin import conf

from ..sms.numbers import to_e164
from .base import Result

logger = logging.getLogger(__name__)
QUIET = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-4]):([0-5]\d)")


class SmsChannel:
    name = "sms"
    label = pgettext_lazy("channel", "SMS")

    def address_of(self, user):
        """The person's mobile number in E.164; empty where there is none or it is no mobile's."""
        if not (conf.SMS and conf.MOBILE):
            return ""
        try:
            return to_e164(import_string(conf.MOBILE)(user))
        except Exception:
            # Written by the host: its mistakes must not keep people from their e-mail.
            logger.exception("SUPPORT_MOBILE failed for user %s", user.pk)
            return ""

    def not_before(self, now):
        """When the quiet hours end that `now` lies in; None outside of them."""
        return end_of_quiet_hours(now)

    def send(self, recipient, event, context):
        letter = context["letter"]
        if not letter.sms:
            return Result("failed", reason="no text")
        if not conf.SMS:
            return Result("failed", retryable=True, reason="misconfigured: SUPPORT_SMS", is_channel_down=True)
        options = dict(conf.SMS)
        provider = import_string(options.pop("provider"))(options)
        return provider.send(
            recipient.address,
            str(event),
            letter.variables,
            letter.sms,
            key=str(context.get("message_id", "")),
        )


def quiet_hours():
    """`(from, to)` as times of day, or None. Raises ImproperlyConfigured for what is no such range."""
    if not conf.QUIET_HOURS:
        return None
    match = QUIET.fullmatch(str(conf.QUIET_HOURS).strip())
    if not match:
        raise ImproperlyConfigured("SUPPORT_QUIET_HOURS must look like 22:00-08:00, or be empty.")
    hour, minute, end_hour, end_minute = map(int, match.groups())
    if end_hour == 24 and end_minute:
        raise ImproperlyConfigured("SUPPORT_QUIET_HOURS ends after the day does.")
    start, end = time(hour, minute), time(end_hour % 24, end_minute)
    return (start, end) if start != end else None


def end_of_quiet_hours(now):
    """When they end, in UTC, if `now` (aware) lies in them in the site's time zone; else None."""
    hours = quiet_hours()
    if hours is None:
        return None
    start, end = hours
    zone = timezone.get_default_timezone()
    local = timezone.localtime(now, zone)
    for began in (local.date() - timedelta(days=1), local.date()):
        ends_on = began if end > start else began + timedelta(days=1)
        starts_at = datetime.combine(began, start, zone).astimezone(UTC)
        ends_at = datetime.combine(ends_on, end, zone).astimezone(UTC)
        if starts_at <= now < ends_at:
            return ends_at
    return None
