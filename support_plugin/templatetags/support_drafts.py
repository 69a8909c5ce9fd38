"""What customers can go on with, for whichever of their pages offers it."""

from django import template

from support_plugin.wizard.drafts import continue_url, unfinished

register = template.Library()


@register.inclusion_tag("support_plugin/wizard/drafts.html", takes_context=True)
def drafts(context, place, but=None):
    """`{% drafts "panel" %}`: unfinished tickets of whoever is logged in, except `but`; `place` is this page."""
    rows = [draft for draft in unfinished(context["request"].user) if draft != but]
    for draft in rows:
        draft.url = continue_url(draft)
    return {"drafts": rows, "place": place, "csrf_token": context.get("csrf_token")}
