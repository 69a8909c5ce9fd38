"""What was uploaded to be imported, kept on the server between the preview and its acceptance."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT = timedelta(days=1)


class GuideUploadQuerySet(models.QuerySet):
    def current(self):
        return self.filter(created_at__gt=timezone.now() - KEPT)

    def outdated(self):
        return self.exclude(created_at__gt=timezone.now() - KEPT)


class GuideUpload(models.Model):
    """One file that one person uploaded: a guide, or an archive of guides. Nobody else sees it.

    `guides`: [{"file", "title", "slug", "refused", "page"}] in the order of the archive; `refused` is the sentence that
    says why a file is no guide, or "", and `page` the key of the page it became, or None.
    """

    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey("knowledge_base.GuideIndexPage", on_delete=models.CASCADE, related_name="+")
    locale = models.CharField(max_length=20)
    collection = models.ForeignKey(
        "wagtailcore.Collection", on_delete=models.CASCADE, related_name="+", null=True
    )
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    guides = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    objects = GuideUploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded guide")
        verbose_name_plural = _("uploaded guides")
        indexes = [models.Index("created_at", name="guide_upload_to_forget")]

    def __str__(self):
        return self.name
