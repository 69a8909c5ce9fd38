"""Putting new pictures before those who approve them."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.images import get_image_model

from .camera import as_webp
from .published import shows


@transaction.atomic
def propose(guide, pictures):
    """Give the guide a draft with new `pictures`, `{name of a scenario: Pillow's image}`, and answer it.

    Nothing where its newest draft shows them already. The file of an image that is published is never exchanged, as
    readers would see it at once: each picture is an image of its own, and the old one stays until the draft is
    published. What editors changed in their newest draft is kept. Where the page has a workflow the draft enters it.
    """
    draft = guide.get_latest_revision_as_object()
    old = [
        block
        for block in draft.outline.figures
        if block.value.get("taken_by") in pictures and not shows(block, pictures[block.value["taken_by"]])
    ]
    if not old:
        return None
    for block in old:
        name = block.value["taken_by"]
        block.value["image"] = _store(
            pictures[name],
            f"{name}-{draft.locale.language_code}",
            block.value.get("image"),
            block.value["alt"],
        )
    revision = draft.save_revision(log_action=True)
    workflow = draft.get_workflow() if getattr(settings, "WAGTAIL_WORKFLOW_ENABLED", True) else None
    if workflow and not draft.workflow_in_progress:
        workflow.start(draft, None)
    return revision


def _store(picture, name, before, words):
    """A new image, described and filed like the one `before` it."""
    image = get_image_model()(
        title=before.title if before else (words or name),
        file=ContentFile(as_webp(picture), name=f"{name}.webp"),
    )
    if before:
        image.collection, image.description = before.collection, before.description
    image.save()
    return image
