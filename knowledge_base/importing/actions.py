"""From an upload to drafts: keep, read, accept, forget."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from knowledge_base.editing import categories_for
from knowledge_base.models import GuidePage

from .files import files_in
from .guides import distinct, read_guide
from .images import Pictures
from .reading import CannotImport
from .uploads import GuideUpload
from .writing import write

# Reading a megabyte takes some seconds, and somebody waits.
LARGEST_TEXTS = 5 * 1024 * 1024


def collections_for(user):
    """The collections that this person may add pictures to."""
    policy = policy_registry.get_by_type(get_image_model())
    return policy.collections_user_has_permission_for(user, "add")


def may_import(user):
    """Whether there is such an index. Superusers, and whoever may add no page at all, are told without being asked for."""
    return user.is_superuser or (
        policy_registry.get_by_type(Page).user_has_permission(user, "add") and categories_for(user).exists()
    )


def keep(name, content, *, category, collection, by):
    """Keep what was uploaded for a day, if there is a guide in it, else `CannotImport`.

    A file of an archive that is no guide is named with the reason. `collection` is where pictures go; None: nowhere.
    """
    upload = GuideUpload(
        user=by,
        category=category,
        locale=category.locale.language_code,
        collection=collection,
        name=name,
        content=content,
    )
    taken, refusals, size = set(), [], 0
    for file in files_in(name, content):
        entry = {"file": file.name, "title": "", "slug": "", "refused": "", "page": None}
        try:
            guide, report = read_guide(file, locale=upload.locale)
            size += report.size
            entry |= {"title": guide["title"], "slug": distinct(guide["slug"], taken)}
            entry["doubts"] = len(report.doubts)
        except CannotImport as refusal:
            entry["refused"] = str(refusal)
            refusals.append(refusal)
        upload.guides.append(entry)
        if size > LARGEST_TEXTS:
            raise CannotImport(_("{file} holds more text than can be read at once.").format(file=name))
    if len(refusals) == len(upload.guides):
        raise refusals[0]
    forget_outdated()
    upload.save()
    return upload


def read(upload, numbers):
    """`[(file, guide, report)]` of guides of an upload, by their places in `upload.guides`."""
    files = files_in(upload.name, bytes(upload.content))
    return [
        (files[number], *read_guide(files[number], locale=upload.locale, slug=upload.guides[number]["slug"]))
        for number in numbers
    ]


def accept(upload, numbers, *, by):
    """Make drafts of these guides below the upload's category, all of them or none: `CannotImport` says why.

    What became a page before is not made again. Returns the pages in the order of `numbers`.
    """
    # Reading takes its time; nobody waits for a lock meanwhile.
    guides = [guide for _file, guide, _report in read(upload, numbers)]
    collection = upload.collection if upload.collection in collections_for(by) else None
    with Pictures(collection, by=by) as pictures, transaction.atomic():
        upload = GuideUpload.objects.select_for_update().get(pk=upload.pk)
        entries = [upload.guides[number] for number in numbers]
        there = GuidePage.objects.in_bulk([entry["page"] for entry in entries])
        for entry, guide in zip(entries, guides, strict=True):
            if entry["page"] not in there:
                pictures.place(guide)
                page, _created = write(guide, upload.category, by=by)
                entry["page"], there[page.pk] = page.pk, page
        upload.save(update_fields=["guides"])
    return [there[entry["page"]] for entry in entries]


def forget_outdated():
    """Forget what was uploaded more than a day ago. Returns how much that was."""
    return GuideUpload.objects.outdated().delete()[0]
