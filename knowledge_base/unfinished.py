"""What a guide still lacks, said to whoever publishes it all the same: readers see it, editors forget it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from support_plugin.text.digits import localized

from .outline import Outline


def lacks(guide):
    """What readers of this guide miss, as parts of a sentence; empty where nothing is missing."""
    figures = [figure.value for figure in Outline(guide.body).figures]
    without_picture = sum(not value.get("image") for value in figures)
    unread = sum(
        bool(value.get("image")) and not value.get("alt") and not value.get("decorative") for value in figures
    )
    missing = []
    if without_picture:
        missing.append(
            ngettext(
                "{number} picture is not here yet", "{number} pictures are not here yet", without_picture
            ).format(number=localized(without_picture))
        )
    if unread:
        missing.append(
            ngettext(
                "{number} picture has no alternative text",
                "{number} pictures have no alternative text",
                unread,
            ).format(number=localized(unread))
        )
    if not guide.lead.strip():
        missing.append(_("it has no lead, which lists and search results show"))
    return missing


def warning(guide):
    """The sentence that says so, or None."""
    if missing := lacks(guide):
        return _("Readers of “{title}” will miss something: {what}.").format(
            title=guide.title, what=pgettext("between parts of a sentence", "; ").join(missing)
        )
    return None
