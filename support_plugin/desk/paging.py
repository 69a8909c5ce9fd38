"""Pages of a queue that may be very long: what is beyond the deepest row is reached by filtering."""

from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from wagtail.admin.paginator import WagtailPaginator

from support_plugin import conf
from support_plugin.text.digits import localized_number


class CappedPaginator(WagtailPaginator):
    """Counts at most QUEUE_ROWS rows, whatever the table holds.

    `found` is how many were counted already, up to one more than that; None: they are counted here.
    """

    def __init__(self, *args, found=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = found

    @cached_property
    def _capped(self):
        limit = conf.QUEUE_ROWS
        found = self.found
        if found is None:
            found = self.object_list.order_by().values("pk")[: limit + 1].count()
        return min(found, limit), found > limit

    @cached_property
    def count(self):
        return self._capped[0]

    @cached_property
    def items_count_label(self):
        """How many tickets there are, in words; “more than” where counting stopped."""
        count, is_capped = self._capped
        if is_capped:
            return gettext("More than {number} tickets").format(number=localized_number(count))
        return ngettext("{number} ticket", "{number} tickets", count).format(number=localized_number(count))
