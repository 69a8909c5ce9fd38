"""The queue's filters by their names, with slugs and usernames where the queue has keys. `queue.narrowing` does the filtering."""

import re
from datetime import date

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from support_plugin.queue import narrowing
from support_plugin.queue.answers import NAME as ANSWER
from support_plugin.queue.answers import is_edge, read_edge
from support_plugin.taxonomy.models import Department, Priority, Product, TicketType
from support_plugin.tickets.models import Source, Status, Ticket
from support_plugin.tickets.tags import Tag, tag_key, tag_name

from .fields import NOT_OFFERED, and_known
from .problems import WrongParameters, at_parameter, findings

DESK_PARAMETER = gettext_lazy("Only the desk narrows by this.")
SLUGS = {"department": Department, "ticket_type": TicketType, "product": Product}
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

said_late = lazy(and_known, str)


def one(choices, help_text):
    return django_filters.ChoiceFilter(
        choices=[(each, each) for each in choices],
        help_text=help_text,
        error_messages={"invalid_choice": said_late(NOT_OFFERED, choices)},
    )


def several(choices, help_text):
    return django_filters.MultipleChoiceFilter(
        choices=[(each, each) for each in choices],
        help_text=f"{help_text} Repeat it for one of several.",
        error_messages={"invalid_choice": said_late(NOT_OFFERED, choices)},
    )


class Texts(forms.Field):
    """Several texts under one name."""

    widget = forms.MultipleHiddenInput


class SlugsFilter(django_filters.Filter):
    field_class = Texts


class DayFilter(django_filters.CharFilter):
    """A day in ISO 8601."""


class CustomerFilterSet(django_filters.FilterSet):
    """What customers narrow their own tickets by."""

    q = django_filters.CharFilter(
        help_text="Words: beginnings of words of number and subject.", max_length=200
    )
    status = several(Status.values, "Stored statuses.")
    turn = one(narrowing.TURNS, "Whose turn it is: `ours` is the team's.")
    department = SlugsFilter(help_text="Slugs.")
    ticket_type = SlugsFilter(help_text="Slugs.")
    product = SlugsFilter(help_text="Slugs.")

    class Meta:
        model = Ticket
        fields = []

    def given(self):
        """What is asked for as an address of the queue says it; what cannot be read is refused."""
        wrong, given = self._errors(), QueryDict(mutable=True)
        for name in filter(is_filter, self.data):
            values = [value for value in self.data.getlist(name) if value]
            if not self.reads(name):
                wrong.append(at_parameter(name, "desk_only", DESK_PARAMETER))
            elif not values and name != "q":
                wrong.append(at_parameter(name, "blank", _("This value cannot be read.")))
            else:
                translated, missing = self._translated(name, values)
                given.setlist(name, translated)
                wrong += [at_parameter(name, "unknown_choice", missing)] if missing else []
        kept = narrowing.readable(given)
        told = {each["parameter"] for each in wrong}
        for name in given:
            if (
                name not in told
                and given.getlist(name)
                and len(kept.getlist(name)) < len(set(given.getlist(name)))
            ):
                wrong.append(at_parameter(name, "invalid", _("This value cannot be read.")))
        if wrong:
            raise WrongParameters(wrong)
        return kept

    def reads(self, name):
        return name in self.filters

    def _errors(self):
        if self.is_valid():
            return []
        return [at_parameter(*found) for found in findings(self.form)]

    def _translated(self, name, values):
        """The values as the queue's address has them, and a sentence where one means nothing."""
        if name in SLUGS:
            known = dict(
                SLUGS[name].objects.filter(slug__in=values[: narrowing.MOST_KEYS]).values_list("slug", "pk")
            )
            return [str(known[each]) for each in values if each in known], _gone(values, known)
        if name == "tag":
            keys = {each: tag_key(tag_name(each)) for each in values[: narrowing.MOST_KEYS]}
            tags = dict(Tag.objects.filter(key__in=keys.values()).values_list("key", "pk"))
            known = {each: tags[key] for each, key in keys.items() if key in tags}
            return [str(known[each]) for each in values if each in known], _gone(values, known)
        if name == "assignee" and values and values[-1] not in ("me", "none"):
            people = get_user_model()
            found = _agents().filter(**{people.USERNAME_FIELD: values[-1]}).first()
            return ([str(found.pk)], "") if found else ([], _("There is no such person."))
        if is_edge(name):
            wrong = [each for each in values if not _is_edge(each)]
            return values, _("Write a number, or a day like 2026-12-01.") if wrong else ""
        if (
            name.endswith(("_from", "_to"))
            and name.removesuffix("_from").removesuffix("_to") in narrowing.PERIODS
        ):
            wrong = [each for each in values if not (ISO.fullmatch(each) and narrowing.day(each))]
            return values, _("Write a day like 2026-12-01.") if wrong else ""
        return values, ""


class DeskFilterSet(CustomerFilterSet):
    """What agents narrow the queue by. Answers of forms too: `answer_<field>`, `answer_<field>_from`, `…_to`."""

    due = one(narrowing.DUE, "What is due.")
    assignee = django_filters.CharFilter(help_text="A username, `me` or `none`.")
    priority = several(Priority.values, "How urgent.")
    tag = SlugsFilter(help_text="Names of tags.")
    customer = django_filters.CharFilter(
        help_text="A name, a username, an e-mail address, or a ticket's number.", max_length=200
    )
    source = several(Source.values, "Where it came through.")
    created_within = one(narrowing.WITHIN, "When it was filed.")
    created_from = DayFilter(help_text="A day, `2026-12-01`.")
    created_to = DayFilter(help_text="A day.")
    last_message_within = one(narrowing.WITHIN, "When the newest message was written.")
    last_message_from = DayFilter(help_text="A day.")
    last_message_to = DayFilter(help_text="A day.")
    resolved_within = one(narrowing.WITHIN, "When it was resolved.")
    resolved_from = DayFilter(help_text="A day.")
    resolved_to = DayFilter(help_text="A day.")

    def reads(self, name):
        return True


def is_filter(name):
    """Is it a filter of anybody's?"""
    return name in DeskFilterSet.base_filters or ANSWER.fullmatch(name) is not None


def _is_edge(value):
    edge = read_edge(value)
    return edge is not None and (not isinstance(edge, date) or ISO.fullmatch(value) is not None)


def as_asked(given):
    """What an address of the queue says, in the words of this door: slugs, usernames, names of tags."""
    asked = given.copy()
    for name, model in (*SLUGS.items(), ("tag", Tag)):
        if name in given:
            column = "name" if name == "tag" else "slug"
            known = dict(model.objects.filter(pk__in=given.getlist(name)).values_list("pk", column))
            # What is gone stays as it was kept: without it the rest would mean more.
            asked.setlist(name, [known.get(int(key), key) for key in given.getlist(name)])
    if (key := given.get("assignee", "")).isdigit() and (person := _agents().filter(pk=key).first()):
        asked["assignee"] = person.get_username()
    for name in [each for each in given if each.endswith(("_from", "_to"))]:
        if day := narrowing.day(given[name]):
            asked[name] = day.isoformat()
    asked.pop("skipped", None)
    return asked


def _agents():
    """Those to whom a ticket can be assigned."""
    works = Q(is_superuser=True) | Q(department_memberships__isnull=False)
    return get_user_model().objects.filter(works).distinct()


def _gone(values, known):
    missing = [each for each in values if each not in known]
    return _("“{name}” is not known here.").format(name=missing[0][:60]) if missing else ""
