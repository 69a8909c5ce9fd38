"""How much of a request's body the host takes in. What is larger is answered before anything is read."""

from django.conf import settings

from support_plugin.middleware import content_length, too_large


class BodyLimitMiddleware:
    """413 for a body over the limit that BODY_LIMITS names for the (outermost) namespace of its address.

    Stands above whatever reads a body. The desk's own addresses have the limit of `UploadMiddleware`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        limit = limit_for(request.resolver_match.namespace)
        if limit is not None and content_length(request) > limit:
            return too_large(request)
        return None


def limit_for(namespace):
    """Bytes, or None where the desk itself sets the limit."""
    if namespace.startswith("support"):
        return None
    return settings.BODY_LIMITS.get(namespace.partition(":")[0], settings.BODY_LIMITS[""])
