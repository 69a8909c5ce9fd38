"""Which language an answer is in: its address alone decides, except for front ends of others."""

from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.translation import activate, get_language, get_language_from_request

# What is answered here goes to one front end and is never shared, so it may be in the language that is asked for.
ASKED_IN_ANY_LANGUAGE = ("/api/auth/", "/api/support/")


class AddressLanguageMiddleware(LocaleMiddleware):
    """Persian stands bare, English below /en/, so no answer varies by Accept-Language, and copies may be shared."""

    def process_request(self, request):
        if not is_asked_in_any_language(request):
            super().process_request(request)
            return
        activate(get_language_from_request(request))
        request.LANGUAGE_CODE = get_language()

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", get_language())
        if is_asked_in_any_language(request):
            patch_vary_headers(response, ["Accept-Language"])
        return response


def is_asked_in_any_language(request):
    return request.path_info.startswith(ASKED_IN_ANY_LANGUAGE)
