"""What agents keep of the queue: ways to look at it, under a name."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from support_plugin.taxonomy.models import Department
from support_plugin.tickets.models import department_keys, led_department_keys

User = settings.AUTH_USER_MODEL


class SavedViewQuerySet(models.QuerySet):
    def seen_by(self, user):
        """A person's own views and those shared with their departments, each with `is_pinned`."""
        shared = models.Q(department__in=department_keys(user))
        if user.is_superuser:
            shared = models.Q(department__isnull=False)
        pins = PinnedView.objects.filter(view=models.OuterRef("pk"), user=user)
        seen = self.filter(models.Q(owner=user) | shared).select_related("department")
        return seen.annotate(is_pinned=models.Exists(pins))


class SavedView(models.Model):
    """A way to look at the queue: filters, order and columns under a name. Private, or shared with a department."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=40)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("owner"))
    # Empty: only its owner sees it.
    department = models.ForeignKey(
        Department,
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("shared with"),
    )
    # What stands behind the question mark of the queue's address, order included.
    query = models.TextField(blank=True)
    # Names of the columns that are shown, in order; empty: the usual ones.
    columns = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(name="saved_view_has_name", condition=~models.Q(name=""))]

    def __str__(self):
        return self.name

    @property
    def is_shared(self):
        return self.department_id is not None

    def can_be_changed_by(self, user):
        """Its owner may, and where it is shared, whoever leads that department."""
        if user.is_superuser or user.pk == self.owner_id:
            return True
        return self.is_shared and self.department_id in led_department_keys(user)


class PinnedView(models.Model):
    """A saved view that a person has in the menu beside the queue, with its count."""

    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="pins")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["view", "user"], name="view_pinned_once")]

    def __str__(self):
        return f"{self.user_id} pinned {self.view_id}"
