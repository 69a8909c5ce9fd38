from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportPluginConfig(AppConfig):
    name = "support_plugin"
    label = "support_plugin"
    verbose_name = _("Support")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django.db.models.signals import post_migrate
        from wagtail.permissions import register_permission_policy

        from . import checks, conf  # noqa: F401
        from .desk import listeners as desk  # noqa: F401
        from .notifications import listeners as telling  # noqa: F401
        from .notifications.seeds import seed as seed_letters
        from .sla import listeners as clocks  # noqa: F401
        from .sla.seeds import seed as seed_clocks
        from .text import admin_dates
        from .tickets.canned import CannedReply
        from .tickets.models import Ticket
        from .tickets.permissions import (
            CannedReplyPermissionPolicy,
            TagPermissionPolicy,
            TicketPermissionPolicy,
        )
        from .tickets.tags import Tag

        post_migrate.connect(seed_clocks, sender=self, dispatch_uid="support_plugin.sla")
        post_migrate.connect(seed_letters, sender=self, dispatch_uid="support_plugin.notifications")
        register_permission_policy(Ticket, TicketPermissionPolicy(Ticket))
        register_permission_policy(CannedReply, CannedReplyPermissionPolicy(CannedReply))
        register_permission_policy(Tag, TagPermissionPolicy(Tag))
        if conf.JALALI_ADMIN:
            admin_dates.install()
