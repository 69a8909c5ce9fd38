"""The name over every page."""

from django.conf import settings
from django.utils.translation import get_language


def site_name(request):
    """A context processor: `site_name` in the active language, from the setting SITE_NAMES."""
    return {"site_name": settings.SITE_NAMES.get(get_language(), settings.WAGTAIL_SITE_NAME)}
