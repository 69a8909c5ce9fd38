"""How PostgreSQL answers the desk: nothing reads the table of tickets or messages from one end to the other."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.urls import reverse

from benchmarks.generate_tickets import fill
from support_plugin.desk.queue import READY, view_url
from support_plugin.models import Answer, FormField, Ticket
from tests import factories

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL for its plans")

ANSWERED_BY = re.compile(r"(answer_by_\w+)")
WHOLE_TABLE = re.compile(r"Seq Scan on support_plugin_(ticket|message|answer)\b")


@pytest.fixture
def plans(client, db):
    """The plans of all that one page asks of tickets.

    A few thousand rows fit into so few pages that reading all of them may be the cheapest; with a million they do
    not. So reading all is made dear: where a plan still does it, no index can answer.
    """
    fill(3_000, customers=50)
    client.force_login(get_user_model().objects.get(username="bench"))

    def _plans(url):
        asked = []

        def listen(execute, sql, params, many, context):
            asked.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(listen):
            assert client.get(url).status_code == 200
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            for sql, params in asked:
                if '"support_plugin_ticket"' in sql:
                    cursor.execute(f"EXPLAIN {sql}", params)
                    yield "\n".join(line for (line,) in cursor.fetchall())
            cursor.execute("SET LOCAL enable_seqscan = on")

    return _plans


def test_every_ready_view_is_answered_by_an_index(plans):
    for _name, _label, filters in READY:
        found = list(plans(view_url(filters)))
        assert found != []
        assert [plan for plan in found if WHOLE_TABLE.search(plan)] == []


@pytest.mark.parametrize(
    "asked", ["answer_problem=wrong-sum", "answer_problem=2999", "answer_amount_from=10&answer_amount_to=20"]
)
def test_a_filter_by_answers_is_answered_by_their_indexes(asked, plans):
    problem, amount = factories.form_field("problem"), factories.form_field("amount", "number")
    FormField.objects.update(was_published=True)
    for number, key in enumerate(Ticket.objects.values_list("pk", flat=True)):
        Answer.objects.bulk_create(
            [
                Answer(ticket_id=key, field=problem, key=f" {number} "),
                Answer(ticket_id=key, field=amount, number=number),
            ]
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE support_plugin_answer")
    found = list(plans(f"{view_url()}?{asked}"))
    assert [plan for plan in found if WHOLE_TABLE.search(plan)] == []
    assert {index for plan in found for index in ANSWERED_BY.findall(plan)} == {
        "answer_by_number" if "amount" in asked else "answer_by_key"
    }


def test_the_home_page_is_answered_by_an_index(plans):
    found = list(plans(reverse("wagtailadmin_home")))
    assert [plan for plan in found if WHOLE_TABLE.search(plan)] == []


def test_a_conversation_is_answered_by_an_index(plans):
    bench = get_user_model().objects.get(username="bench")
    ticket = Ticket.objects.worked_by(bench).last()
    found = list(plans(reverse("support_desk:conversation", args=[ticket.reference])))
    assert found != []
    assert [plan for plan in found if WHOLE_TABLE.search(plan)] == []
