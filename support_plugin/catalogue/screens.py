"""The editors' screens: what a ticket can be about, and who works where. A screen is a declaration."""

from django.urls import re_path
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdmin

from support_plugin.taxonomy.models import Department, Product, TicketType
from support_plugin.tickets.models import DepartmentMembership

from . import views
from .columns import MembershipColumns, OrderColumn, TaxonomyColumns, name_columns
from .filters import DepartmentFilter, MembershipDepartmentFilter, RoleFilter, StateFilter
from .forms import MembershipForm, ProductForm, TaxonomyForm, TicketTypeForm
from .helpers import CatalogueButtons, CatalogueURLs, PeopleSearch, SearchKeySearch
from .ordering import OrderedCreateView, RowOrderView
from .usage import with_ticket_counts

FALLS_BACK = _("A language left empty shows the text of the site’s own language.")
WORDS = [
    FieldPanel("name", icon="globe", help_text=format_lazy("{} {}", _("What customers read."), FALLS_BACK)),
    FieldPanel(
        "description",
        icon="globe",
        help_text=format_lazy("{} {}", _("One sentence, shown where customers choose."), FALLS_BACK),
    ),
]
CSS = ["support_plugin/catalogue/catalogue.css"]


class CatalogueAdmin(ModelAdmin):
    """What every screen of the catalogue shares."""

    url_helper_class = CatalogueURLs
    button_helper_class = CatalogueButtons
    index_view_class = views.CatalogueIndexView
    create_view_class = views.CatalogueCreateView
    edit_view_class = views.CatalogueEditView
    delete_view_class = views.CatalogueDeleteView
    inspect_view_class = views.CatalogueInspectView
    history_view_class = views.CatalogueHistoryView
    index_template_name = "support_plugin/catalogue/index.html"
    create_template_name = "support_plugin/catalogue/create.html"
    edit_template_name = "support_plugin/catalogue/edit.html"
    delete_template_name = "support_plugin/catalogue/delete.html"
    inspect_template_name = "support_plugin/catalogue/inspect.html"
    history_template_name = "support_plugin/catalogue/history.html"
    index_view_extra_css = form_view_extra_css = inspect_view_extra_css = CSS

    # What is said before something is deleted, and where it cannot be because tickets bear it.
    delete_note = ""
    in_use_note = ""
    is_ordered = False
    form_class = None

    def can_reorder(self, request):
        return False

    def get_edit_handler(self):
        return ObjectList(self.panels, base_form_class=self.form_class)


class OrderedAdmin(OrderColumn, CatalogueAdmin):
    """Ordered by hand, switched on and off by buttons of their own."""

    is_ordered = True
    inspect_view_enabled = True
    create_view_class = OrderedCreateView
    order_view_class = RowOrderView
    activate_view_class = views.ActivateView
    deactivate_view_class = views.DeactivateView
    ordering = ("sort_order", "pk")
    # A row's place is counted over the whole list, so the whole list is one page.
    list_per_page = 1000

    def can_reorder(self, request):
        """Only the whole list, in its own order, can be rearranged."""
        return not any(request.GET.values()) and self.permission_helper.user_can_edit_obj(request.user, None)

    def get_list_display(self, request):
        handle = ("drag_handle",) if self.can_reorder(request) else ()
        return (*handle, *self.list_display)

    def get_extra_attrs_for_row(self, obj, context):
        if not self.can_reorder(context["request"]):
            return {}
        return {
            "id": f"item_{obj.pk}",
            "data-w-orderable-target": "item",
            "data-w-orderable-item-id": obj.pk,
            "data-w-orderable-item-label": str(obj),
        }

    def get_admin_urls_for_registration(self):
        return (
            *super().get_admin_urls_for_registration(),
            self._address("deactivate", self._instance_view(self.deactivate_view_class)),
            self._address("activate", self._instance_view(self.activate_view_class)),
            self._address("reorder", self.order_view_class.as_view(model=self.model)),
        )

    def _instance_view(self, view_class):
        def view(request, instance_pk):
            return view_class.as_view(model_admin=self, instance_pk=instance_pk)(request)

        return view

    def _address(self, action, view):
        urls = self.url_helper
        return re_path(urls.get_action_url_pattern(action), view, name=urls.get_action_url_name(action))


class TaxonomyAdmin(TaxonomyColumns, OrderedAdmin):
    """Switched off rather than deleted once tickets name it."""

    form_class = TaxonomyForm
    search_handler_class = SearchKeySearch
    search_fields = ("search_key",)
    list_filter = (StateFilter,)

    def get_queryset(self, request):
        return with_ticket_counts(super().get_queryset(request))

    def get_list_display(self, request):
        handle = ("drag_handle",) if self.can_reorder(request) else ()
        return (*handle, *name_columns(), *self.list_display, "ticket_count", "state")

    def get_list_display_add_buttons(self, request):
        return name_columns()[0]

    def get_extra_attrs_for_field_col(self, obj, field_name):
        # On a phone the table has no head: the number needs its noun.
        return {"data-label": gettext("Tickets")} if field_name == "ticket_count" else {}


class DepartmentAdmin(TaxonomyAdmin):
    model = Department
    base_url_path = "support/departments"
    menu_item_name = "support-departments"
    menu_label = _("Departments")
    menu_icon = "group"
    list_display = ("answering_time",)
    delete_note = _("Its ticket types and products stay, without it; the memberships of its people end.")
    inspect_view_fields = (
        "name",
        "description",
        "slug",
        "icon",
        "contact_line",
        "usual_answer_minutes",
        "is_active",
        "ticket_types",
        "products",
    )
    panels = [
        *WORDS,
        FieldPanel("contact_line", icon="globe"),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("slug"),
                        FieldPanel(
                            "usual_answer_minutes", help_text=_("Empty: customers are shown no time.")
                        ),
                    ]
                ),
                FieldRowPanel([FieldPanel("icon"), FieldPanel("is_active")]),
            ],
            heading=_("Address and answering time"),
        ),
    ]


class TicketTypeAdmin(TaxonomyAdmin):
    model = TicketType
    base_url_path = "support/ticket-types"
    menu_item_name = "support-ticket-types"
    menu_label = _("Ticket types")
    menu_icon = "list-ul"
    form_class = TicketTypeForm
    list_display = ("offered_in",)
    list_filter = (StateFilter, DepartmentFilter)
    inspect_view_fields = ("name", "description", "slug", "departments", "default_priority", "is_active")
    panels = [
        *WORDS,
        FieldPanel("departments", icon="group"),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("slug"), FieldPanel("default_priority")]), FieldPanel("is_active")],
            heading=_("Address and priority"),
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("departments")


class ProductAdmin(TaxonomyAdmin):
    model = Product
    base_url_path = "support/products"
    menu_item_name = "support-products"
    menu_label = _("Products")
    menu_icon = "tag"
    form_class = ProductForm
    list_display = ("offered_in",)
    list_filter = (StateFilter, DepartmentFilter)
    inspect_view_fields = ("name", "description", "slug", "departments", "is_active")
    panels = [
        *WORDS,
        FieldPanel("departments", icon="group"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("slug"), FieldPanel("is_active")])], heading=_("Address")),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("departments")


class MembershipAdmin(MembershipColumns, CatalogueAdmin):
    """Who works where. For superusers and whoever is given the permission: it decides who reads which tickets."""

    model = DepartmentMembership
    base_url_path = "support/memberships"
    menu_item_name = "support-memberships"
    menu_label = _("Department memberships")
    menu_icon = "user"
    list_display = ("person", "department", "role")
    list_filter = (MembershipDepartmentFilter, RoleFilter)
    list_select_related = ("user", "department")
    list_per_page = 100
    ordering = ("department__sort_order", "department", "-role", "pk")
    search_handler_class = PeopleSearch
    delete_note = _("The person will no longer see the tickets of this department.")
    panels = [FieldPanel("user"), FieldPanel("department"), FieldPanel("role")]
    form_class = MembershipForm
