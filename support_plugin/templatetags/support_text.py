"""Filters and tags for dates, digits and inserted words, in the active language."""

from html import escape

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from support_plugin.text import dates, digits, sizes

register = template.Library()


@register.filter
def jdate(moment, pattern=dates.DATE):
    """`{{ ticket.created_at|jdate:"j F Y" }}`: Jalali in Persian, Gregorian otherwise. Empty for None."""
    return dates.format_date(moment, pattern) if moment else ""


@register.filter
def jago(moment):
    """How long ago, in words."""
    return dates.relative(moment) if moment else ""


@register.filter
def jday(moment):
    """A day as a heading: «امروز، یکشنبه ۱ آذر»."""
    return dates.day_name(dates.local(moment)) if moment else ""


@register.filter
def fadigits(text):
    """Persian digits where the language is Persian; for running text, never for codes or URLs."""
    return digits.localized(text)


@register.filter
def fanum(number):
    """A number with its thousands separated."""
    return digits.localized_number(number) if isinstance(number, int | float) else digits.localized(number)


@register.filter
def fasize(size):
    """A number of bytes in words."""
    return sizes.file_size(size)


@register.filter
def isolate(text):
    """An inserted word in `<bdi>`, so that it cannot turn the sentence around it."""
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def phone_link(number):
    """What stands behind `tel:`: ASCII digits and a leading plus, nothing else."""
    return "".join(char for char in digits.to_ascii(number) if char in "+0123456789")


@register.simple_tag
def when(moment, pattern=None, now=None):
    """`<time>` with the relative time (or `pattern`) to read, and the exact one in `datetime` and `title`."""
    if not moment:
        return ""
    moment = dates.local(moment)
    words = dates.format_date(moment, pattern) if pattern else dates.relative(moment, now)
    return mark_safe(  # noqa: S308
        f'<time datetime="{moment.isoformat(timespec="minutes")}"'
        f' title="{escape(dates.format_date(moment, dates.FULL))}">{escape(words)}</time>'
    )


@register.simple_tag
def today():
    """Today's date in words."""
    return dates.format_date(timezone.localtime(), "l j F Y")


@register.simple_tag
def reference(number):
    """A ticket's number, isolated and in two groups. The gap is a margin: copying gives the bare digits."""
    number = digits.localized(number)
    half = len(number) // 2
    head, tail = escape(number[:half]), escape(number[half:])
    return mark_safe(  # noqa: S308
        f'<bdi dir="ltr" class="desk-ref"><span>{head}</span><span>{tail}</span></bdi>'
    )
