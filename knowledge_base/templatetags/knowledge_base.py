"""How the blocks of a guide are shown: with their ids, and steps with the number of their place."""

from django import template

from support_plugin.blocks import ticket_url

register = template.Library()


@register.simple_tag(takes_context=True)
def include_part(context, block):
    """Render a block of a guide; its template learns its id, for anchors and for where a customer came from."""
    return block.render(context={**context.flatten(), "block_id": block.id})


@register.filter
def has_headings(table):
    """Whether any column of a table says what stands below it."""
    return any(column["heading"] for column in table.columns)


@register.simple_tag(takes_context=True)
def include_step(context, step):
    """Render a step block of the guide's outline."""
    return step.block.render(context={**context.flatten(), "step": step, "block_id": step.block.id})


@register.simple_tag(takes_context=True)
def ask_url(context, step):
    """Where one asks about this step: the wizard, as far as the guide's ticket button names its choices."""
    page = context["page"]
    return ticket_url(**page.outline.ticket_choice, guide=page.pk, step=step.block.id)
