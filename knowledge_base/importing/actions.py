"""From an upload to drafts: keep, read, accept, forget."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from knowledge_base.editing import categories_for
from knowledge_base.models import GuidePage
from support_plugin.text.digits import localized

from .allowance import Allowance, TooMuch
from .converting import source_of
from .files import files_in
from .guides import distinct, read_guide
from .images import Gallery, Pictures
from .previewing import Preview
from .reading import CannotImport
from .uploads import GuideUpload
from .writing import write

# Unless KNOWLEDGE_BASE_UPLOADS_PER_DAY says otherwise.
UPLOADS_PER_DAY = 50


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
    Pictures are not looked at before somebody does.
    """
    refuse_flood(by)
    upload = GuideUpload(
        user=by,
        category=category,
        locale=category.locale.language_code,
        collection=collection,
        name=name,
        content=content,
    )
    taken, refusals, allowance = set(), [], Allowance()
    for file in files_in(name, content, allowance):
        entry = {"file": file.name, "title": "", "slug": "", "refused": "", "page": None}
        try:
            guide, report = read_guide(file, locale=upload.locale, allowance=allowance)
            entry |= {"title": guide["title"], "slug": distinct(guide["slug"], taken)}
            entry["doubts"] = len(report.doubts)
        except TooMuch:
            raise
        except CannotImport as refusal:
            entry["refused"] = str(refusal)
            refusals.append(refusal)
        upload.guides.append(entry)
    if len(refusals) == len(upload.guides):
        raise refusals[0]
    forget_outdated()
    upload.save()
    return upload


def look(upload, number):
    """`(preview, report)` of one guide of an upload, by its place in `upload.guides`, or `CannotImport`."""
    allowance = Allowance()
    gallery = Gallery(allowance, is_shown=True)
    file = files_in(upload.name, bytes(upload.content), allowance)[number]
    source = source_of(file, allowance)
    guide, report = read_guide(
        file,
        locale=upload.locale,
        slug=upload.guides[number]["slug"],
        allowance=allowance,
        gallery=gallery,
        source=source,
    )
    return Preview(file, source, guide, gallery), report


def accept(upload, numbers, *, by):
    """Make drafts of these guides below the upload's category, all of them or none: `CannotImport` says why.

    What became a page before is not made again. Returns the pages in the order of `numbers`.
    """
    # Reading takes its time; nobody waits for a lock meanwhile.
    allowance = Allowance()
    files, gallery = files_in(upload.name, bytes(upload.content), allowance), Gallery(allowance)
    guides = [
        read_guide(
            files[number],
            locale=upload.locale,
            slug=upload.guides[number]["slug"],
            allowance=allowance,
            gallery=gallery,
        )[0]
        for number in numbers
    ]
    collection = upload.collection if upload.collection in collections_for(by) else None
    with Pictures(collection, by=by) as pictures, transaction.atomic():
        upload = GuideUpload.objects.defer("content").select_for_update().get(pk=upload.pk)
        entries = [upload.guides[number] for number in numbers]
        there = GuidePage.objects.in_bulk([entry["page"] for entry in entries])
        for entry, guide in zip(entries, guides, strict=True):
            if entry["page"] not in there:
                pictures.place(guide)
                page, _created = write(guide, upload.category, by=by)
                entry["page"], there[page.pk] = page.pk, page
        upload.save(update_fields=["guides"])
    return [there[entry["page"]] for entry in entries]


def refuse_flood(user):
    """`CannotImport` for who has uploaded as much as one may within a day."""
    most = getattr(settings, "KNOWLEDGE_BASE_UPLOADS_PER_DAY", UPLOADS_PER_DAY)
    if GuideUpload.objects.current().filter(user=user).count() >= most:
        raise CannotImport(
            _("You have uploaded {number} files within a day. Please go on tomorrow.").format(
                number=localized(most)
            )
        )


def forget_outdated():
    """Forget what was uploaded more than a day ago. Returns how much that was."""
    # To delete rows Django reads them; nobody needs their content for that.
    return GuideUpload.objects.outdated().only("pk").delete()[0]
