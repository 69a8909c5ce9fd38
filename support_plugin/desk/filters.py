"""The queue's filters as a form: what is offered, what is chosen, how it is said. `narrowing` does the filtering."""

from decimal import Decimal
from functools import cached_property, partial

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import SuffixedMultiWidget
from wagtail.admin.active_filters import (
    ActiveFilter,
    BaseFilterAdapter,
    register_filter_adapter_class,
)
from wagtail.admin.filters import WagtailFilterSet

from support_plugin.forms.kinds import Kind
from support_plugin.queue.answers import PREFIX as ANSWER
from support_plugin.queue.answers import asked_slugs, edges_of, fields_for, is_answer, is_edge, read_edge
from support_plugin.queue.narrowing import MANY_KEYS, Period, narrowed, period_of, readable
from support_plugin.taxonomy.models import Priority
from support_plugin.text.dates import format_date
from support_plugin.text.digits import localized_number
from support_plugin.text.forms import DateField, DecimalField
from support_plugin.tickets.models import Source, Status, Ticket

from .choices import choices_for

ANY = pgettext_lazy("filter", "Any")


def one(label, choices=()):
    return django_filters.ChoiceFilter(
        label=label, choices=choices, empty_label=ANY, widget=forms.RadioSelect
    )


def several(label, choices=()):
    return django_filters.MultipleChoiceFilter(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple
    )


class PeriodWidget(SuffixedMultiWidget):
    """Presets, and two dates a person writes in their own calendar. No script is needed."""

    template_name = "support_plugin/desk/period.html"
    suffixes = ["within", "from", "to"]

    def __init__(self, attrs=None):
        presets = [
            ("", ANY),
            ("today", _("Today")),
            ("yesterday", _("Yesterday")),
            ("week", _("Last 7 days")),
            ("month", _("Last 30 days")),
            ("this_month", _("This month")),
        ]
        edge = {"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(
            [
                forms.RadioSelect(choices=presets),
                forms.TextInput(attrs={**edge, "placeholder": _("From date")}),
                forms.TextInput(attrs={**edge, "placeholder": _("To date")}),
            ],
            attrs,
        )

    def decompress(self, value):
        return value or ["", "", ""]


class PeriodField(forms.MultiValueField):
    widget = PeriodWidget

    def __init__(self, **kwargs):
        fields = [forms.CharField(required=False), DateField(required=False), DateField(required=False)]
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    def compress(self, values):
        return values if any(values or ()) else None


class PeriodFilter(django_filters.Filter):
    field_class = PeriodField


class PeriodPill(BaseFilterAdapter):
    def get_active_filters(self):
        words = period_in_words(period_of(self.query_dict, self.name))
        if words:
            names = [f"{self.name}_{suffix}" for suffix in PeriodWidget.suffixes]
            url = self.get_url_without_filter_param(names)
            yield ActiveFilter(self.bound_field.auto_id, self.filter.label, words, url)


register_filter_adapter_class(PeriodFilter, PeriodPill)


def period_in_words(period: Period):
    if period.within:
        return dict(PeriodWidget().widgets[0].choices)[period.within]
    return between(*(edge and format_date(edge, "j F Y") for edge in (period.first, period.last)))


def between(first, last):
    """Two edges that are said already, or None, as one."""
    if first and last:
        return gettext("{first} to {last}").format(first=first, last=last)
    if first:
        return gettext("from {date}").format(date=first)
    return gettext("until {date}").format(date=last) if last else ""


class EdgesWidget(SuffixedMultiWidget):
    """Two edges, each of which may stay open."""

    template_name = "support_plugin/desk/period.html"
    suffixes = ["from", "to"]

    def __init__(self, placeholders, attrs=None):
        edge = {"dir": "ltr", "autocomplete": "off"}
        super().__init__(
            [
                forms.TextInput(attrs={**edge, "placeholder": words, "aria-label": words})
                for words in placeholders
            ],
            attrs,
        )

    def decompress(self, value):
        return value or ["", ""]


class EdgesField(forms.MultiValueField):
    def __init__(self, *, edge, placeholders, **kwargs):
        """`edge()` makes the form field of one edge."""
        super().__init__(
            fields=[edge(), edge()], require_all_fields=False, widget=EdgesWidget(placeholders), **kwargs
        )

    def compress(self, values):
        return values if any(value is not None for value in values or ()) else None


class EdgesFilter(django_filters.Filter):
    """From where to where an answer lies: `<name>_from`, `<name>_to`."""

    field_class = EdgesField


class EdgesPill(BaseFilterAdapter):
    def get_active_filters(self):
        edges = edges_of(self.query_dict, self.name.removeprefix(ANSWER))
        if edges:
            names = [f"{self.name}_{suffix}" for suffix in EdgesWidget.suffixes]
            words = between(*(edge_in_words(edge) for edge in (edges.first, edges.last)))
            url = self.get_url_without_filter_param(names)
            yield ActiveFilter(self.bound_field.auto_id, self.filter.label, words, url)


register_filter_adapter_class(EdgesFilter, EdgesPill)


class WordsFilter(django_filters.CharFilter):
    """The words an answer begins with; an address may ask for several such beginnings."""


class WordsPill(BaseFilterAdapter):
    def get_active_filters(self):
        for words in filter(None, dict.fromkeys(self.query_dict.getlist(self.name))):
            url = self.get_url_without_filter_param_value(self.name, words)
            yield ActiveFilter(self.bound_field.auto_id, self.filter.label, words, url)


register_filter_adapter_class(WordsFilter, WordsPill)


def edge_in_words(edge):
    if edge is None:
        return None
    return localized_number(edge) if isinstance(edge, Decimal) else format_date(edge, "j F Y")


def by_answer(field):
    """The filter of a `queue.answers.Field`."""
    match field.kind:
        case Kind.CHOICE | Kind.CHOICES:
            return several(field.label, field.choices)
        case Kind.CHECKBOX:
            return several(field.label, [("yes", _("Yes"))])
        case Kind.DATE:
            placeholders = [_("From date"), _("To date")]
            edge = partial(DateField, required=False)
            return EdgesFilter(label=field.label, edge=edge, placeholders=placeholders)
        case Kind.NUMBER:
            placeholders = [_("From number"), _("To number")]
            edge = partial(DecimalField, required=False)
            return EdgesFilter(label=field.label, edge=edge, placeholders=placeholders)
    return WordsFilter(label=field.label, max_length=200, help_text=_("The words the answer begins with."))


class TicketFilterSet(WagtailFilterSet):
    turn = one(
        _("Whose turn it is"),
        [
            ("ours", _("Our turn")),
            ("theirs", _("Waiting for the customer")),
            ("held", _("Needs more time")),
            ("unfinished", _("All open")),
            ("finished", _("Finished")),
        ],
    )
    due = one(
        pgettext_lazy("filter", "Due"),
        [
            ("overdue", _("Overdue")),
            ("soon", _("Due soon")),
            ("promised", _("Promised today")),
        ],
    )
    assignee = one(_("Assignee"))
    status = several(_("Status"), Status.choices)
    priority = several(_("Priority"), Priority.choices)
    department = several(_("Department"))
    ticket_type = several(_("Ticket type"))
    product = several(_("Product"))
    tag = several(_("Tags"))
    customer = django_filters.CharFilter(
        label=_("Customer"), help_text=_("A name, a username, an e-mail address, or a ticket's number.")
    )
    source = several(_("Came through"), Source.choices)
    created = PeriodFilter(label=_("Filed"))
    last_message = PeriodFilter(label=_("Last message"))
    resolved = PeriodFilter(label=_("Resolved"))

    class Meta:
        model = Ticket
        fields = []

    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        self.given = readable(data or QueryDict())
        super().__init__(self.given, queryset, request=request, prefix=prefix)
        self.offered = offered = choices_for(request.user, self.given.getlist("tag"))
        self._offer("assignee", [("me", _("Me")), ("none", _("Unassigned")), *offered.assignee])
        for name in MANY_KEYS:
            self._offer(name, getattr(offered, name))
        # Of all that was ever asked a type asks a few: they are offered where a type is chosen.
        self.answers = fields_for(self.given.getlist("ticket_type"), asked_slugs(self.given))
        for field in self.answers:
            self.filters[field.name] = by_answer(field)
            if "choices" in self.filters[field.name].extra:
                self._offer(field.name, self.filters[field.name].extra["choices"])
        for slug in set(asked_slugs(self.given)) - {field.slug for field in self.answers}:
            # No form asks it: it can be taken away.
            if f"{ANSWER}{slug}" in self.given:
                self.filters[f"{ANSWER}{slug}"] = several(slug)
                self._offer(f"{ANSWER}{slug}", [])
        if run := self.given.get("skipped"):
            # Nobody chooses this: one comes by the result of a bulk action.
            self.filters["skipped"] = one(_("Bulk action"), [(run, _("Skipped tickets"))])

    @cached_property
    def is_narrowing(self):
        """Does the address narrow the queue by any filter?"""
        return any(name not in ("q", "ordering") for name in self.given)

    def unsaid(self):
        """`[(name, label, values)]` of what narrows by answers and no filter says: it is not of the field's kind."""
        said = {
            f"{name}_{suffix}" if suffix else name
            for name in self.form.changed_data
            if self.form.cleaned_data.get(name) is not None
            for suffix in getattr(self.form.fields[name].widget, "suffixes", [""])
        }
        labels, found = {field.slug: field.label for field in self.answers}, []
        for name in self.given:
            is_narrow = is_answer(name) and not (is_edge(name) and read_edge(self.given[name]) is None)
            if is_narrow and name not in said:
                (slug,) = asked_slugs([name])
                found.append((name, labels.get(slug, slug), self.given.getlist(name)))
        return found

    def filter_queryset(self, queryset):
        # Pills and errors are asked for later, of a form that was looked through.
        self.is_valid()
        return narrowed(queryset, self.given, self.request.user)

    def _offer(self, name, choices):
        """What is asked for and is no choice any more gets a pill too, so that it can be taken away."""
        known = {key for key, _label in choices}
        gone = [(key, _("no longer there")) for key in self.given.getlist(name) if key not in known]
        self.filters[name].extra["choices"] = [*choices, *gone]
