"""What the screens of answering times share: after a change open tickets are counted anew, and a bar shows how far."""

from support_plugin.sla import recalculation
from support_plugin.sla.models import Recalculation

from . import views
from .screens import CSS


def unfinished():
    """The recalculation that is under way, or None. An older one gives way to the newest."""
    newest = Recalculation.objects.first()
    return newest if newest and newest.finished_at is None else None


class CountsAnew(views.Changes):
    """Has open tickets counted anew, in the transaction of a change on which due times depend."""

    def changed(self, instance):
        super().changed(instance)
        if self.is_counted(instance):
            recalculation.start(by=self.request.user, hours_changed=self.model_admin.hours_changed)

    def is_counted(self, instance):
        """Does what was done to this row change what is due when?"""
        return True


class CountingIndexView(views.CatalogueIndexView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(recalculation=unfinished(), **kwargs)


class CountingCreateView(CountsAnew, views.CatalogueCreateView):
    pass


class CountingEditView(CountsAnew, views.CatalogueEditView):
    """Another name or mark changes no due time, and nothing is counted for it."""

    def save(self, form):
        self.changed_fields = set(form.changed_data)
        return super().save(form)

    def is_counted(self, instance):
        return bool(self.changed_fields & set(self.model_admin.counted_fields))


class CountingDeleteView(CountsAnew, views.CatalogueDeleteView):
    pass


class CountingScreen:
    """A modeladmin screen whose rows decide what is due when. Stands before its modeladmin class."""

    index_view_class = CountingIndexView
    create_view_class = CountingCreateView
    edit_view_class = CountingEditView
    delete_view_class = CountingDeleteView
    index_template_name = "support_plugin/catalogue/counting_index.html"
    index_view_extra_css = form_view_extra_css = inspect_view_extra_css = [
        *CSS,
        "support_plugin/catalogue/answering_times.css",
    ]
    index_view_extra_js = ["support_plugin/catalogue/recalculation.js"]

    # What a list says above its rows.
    hint = ""
    # The fields on which due times depend.
    counted_fields = ()
    # Whether answering times are measured anew as well.
    hours_changed = True
