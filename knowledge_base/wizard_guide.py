"""The guide that explains the wizard: which of its steps stands behind which screen, and what one of them says."""

from functools import lru_cache

from django.utils.translation import get_language

from . import edition
from .access import closed_to
from .models import Explains, GuidePage, plain_text
from .outline import Outline

SCREENS = ("panel", "department", "type", "form")


def explaining_step(screen):
    """The step that explains a screen of the wizard, as `{"title", "url"}`; None where no open guide does."""
    return _explaining_steps(get_language(), edition.current()).get(screen)


def step_in_words(guide_id, step_id):
    """A step of a guide that everyone may open, as `{"title", "text", "url"}` in plain text; None if there is none.

    `step_id` may be the id of a block in the step.
    """
    guide = _open_guides().filter(id=guide_id).first()
    for step in Outline(guide.body).steps if guide else ():
        if step.has(step_id):
            return {
                "title": step.full_name,
                "text": plain_text(step.block.value["body"]),
                "url": f"{guide.url}#{step.anchor}",
            }
    return None


@lru_cache(maxsize=16)
def _explaining_steps(language, _edition):
    guides = _open_guides().filter(locale__language_code=language, explains=Explains.WIZARD)
    guide = guides.order_by("path").first()
    if guide is None:
        return {}
    steps = zip(SCREENS, Outline(guide.body).steps, strict=False)
    return {screen: {"title": step.full_name, "url": f"{guide.url}#{step.anchor}"} for screen, step in steps}


def _open_guides():
    return GuidePage.objects.live().exclude(closed_to())
