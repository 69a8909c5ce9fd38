"""Reading bodies: JSON whatever it nests, and files whose Persian names stay whole."""

import json

from django.core.exceptions import SuspiciousOperation
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, parsers

from support_plugin.middleware import PersianNamesParser


class TooLarge(exceptions.APIException):
    status_code = 413
    default_detail = _("The body is larger than can be taken.")
    default_code = "too_large"


class JSONParser(parsers.JSONParser):
    def parse(self, stream, media_type=None, parser_context=None):
        try:
            read = super().parse(stream, media_type, parser_context)
            # Half a letter could neither be stored nor be said again, wherever it stands.
            json.dumps(read, ensure_ascii=False).encode()
            return read
        except UnicodeEncodeError as error:
            raise exceptions.ParseError(_("This text contains characters that cannot be stored.")) from error
        except exceptions.ParseError as error:
            raise exceptions.ParseError(_("This is not JSON.")) from error
        except RecursionError as error:
            raise exceptions.ParseError(_("This JSON is nested too deeply.")) from error


class UploadParser(parsers.MultiPartParser):
    def parse(self, stream, media_type=None, parser_context=None):
        request = parser_context["request"]
        meta = {**request.META, "CONTENT_TYPE": media_type}
        try:
            read = PersianNamesParser(meta, stream, request.upload_handlers, "utf-8").parse()
        except MultiPartParserError as error:
            raise exceptions.ParseError(_("This form cannot be read.")) from error
        except SuspiciousOperation as error:
            raise TooLarge from error
        return parsers.DataAndFiles(*read)
