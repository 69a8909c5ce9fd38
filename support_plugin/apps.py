from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportPluginConfig(AppConfig):
    name = "support_plugin"
    label = "support_plugin"
    verbose_name = _("Support")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from wagtail.permissions import register_permission_policy

        from . import checks, conf  # noqa: F401
        from .notifications import listeners  # noqa: F401
        from .text import admin_dates
        from .tickets.models import Ticket
        from .tickets.permissions import TicketPermissionPolicy

        register_permission_policy(Ticket, TicketPermissionPolicy(Ticket))
        if conf.JALALI_ADMIN:
            admin_dates.install()
