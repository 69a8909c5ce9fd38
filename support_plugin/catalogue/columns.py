"""The cells of the lists."""

from django.conf import settings
from django.contrib.admin import display
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language_info, gettext, gettext_lazy, ngettext, pgettext_lazy

from support_plugin.text.digits import localized, localized_number

from .labels import in_language, person_label
from .usage import MOST_COUNTED, ticket_count


def name_columns(field="name"):
    """One column for each language of the site, headed by the language's own name."""
    return [NameIn(code, field) for code, _name in settings.LANGUAGES]


class NameIn:
    """The name (or another translated field) in one language, or that it has no translation yet."""

    def __init__(self, code, field="name"):
        self.code = code
        self.field = field
        self.__name__ = f"{field}-{code}"
        self.short_description = get_language_info(code)["name_local"]

    def __str__(self):
        return self.__name__

    def __eq__(self, other):
        return isinstance(other, NameIn) and str(other) == str(self)

    def __hash__(self):
        return hash(str(self))

    def __call__(self, item):
        name = in_language(getattr(item, self.field), self.code)
        if not name:
            return format_html('<span class="catalogue-missing">{}</span>', gettext("No translation"))
        return format_html('<bdi lang="{}">{}</bdi>', self.code, name)


class OrderColumn:
    @display(description=pgettext_lazy("column", "Order"))
    def drag_handle(self, item):
        return render_to_string("support_plugin/catalogue/drag_handle.html", {"item": item})


class TaxonomyColumns:
    @display(description=gettext_lazy("Usual answering time"))
    def answering_time(self, department):
        minutes = department.usual_answer_minutes
        if not minutes:
            return format_html('<span class="catalogue-none">{}</span>', gettext("Not shown"))
        return localized(ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes})

    @display(description=gettext_lazy("Departments"))
    def offered_in(self, item):
        names = [(str(department),) for department in item.departments.all()]
        if not names:
            return format_html('<span class="catalogue-none">{}</span>', gettext("All departments"))
        return format_html_join(gettext(", "), "<bdi>{}</bdi>", names)

    @display(description=gettext_lazy("Tickets"))
    def ticket_count(self, item):
        return capped(ticket_count(item))

    @display(description=pgettext_lazy("active or not", "State"))
    def state(self, item):
        if item.is_active:
            return format_html('<span class="w-status w-status--primary">{}</span>', gettext("Active"))
        return format_html('<span class="w-status w-status--disabled">{}</span>', gettext("Inactive"))


class MembershipColumns:
    @display(description=gettext_lazy("Person"))
    def person(self, membership):
        return format_html("<bdi>{}</bdi>", person_label(membership.user))


def capped(count):
    """A count for a person: digits of their language, and “+” where counting stopped."""
    return localized_number(count) + ("+" if count >= MOST_COUNTED else "")


def in_every_language(text):
    """A translated text in each language that has it, one below the other; empty if none has."""
    lines = [(code, in_language(text, code)) for code, _name in settings.LANGUAGES]
    return format_html_join("", '<p><bdi lang="{}">{}</bdi></p>', [line for line in lines if line[1]])
