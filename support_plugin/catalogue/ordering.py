"""The order of departments, ticket types and products: set by dragging a row, or with its arrow keys."""

from django.db import transaction
from django.db.models import Max
from wagtail.admin.views.generic.ordering import ReorderView
from wagtail.log_actions import log

from .views import CatalogueCreateView, Changes


class RowOrderView(Changes, ReorderView):
    """Core's view counts in sort orders, so they are made whole first; a move is a line of the history."""

    sort_order_field = "sort_order"
    http_method_names = ["post"]

    @transaction.atomic
    def post(self, request, instance_pk):
        self._number_rows()
        before = self._place(instance_pk)
        response = super().post(request, pk=instance_pk)
        if self._place(instance_pk) != before:
            moved = self.model.objects.get(pk=instance_pk)
            log(instance=moved, action="support_plugin.reorder")
            self.changed(moved)
        return response

    def get_queryset(self):
        return self.model.objects.order_by("sort_order", "pk")

    def _number_rows(self):
        """Rows made outside the catalogue may share a number or have none."""
        for number, row in enumerate(self.get_queryset().select_for_update()):
            if row.sort_order != number:
                self.model.objects.filter(pk=row.pk).update(sort_order=number)

    def _place(self, pk):
        return self.model.objects.filter(pk=pk).values_list("sort_order", flat=True).first()


class OrderedCreateView(CatalogueCreateView):
    """What is new stands last."""

    def form_valid(self, form):
        form.instance.sort_order = last_place(self.model)
        return super().form_valid(form)


def last_place(model):
    """The sort order of what stands after all there is."""
    last = model.objects.aggregate(last=Max("sort_order"))["last"]
    return 0 if last is None else last + 1
