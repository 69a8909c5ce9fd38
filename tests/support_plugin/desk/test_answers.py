"""What customers answered in forms, as the desk filters, shows and exports it."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from support_plugin.desk.models import SavedView
from support_plugin.desk.narrowing import readable
from support_plugin.forms.form import AnswersForm
from tests import factories
from tests.factories import asks, section

QUEUE = reverse("support_desk:queue")


@pytest.fixture
def version(ticket_type):
    """A published form with a field of each kind that is found."""
    choices = [("wrong-sum", "مبلغ اشتباه", "Wrong amount"), ("missing", "نرسیده", "Missing")]
    fields = [
        factories.form_field("problem", "choice", fa="مشکل", en="Problem", choices=choices),
        factories.form_field("seen", "choices", fa="دیده‌شده", en="Seen", choices=choices),
        factories.form_field("urgent", "checkbox", fa="فوری", en="Urgent"),
        factories.form_field("amount", "number", fa="مبلغ", en="Amount"),
        factories.form_field("paid-on", "date", fa="تاریخ پرداخت", en="Paid on"),
        factories.form_field("invoice-no", "text", fa="شماره فاکتور", en="Invoice number"),
    ]
    return factories.request_form(ticket_type, section("فاکتور", *(asks(each) for each in fields))).current


@pytest.fixture
def answered(version, open_ticket, department, ticket_type):
    """Files a ticket with these answers to the form, as they are typed."""

    def _answered(subject="پاسخ‌ها", /, **texts):
        facts = {"department": department.slug, "ticket_type": ticket_type.slug, "product": ""}
        data = MultiValueDict()
        for name, text in texts.items():
            data.setlist(f"field_{name.replace('_', '-')}", [text] if isinstance(text, str) else text)
        form = AnswersForm(version, facts=facts, data=data)
        assert form.is_valid(), form.errors
        return open_ticket(subject=subject, answered=form.answered)

    return _answered


def subjects(response):
    return {ticket.subject for ticket in response.context["tickets"]}


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def pills(response):
    return [
        " ".join(each.text.split()) for each in page(response).select(".w-active-filters .w-pill__content")
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("answer_problem=wrong-sum", {"one"}),
        ("answer_problem=wrong-sum&answer_problem=missing", {"one", "two"}),
        ("answer_problem=gone", set()),
        ("answer_seen=missing", {"one", "two"}),
        ("answer_urgent=yes", {"two"}),
        ("answer_amount_from=12.5", {"two"}),
        ("answer_amount_from=۱۲٫۵&answer_amount_to=1,500", {"two"}),
        ("answer_amount_to=12", {"one"}),
        ("answer_paid-on_from=1405/09/02", {"two"}),
        ("answer_paid-on_to=2026-11-22", {"one"}),
        ("answer_invoice-no=inv", {"one"}),
        ("answer_invoice-no=INV%20۱۲", {"one"}),
        ("answer_invoice-no=34", set()),
        ("answer_problem=wrong-sum&answer_urgent=yes", set()),
        ("answer_unknown=x", set()),
        ("answer_amount_from=many&answer_paid-on_to=soon", {"one", "two", "plain"}),
        ("answer_amount_from=%00&answer_=x&answer_problem_to=&answer_x_y=1", {"one", "two", "plain"}),
    ],
)
def test_answers_narrow_the_queue(query, found, on_desk, answered):
    answered(
        "one",
        problem="wrong-sum",
        seen=["wrong-sum", "missing"],
        amount="12",
        paid_on="2026-11-22",
        invoice_no="INV 12 34",
    )
    answered(
        "two",
        problem="missing",
        seen=["missing"],
        amount="۱٬۵۰۰",
        paid_on="۱۴۰۵/۰۹/۰۲",
        urgent="on",
        invoice_no="98",
    )
    answered("plain")
    response = on_desk.get(f"{QUEUE}?{query}")
    assert response.status_code == 200
    assert subjects(response) == found


def test_answers_never_lead_into_other_departments(client, agent2, answered):
    answered("one", problem="wrong-sum")
    client.force_login(agent2)
    assert subjects(client.get(QUEUE, {"answer_problem": "wrong-sum"})) == set()


def test_fields_are_offered_where_a_type_that_asks_them_is_chosen(on_desk, version, ticket_type):
    assert page(on_desk.get(QUEUE)).select("[name^=answer_]") == []
    names = {
        each["name"]
        for each in page(on_desk.get(QUEUE, {"ticket_type": ticket_type.pk})).select("[name^=answer_]")
    }
    assert names == {
        *("answer_problem", "answer_seen", "answer_urgent", "answer_invoice-no"),
        *("answer_amount_from", "answer_amount_to", "answer_paid-on_from", "answer_paid-on_to"),
    }


def test_what_no_published_form_asked_is_not_offered(on_desk, ticket_type, version):
    factories.form_field("draft-only", "text", fa="پیش‌نویس")
    assert page(on_desk.get(QUEUE, {"answer_draft-only": "x"})).select("[name=answer_draft-only]") == []


def test_each_answer_that_is_asked_for_is_a_pill_that_takes_it_away(on_desk, answered):
    answered(problem="wrong-sum", amount="12", paid_on="2026-11-22", invoice_no="1234")
    query = (
        "answer_problem=wrong-sum&answer_problem=gone&answer_amount_from=10&answer_amount_to=1500"
        "&answer_paid-on_from=1405/09/01&answer_invoice-no=12"
    )
    response = on_desk.get(f"{QUEUE}?{query}")
    assert pills(response) == [
        "مشکل: مبلغ اشتباه",
        "مشکل: دیگر وجود ندارد",
        "مبلغ: از ۱۰ تا ۱٬۵۰۰",
        "تاریخ پرداخت: از ۱ آذر ۱۴۰۵",
        "شماره فاکتور: 12",
    ]
    urls = [
        each["data-w-swap-src-value"]
        for each in page(response).select(".w-active-filters [data-w-swap-src-value]")
    ]
    assert "answer_amount" in urls[0]
    assert "answer_amount" not in urls[2]


def test_an_edge_that_is_no_number_is_named(on_desk, answered):
    answered("one", amount="12")
    response = on_desk.get(QUEUE, {"answer_amount_from": "many"})
    assert subjects(response) == {"one"}
    assert list(response.context["filters"].form.errors) == ["answer_amount"]


def test_a_saved_view_keeps_answers(on_desk, agent, answered):
    on_desk.post(reverse("support_desk:view_add"), {"name": "مبلغ", "query": "answer_amount_from=10&x=1"})
    assert SavedView.objects.get().query == "answer_amount_from=10"


def test_an_address_names_a_few_answers_at_most():
    query = "&".join(f"answer_f{number}=x" for number in range(500))
    assert len(readable(query)) == 12


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_narrowed_by_answers_costs_the_same_for_one_row_and_for_three(
    number, on_desk, answered, ticket_type, django_assert_num_queries
):
    for _each in range(number):
        answered(problem="wrong-sum", amount="12")
    query = {"ticket_type": ticket_type.pk, "answer_problem": "wrong-sum", "answer_amount_from": "10"}
    on_desk.get(QUEUE, query)
    with django_assert_num_queries(13):
        assert len(on_desk.get(QUEUE, query).context["tickets"]) == number
