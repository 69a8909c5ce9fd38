"""What the catalogue adds to the Wagtail admin."""

from django.core.exceptions import FieldDoesNotExist
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from support_plugin.forms.choosing import field_chooser

from .answering_times import AnsweringTimesGroup, progress
from .groups import CatalogueGroup
from .letters import LetterTextAdmin
from .request_forms import RequestFormViewSet, addresses, refuse_with_tickets

register_snippet(RequestFormViewSet)
modeladmin_register(CatalogueGroup)
modeladmin_register(AnsweringTimesGroup)
modeladmin_register(LetterTextAdmin)


@hooks.register("register_admin_urls")
def register_progress_of_counting():
    return [path("support/answering-times/progress/", progress, name="support_recalculation_progress")]


@hooks.register("register_admin_urls")
def register_rules_of_forms():
    return addresses()


hooks.register("before_delete_snippet", refuse_with_tickets)


@hooks.register("register_admin_viewset")
def register_field_chooser():
    return field_chooser


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("support_plugin.activate", gettext_lazy("Activate"), gettext_lazy("Activated"))
    actions.register_action(
        "support_plugin.deactivate", gettext_lazy("Deactivate"), gettext_lazy("Deactivated")
    )
    actions.register_action(
        "support_plugin.reorder", gettext_lazy("Change the order"), gettext_lazy("Order changed")
    )
    actions.register_action("support_plugin.merge_tags", gettext_lazy("Merge"), gettext_lazy("Merged"))
    actions.register_action(
        "support_plugin.renew",
        gettext_lazy("Publish with changed fields"),
        gettext_lazy("Published with changed fields"),
    )
    actions.register_action("support_plugin.confirm", gettext_lazy("Confirm"), gettext_lazy("Confirmed"))

    @actions.register_action("support_plugin.change")
    class ChangeFormatter(LogFormatter):
        label = gettext_lazy("Change")

        def format_message(self, log_entry):
            model = log_entry.content_type.model_class()
            names = [field_label(model, name) for name in log_entry.data.get("fields", [])]
            return gettext("Changed: %(fields)s") % {"fields": gettext(", ").join(names)}


def field_label(model, name):
    """The field's name in the reader's language, or that of the rows it leads to; its plain name if it is gone since."""
    try:
        field = model._meta.get_field(name)
        named = field.related_model._meta.verbose_name_plural if field.auto_created else field.verbose_name
        return str(capfirst(named))
    except (AttributeError, FieldDoesNotExist):
        return name
