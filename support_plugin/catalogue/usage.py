"""How many tickets name a department, a ticket type, a product or a tag: counted no further than one needs to know."""

from django.db.models import IntegerField, OuterRef, Subquery

from support_plugin.forms.models import FormField
from support_plugin.taxonomy.models import TaxonomyItem
from support_plugin.tickets.answers import Answer
from support_plugin.tickets.models import Ticket
from support_plugin.tickets.tags import Tag

MOST_COUNTED = 1000


class CappedCount(Subquery):
    """The number of rows of a sliced queryset; the slice keeps a million tickets from being counted."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()


def with_ticket_counts(queryset):
    """Annotate `counted_tickets`, `MOST_COUNTED` at most."""
    if queryset.model is FormField:
        tickets = Answer.objects.filter(field=OuterRef("pk")).values("ticket").distinct()
    else:
        field = queryset.model._meta.get_field("tickets").field.name
        tickets = Ticket.objects.filter(**{field: OuterRef("pk")}).values("pk")
    return queryset.annotate(counted_tickets=CappedCount(tickets.order_by()[:MOST_COUNTED]))


def ticket_count(item):
    """Tickets of one thing, `MOST_COUNTED` at most; from the annotation where the list made one."""
    if hasattr(item, "counted_tickets"):
        return item.counted_tickets
    tickets = _tickets_of(item)
    return 0 if tickets is None else tickets.order_by()[:MOST_COUNTED].count()


def _tickets_of(item):
    if isinstance(item, FormField):
        return Ticket.objects.filter(pk__in=item.answers.values("ticket"))
    if isinstance(item, TaxonomyItem):
        return item.tickets
    return item.tagged_tickets if isinstance(item, Tag) else None


def is_in_use(item):
    """Whether tickets name it; a field, whether a published form has asked it."""
    return getattr(item, "was_published", False) or ticket_count(item) > 0


def is_switchable(item):
    """Whether it can be taken out of the customers' choice; a membership is simply ended."""
    return isinstance(item, TaxonomyItem)
