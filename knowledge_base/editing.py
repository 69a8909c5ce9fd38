"""Where a person may write, by Wagtail's page permissions."""

from wagtail.models import Page
from wagtail.permissions import policy_registry

from .models import GuideIndexPage


def categories_for(user):
    """The guide indexes below which this person may add pages, in the order of the tree."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "add")
    return GuideIndexPage.objects.filter(pk__in=pages.values("pk")).order_by("path")
