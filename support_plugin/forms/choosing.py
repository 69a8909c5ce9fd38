"""Choosing a field for a form, and making one on the way; what a condition can ask."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.coreutils import resolve_model_string

from .checking import FACT_WORDS


class FieldChooserViewSet(ChooserViewSet):
    model = "support_plugin.FormField"
    icon = "edit"
    choose_one_text = _("Choose a field")
    choose_another_text = _("Choose another field")
    edit_item_text = _("Edit this field")
    creation_form_class = "support_plugin.catalogue.form_fields.FieldCreationForm"
    search_tab_label = _("Fields there are")
    creation_tab_label = _("New field")
    per_page = 20

    def get_object_list(self):
        return resolve_model_string(self.model).objects.active()


field_chooser = FieldChooserViewSet("support_field_chooser", url_prefix="support/choose-field")
FieldChooserBlock = field_chooser.get_block_class(
    name="FieldChooserBlock", module_path="support_plugin.forms.choosing"
)


def askable():
    """The choices of a rule: facts, then every field there is, by what customers read."""
    from .models import FormField

    fields = FormField.objects.order_by("sort_order", "pk")
    return [*FACT_WORDS.items(), *((f"field:{field.slug}", str(field)) for field in fields)]
