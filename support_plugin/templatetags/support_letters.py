"""What the preview of a message says of its SMS."""

from django import template
from django.utils.translation import ngettext

from support_plugin.notifications.sms.parts import parts
from support_plugin.text.digits import localized

register = template.Library()


@register.simple_tag
def sms_parts(text):
    """“SMS, 2 parts”: what it costs."""
    count = parts(text)
    return ngettext("SMS, {count} part", "SMS, {count} parts", count).format(count=localized(count))
