"""The catalogue's menu: what a ticket can be about, who works where, and the words of those who answer."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdminGroup

from .canned import CannedReplyAdmin
from .screens import DepartmentAdmin, MembershipAdmin, ProductAdmin, TicketTypeAdmin
from .tags import TagAdmin
from .translation_screen import TranslationsMenuItem, addresses


class CatalogueGroup(ModelAdminGroup):
    menu_label = _("Support catalogue")
    menu_item_name = "support-catalogue"
    menu_icon = "clipboard-list"
    menu_order = 210
    items = (DepartmentAdmin, TicketTypeAdmin, ProductAdmin, CannedReplyAdmin, TagAdmin, MembershipAdmin)

    def get_submenu_items(self):
        items = super().get_submenu_items()
        return [*items, TranslationsMenuItem(order=len(items) + 1)]

    def get_admin_urls_for_registration(self):
        return (*super().get_admin_urls_for_registration(), *addresses())
