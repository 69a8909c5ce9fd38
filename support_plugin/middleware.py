"""What must happen before Django reads the body of a request to the desk.

Stands above `CsrfViewMiddleware`, which is the first to read it.
"""

from django.http.multipartparser import MultiPartParser
from django.shortcuts import render
from django.utils.datastructures import ImmutableList

from . import conf

ZWNJ = "\u200c"
# A printable character that stands for a half-space while Django drops what is not printable.
STAND_IN = "\u2e3b"
# What a form weighs beside its files.
FORM_BYTES = 2 * 1024 * 1024


class UploadMiddleware:
    """On our own pages: a body over the limit is answered with 413 unread; Persian file names stay whole."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        namespace = request.resolver_match.namespace
        if not namespace.startswith("support"):
            return None
        # Programs are answered by their own door.
        if namespace != "support_api" and content_length(request) > longest_body():
            return too_large(request)
        request.parse_file_upload = lambda meta, body: _parse(request, meta, body)
        return None


class PersianNamesParser(MultiPartParser):
    """Django drops every non-printable character of a file's name, and with it the half-spaces of Persian."""

    def sanitize_file_name(self, file_name):
        if STAND_IN in file_name:
            return super().sanitize_file_name(file_name)
        name = super().sanitize_file_name(file_name.replace(ZWNJ, STAND_IN))
        return name and name.replace(STAND_IN, ZWNJ)


def longest_body():
    """Bytes of the largest request that can be a message with all its files."""
    return conf.ATTACHMENTS_PER_MESSAGE * conf.ATTACHMENT_MEGABYTES * 1024 * 1024 + FORM_BYTES


def too_large(request):
    """Our own page for a body that is not read; the host's, where it has one."""
    return render(request, ["413.html", "support_plugin/too_large.html"], status=413)


def content_length(request):
    """Bytes that the body is said to have. What comes without a length is never read under WSGI."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _parse(request, meta, body):
    """`HttpRequest.parse_file_upload`, with our parser."""
    request.upload_handlers = ImmutableList(
        request.upload_handlers, warning="The upload has been read already."
    )
    return PersianNamesParser(meta, body, request.upload_handlers, request.encoding).parse()
