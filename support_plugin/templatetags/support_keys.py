"""The desk's keys for Wagtail's dialog of keyboard shortcuts."""

from django import template

from support_plugin.desk.keys import shortcuts

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_shortcuts(context):
    """`[{"name": group, "keys": [(words, keys)]}]` for agents; nothing for everybody else."""
    return shortcuts(getattr(context, "request", None))
