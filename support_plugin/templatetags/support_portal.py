"""Words that only the customers' pages need."""

from django import template

from support_plugin.tickets.sentences import author_for_customer

register = template.Library()


@register.simple_tag
def author(message, department):
    """Who wrote a message, as its customer reads it."""
    return author_for_customer(message, department)
