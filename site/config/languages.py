"""Which language an answer is in: its address alone decides."""

from django.middleware.locale import LocaleMiddleware
from django.utils.translation import get_language


class AddressLanguageMiddleware(LocaleMiddleware):
    """Persian stands bare, English below /en/, so no answer varies by Accept-Language, and copies may be shared."""

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", get_language())
        return response
