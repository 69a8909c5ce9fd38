"""Icons from the self-hosted sprite, and the star that is the desk's ornament."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()

# Icons that point along the line of reading: they turn with it.
MIRRORED = frozenset({"chevron", "arrow", "reply", "send", "logout", "external"})


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name):
    """`{% icon "lock" %}`: decoration beside a word, hidden from screen readers."""
    return format_html(
        '<svg class="desk-icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        " desk-icon--mirrored" if name in MIRRORED else "",
        static("support_plugin/img/icons.svg"),
        name,
    )


@register.simple_tag
def support_icon(name):
    """`{% icon %}` under a name that does not clash with Wagtail's tag, for templates of the admin."""
    return icon(name)


@register.simple_tag
def star(content="", size="", solid=False, icon_name=""):
    """`{% star 2 %}` numbers a step; `{% star icon_name="check" size="large" solid=True %}` marks success."""
    inner = icon(icon_name) if icon_name else format_html("<span>{}</span>", content)
    classes = f"desk-star{f' desk-star--{size}' if size else ''}{' desk-star--solid' if solid else ''}"
    shape = icon("star-solid" if solid else "star")
    return format_html('<span class="{}">{}{}</span>', classes, shape, inner)
