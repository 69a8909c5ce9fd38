"""The editors' screens: what the desk can be asked about, and who works where. Each screen is a declaration."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdmin

from support_plugin.models import Department

from . import columns
from .addresses import CatalogueURLs
from .buttons import CatalogueButtons
from .filters import StateFilter
from .forms import TaxonomyForm
from .ordering import ReorderMixin
from .search import SearchKeySearch
from .switching import SwitchMixin
from .usage import in_use, with_ticket_counts
from .views import (
    CatalogueCreateView,
    CatalogueDeleteView,
    CatalogueEditView,
    CatalogueHistoryView,
    CatalogueIndexView,
    CatalogueInspectView,
)

CSS = ["support_plugin/catalogue/catalogue.css"]


class CatalogueAdmin(ModelAdmin):
    """What all screens of the catalogue share."""

    url_helper_class = CatalogueURLs
    button_helper_class = CatalogueButtons
    index_view_class = CatalogueIndexView
    create_view_class = CatalogueCreateView
    edit_view_class = CatalogueEditView
    inspect_view_class = CatalogueInspectView
    delete_view_class = CatalogueDeleteView
    history_view_class = CatalogueHistoryView
    index_template_name = "support_plugin/catalogue/index.html"
    create_template_name = "support_plugin/catalogue/create.html"
    edit_template_name = "support_plugin/catalogue/edit.html"
    inspect_template_name = "support_plugin/catalogue/inspect.html"
    delete_template_name = "support_plugin/catalogue/delete.html"
    history_template_name = "support_plugin/catalogue/history.html"
    index_view_extra_css = form_view_extra_css = inspect_view_extra_css = CSS


class TaxonomyAdmin(ReorderMixin, SwitchMixin, CatalogueAdmin):
    """Departments, ticket types and products: ordered by hand, switched off rather than deleted."""

    inspect_view_enabled = True
    # Positions are counted over the whole list, so all of it is on one page.
    list_per_page = 1000
    search_handler_class = SearchKeySearch
    search_fields = ("search_key",)
    list_filter = (StateFilter,)
    list_columns = ()
    panels_between = ()

    def get_queryset(self, request):
        return with_ticket_counts(super().get_queryset(request))

    def get_list_display(self, request):
        handle = ("drag_handle",) if self.can_reorder(request) else ()
        return (*handle, *columns.names(), *self.list_columns, "ticket_count", "state")

    def get_list_display_add_buttons(self, request):
        return columns.names()[0]

    def get_edit_handler(self):
        return ObjectList(
            [
                FieldPanel("name", heading=_("Name")),
                FieldPanel("description", heading=_("Description")),
                *self.panels_between,
            ],
            base_form_class=TaxonomyForm,
        )

    drag_handle = columns.drag_handle
    departments = columns.departments
    ticket_count = columns.ticket_count
    state = columns.state

    def is_in_use(self, item):
        return in_use(item)


class DepartmentAdmin(TaxonomyAdmin):
    model = Department
    base_url_path = "support/departments"
    menu_label = _("Departments")
    menu_item_name = "support-departments"
    menu_icon = "group"
    list_columns = ("answering_time",)
    panels_between = ()
