"""Which Content-Security-Policy an answer carries: the strict one, or the looser one of the Wagtail admin."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.urls import reverse


class PolicyMiddleware(CSPMiddleware):
    """Below the admin CONTENT_SECURITY_POLICY is loosened by ADMIN_POLICY, as far as Wagtail needs it."""

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(reverse("wagtailadmin_home")):
            parts.replace = settings.ADMIN_POLICY | (parts.replace or {})
        return parts
