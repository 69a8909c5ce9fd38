"""What customers answered in forms, as the desk filters, shows and exports it."""

import csv

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from wagtail.users.models import UserProfile

from support_plugin.desk import export
from support_plugin.desk.export import harmless
from support_plugin.forms.form import AnswersForm
from support_plugin.models import DepartmentMembership
from support_plugin.queue.models import SavedView
from support_plugin.queue.narrowing import readable
from support_plugin.tickets import actions
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


def test_what_no_published_form_asked_can_be_taken_away(on_desk, version):
    factories.form_field("draft-only", "text", fa="پیش‌نویس")
    assert pills(on_desk.get(QUEUE, {"answer_draft-only": "x"})) == ["draft-only: دیگر وجود ندارد"]


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


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("answer_urgent=maybe", ["فوری: دیگر وجود ندارد"]),
        ("answer_gone=x", ["gone: دیگر وجود ندارد"]),
        ("answer_gone_from=3", ["gone: 3"]),
        ("answer_amount=many", ["مبلغ: many"]),
        ("answer_amount_from=99&answer_amount_to=many", ["مبلغ: 99"]),
        ("answer_problem_to=3", ["مشکل: 3"]),
        ("answer_invoice-no=a&answer_invoice-no=b", ["شماره فاکتور: a", "شماره فاکتور: b"]),
    ],
)
def test_whatever_narrows_by_answers_is_a_pill(query, shown, on_desk, answered):
    answered(amount="12", urgent="on", invoice_no="12")
    response = on_desk.get(f"{QUEUE}?{query}")
    assert subjects(response) == set()
    assert pills(response) == shown


@pytest.mark.parametrize(
    "text", ["بله بله خیر بله", "یک دو سه چهار پنج شش هفت هشت نه ده یازده", "کلمه " * 38]
)
def test_a_text_is_found_by_its_own_words(text, on_desk, answered):
    answered("one", invoice_no=text)
    answered("two", invoice_no="دیگر")
    assert subjects(on_desk.get(QUEUE, {"answer_invoice-no": text})) == {"one"}


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


# Columns --------------------------------------------------------------------------------------------------------


def view_with(agent, *answers):
    columns = [f"answer_{slug}" for slug in answers]
    return SavedView.objects.create(owner=agent, name="فاکتورها", columns=["status", *columns])


def cells(response):
    return [each.text for each in page(response).select(".desk-queue .desk-row__answer")]


def test_a_view_shows_answers_as_columns_in_the_readers_language(on_desk, agent, answered):
    answered(problem="wrong-sum", amount="1500")
    view = view_with(agent, "amount", "problem")
    assert cells(on_desk.get(QUEUE, {"saved": view.uuid})) == ["مبلغ", "مشکل", "۱٬۵۰۰", "مبلغ اشتباه"]
    UserProfile.objects.create(user=agent, preferred_language="en")
    assert cells(on_desk.get(QUEUE, {"saved": view.uuid})) == ["Amount", "Problem", "1,500", "Wrong amount"]


def test_what_a_field_that_is_gone_showed_is_no_column(on_desk, agent, answered):
    answered(problem="wrong-sum")
    assert cells(on_desk.get(QUEUE, {"saved": view_with(agent, "gone", "problem").uuid})) == [
        "مشکل",
        "مبلغ اشتباه",
    ]


def test_an_answer_is_a_text_and_never_markup(on_desk, agent, answered):
    answered(invoice_no="<b>1</b>")
    response = on_desk.get(QUEUE, {"saved": view_with(agent, "invoice-no").uuid})
    assert cells(response)[1] == "<b>1</b>"


def test_the_columns_of_answers_are_chosen_with_the_others(on_desk, version):
    add = reverse("support_desk:view_add")
    on_desk.post(add, {"name": "فاکتورها", "columns": ["status"], "answers": ["answer_problem"]})
    view = SavedView.objects.get()
    assert view.columns == ["status", "answer_problem"]
    form = page(on_desk.get(reverse("support_desk:view_change", args=[view.uuid])))
    assert [each["value"] for each in form.select("[name=columns][checked], [name=answers][checked]")] == [
        "status",
        "answer_problem",
    ]


@pytest.mark.parametrize(
    "answers", [["answer_gone"], ["answer_problem", "answer_seen", "answer_amount", "answer_urgent"]]
)
def test_a_row_has_room_for_three_answers_that_there_are(answers, on_desk, version):
    response = on_desk.post(reverse("support_desk:view_add"), {"name": "فاکتورها", "answers": answers})
    assert response.status_code == 422
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_columns_of_answers_cost_one_query_whatever_is_shown(
    number, on_desk, agent, answered, django_assert_num_queries
):
    for _each in range(number):
        answered(problem="wrong-sum", amount="12")
    view = view_with(agent, "amount", "problem")
    on_desk.get(QUEUE, {"saved": view.uuid})
    with django_assert_num_queries(14):
        assert len(cells(on_desk.get(QUEUE, {"saved": view.uuid}))) == 2 + 2 * number


# Search ---------------------------------------------------------------------------------------------------------


def test_what_was_answered_is_found_on_both_sides(on_desk, client, customer, answered):
    answered("one", problem="wrong-sum", invoice_no="INV-7741")
    answered("two", problem="missing")
    assert subjects(on_desk.get(QUEUE, {"q": "inv 7741"})) == {"one"}
    assert subjects(on_desk.get(QUEUE, {"q": "مبلغ اشتباه"})) == {"one"}
    client.force_login(customer)
    found = client.get(reverse("support:tickets"), {"q": "7741"}).content.decode()
    assert [subject in found for subject in ("one", "two")] == [True, False]


# Export ---------------------------------------------------------------------------------------------------------

EXPORT = reverse("support_desk:export")


def table(response):
    text = b"".join(response.streaming_content).decode("utf-8")
    assert text[0] == "\ufeff"
    return list(csv.reader(text[1:].splitlines(keepends=True)))


def test_the_narrowed_queue_is_a_table(on_desk, answered, agent):
    ticket = answered("one", problem="wrong-sum", amount="۱٬۵۰۰", paid_on="۱۴۰۵/۰۹/۰۲", invoice_no="12")
    answered("two", problem="missing")
    actions.take(ticket, by=agent)
    response = on_desk.get(EXPORT, {"answer_problem": "wrong-sum"})
    head, row = table(response)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert head[12:] == ["مشکل", "مبلغ", "تاریخ پرداخت", "شماره فاکتور"]
    filed = timezone.localtime(ticket.created_at).isoformat(timespec="seconds")
    assert row == [
        *(ticket.reference, "one", "پشتیبانی فنی", "گزارش خطا", "", "در حال بررسی", "عادی"),
        *("مینا راستین", "بهنام کاویانی", filed, filed, ""),
        *("مبلغ اشتباه", "1500", "2026-11-23", "12"),
    ]


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+989121234567", "'+989121234567"),
        ("-2", "-2"),
        ("-2+cmd|' /C calc'!A0", "'-2+cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        (" =1", "' =1"),
        ("a=1", "a=1"),
        ("＝1+1", "'＝1+1"),
        ("a;=1", "a;'=1"),
        ("a\t@x", "a\t'@x"),
        ("a\r\n +1", "a\r\n '+1"),
        ('a;"=1"', 'a;"\'=1"'),
        ("a; b", "a; b"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(typed, cell):
    assert harmless(typed) == cell


def test_a_subject_that_is_a_formula_is_a_text(on_desk, answered):
    answered('=HYPERLINK("https://evil.example","x")')
    assert table(on_desk.get(EXPORT))[1][1] == '\'=HYPERLINK("https://evil.example","x")'


def test_an_agent_exports_what_they_see(client, agent2, on_desk, ticket, foreign_ticket):
    assert [row[0] for row in table(on_desk.get(EXPORT))[1:]] == [ticket.reference]
    client.force_login(agent2)
    assert [row[0] for row in table(client.get(EXPORT))[1:]] == [foreign_ticket.reference]


@pytest.mark.parametrize(("who", "status"), [("editor", 404), ("customer", 302)])
def test_whoever_is_no_agent_exports_nothing(who, status, client, request, ticket):
    client.force_login(request.getfixturevalue(who))
    assert client.get(EXPORT).status_code == status


def test_a_table_that_is_too_long_says_so_in_its_name(on_desk, open_ticket, monkeypatch):
    monkeypatch.setattr(export, "MOST_ROWS", 2)
    first = open_ticket()
    assert "first" not in on_desk.get(EXPORT)["Content-Disposition"]
    list(factories.copies_of(first, 2))
    response = on_desk.get(EXPORT)
    assert "-first-2.csv" in response["Content-Disposition"]
    assert len(table(response)) == 3


def test_a_table_ends_where_its_reader_is_no_longer_active(agent, open_ticket, monkeypatch):
    monkeypatch.setattr(export, "AT_ONCE", 1)
    parts = export.lines([open_ticket().pk for _each in range(3)], agent)
    assert len([next(parts), next(parts)]) == 2
    type(agent)._default_manager.filter(pk=agent.pk).update(is_active=False)
    assert list(parts) == []


def test_a_table_ends_where_its_reader_lost_the_right(agent, open_ticket, monkeypatch):
    monkeypatch.setattr(export, "AT_ONCE", 1)
    agent.get_all_permissions()
    parts = export.lines([open_ticket().pk for _each in range(2)], agent)
    assert len([next(parts), next(parts)]) == 2
    DepartmentMembership.objects.filter(user=agent).delete()
    assert "".join(parts) == ""


@pytest.mark.parametrize("number", [1, 3])
def test_an_export_costs_the_same_for_one_row_and_for_three(
    number, agent, answered, django_assert_num_queries
):
    keys = [answered(problem="wrong-sum").pk for _each in range(number)]
    with django_assert_num_queries(6):
        assert len("".join(export.lines(keys, agent)).splitlines()) == number + 1
