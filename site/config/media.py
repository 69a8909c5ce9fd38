"""Media as the embedded default serves it: pictures, and nothing that a browser would run in our name.

Outgrown hosts do the same in their web server: docs/deployment.md.
"""

import posixpath

from django.conf import settings
from django.http import Http404
from django.views.static import serve as serve_file

# Even what somebody smuggled in as a picture has no scripts, no forms, and no origin of ours.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
# Wagtail's own view serves documents, as downloads and to those who may have them.
NOT_FROM_HERE = "documents"


def serve(request, path):
    # As Django's view is going to read it: `images/../documents/x` is below documents.
    if posixpath.normpath(path).strip("/").split("/")[0].lower() == NOT_FROM_HERE:
        raise Http404
    response = serve_file(request, path, document_root=settings.MEDIA_ROOT)
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response
