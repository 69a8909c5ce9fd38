"""Filing on behalf: an agent writes down what a customer said elsewhere, and it is the customer's ticket."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.urls import reverse

from support_plugin.models import Delivery, Event, Preferences, Ticket
from support_plugin.tickets import errors
from support_plugin.tickets.models import Side, Source
from tests import factories
from tests.factories import asks, rules, section

NEW = reverse("support_desk:new")


@pytest.fixture
def url(customer, department, ticket_type):
    return reverse("support_desk:new_form", args=[customer.pk, department.slug, ticket_type.slug])


@pytest.fixture
def asking(ticket_type):
    """The type asks what is wrong and, where the sum is, for the invoice and its scan."""
    choices = [("wrong-sum", "مبلغ اشتباه", "Wrong amount"), ("missing", "فاکتور نرسیده", "Missing")]
    problem = factories.form_field("problem", "choice", fa="مشکل", en="Problem", choices=choices)
    number = factories.form_field("invoice-no", fa="شماره فاکتور", en="Invoice number")
    scan = factories.form_field("scan", "file", fa="تصویر", en="Scan")
    is_wrong = rules(("field:problem", "is", "wrong-sum"))
    return factories.request_form(
        ticket_type,
        section(
            "فاکتور",
            asks(problem, required=True),
            asks(number, required=True, show=is_wrong),
            asks(scan, show=is_wrong),
        ),
    )


def words(**more):
    return {
        "subject": "فاکتور آبان",
        "description": "تلفنی گفتند مبلغ درست نیست.",
        "submission_key": str(uuid.uuid4()),
    } | more


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def names(response):
    return [each.text for each in page(response).select(".desk-filing__list strong")]


def test_a_ticket_filed_for_a_customer_is_theirs(on_desk, agent, customer, url):
    response = on_desk.post(url, words())
    ticket = Ticket.objects.get()
    assert response.url == reverse("support_desk:conversation", args=[ticket.reference])
    assert (ticket.customer, ticket.source, ticket.status) == (customer, Source.DESK, "new")
    message = ticket.messages.get()
    assert (message.side, message.author, message.is_on_behalf) == (Side.CUSTOMER, agent, True)
    assert [(event.kind, event.actor) for event in ticket.events.all()] == [(Event.Kind.OPENED, agent)]
    assert list(Ticket.objects.filed_by(customer)) == [ticket]


def test_the_customer_is_told_and_reads_who_wrote_it(
    on_desk, client, customer, url, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        on_desk.post(url, words())
    ticket = Ticket.objects.get()
    told = Delivery.objects.filter(recipient=customer)
    assert set(told.values_list("kind", "ticket")) == {("registered", ticket.pk)}
    client.force_login(customer)
    thread = client.get(reverse("support:ticket", args=[ticket.reference]))
    author = page(thread).select_one(".desk-message__author bdi").text
    assert "پشتیبانی فنی" in author
    assert author != "شما"


def test_the_desk_reads_whose_words_these_are(on_desk, agent, url):
    on_desk.post(url, words())
    response = on_desk.get(reverse("support_desk:conversation", args=[Ticket.objects.get().reference]))
    head = page(response).select_one(".desk-msg--customer header")
    assert head.select_one("strong").text == "مینا راستین"
    assert head.select_one(".desk-msg__role").text != "مشتری"


def test_it_is_filed_in_the_customers_language(on_desk, customer, url):
    Preferences.objects.create(user=customer, language="en")
    on_desk.post(url, words())
    assert Ticket.objects.get().language == "en"


def test_answers_and_files_are_filed_as_from_the_customers_form(on_desk, asking, url):
    response = on_desk.post(
        url,
        words(
            **{"field_problem": "wrong-sum", "field_invoice-no": "۱۲"},
            field_scan=factories.upload("scan.png"),
        )
        | {"attachments": factories.upload("خطا.png")},
    )
    assert response.status_code == 302
    ticket = Ticket.objects.get()
    assert [(each["field"], each["text"]) for each in ticket.answers] == [
        ("problem", "مبلغ اشتباه"),
        ("invoice-no", "۱۲"),
        ("scan", "scan.png"),
    ]
    files = ticket.messages.get().attachments.order_by("name")
    assert {(file.name, file.field) for file in files} == {("scan.png", "scan"), ("خطا.png", "")}


def test_what_is_wrong_is_said_and_nothing_is_lost(on_desk, asking, url):
    response = on_desk.post(
        url, words(field_problem="wrong-sum", subject="") | {"attachments": factories.upload("خطا.png")}
    )
    assert response.status_code == 422
    shown = page(response)
    assert shown.select_one("textarea[name=description]").text.strip() == "تلفنی گفتند مبلغ درست نیست."
    assert [each.text for each in shown.select(".desk-kept bdi")] == ["خطا"]
    assert [each["id"] for each in shown.select(".desk-filing__error")] == [
        "id_subject_error",
        "id_field_invoice-no_error",
    ]
    assert not Ticket.objects.exists()


def test_without_a_script_new_questions_are_asked_in_a_second_pass(on_desk, asking, url):
    sent = words(
        **{"field_problem": "wrong-sum", "field_invoice-no": "12", "asks": "1", "asked": ["problem"]}
    )
    assert on_desk.post(url, sent).status_code == 422
    assert on_desk.post(url, sent | {"asked": ["problem", "invoice-no", "scan"]}).status_code == 302


def test_sent_twice_it_is_one_ticket(on_desk, url):
    sent = words()
    first, second = on_desk.post(url, sent), on_desk.post(url, sent)
    assert first.url == second.url
    assert Ticket.objects.count() == 1
    other = on_desk.post(url, sent | {"description": "چیز دیگر"})
    assert other.status_code == 409
    assert (
        on_desk.post(url, words(subject="دیگر", submission_key=other.context["submission_key"])).status_code
        == 302
    )


def test_an_open_ticket_with_this_subject_is_shown_first(on_desk, open_ticket, url):
    earlier = open_ticket(subject="فاکتور آبان")
    response = on_desk.post(url, words())
    assert response.status_code == 409
    links = [each["href"] for each in page(response).select(".desk-problem a")]
    assert links == [reverse("support_desk:conversation", args=[earlier.reference])]
    assert on_desk.post(url, words(submit_anyway="1")).status_code == 302


def test_an_open_ticket_of_a_department_one_does_not_work_in_is_not_named(
    on_desk, open_ticket, other_department, ticket_type, url
):
    ticket_type.departments.add(other_department)
    earlier = open_ticket(subject="فاکتور آبان", department=other_department)
    response = on_desk.post(url, words())
    assert response.status_code == 409
    assert page(response).select(".desk-problem a") == []
    assert earlier.reference not in response.content.decode()


def test_what_agents_file_takes_nothing_from_what_customers_may(
    on_desk, customer, open_ticket, settings, url
):
    settings.SUPPORT_TICKETS_PER_HOUR = 1
    for number in range(3):
        assert on_desk.post(url, words(subject=f"تماس {number}")).status_code == 302
    open_ticket()
    with pytest.raises(errors.TooManyTickets):
        open_ticket()


def test_a_type_that_ended_meanwhile_is_said_on_the_form(on_desk, ticket_type, url):
    ticket_type.is_active = False
    ticket_type.save()
    assert on_desk.get(url).status_code == 404
    response = on_desk.post(url, words())
    assert response.status_code == 422
    assert "تلفنی گفتند" in response.content.decode()


@pytest.mark.parametrize("who", ["customer", "editor", "agent2"])
def test_whoever_does_not_work_there_files_nothing(who, client, request, url):
    client.force_login(request.getfixturevalue(who))
    assert client.get(url).status_code == (302 if who == "customer" else 404)
    assert client.post(url, words()).status_code == (302 if who == "customer" else 404)
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("who", ["customer", "stranger", "agent2"])
def test_the_verb_itself_lets_only_agents_of_the_department_file_for_others(
    who, request, open_ticket, customer
):
    by = request.getfixturevalue(who)
    for_whom = request.getfixturevalue("stranger" if who == "customer" else "customer")
    with pytest.raises(errors.NotYours):
        open_ticket(by=by, customer=for_whom)


@pytest.mark.parametrize("who", ["editor", "customer"])
def test_whoever_is_no_agent_finds_nobody(who, client, request, stranger):
    client.force_login(request.getfixturevalue(who))
    for address in (f"{NEW}?q=stranger", reverse("support_desk:new_type", args=[stranger.pk])):
        response = client.get(address)
        assert response.status_code == (302 if who == "customer" else 404)
        assert "رستمی" not in response.content.decode()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("ب", []),
        ("كاويانى", ["بهنام کاویانی"]),
        ("بهنام کاو", ["بهنام کاویانی"]),
        ("بهنام رستمی", []),
        ("CUSTOMER@example", ["بهنام کاویانی"]),
        ("stran", ["سارا رستمی"]),
        ("example.com", []),
        ("%", []),
        ("__", []),
        ("agent", ["آرش نیک‌پور"]),
        ("x" * 5000, []),
    ],
)
def test_customers_are_found_by_what_an_agent_knows_of_them(text, found, on_desk, customer, stranger, agent2):
    assert names(on_desk.get(NEW, {"q": text})) == found


@pytest.mark.parametrize("text", ["\x00", "\ud800".encode("utf-8", "surrogatepass"), "' or 1=1"])
def test_nothing_that_is_searched_for_breaks_the_page(text, on_desk, customer):
    assert names(on_desk.get(NEW, {"q": text})) == []


def test_a_search_is_bounded_and_says_so(on_desk):
    for number in range(12):
        factories.user(f"caller{number}", first_name="زهرا", last_name=f"مرادی {number:02}")
    response = on_desk.get(NEW, {"q": "مرادی"})
    assert len(names(response)) == 10
    assert response.context["has_more"] is True
    exact = on_desk.get(NEW, {"q": "caller11"})
    assert names(exact)[0] == "زهرا مرادی 11"


@pytest.mark.parametrize("number", [1, 3])
def test_a_search_costs_the_same_for_one_person_and_for_three(number, on_desk, django_assert_num_queries):
    for each in range(number):
        factories.user(f"caller{each}", first_name="زهرا")
    on_desk.get(NEW)
    with django_assert_num_queries(13):
        assert len(names(on_desk.get(NEW, {"q": "زهرا"}))) == number


def test_who_is_not_active_is_nobody_to_file_for(on_desk, stranger, agent):
    get_user_model().objects.filter(pk=stranger.pk).update(is_active=False)
    assert names(on_desk.get(NEW, {"q": "رستمی"})) == []
    for key in (stranger.pk, agent.pk, 0, "x", 10**30):
        assert on_desk.get(reverse("support_desk:new_type", args=[key])).status_code == 404


def test_types_of_ones_own_departments_are_offered(
    client, lead, on_desk, customer, ticket_type, other_type, foreign_ticket
):
    address = reverse("support_desk:new_type", args=[customer.pk])
    assert on_desk.get(address).url.endswith("/technical/bug-report/")
    client.force_login(lead)
    assert names(client.get(address)) == ["گزارش خطا", "فاکتور"]


def test_what_the_customer_asked_already_stands_above_the_choice(
    on_desk, customer, ticket, department, foreign_ticket
):
    factories.ticket_type("question", department, fa="پرسش")
    shown = names(on_desk.get(reverse("support_desk:new_type", args=[customer.pk])))
    assert shown == [ticket.subject, "گزارش خطا", "پرسش"]


def test_open_tickets_are_shown_although_only_one_type_is_offered(on_desk, customer, ticket):
    shown = names(on_desk.get(reverse("support_desk:new_type", args=[customer.pk])))
    assert shown == [ticket.subject, "گزارش خطا"]


def test_the_queue_leads_to_it(on_desk, ticket):
    links = page(on_desk.get(reverse("support_desk:queue"))).select(f'a[href="{NEW}"]')
    assert len(links) == 1
