"""What tokens add to the Wagtail admin: words for the log."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from .actions import ISSUED, REVOKED


@hooks.register("register_log_actions")
def register_tokens(actions):
    actions.register_action(ISSUED, _("Create an access token"), _("Access token created"))
    actions.register_action(REVOKED, _("Revoke an access token"), _("Access token revoked"))
