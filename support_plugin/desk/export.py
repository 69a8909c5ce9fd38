"""The queue as it is narrowed now, as a table for other programs: CSV, a ticket per row, a column per field answered."""

import csv
import re
from io import StringIO

from django.contrib.auth import get_user_model
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext, override
from django.views import View

from support_plugin.forms.kinds import Kind
from support_plugin.forms.models import FormField
from support_plugin.queue.narrowing import matching
from support_plugin.tickets.answers import Answer, in_sections, with_versions
from support_plugin.tickets.models import Side, Ticket
from support_plugin.tickets.sentences import status_word
from support_plugin.tickets.timeline import person_name

from .access import AgentsOnly

MOST_ROWS = 10_000
AT_ONCE = 500
# By this a spreadsheet knows that it is UTF-8.
BOM = "\ufeff"
# What spreadsheets compute, and what hides such a beginning from whoever looks for it.
FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
# The same behind what some of them take for the end of a cell.
FORMULA_WITHIN = re.compile(r"([;\t\r\n][\s\"]*)(?=[=+\-@＝＋－＠])")
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# Their own values say more to a program than words in the reader's digits and calendar.
SAID_AS_STORED = (Kind.NUMBER, Kind.DATE)


class ExportView(AgentsOnly, View):
    """`GET tickets/export/?<the queue's address>`: at most MOST_ROWS of what this agent sees there, in its order."""

    http_method_names = ["get"]

    def get(self, request):
        keys = list(matching(request.user, request.GET).values_list("pk", flat=True)[: MOST_ROWS + 1])
        is_cut, keys = len(keys) > MOST_ROWS, keys[:MOST_ROWS]
        response = StreamingHttpResponse(lines(keys, request.user), content_type="text/csv; charset=utf-8")
        name = f"tickets-{timezone.localdate().isoformat()}{f'-first-{MOST_ROWS}' if is_cut else ''}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "private, no-store"
        return response


def lines(keys, user):
    """The table in parts of some hundred rows; each part costs the same, whatever is in it.

    Rights are asked anew with every part; whoever is no longer there, or no longer active, gets no more.
    """
    # While a part is on its way the thread may serve in another language.
    language, zone = get_language(), timezone.get_current_timezone()
    with override(language):
        fields = _answered_fields(keys)
        yield BOM + _csv([[*_head(), *fields.values()]])
    for start in range(0, len(keys), AT_ONCE):
        reader = get_user_model()._default_manager.filter(pk=user.pk, is_active=True).first()
        if reader is None:
            return
        with override(language), timezone.override(zone):
            part = _csv(_rows(keys[start : start + AT_ONCE], reader, fields))
        yield part


def harmless(text):
    """The text as a cell that no spreadsheet takes for a formula. Numbers stay what they are."""
    if PLAIN_NUMBER.fullmatch(text):
        return text
    is_formula = FORMULA.match(text)
    text = FORMULA_WITHIN.sub(r"\1'", text)
    return f"'{text}" if is_formula else text


def _answered_fields(keys):
    """`{field: label}` of the fields that any of these tickets has an answer to, in the catalogue's order."""
    found = set()
    for start in range(0, len(keys), AT_ONCE):
        answers = Answer.objects.filter(ticket__in=keys[start : start + AT_ONCE]).order_by()
        found.update(answers.values_list("field", flat=True).distinct())
    fields = FormField.objects.filter(pk__in=found).order_by("sort_order", "pk")
    return {field.slug: str(field) for field in fields}


def _head():
    return [
        gettext("Number"),
        gettext("Subject"),
        gettext("Department"),
        gettext("Ticket type"),
        gettext("Product"),
        gettext("Status"),
        gettext("Priority"),
        gettext("Assignee"),
        gettext("Customer"),
        gettext("Filed"),
        gettext("Last message"),
        gettext("Resolved"),
    ]


def _rows(keys, user, fields):
    tickets = Ticket.objects.worked_by(user).with_row_details().in_bulk(keys)
    tickets = [tickets[key] for key in keys if key in tickets]
    with_versions(tickets)
    for ticket in tickets:
        answers = _answers(ticket)
        yield [
            ticket.reference,
            ticket.subject,
            str(ticket.department),
            str(ticket.ticket_type),
            str(ticket.product or ""),
            status_word(ticket, Side.TEAM).label,
            ticket.get_priority_display(),
            person_name(ticket.assignee) if ticket.assignee else "",
            person_name(ticket.customer),
            _moment(ticket.created_at),
            _moment(ticket.last_message_at),
            _moment(ticket.resolved_at),
            *(answers.get(slug, "") for slug in fields),
        ]


def _answers(ticket):
    return {
        each["name"]: str(each["value"]) if each["kind"] in SAID_AS_STORED else each["text"]
        for section in in_sections(ticket)
        for each in section["answers"]
    }


def _moment(moment):
    """To the second, in the reader's time zone."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def _csv(rows):
    text = StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()
