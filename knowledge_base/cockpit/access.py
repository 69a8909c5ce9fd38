"""Who may come here: people who may edit guides, by Wagtail's page permissions, and only to what they may edit."""

from django.core.exceptions import PermissionDenied
from django.db.models import Case, When
from wagtail.permission_policies.pages import PagePermissionPolicy

from knowledge_base.editing import categories_for
from knowledge_base.models import GuidePage


def guides_of(user):
    """The guides this person may edit."""
    return PagePermissionPolicy(GuidePage).instances_user_has_permission_for(user, "change")


def indexes_of(user):
    """The live indexes below which this person may add guides: categories in the order of the tree, homes last."""
    homes_last = Case(When(depth=2, then=1), default=0)
    return categories_for(user).live().select_related("locale").order_by(homes_last, "path")


def edits_guides(user):
    """Asked once per user object, as the menu does it on every page; costs superusers and those who edit no pages nothing."""
    if user.is_superuser:
        return True
    if not hasattr(user, "_edits_guides"):
        is_editor = PagePermissionPolicy(GuidePage).user_has_any_permission(user, ["add", "change"])
        user._edits_guides = is_editor and (indexes_of(user).exists() or guides_of(user).exists())
    return user._edits_guides


class EditorsOnly:
    """A view for people who edit guides. Everybody else is sent away as Wagtail does it."""

    def dispatch(self, request, *args, **kwargs):
        if not edits_guides(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
