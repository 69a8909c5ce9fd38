"""The catalogue's menu: what a ticket can be about, who works where, and the words of those who answer."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdminGroup

from support_plugin.forms.models import RequestForm

from .canned import CannedReplyAdmin
from .form_fields import FormFieldAdmin
from .screens import DepartmentAdmin, MembershipAdmin, ProductAdmin, TicketTypeAdmin
from .tags import TagAdmin
from .translation_screen import TranslationsMenuItem, addresses


class CatalogueGroup(ModelAdminGroup):
    menu_label = _("Support catalogue")
    menu_item_name = "support-catalogue"
    menu_icon = "clipboard-list"
    menu_order = 210
    items = (
        DepartmentAdmin,
        TicketTypeAdmin,
        ProductAdmin,
        FormFieldAdmin,
        CannedReplyAdmin,
        TagAdmin,
        MembershipAdmin,
    )

    def get_submenu_items(self):
        """Forms have drafts and a workflow, so their screens are Wagtail's own. They stand after the ticket types."""
        items = super().get_submenu_items()
        types = next(item for item in items if item.name == TicketTypeAdmin.menu_item_name)
        forms = RequestForm.snippet_viewset.get_menu_item(order=types.order)
        return [*items, forms, TranslationsMenuItem(order=len(items) + 1)]

    def get_admin_urls_for_registration(self):
        return (*super().get_admin_urls_for_registration(), *addresses())
