"""Files: uploaded ahead of the message or ticket that refers to them by their ids, and read by whoever may."""

import uuid

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.response import Response

from support_plugin import conf
from support_plugin.forms.versions import current_version
from support_plugin.middleware import FORM_BYTES
from support_plugin.taxonomy.models import TicketType
from support_plugin.tickets import attachments
from support_plugin.tickets.answers import file_limits
from support_plugin.tickets.downloads import download
from support_plugin.tickets.models import Attachment

from .base import Door
from .fields import Strict, Text
from .operations import Operation
from .parsers import UploadParser
from .problems import Refused, at
from .shapes import AttachmentShape


class UploadBody(Strict):
    """One file."""

    file = serializers.FileField(use_url=False, allow_empty_file=True)
    ticket_type = Text(required=False, help_text="With `field`: the type whose form it answers.")
    field = Text(
        required=False, help_text="The name of a file field of that form; its limits are checked at once."
    )


class AttachmentDoor(Door):
    tag = "attachments"

    def visible(self):
        return Attachment.objects.visible_to(self.request.user, works=self.caller.works)


class Attachments(AttachmentDoor):
    parser_classes = [UploadParser]
    operations = {
        "POST": Operation(
            "attachments_upload",
            "Upload a file, to be referred to by its id.",
            details="It belongs to its uploader until a ticket or message refers to it, and is deleted after a day.",
            answer=AttachmentShape,
            body=UploadBody,
            status=201,
            is_upload=True,
        )
    }

    @property
    def longest_body(self):
        return conf.ATTACHMENT_MEGABYTES * 1024 * 1024 + FORM_BYTES

    def post(self, request):
        if len(request.data.getlist("file")) > 1:
            raise Refused([at(("file",), "repeated", _("One file at a time, please."))])
        given = self.read_body(request)
        field, limits = self._field(given)
        kept = attachments.keep(
            given["file"], owner=request.user, submission_key=uuid.uuid4(), field=field, limits=limits
        )
        where = request.build_absolute_uri(reverse("support_api:attachment", args=[kept.uuid]))
        shown = AttachmentShape(kept, context=self.context(request)).data
        return Response(shown, status=201, headers={"Location": where})

    def _field(self, given):
        """The field that the file answers, with its limits."""
        if "field" not in given and "ticket_type" not in given:
            return "", None
        kind = (
            TicketType.objects.select_related("request_form__current")
            .filter(slug=given.get("ticket_type", ""))
            .first()
        )
        version = current_version(kind) if kind else None
        limits = file_limits(version.definition).get(given.get("field")) if version else None
        if limits is None:
            raise Refused(
                [at(("field",), "unknown_choice", _("The type's form has no file field of this name."))]
            )
        return given["field"], limits


class OneAttachment(AttachmentDoor):
    operations = {
        "GET": Operation("attachments_read", "What a file is.", answer=AttachmentShape),
        "DELETE": Operation(
            "attachments_delete", "Drop an upload of one's own that nothing refers to yet.", status=204
        ),
    }

    def get(self, request, uuid):
        attachment = get_object_or_404(self.visible(), uuid=uuid)
        return Response(AttachmentShape(attachment, context=self.context(request)).data)

    def delete(self, request, uuid):
        kept = get_object_or_404(Attachment.objects.filter(message=None, owner=request.user), uuid=uuid)
        attachments.forget(owner=request.user, submission_key=kept.submission_key, uuids=[kept.uuid])
        return Response(status=204)


class AttachmentContent(AttachmentDoor):
    operations = {
        "GET": Operation(
            "attachments_download",
            "A file itself, always as a download.",
            is_download=True,
            answer=AttachmentShape,
        )
    }

    def perform_content_negotiation(self, request, force=False):
        """A file is what it is, whatever is accepted."""
        return super().perform_content_negotiation(request, force=True)

    def get(self, request, uuid):
        return download(get_object_or_404(self.visible(), uuid=uuid))
