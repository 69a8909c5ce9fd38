"""The name over every page."""

from django.conf import settings
from django.utils.translation import get_language


def name_of_site():
    """In the active language, from the setting SITE_NAMES."""
    return settings.SITE_NAMES.get(get_language(), settings.WAGTAIL_SITE_NAME)


def site_name(request):
    """A context processor: `site_name`."""
    return {"site_name": name_of_site()}
