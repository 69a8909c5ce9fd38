"""How a step is shown: with the number that its place gives it."""

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def include_step(context, step):
    """Render a step block of the guide's outline."""
    return step.block.render(context={**context.flatten(), "step": step})
