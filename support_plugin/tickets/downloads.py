"""A file of a ticket as an answer: only ever a download, never a page of ours."""

from django.http import FileResponse, Http404


def download(attachment):
    """The `FileResponse` of an attachment that its reader may see; Http404 where the file itself is gone."""
    try:
        file = attachment.file.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(
        file, as_attachment=True, filename=attachment.name, content_type=attachment.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
