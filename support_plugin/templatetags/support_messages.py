"""Bodies of messages in templates."""

from django import template

from support_plugin.tickets import rendering

register = template.Library()


@register.filter
def message_html(message):
    """`{{ message|message_html }}`: safe HTML, plain or rich as the message is."""
    return rendering.message_html(message)


@register.filter
def desk_message_html(message):
    """The same with long quotes folded."""
    return rendering.folded_html(message)
