"""The catalogue's menu: what a ticket can be about, who works where, and the words of those who answer."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdminGroup

from .canned import CannedReplyAdmin
from .screens import DepartmentAdmin, MembershipAdmin, ProductAdmin, TicketTypeAdmin
from .tags import TagAdmin


class CatalogueGroup(ModelAdminGroup):
    menu_label = _("Support catalogue")
    menu_item_name = "support-catalogue"
    menu_icon = "clipboard-list"
    menu_order = 210
    items = (DepartmentAdmin, TicketTypeAdmin, ProductAdmin, CannedReplyAdmin, TagAdmin, MembershipAdmin)
