"""What a ticket type's form asks, filled in the wizard."""

import uuid
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from support_plugin.models import Answer, RequestForm, Ticket
from tests import factories
from tests.factories import asks, rules, says, section


@pytest.fixture
def problem(db):
    choices = [("wrong-sum", "مبلغ اشتباه", "Wrong amount"), ("missing", "فاکتور نرسیده", "Missing invoice")]
    return factories.form_field("problem", "choice", fa="مشکل فاکتور", en="Problem", choices=choices)


@pytest.fixture
def number(db):
    return factories.form_field("invoice-number", "text", fa="شماره فاکتور", en="Invoice number")


@pytest.fixture
def scan(db):
    return factories.form_field("scan", "file", fa="تصویر فاکتور", en="Scan", file_types="pdf, png")


@pytest.fixture
def form(ticket_type, problem, number, scan):
    return factories.request_form(
        ticket_type,
        section(
            "درباره فاکتور",
            asks(problem, required=True),
            asks(number, required=True, show=rules(("field:problem", "is", "wrong-sum"))),
            says("شماره را بالای فاکتور می‌بینید.", show=rules(("field:problem", "is", "wrong-sum"))),
        ),
        section("مدرک", asks(scan), show=rules(("field:problem", "is", "wrong-sum"))),
    )


@pytest.fixture
def url(form, department, ticket_type):
    return reverse("support:new_form", args=[department.slug, ticket_type.slug])


def filled(**answers):
    words = {"subject": "فاکتور آبان", "description": "مبلغ درست نیست.", "submission_key": str(uuid.uuid4())}
    return words | {f"field_{name.replace('_', '-')}": value for name, value in answers.items()}


def test_answers_are_filed_with_the_words_as_they_read(client, customer, form, url):
    client.force_login(customer)
    response = client.post(url, filled(problem="wrong-sum", invoice_number="۱۲۳۴"))
    ticket = Ticket.objects.get()
    assert response.status_code == 302
    assert ticket.form_version == form.current
    assert ticket.answers == [
        {"field": "problem", "label": "مشکل فاکتور", "value": "wrong-sum", "text": "مبلغ اشتباه"},
        {"field": "invoice-number", "label": "شماره فاکتور", "value": "۱۲۳۴", "text": "۱۲۳۴"},
    ]
    assert list(Answer.objects.order_by("pk").values_list("field__slug", "key")) == [
        ("problem", "wrong-sum"),
        ("invoice-number", " 1234 "),
    ]


def test_what_is_hidden_is_neither_required_nor_stored(client, customer, url):
    client.force_login(customer)
    response = client.post(url, filled(problem="missing", invoice_number="۱۲۳۴"))
    assert response.status_code == 302
    assert [each["field"] for each in Ticket.objects.get().answers] == ["problem"]
    assert Answer.objects.count() == 1


def test_what_is_shown_and_required_is_asked_for_by_its_name(client, customer, url):
    client.force_login(customer)
    response = client.post(url, filled(problem="wrong-sum"))
    assert response.status_code == 422
    assert "لطفاً شماره فاکتور را وارد کنید." in response.content.decode()
    assert "فاکتور آبان" in response.content.decode()
    assert not Ticket.objects.exists()


def test_without_javascript_new_questions_are_asked_in_a_second_pass(client, customer, url, scan):
    client.force_login(customer)
    first = client.post(
        url, filled(problem="wrong-sum", invoice_number="1234") | {"asks": "1", "asked": ["problem"]}
    )
    assert first.status_code == 422
    assert "تصویر فاکتور" in first.content.decode()
    assert not Ticket.objects.exists()
    asked = {"asks": "1", "asked": ["problem", "invoice-number", "scan"]}
    assert client.post(url, filled(problem="wrong-sum", invoice_number="1234") | asked).status_code == 302


def test_a_file_answers_its_field_and_goes_with_the_message(client, customer, url):
    client.force_login(customer)
    words = filled(problem="wrong-sum", invoice_number="1234")
    client.post(url, words | {"field_scan": factories.upload("scan.png")})
    ticket = Ticket.objects.get()
    [file] = ticket.messages.get().attachments.all()
    assert (file.name, file.field) == ("scan.png", "scan")
    assert ticket.answers[-1]["value"] == [{"id": str(file.uuid), "name": "scan.png"}]


def test_a_file_of_another_kind_is_refused_at_its_field_and_the_rest_is_kept(client, customer, url):
    client.force_login(customer)
    words = filled(problem="wrong-sum", invoice_number="1234")
    response = client.post(url, words | {"field_scan": factories.upload("scan.txt", b"text")})
    assert response.status_code == 422
    assert "scan.txt" in response.context["questions"].errors["field_scan"][0]
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("answer", ["", "nonsense", "\x00", "\ud800", "x" * 10_000])
def test_bad_answers_are_refused_with_a_sentence(client, customer, url, answer):
    client.force_login(customer)
    body = urlencode(filled(problem=answer), errors="surrogatepass")
    response = client.post(url, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422
    assert not Ticket.objects.exists()


def test_whoever_fills_a_version_that_was_replaced_may_finish_it(
    client, customer, form, url, ticket_type, problem
):
    client.force_login(customer)
    begun = form.current
    factories.request_form(ticket_type, section("درباره فاکتور", asks(problem)))
    words = filled(problem="wrong-sum", invoice_number="1234") | {"form_version": begun.pk}
    assert client.post(url, words).status_code == 302
    assert Ticket.objects.get().form_version == begun


def test_after_a_day_they_are_told_what_changed_and_lose_nothing(
    client, customer, form, url, ticket_type, problem, settings
):
    client.force_login(customer)
    begun = form.current
    phone = factories.form_field("phone", "phone", fa="تلفن شما")
    factories.request_form(ticket_type, section("درباره فاکتور", asks(problem), asks(phone)))
    settings.SUPPORT_OLD_FORM_HOURS = 0
    words = filled(problem="wrong-sum", invoice_number="1234") | {"form_version": begun.pk}
    response = client.post(url, words)
    assert response.status_code == 422
    assert response.context["form_changes"] == [
        "تازه: تلفن شما.",
        "دیگر پرسیده نمی‌شود: شماره فاکتور، تصویر فاکتور.",
    ]
    assert "مبلغ درست نیست." in response.content.decode()
    current = RequestForm.objects.get().current
    assert client.post(url, words | {"form_version": current.pk}).status_code == 302


def test_a_type_whose_form_was_unpublished_asks_nothing(client, customer, form, url):
    client.force_login(customer)
    form.unpublish()
    assert client.post(url, filled()).status_code == 302
    assert Ticket.objects.get().answers == []


def test_a_ticket_shows_what_it_was_filed_on_for_ever(client, customer, form, url, ticket_type, problem):
    client.force_login(customer)
    client.post(url, filled(problem="wrong-sum", invoice_number="1234"))
    factories.request_form(ticket_type, section("درباره فاکتور", asks(problem)))
    ticket = Ticket.objects.get()
    page = client.get(reverse("support:ticket", args=[ticket.reference])).content.decode()
    assert "شماره فاکتور" in page
    assert "1234" in page


def test_nothing_is_an_answer_too(client, customer, department, ticket_type):
    count = factories.form_field("count", "number", fa="شمار")
    factories.request_form(ticket_type, section("بخش", asks(count, required=True)))
    client.force_login(customer)
    url = reverse("support:new_form", args=[department.slug, ticket_type.slug])
    assert client.post(url, filled(count="۰")).status_code == 302
    assert [each["value"] for each in Ticket.objects.get().answers] == ["0"]
    assert Answer.objects.get().number == 0


@pytest.mark.parametrize("typed", ["1e5", "1_000", ".5", "12.", "NaN", "Infinity", "9" * 16])
def test_what_conditions_cannot_read_is_no_number(client, customer, department, ticket_type, typed):
    count = factories.form_field("count", "number", fa="شمار")
    factories.request_form(ticket_type, section("بخش", asks(count)))
    client.force_login(customer)
    url = reverse("support:new_form", args=[department.slug, ticket_type.slug])
    assert client.post(url, filled(count=typed)).status_code == 422


def test_a_file_of_a_question_that_is_hidden_meanwhile_stays_behind(client, customer, url):
    client.force_login(customer)
    words = filled(problem="wrong-sum")
    client.post(url, words | {"field_scan": factories.upload("card.png")})
    assert client.post(url, words | {"field_problem": "missing"}).status_code == 302
    ticket = Ticket.objects.get()
    assert [each["field"] for each in ticket.answers] == ["problem"]
    assert not ticket.messages.get().attachments.exists()


def test_the_same_form_with_a_file_sent_again_leads_to_its_ticket(client, customer, url):
    client.force_login(customer)
    words = filled(problem="wrong-sum", invoice_number="1234")
    client.post(url, words | {"field_scan": factories.upload("scan.png")})
    again = client.post(url, words)
    assert again.status_code == 302
    assert again.url == reverse("support:filed", args=[Ticket.objects.get().reference])


def test_words_come_along_to_a_type_that_asks_nothing(client, customer, department, url, form):
    plain = factories.ticket_type("plain", department, fa="ساده")
    client.force_login(customer)
    words = filled(problem="wrong-sum") | {"form_version": form.current.pk}
    other = reverse("support:new_form", args=[department.slug, plain.slug])
    carried = client.post(other, words | {"carry": "1"})
    page = client.get(carried.url)
    assert not page.context["form_changed"]
    assert client.post(carried.url, filled() | {"submission_key": words["submission_key"]}).status_code == 302


def test_a_draft_of_a_form_that_is_over_can_be_submitted_without_javascript(
    client, customer, url, form, settings
):
    settings.SUPPORT_OLD_FORM_HOURS = 0
    client.force_login(customer)
    words = filled(problem="wrong-sum") | {"form_version": form.current.pk}
    kept = client.post(url, words | {"carry": "1"})
    form.unpublish()
    assert client.get(kept.url).context["form_changed"]
    assert client.post(kept.url, filled() | {"submission_key": words["submission_key"]}).status_code == 302


@pytest.mark.parametrize("number", [1, 3])
def test_a_form_and_its_ticket_cost_the_same_for_one_question_and_for_three(
    number, client, customer, department, ticket_type, django_assert_num_queries
):
    fields = [factories.form_field(f"field-{place}", fa=f"پرسش {place}") for place in range(number)]
    factories.request_form(ticket_type, section("بخش", *map(asks, fields)))
    client.force_login(customer)
    address = reverse("support:new_form", args=[department.slug, ticket_type.slug])
    client.post(address, filled(**{field.slug: "پاسخ" for field in fields}))
    ticket = reverse("support:ticket", args=[Ticket.objects.get().reference])
    for page, queries in ((address, 10), (ticket, 13)):
        client.get(page)
        with django_assert_num_queries(queries):
            client.get(page)
