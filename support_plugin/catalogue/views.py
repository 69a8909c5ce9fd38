"""The views behind the catalogue's screens: modeladmin's, with what they leave open closed."""

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, UserColumn
from wagtail.log_actions import log
from wagtail_modeladmin.views import (
    CreateView,
    DeleteView,
    EditView,
    HistoryView,
    IndexView,
    InspectView,
    InstanceSpecificView,
)

from support_plugin.templatetags.support_text import when
from support_plugin.text.digits import localized
from support_plugin.text.translated import TranslatedCharField, TranslatedTextField

from .columns import capped, in_every_language
from .usage import is_in_use, is_switchable, ticket_count


class CatalogueIndexView(IndexView):
    # No export: nothing here is a table somebody would take away.
    FORMATS = ()
    # Rows stand in the order the editors gave them.
    sortable_by = ()

    def get_filters(self, request):
        """Our filters and nothing else.

        modeladmin would take any look-up across relations from the address, and an editor could ask the
        list of departments what their customers' passwords begin with.
        """
        if not hasattr(self, "_filters"):
            self._filters = super().get_filters(request)
        return self._filters

    def get_filters_params(self, params=None):
        known = {each.parameter_name for each in self.list_filter}
        return {name: value for name, value in super().get_filters_params(params).items() if name in known}

    @property
    def reorder_url(self):
        """Where a moved row is sent; the controller puts the row's key in the place of the number."""
        if self.model_admin.can_reorder(self.request):
            return self.url_helper.get_action_url("reorder", 999999)
        return None

    @property
    def is_narrowed(self):
        return bool(self.query or self.get_filters_params())


class Changes:
    def changed(self, instance):
        """What must follow from a change, in its transaction. Nothing, unless a screen says more."""


class SavesWhole(Changes):
    """The row and its line of the history are stored together. Two editors at once: the later one is told."""

    def form_valid(self, form):
        try:
            with transaction.atomic():
                response = self.save(form)
                self.changed(form.instance)
                return response
        except IntegrityError:
            form.add_error(None, gettext("Somebody else saved the same just now. Reload the list and look."))
            return self.form_invalid(form)


class CatalogueCreateView(SavesWhole, CreateView):
    def save(self, form):
        return super(SavesWhole, self).form_valid(form)


class CatalogueEditView(SavesWhole, EditView):
    def save(self, form):
        # Not EditView's own: its line of the history does not say what was changed.
        response = super(EditView, self).form_valid(form)
        if form.has_changed():
            log(instance=self.instance, action="support_plugin.change", data={"fields": form.changed_data})
        return response

    def get_context_data(self, **kwargs):
        buttons = self.button_helper.get_buttons_for_obj(self.instance, exclude=["edit"])
        return super().get_context_data(buttons=buttons, **kwargs)


class CatalogueInspectView(InspectView):
    def get_field_label(self, field_name, field=None):
        if field is not None and field.auto_created:
            return capfirst(field.related_model._meta.verbose_name_plural)
        return capfirst(super().get_field_label(field_name, field))

    def get_field_display_value(self, field_name, field=None):
        if isinstance(field, (TranslatedCharField, TranslatedTextField)):
            return in_every_language(getattr(self.instance, field_name)) or self.nothing
        if isinstance(field, models.BooleanField):
            return gettext("Yes") if getattr(self.instance, field_name) else gettext("No")
        if isinstance(field, models.IntegerField):
            return localized(getattr(self.instance, field_name) or "") or self.nothing
        if isinstance(field, models.SlugField):
            return format_html('<bdi dir="ltr">{}</bdi>', getattr(self.instance, field_name))
        if field is not None and (field.many_to_many or field.one_to_many):
            names = [(str(each),) for each in getattr(self.instance, field_name).all()]
            return format_html_join(gettext(", "), "<bdi>{}</bdi>", names) or self.nothing
        return super().get_field_display_value(field_name, field)

    def get_fields_dict(self):
        if not is_switchable(self.instance):
            return super().get_fields_dict()
        tickets = {"label": gettext("Tickets"), "value": capped(ticket_count(self.instance))}
        return [*super().get_fields_dict(), tickets]

    @property
    def nothing(self):
        return format_html('<span class="catalogue-none">{}</span>', gettext("Empty"))


class CatalogueHistoryView(HistoryView):
    page_title = gettext_lazy("History")
    # What the links of the pagination say.
    page_kwarg = "p"
    columns = [
        Column("message", label=gettext_lazy("Change")),
        UserColumn("user", label=gettext_lazy("Person"), blank_display_name=gettext_lazy("System")),
        Column("timestamp", label=gettext_lazy("Date"), accessor=lambda entry: when(entry.timestamp)),
    ]

    def check_action_permitted(self, user):
        return self.permission_helper.user_can_list(user)

    @property
    def header_icon(self):
        return self.menu_icon


class CatalogueDeleteView(Changes, DeleteView):
    """Says what goes with it; while tickets name it, says how many and offers to switch it off instead."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            ticket_count=capped(ticket_count(self.instance)),
            is_in_use=is_in_use(self.instance),
            deactivate_url=self.deactivate_url,
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        name = str(self.instance)
        if not is_in_use(self.instance):
            try:
                with transaction.atomic():
                    log(instance=self.instance, action="wagtail.delete")
                    self.instance.delete()
                    self.changed(self.instance)
                messages.success(request, gettext("“%(name)s” was deleted.") % {"name": name})
                return redirect(self.index_url)
            except (ProtectedError, IntegrityError):
                pass  # A ticket was filed since we counted.
        return self.render_to_response(self.get_context_data(), status=409)

    @property
    def deactivate_url(self):
        may = self.permission_helper.user_can_edit_obj(self.request.user, self.instance)
        if may and is_switchable(self.instance) and self.instance.is_active:
            return self.url_helper.get_action_url("deactivate", self.instance.pk)
        return None


class SwitchView(Changes, InstanceSpecificView):
    """Asks first; then takes something out of the customers' choice or puts it back. Its tickets stay."""

    template_name = "support_plugin/catalogue/switch.html"
    turns_on = None
    verb = None

    def check_action_permitted(self, user):
        return self.permission_helper.user_can_edit_obj(user, self.instance)

    def get_page_title(self):
        return self.label

    def post(self, request, *args, **kwargs):
        if self.instance.is_active != self.turns_on:
            with transaction.atomic():
                self.instance.is_active = self.turns_on
                self.instance.save(update_fields=["is_active"])
                log(instance=self.instance, action=f"support_plugin.{self.verb}")
                self.changed(self.instance)
        messages.success(request, self.done % {"name": self.instance})
        return redirect(self.index_url)

    def get_context_data(self, **kwargs):
        return super().get_context_data(ticket_count=capped(ticket_count(self.instance)), **kwargs)


class DeactivateView(SwitchView):
    turns_on = False
    verb = "deactivate"
    label = gettext_lazy("Deactivate")
    done = gettext_lazy("“%(name)s” is inactive now: customers can no longer choose it.")


class ActivateView(SwitchView):
    turns_on = True
    verb = "activate"
    label = gettext_lazy("Activate")
    done = gettext_lazy("“%(name)s” is active again: customers can choose it.")
