"""The name over every page."""

from django.conf import settings


def site_name(request):
    """A context processor: `site_name`, the setting WAGTAIL_SITE_NAME."""
    return {"site_name": settings.WAGTAIL_SITE_NAME}
