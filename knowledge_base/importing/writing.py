"""Putting an imported guide into the page tree: a new page, or a new revision of the one that is there."""

import json

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from knowledge_base.models import GuideIndexPage, GuidePage

from .reading import CannotImport


def find_parent(locale, path):
    """The index page at this URL path of the language's tree; without a path, the knowledge base's home."""
    try:
        language = Locale.objects.get(language_code=locale)
    except Locale.DoesNotExist:
        raise CannotImport(_("There is no language “{locale}” on this site.").format(locale=locale)) from None
    indexes = GuideIndexPage.objects.filter(locale=language).order_by("depth", "path")
    if not path:
        home = indexes.first()
        if home is None:
            raise CannotImport(_("There is no knowledge base in “{locale}” yet.").format(locale=locale))
        return home
    wanted = "/" + path.strip("/") + "/" if path.strip("/") else "/"
    for page in indexes:
        # `url_path` begins with the slug of the site's root page; people name what stands in the address.
        if wanted in (page.url_path, "/" + page.url_path.split("/", 2)[2], _relative(page)):
            return page
    raise CannotImport(_("There is no guide index at “{path}”.").format(path=path))


def write(guide, parent, *, publish=False, by=None):
    """Give the page a new revision (a draft unless `publish`); return `(page, created)`.

    Figures hold keys of images or None. Whether `by` may add pages here was asked before; whether they may change the
    one that is here already is asked now.
    """
    page = GuidePage.objects.child_of(parent).filter(slug=guide["slug"]).first()
    created = page is None
    if page and page.alias_of_id:
        raise CannotImport(
            _("“{title}” at this address is an alias of another page; change that one.").format(
                title=page.title
            )
        )
    if created:
        page = GuidePage(
            slug=guide["slug"], locale=parent.locale, owner=by, live=False, has_unpublished_changes=True
        )
    elif by and not _may_change(page, by):
        raise CannotImport(
            _("There is a guide at this address already that you may not change: “{title}”.").format(
                title=page.title
            )
        )
    page = page if created else page.get_latest_revision_as_object()
    page.title = guide["title"]
    page.body = json.dumps(guide["body"])
    try:
        with transaction.atomic():
            if created:
                parent.add_child(instance=page)
            else:
                page.full_clean()
            revision = page.save_revision(user=by, log_action=True)
            if publish:
                revision.publish()
    except ValidationError as error:
        sentences = "; ".join(
            f"{field}: {' '.join(map(str, found))}" for field, found in error.message_dict.items()
        )
        raise CannotImport(_("The page cannot be stored: {reasons}").format(reasons=sentences)) from error
    return page, created


def _may_change(page, user):
    permissions = page.permissions_for_user(user)
    return permissions.can_edit() and not permissions.page_locked()


def _relative(page):
    parts = page.get_url_parts()
    return parts[2] if parts else None
