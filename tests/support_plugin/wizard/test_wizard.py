"""Filing a ticket through the wizard, with good input and bad."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from support_plugin.models import Attachment, Ticket, WizardDraft
from support_plugin.sla.answer_time import answer_time
from support_plugin.tickets import actions
from support_plugin.wizard.drafts import signature
from tests import factories

DEPARTMENTS = "/panel/tickets/new/"
TYPES = "/panel/tickets/new/technical/"
FORM = "/panel/tickets/new/technical/bug-report/"


@pytest.fixture
def filing(client, customer, ticket_type):
    client.force_login(customer)
    return client


@pytest.fixture
def submit(filing):
    def _submit(**data):
        words = {"submission_key": uuid.uuid4(), "subject": "خطا", "description": "شرح کامل خطا"}
        return filing.post(
            FORM, {name: value for name, value in {**words, **data}.items() if value is not None}
        )

    return _submit


def html_of(response):
    return response.content.decode()


# The steps -------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [DEPARTMENTS, TYPES, FORM, "/panel/", "/panel/tickets/", "/panel/suggestions/"]
)
def test_one_logs_in_first_and_comes_back_to_the_step_asked_for(path, client, ticket_type):
    response = client.get(path)
    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next={path}"


def test_departments_are_cards_that_lead_to_their_types(filing, department, other_department):
    html = html_of(filing.get(DEPARTMENTS))
    assert f'href="{TYPES}"' in html
    assert "پشتیبانی فنی" in html
    assert str(answer_time(department)) in html
    assert "مرحله ۱ از ۳" in html
    assert "billing" not in html  # it has no type yet


def test_types_are_cards_that_lead_to_the_form(filing, department):
    factories.ticket_type("question", department, fa="پرسش")
    html = html_of(filing.get(TYPES))
    assert f'href="{FORM}"' in html
    assert "پرسش" in html


def test_a_department_with_one_type_leads_on_and_its_way_back_is_the_departments(filing):
    assert filing.get(TYPES).url == FORM
    html = html_of(filing.get(FORM))
    assert f'href="{DEPARTMENTS}"' in html
    assert f'href="{TYPES}"' not in html


def test_what_is_known_already_travels_along(filing, department, product):
    factories.ticket_type("question", department, fa="پرسش")
    query = "?product=sms-panel&guide=7&step=abc-1"
    assert f'href="{TYPES}?product=sms-panel&amp;guide=7&amp;step=abc-1"' in html_of(
        filing.get(DEPARTMENTS + query)
    )
    response = filing.get(FORM + query)
    assert f'<option value="{product.pk}" selected>' in html_of(response)
    data = {"submission_key": uuid.uuid4(), "subject": "خطا", "description": "شرح", "product": product.pk}
    filing.post(FORM + query, data)
    assert Ticket.objects.get().origin == {"guide": 7, "step": "abc-1"}


@pytest.mark.parametrize(
    "query", ["?guide=x&step=%00&product=../..", "?guide=99999999999999999999999", "?follow_up=12345678"]
)
def test_forged_prefills_are_passed_over(query, filing):
    assert filing.get(DEPARTMENTS + query).status_code == 200
    assert filing.get(FORM + query).status_code == 200


@pytest.mark.parametrize(
    "path", ["nowhere/", "billing/", "technical/nowhere/", "technical/invoice/", "nowhere/bug-report/"]
)
def test_a_choice_that_is_not_offered_is_404_with_a_way_back(path, filing, other_type):
    if path == "billing/":
        other_type.is_active = False
        other_type.save()
    response = filing.get(DEPARTMENTS + path)
    assert response.status_code == 404
    assert f'href="{DEPARTMENTS}"' in html_of(response)


def test_the_way_back_from_a_choice_that_is_not_offered_takes_what_is_known_along(filing, ticket):
    html = html_of(filing.get(f"{DEPARTMENTS}nowhere/?follow_up={ticket.reference}&product=sms-panel"))
    assert f'href="{DEPARTMENTS}?product=sms-panel&amp;follow_up={ticket.reference}"' in html


def test_the_form_says_the_limits_the_phone_and_why_repeats_slow_things_down(filing, db):
    from wagtail.models import Site

    from support_plugin.models import SupportContact

    site = Site.objects.get(is_default_site=True)
    SupportContact.objects.create(site=site, phone="021 9100 0000", hours={"fa": "شنبه تا چهارشنبه"})
    html = html_of(filing.get(FORM))
    for words in (
        "حداکثر ۱۰ فایل",
        "۱۰ مگابایت",
        "PNG, JPG",
        "۰۲۱ ۹۱۰۰ ۰۰۰۰",
        "tel:02191000000",
        "کند می‌کند",
        "۳۰",
    ):
        assert words in html


# Submitting ------------------------------------------------------------------


def test_a_ticket_is_filed_and_confirmed(filing, submit, customer):
    response = submit(
        subject="خطا در ورود", attachments=[factories.upload(), factories.upload("یاد‌داشت.txt", b"salam")]
    )
    ticket = Ticket.objects.get()
    assert response.url == f"/panel/tickets/{ticket.reference}/filed/"
    assert ticket.customer == customer
    assert {file.name for file in ticket.messages.get().attachments.all()} == {"تصویر خطا.png", "یاد‌داشت.txt"}
    html = html_of(filing.get(response.url))
    for words in ("تیکت شما ثبت شد", "پشتیبانی فنی", "لیست تیکت‌ها", "پنل کاربری", "خطا در ورود"):
        assert words in html


@pytest.mark.parametrize("field", ["subject", "description"])
@pytest.mark.parametrize(
    "value", ["", "   ", "\u200c", "a\x00b", "ب" * 30_000], ids=["empty", "blank", "zwnj", "nul", "long"]
)
def test_a_field_that_is_wrong_is_named_and_the_rest_kept(field, value, submit):
    other = {"subject": "description", "description": "subject"}[field]
    response = submit(**{field: value, other: "نوشته من"}, attachments=[factories.upload()])
    assert response.status_code == 422
    html = html_of(response)
    assert "نوشته من" in html
    assert "تصویر خطا" in html
    assert f'id="id_{field}_error"' in html
    assert Ticket.objects.count() == 0
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("value", [None, "", "999999", "x\x00", "-1", "9" * 50])
def test_a_product_is_asked_for_exactly_where_there_is_one(value, submit, product):
    response = submit(product=value)
    assert response.status_code == 422
    assert 'id="id_product_error"' in html_of(response)
    assert submit(product=product.pk).status_code == 302


def test_a_product_of_another_department_is_refused(submit, product, other_department):
    foreign = factories.product("ledger", other_department, fa="دفتر")
    assert submit(product=foreign.pk).status_code == 422


def test_without_products_none_is_asked_for_and_a_forged_one_is_passed_over(submit, other_department):
    foreign = factories.product("ledger", other_department, fa="دفتر")
    assert submit(product=foreign.pk).status_code == 302
    assert Ticket.objects.get().product is None


def test_bidi_controls_are_cleaned_and_accepted(submit):
    submit(subject="فایل\u202egnp.exe كاربري")
    assert Ticket.objects.get().subject == "فایلgnp.exe کاربری"


@pytest.mark.parametrize("key", ["", "x", "1234", None, "\x00", "ی" * 36])
def test_a_key_that_is_no_uuid_is_an_error_and_what_was_typed_and_sent_is_kept(key, filing, submit):
    response = submit(submission_key=key, attachments=[factories.upload()], subject="موضوع من")
    assert response.status_code == 422
    html = html_of(response)
    assert "موضوع من" in html
    fresh = response.context["submission_key"]
    assert uuid.UUID(str(fresh))
    assert submit(submission_key=fresh).status_code == 302
    assert Ticket.objects.get().messages.get().attachments.count() == 1


def test_one_key_is_one_ticket(submit):
    key = uuid.uuid4()
    first = submit(submission_key=key)
    again = submit(submission_key=key)
    assert (again.status_code, again.url) == (302, first.url)
    assert submit(submission_key=key, subject="چیز دیگر", description="").status_code == 422
    assert Ticket.objects.count() == 1


def test_other_words_under_a_key_that_was_used_are_kept_for_a_ticket_of_their_own(submit):
    key = uuid.uuid4()
    submit(submission_key=key)
    words = {"subject": "چیز دیگر", "description": "شرح دیگر"}
    again = submit(submission_key=key, attachments=[factories.upload("log.txt", b"one")], **words)
    assert again.status_code == 409
    fresh = again.context["submission_key"]
    assert fresh != key
    assert "شرح دیگر" in html_of(again)
    assert submit(submission_key=fresh, **words).status_code == 302
    ticket = Ticket.objects.get(submission_key=fresh)
    assert [file.name for file in ticket.messages.get().attachments.all()] == ["log.txt"]
    assert Ticket.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_twenty_times_at_once_is_one_ticket(customer, ticket_type):
    key = uuid.uuid4()

    def send(_number):
        client = Client()
        client.force_login(customer)
        try:
            return client.post(
                FORM, {"submission_key": key, "subject": "خطا", "description": "شرح"}
            ).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(send, range(20))) == {302}
    assert Ticket.objects.count() == 1


def test_a_file_that_comes_twice_is_in_the_ticket_once(submit):
    """A form sent twice at once brings its files twice; another file of the same name is another file."""
    twice = [factories.upload("log.txt", b"one"), factories.upload("log.txt", b"one")]
    submit(attachments=[*twice, factories.upload("log.txt", b"two")])
    assert Ticket.objects.get().messages.get().attachments.count() == 2
    assert Attachment.objects.count() == 2


@pytest.mark.parametrize(("files", "statements"), [(0, 34), (2, 46)], ids=["words", "words and two files"])
def test_what_a_submit_asks_of_the_database(
    files, statements, filing, submit, product, agent, lead, policy, settings, django_assert_num_queries
):
    """With all that a desk has: products, people to tell, a target to count, a worker to wake."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    policy()
    submit(subject="یک", product=product.pk)
    filing.get(FORM)
    uploads = [factories.upload(f"{number}.png") for number in range(files)]
    with django_assert_num_queries(statements):
        assert submit(subject="دو", product=product.pk, attachments=uploads).status_code == 302


def test_a_similar_open_ticket_is_shown_before_another_is_filed(submit):
    submit(subject="خطا در ورود كاربر")
    earlier = Ticket.objects.get()
    response = submit(
        subject="خطا در ورود کاربر", description="متن تازه من", attachments=[factories.upload()]
    )
    assert response.status_code == 409
    html = html_of(response)
    assert f"/panel/tickets/{earlier.reference}/" in html
    assert '<button class="desk-button desk-button--quiet" name="submit_anyway" value="1">' in html
    assert "متن تازه من" in html
    assert Ticket.objects.count() == 1
    key = response.context["submission_key"]
    anyway = submit(subject="خطا در ورود کاربر", submission_key=key, submit_anyway="1")
    assert anyway.status_code == 302
    assert Ticket.objects.latest("pk").messages.get().attachments.count() == 1


def test_too_many_tickets_an_hour_are_429_with_a_sentence_and_nothing_lost(submit, settings):
    settings.SUPPORT_TICKETS_PER_HOUR = 1
    submit(subject="یک")
    response = submit(subject="دو", description="متن من")
    assert response.status_code == 429
    assert "متن من" in html_of(response)
    assert "دقیقه دیگر" in html_of(response)


# Choosing again in the middle of writing ---------------------------------------


def end(item):
    item.is_active = False
    item.save()


@pytest.mark.parametrize("what", ["department", "ticket_type"])
def test_a_choice_that_ended_while_one_wrote_is_said_and_nothing_is_lost(what, filing, submit, request):
    end(request.getfixturevalue(what))
    assert filing.get(FORM).status_code == 404
    key = uuid.uuid4()
    response = submit(
        submission_key=key, subject="موضوع من", description="شرح من", attachments=[factories.upload()]
    )
    assert response.status_code == 422
    html = html_of(response)
    for kept in ("موضوع من", "شرح من", "تصویر خطا"):
        assert kept in html
    assert f'name="carry" value="1" formaction="{DEPARTMENTS}?draft={key}"' in html
    assert Ticket.objects.count() == 0


def test_where_only_the_type_ended_the_departments_other_types_are_offered_first(filing, submit, ticket_type):
    factories.ticket_type("question", *ticket_type.departments.all(), fa="پرسش")
    end(ticket_type)
    key = uuid.uuid4()
    html = html_of(submit(submission_key=key))
    assert f'name="carry" value="1" formaction="{TYPES}?draft={key}"' in html


def test_what_was_written_comes_along_to_another_department(filing, submit, ticket_type, other_type):
    end(ticket_type)
    key = uuid.uuid4()
    submit(submission_key=key, attachments=[factories.upload("یک.png")])
    written = {
        "submission_key": key,
        "subject": "موضوع من",
        "description": "سطر یک\r\nسطر دو",
        "attachments": [factories.upload("دو.png")],
        "carry": "1",
    }
    chosen = filing.post(DEPARTMENTS, written).url
    assert chosen == f"{DEPARTMENTS}?draft={key}"
    assert f'href="{DEPARTMENTS}billing/?draft={key}"' in html_of(filing.get(chosen))
    elsewhere = filing.get(f"{DEPARTMENTS}billing/?draft={key}").url
    assert elsewhere == f"{DEPARTMENTS}billing/invoice/?draft={key}"
    form = filing.get(elsewhere).context["form"]
    assert (form["subject"].value(), form["description"].value()) == ("موضوع من", "سطر یک\nسطر دو")
    assert [file.name for file in filing.get(elsewhere).context["intake"].kept] == ["یک.png", "دو.png"]
    again = {"submission_key": form.key, "subject": "موضوع من", "description": "سطر یک"}
    filing.post(elsewhere, again)
    assert Ticket.objects.get().messages.get().attachments.count() == 2
    assert filing.get(elsewhere).context["form"]["subject"].value() is None


def test_a_link_that_leads_away_from_the_form_brings_the_words_along_too(
    filing, submit, ticket_type, other_type
):
    end(ticket_type)
    key = uuid.uuid4()
    response = submit(submission_key=key, subject="موضوع من")
    assert response.context["department_step_url"] == f"{DEPARTMENTS}?draft={key}"
    form = filing.get(f"{DEPARTMENTS}billing/invoice/?draft={key}").context["form"]
    assert form["subject"].value() == "موضوع من"


@pytest.mark.parametrize("place", [DEPARTMENTS, f"{DEPARTMENTS}billing/invoice/"])
def test_what_was_kept_can_be_dropped_for_an_empty_form(place, filing, submit, ticket_type, other_type):
    end(ticket_type)
    key = uuid.uuid4()
    submit(submission_key=key, subject="موضوع من", attachments=[factories.upload()])
    with_draft = f"{place}?draft={key}"
    assert 'name="start_afresh"' in html_of(filing.get(with_draft))
    assert filing.post(with_draft, {"start_afresh": "1"}).url == place
    assert 'name="start_afresh"' not in html_of(filing.get(with_draft))
    assert filing.get(f"{DEPARTMENTS}billing/invoice/?draft={key}").context["form"]["subject"].value() is None
    assert Attachment.objects.count() == 0


def test_a_file_that_is_refused_on_the_way_is_named(filing):
    written = {"submission_key": uuid.uuid4(), "attachments": [factories.upload("a.exe", b"MZ")]}
    assert "a.exe" in html_of(filing.post(DEPARTMENTS, written, follow=True))


def test_a_form_for_a_choice_that_never_was_is_404(filing):
    words = {"submission_key": uuid.uuid4(), "subject": "موضوع", "description": "شرح"}
    for path in ("nowhere/bug-report/", "technical/nowhere/"):
        assert filing.post(DEPARTMENTS + path, words).status_code == 404


@pytest.mark.parametrize("what", ["department", "ticket_type"])
def test_a_form_that_was_filed_leads_to_its_confirmation_though_the_choice_ended(what, submit, request):
    key = uuid.uuid4()
    first = submit(submission_key=key)
    end(request.getfixturevalue(what))
    again = submit(submission_key=key, attachments=[factories.upload()])
    assert (again.status_code, again.url) == (302, first.url)
    assert Attachment.objects.count() == 0


# A session that ended in the middle of writing ---------------------------------


@pytest.fixture
def send_late(filing):
    """Opens the form, lets the session end, sends what was written; returns the answer."""

    def _send(path=FORM, **words):
        author = filing.get(FORM).context["author"]
        filing.logout()
        data = {
            "submission_key": uuid.uuid4(),
            "subject": "موضوع من",
            "description": "شرح من",
            "author": author,
        }
        return filing.post(path, data | words)

    return _send


def log_in(client, username, path="/accounts/login/"):
    return client.post(path, {"login": username, "password": factories.PASSWORD})


def test_what_was_written_is_there_again_after_the_login(filing, send_late, customer):
    key = uuid.uuid4()
    response = send_late(f"{FORM}?guide=7", submission_key=key)
    assert response.url == f"/accounts/login/?next={FORM}%3Fguide%3D7%26draft%3D{key}"
    assert log_in(filing, "customer", response.url).url == f"{FORM}?guide=7&draft={key}"
    form = filing.get(f"{FORM}?guide=7&draft={key}").context["form"]
    assert (form.key, form["subject"].value(), form["description"].value()) == (key, "موضوع من", "شرح من")


def test_somebody_else_who_logs_in_on_the_same_machine_does_not_read_it(filing, send_late, stranger):
    key = uuid.uuid4()
    send_late(submission_key=key)
    log_in(filing, "stranger")
    for address in (FORM, f"{FORM}?draft={key}", DEPARTMENTS, "/panel/"):
        html = html_of(filing.get(address))
        assert ("موضوع من" in html, "شرح من" in html) == (False, False), address


@pytest.mark.parametrize("author", ["", "1", "x:y:z"])
def test_words_without_our_signature_are_not_kept(author, filing, send_late):
    assert send_late(author=author).url == f"/accounts/login/?next={FORM}"
    assert WizardDraft.objects.count() == 0


def test_words_signed_longer_ago_than_a_draft_is_kept_are_not_kept(send_late, settings):
    settings.SUPPORT_DRAFT_DAYS = 0
    send_late()
    assert WizardDraft.objects.count() == 0


def test_words_of_somebody_who_may_not_come_in_any_more_are_not_kept(send_late, stranger):
    stranger.is_active = False
    stranger.save()
    send_late(author=signature(stranger))
    assert WizardDraft.objects.count() == 0


def test_no_more_is_kept_than_the_fields_take(filing, send_late):
    send_late(subject="ب" * 1000, description="پ" * 100_000, product="9" * 1000)
    typed = WizardDraft.objects.get().typed
    assert {name: [len(text) for text in texts] for name, texts in typed.items()} == {
        "subject": [200],
        "description": [20_000],
        "product": [20],
    }


def test_what_was_written_too_long_ago_is_not_gone_on_with(filing, submit, ticket_type, other_type, settings):
    end(ticket_type)
    key = uuid.uuid4()
    submit(submission_key=key, subject="موضوع من")
    settings.SUPPORT_DRAFT_DAYS = 0
    form = filing.get(f"{DEPARTMENTS}billing/invoice/?draft={key}").context["form"]
    assert form["subject"].value() is None


# Files -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("setup.exe", b"MZ\x90", "پذیرفته نمی‌شود"),
        ("page.png", b"<html><script>x</script>", "پذیرفته نمی‌شود"),
        ("drawing.svg", b"<svg onload=alert(1)>", "پذیرفته نمی‌شود"),
        ("empty.png", b"", "خالی است"),
    ],
)
def test_a_refused_file_is_named_with_its_reason_and_blocks_no_other(name, content, reason, submit):
    key = uuid.uuid4()
    files = [SimpleUploadedFile(name, content), factories.upload("خوب.png")]
    response = submit(submission_key=key, attachments=files)
    assert response.status_code == 422
    html = html_of(response)
    assert name in html
    assert reason in html
    assert "خوب" in html
    assert submit(submission_key=key).status_code == 302
    assert [file.name for file in Ticket.objects.get().messages.get().attachments.all()] == ["خوب.png"]


def test_the_eleventh_file_is_named_and_ten_are_kept(submit, customer):
    response = submit(attachments=[factories.upload(f"{number}.png") for number in range(11)])
    assert response.status_code == 422
    assert "10.png" in html_of(response)
    assert Attachment.objects.filter(owner=customer).count() == 10


def test_a_file_far_over_the_limit_is_named(submit):
    big = SimpleUploadedFile("film.png", factories.PNG + b"\0" * 40 * 1024 * 1024)
    response = submit(attachments=[big, factories.upload()])
    assert response.status_code == 422
    assert "film.png" in html_of(response)
    assert Attachment.objects.count() == 1


def test_a_body_over_the_limit_is_our_413_page(filing):
    response = filing.post(
        FORM, b"x", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH=str(10**9)
    )
    assert response.status_code == 413
    assert "حجم درخواست زیاد است" in html_of(response)


def test_a_text_over_the_servers_limit_is_our_413_page(filing):
    assert filing.post(FORM, {"description": "x" * 4_000_000}).status_code == 413


def test_a_kept_file_can_be_taken_back(submit, customer):
    key = uuid.uuid4()
    submit(
        submission_key=key, subject="", attachments=[factories.upload("یک.png"), factories.upload("دو.png")]
    )
    first, _second = Attachment.objects.order_by("pk")
    submit(submission_key=key, remove=[str(first.uuid), "nonsense", "\x00"])
    assert [file.name for file in Ticket.objects.get().messages.get().attachments.all()] == ["دو.png"]


# The confirmation ------------------------------------------------------------


@pytest.mark.parametrize("who", ["stranger", "agent", "agent2", "editor", "admin"])
def test_the_confirmation_is_its_customers_alone(who, client, request, ticket):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("support:filed", args=[ticket.reference])).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_choices_cost_the_same_for_one_and_for_three(number, filing, department, django_assert_num_queries):
    for count in range(number - 1):
        other = factories.department(f"d{count}", fa=f"دپارتمان {count}")
        factories.ticket_type(f"t{count}", other, department, fa=f"نوع {count}")
    filing.get(DEPARTMENTS)
    with django_assert_num_queries(8):
        filing.get(DEPARTMENTS)


def test_the_wizard_speaks_english_below_en(filing, department):
    html = html_of(filing.get("/en" + DEPARTMENTS))
    assert "Choose the department that receives the ticket" in html
    assert "Technical support" in html
    assert 'href="/en/panel/tickets/new/technical/"' in html


def test_a_follow_up_names_the_ticket_it_follows(filing, submit, ticket, agent):
    actions.close(ticket, by=agent)
    html = html_of(filing.get(f"{FORM}?follow_up={ticket.reference}"))
    assert "پیگیری تیکت" in html
    assert ticket.subject in html
    data = {"submission_key": uuid.uuid4(), "subject": "پیگیری", "description": "هنوز هست"}
    filing.post(f"{FORM}?follow_up={ticket.reference}", data)
    assert Ticket.objects.latest("pk").origin == {"follow_up": ticket.reference}


def test_somebody_elses_ticket_cannot_be_followed(filing, foreign_ticket):
    html = html_of(filing.get(f"{FORM}?follow_up={foreign_ticket.reference}"))
    assert foreign_ticket.subject not in html


@pytest.mark.parametrize("digits", ["۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"], ids=["Persian", "Arabic"])
def test_a_number_typed_in_digits_of_ours_leads_to_the_confirmation(digits, filing, ticket):
    typed = ticket.reference.translate(str.maketrans("0123456789", digits))
    assert filing.get(f"/panel/tickets/{typed}/filed/").url == f"/panel/tickets/{ticket.reference}/filed/"


def test_a_number_in_foreign_digits_has_no_confirmation(filing, ticket):
    typed = ticket.reference.translate(str.maketrans("0123456789", "०१२३४५६७८९"))
    assert filing.get(f"/panel/tickets/{typed}/filed/").status_code == 404
