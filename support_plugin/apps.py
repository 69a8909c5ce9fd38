from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportPluginConfig(AppConfig):
    name = "support_plugin"
    label = "support_plugin"
    verbose_name = _("Support")
    default_auto_field = "django.db.models.BigAutoField"
