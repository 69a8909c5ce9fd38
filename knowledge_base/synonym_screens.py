"""Where editors keep synonyms: Wagtail's own screens, in the menu of settings beside promoted results."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from support_plugin.text.search import query_tokens

from .synonyms import SynonymGroup


class SynonymIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("locale")

    def search_queryset(self, queryset):
        """Groups with every word of the question, however it is spelled."""
        for word in query_tokens(self.search_query):
            queryset = queryset.filter(key__contains=f" {word}")
        return queryset


class SynonymGroupViewSet(ModelViewSet):
    model = SynonymGroup
    name = "synonyms"
    menu_label = _("Synonyms")
    menu_order = 901
    icon = "list-ul"
    add_to_settings_menu = True
    index_view_class = SynonymIndexView
    search_fields = ["key"]
    list_display = ["__str__", Column("language", label=_("Language"))]
    list_filter = ["locale"]
    panels = [FieldPanel("words"), FieldPanel("locale")]
