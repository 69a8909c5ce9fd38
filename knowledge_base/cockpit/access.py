"""Who may come here: people who may edit guides, by Wagtail's page permissions, and only to what they may edit."""

from django.core.exceptions import PermissionDenied
from wagtail.permission_policies.pages import PagePermissionPolicy

from knowledge_base.models import GuideIndexPage, GuidePage


def guides_of(user):
    """The guides this person may edit."""
    return PagePermissionPolicy(GuidePage).instances_user_has_permission_for(user, "change")


def categories_of(user):
    """The live indexes below which this person may add guides, in the order of the tree."""
    indexes = PagePermissionPolicy(GuideIndexPage).instances_user_has_permission_for(user, "add")
    return indexes.live().filter(depth__gt=2).select_related("locale").order_by("path")


def edits_guides(user):
    """Asked for the menu on every page of the admin: costs nothing for those who edit no pages at all."""
    if not PagePermissionPolicy(GuidePage).user_has_any_permission(user, ["add", "change"]):
        return False
    return guides_of(user).exists() or categories_of(user).exists()


class EditorsOnly:
    """A view for people who edit guides. Everybody else is sent away as Wagtail does it."""

    def dispatch(self, request, *args, **kwargs):
        if not edits_guides(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
