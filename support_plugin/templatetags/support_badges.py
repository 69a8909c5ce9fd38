"""The desk's badges: status, what is due, and who. Written here and not in templates: a queue shows fifty of each."""

from html import escape

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from support_plugin.text import dates

from .support_icons import icon
from .support_text import when

register = template.Library()


@register.simple_tag
def status_badge(word):
    """A `StatusWord`: colour, icon and label."""
    look = " desk-status--hold" if word.key == "on_hold" else ""
    # The comma stands in the pattern of the date: there it is the comma of the reader's language.
    until = when(word.until, "، j F")
    return mark_safe(  # noqa: S308
        f'<span class="w-status desk-status desk-status--{word.tone}{look}">{icon(word.icon)}'
        f"<span>{escape(str(word.label))}{until}</span></span>"
    )


@register.simple_tag
def due_badge(badge):
    """A `due.Badge`; nothing where there is none."""
    if not badge:
        return ""
    title = f' title="{escape(dates.format_date(badge.at, dates.FULL))}"' if badge.at else ""
    return mark_safe(  # noqa: S308
        f'<span class="desk-due desk-due--{badge.tone}"{title}>{icon(badge.icon)}<bdi>{escape(str(badge.words))}</bdi></span>'
    )


@register.simple_tag
def person_badge(name):
    """An initial and a name."""
    return format_html(
        '<span class="desk-who"><span class="desk-avatar" aria-hidden="true">{}</span><bdi>{}</bdi></span>',
        name[:1],
        name,
    )
