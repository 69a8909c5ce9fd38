"""An unfinished ticket: kept while it is typed, offered again anywhere, gone when it is filed, thrown away or old."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from support_plugin.models import Attachment, Ticket, WizardDraft
from support_plugin.wizard import drafts
from tests import factories

DOOR = "/panel/drafts/"
STEP = "/panel/tickets/new/"
FORM = "/panel/tickets/new/technical/bug-report/"
OFFERED_AT = ["/panel/", "/panel/tickets/", STEP]


@pytest.fixture
def filing(client, customer, ticket_type):
    client.force_login(customer)
    return client


@pytest.fixture
def keep(filing):
    """What the form's script sends; returns the answer."""

    def _keep(client=filing, path="", **data):
        words = {
            "submission_key": uuid.uuid4(),
            "department": "technical",
            "ticket_type": "bug-report",
            "subject": "موضوع من",
            "description": "شرح من",
        }
        sent = {name: value for name, value in (words | data).items() if value is not None}
        return client.post(DOOR + path, sent)

    return _keep


@pytest.fixture
def upload(filing):
    def _upload(key, name="تصویر خطا.png"):
        data = {"submission_key": key, "file": factories.upload(name)}
        return filing.post("/panel/attachments/", data).json()["id"]

    return _upload


def html_of(response):
    return response.content.decode()


def form_at(client, key):
    return client.get(f"{FORM}?draft={key}").context


def throw_away(client, key, place="panel"):
    return client.post(f"{DOOR}{key}/throw-away/", {"from": place})


def only():
    return WizardDraft.objects.get()


def grow_old(days):
    WizardDraft.objects.update(updated_at=timezone.now() - timedelta(days=days))
    Attachment.objects.update(
        created_at=timezone.now() - timedelta(days=days),
        kept_until=timezone.now() + timedelta(days=14 - days),
    )


# Kept while one types ------------------------------------------------------------


def test_what_is_typed_is_kept_with_where_it_was_typed(keep, customer, department, ticket_type, product):
    key = uuid.uuid4()
    response = keep(
        path="?guide=7&step=abc-1&product=sms-panel&draft=x&other=1",
        submission_key=key,
        product=product.pk,
        form_version="3",
        field_colours=["red", "blue"],
        field_NOT="no",
        author="no",
    )
    draft = only()
    assert response.json() == {"kept_at": draft.updated_at.isoformat()}
    assert (draft.customer, draft.submission_key) == (customer, key)
    assert (draft.department, draft.ticket_type) == (department, ticket_type)
    assert draft.path == {"guide": "7", "step": "abc-1", "product": "sms-panel"}
    assert draft.typed == {
        "subject": ["موضوع من"],
        "description": ["شرح من"],
        "product": [str(product.pk)],
        "form_version": ["3"],
        "field_colours": ["red", "blue"],
    }


def test_the_last_words_under_a_key_win(keep):
    key = uuid.uuid4()
    keep(submission_key=key, subject="یک")
    keep(submission_key=key, subject="دو")
    assert only().typed["subject"] == ["دو"]


@pytest.mark.parametrize("words", ["", "  ", "\u200c"])
def test_nothing_written_keeps_nothing(words, keep, product):
    key = uuid.uuid4()
    nothing = {"submission_key": key, "subject": words, "description": words, "product": product.pk}
    assert keep(**nothing).json() == {"kept_at": None}
    keep(submission_key=key)
    assert keep(**nothing).json() == {"kept_at": None}
    assert WizardDraft.objects.count() == 0


def test_files_alone_are_worth_keeping(keep, upload):
    key = uuid.uuid4()
    upload(key)
    assert keep(submission_key=key, subject="", description="").json()["kept_at"]
    assert Attachment.objects.get().kept_until == only().kept_until


def test_a_file_that_was_taken_back_does_not_come_back(keep, upload, filing):
    key = uuid.uuid4()
    first, second = upload(key, "یک.png"), upload(key, "دو.png")
    keep(submission_key=key, remove=[first, "nonsense"])
    assert [str(file.uuid) for file in form_at(filing, key)["intake"].kept] == [second]


def test_words_for_a_choice_that_ended_are_kept_all_the_same(keep, ticket_type):
    ticket_type.is_active = False
    ticket_type.save()
    assert keep().status_code == 200
    assert only().ticket_type == ticket_type


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (422, {"submission_key": None}),
        (422, {"submission_key": "1234"}),
        (422, {"submission_key": "\x00"}),
        (422, {"department": "nowhere"}),
        (422, {"department": "a\x00b"}),
        (422, {"ticket_type": None}),
        (422, {"ticket_type": "nowhere"}),
        (422, {"subject": "a\x00b"}),
        (422, {"field_words": ["a", "\x00"]}),
        (413, {"description": "x" * 1_000_000}),
        (413, {f"field_a{number}": "ی" * 1000 for number in range(40)}),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence_and_nothing_is_stored(status, sent, keep):
    response = keep(**sent)
    assert (response.status_code, WizardDraft.objects.count()) == (status, 0)
    assert response.json()["error"]


def test_no_lone_surrogate_is_stored(filing, keep):
    keep()
    body = f"submission_key={uuid.uuid4()}&department=technical&ticket_type=bug-report&subject=a%ED%A0%80b"
    filing.post(DOOR, body, content_type="application/x-www-form-urlencoded")
    for draft in WizardDraft.objects.all():
        str(draft.typed).encode()


def test_a_refused_attempt_leaves_what_was_kept_before(keep):
    key = uuid.uuid4()
    keep(submission_key=key)
    keep(submission_key=key, subject="a\x00b")
    assert only().typed["subject"] == ["موضوع من"]


def test_nobody_keeps_more_often_than_a_script_of_ours_would(keep, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_A_MINUTE", 2)
    assert [keep().status_code for _time in range(3)] == [200, 200, 429]


def test_a_form_never_keeps_more_than_a_draft_takes(filing):
    fields = {f"field_a{number}": "ی" * 20_000 for number in range(5)}
    words = {"submission_key": uuid.uuid4(), "subject": "موضوع من", "description": "ی" * 20_000}
    filing.post(FORM, {**words, **fields, "keep": "1"})
    typed = only().typed
    assert (typed["subject"], len(typed["description"][0])) == (["موضوع من"], 20_000)
    assert sum(len(text.encode()) for texts in typed.values() for text in texts) <= drafts.MOST_BYTES


@pytest.mark.parametrize("is_first", [True, False], ids=["the first time", "again"])
def test_what_keeping_asks_of_the_database(is_first, keep, django_assert_num_queries):
    key = uuid.uuid4()
    if not is_first:
        keep(submission_key=key)
    with django_assert_num_queries(12 if is_first else 10):
        keep(submission_key=key)


def test_a_sixth_draft_takes_the_place_of_the_oldest_and_its_files(
    keep, upload, django_capture_on_commit_callbacks
):
    keys = [uuid.uuid4() for _number in range(6)]
    with django_capture_on_commit_callbacks(execute=True):
        for key in keys:
            upload(key)
            keep(submission_key=key)
    assert set(WizardDraft.objects.values_list("submission_key", flat=True)) == set(keys[1:])
    assert set(Attachment.objects.values_list("submission_key", flat=True)) == set(keys[1:])


# Without JavaScript ------------------------------------------------------------------


def test_the_button_keeps_words_and_files_and_says_where_to_go_on(filing):
    key = uuid.uuid4()
    assert '<button class="desk-button" name="keep" value="1">' in html_of(filing.get(FORM))
    words = {"submission_key": key, "subject": "موضوع من", "description": "", "keep": "1"}
    files = [factories.upload("خوب.png"), factories.upload("a.exe", b"MZ")]
    response = filing.post(f"{FORM}?guide=7", {**words, "attachments": files}, follow=True)
    assert response.redirect_chain == [("/panel/", 302)]
    html = html_of(response)
    assert "a.exe" in html
    assert f'href="{FORM}?guide=7&amp;draft={key}"' in html
    assert (Ticket.objects.count(), Attachment.objects.count()) == (0, 1)


def test_an_empty_form_keeps_nothing(filing):
    filing.post(FORM, {"submission_key": uuid.uuid4(), "keep": "1"})
    assert WizardDraft.objects.count() == 0


def test_a_form_whose_key_was_filed_or_thrown_away_is_kept_under_a_fresh_one(filing, keep):
    for end in ("file", "throw away"):
        key = uuid.uuid4()
        if end == "file":
            filing.post(FORM, {"submission_key": key, "subject": "یک", "description": "یک"})
        else:
            keep(submission_key=key)
            throw_away(filing, key)
        words = {"submission_key": key, "subject": "چیز دیگر", "description": "شرح", "carry": "1"}
        address = filing.post(STEP, {**words, "attachments": [factories.upload()]}).url
        fresh = address.removeprefix(f"{STEP}?draft=")
        assert fresh != str(key)
        context = form_at(filing, fresh)
        assert (context["form"]["subject"].value(), len(context["intake"].kept)) == ("چیز دیگر", 1)


# Offered again ------------------------------------------------------------------------


@pytest.mark.parametrize("page", OFFERED_AT)
def test_what_is_unfinished_is_offered_with_all_one_needs_to_know_it_by(page, filing, keep, upload):
    key = uuid.uuid4()
    upload(key)
    upload(key, "دو.png")
    keep(submission_key=key, path="?guide=7")
    html = html_of(filing.get(page))
    assert f'href="{FORM}?guide=7&amp;draft={key}"' in html
    assert f'action="{DOOR}{key}/throw-away/"' in html
    for words in ("موضوع من", "پشتیبانی فنی", "گزارش خطا", "<time"):
        assert words in html


def test_nothing_unfinished_shows_nothing(filing):
    for page in OFFERED_AT:
        assert 'id="drafts"' not in html_of(filing.get(page))


def test_it_is_known_by_its_first_words_where_it_has_no_subject(keep):
    keep(subject=" ", description="\u202eاز صبح " + "خطا " * 100)
    assert only().about.startswith("از صبح خطا")
    assert len(only().about) <= 81


def test_where_its_choice_is_not_offered_any_more_one_chooses_anew(filing, keep, ticket_type, other_type):
    key = uuid.uuid4()
    keep(submission_key=key)
    ticket_type.departments.clear()
    assert f'href="{STEP}?draft={key}"' in html_of(filing.get("/panel/"))
    ticket_type.delete()
    assert f'href="{STEP}?draft={key}"' in html_of(filing.get("/panel/"))


def test_it_is_there_on_another_device_after_logging_out(filing, keep, upload, customer):
    key = uuid.uuid4()
    upload(key, "یک.png")
    upload(key, "دو.png")
    keep(submission_key=key)
    filing.logout()
    elsewhere = Client()
    elsewhere.force_login(customer)
    context = form_at(elsewhere, key)
    form = context["form"]
    assert (form.key, form["subject"].value(), form["description"].value()) == (key, "موضوع من", "شرح من")
    assert [file.name for file in context["intake"].kept] == ["یک.png", "دو.png"]
    words = {"submission_key": form.key, "subject": "موضوع من", "description": "شرح من"}
    assert elsewhere.post(f"{FORM}?draft={key}", words).status_code == 302
    assert Ticket.objects.get().messages.get().attachments.count() == 2


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("page", "statements"), zip(OFFERED_AT, [9, 8, 8], strict=True))
def test_offering_costs_the_same_for_one_draft_and_for_three(
    number, page, statements, filing, keep, upload, django_assert_num_queries
):
    for _number in range(number):
        key = uuid.uuid4()
        upload(key)
        keep(submission_key=key)
    filing.get(page)
    with django_assert_num_queries(statements):
        filing.get(page)


# The end of a draft ----------------------------------------------------------------------


def test_filing_ends_it_and_the_form_that_is_still_open_does_not_bring_it_back(filing, keep):
    key = uuid.uuid4()
    keep(submission_key=key)
    filing.post(FORM, {"submission_key": key, "subject": "موضوع من", "description": "شرح من"})
    response = keep(submission_key=key, subject="دیرتر")
    assert response.status_code == 409
    assert response.json()["error"]
    assert form_at(filing, key)["form"].key != key
    assert 'id="drafts"' not in html_of(filing.get("/panel/"))
    call_command("support_tick")
    assert WizardDraft.objects.count() == 0


def test_what_was_thrown_away_is_gone_with_its_files_and_does_not_come_back(filing, keep, upload):
    key = uuid.uuid4()
    upload(key)
    keep(submission_key=key)
    assert throw_away(filing, key, "new").url == STEP
    assert (only().typed, Attachment.objects.count()) == ({}, 0)
    assert keep(submission_key=key).status_code == 409
    assert only().typed == {}
    assert throw_away(filing, key, "http://elsewhere.example/").url == "/panel/"


def test_a_draft_is_thrown_away_by_a_post_alone(filing, keep):
    key = uuid.uuid4()
    keep(submission_key=key)
    assert filing.get(f"{DOOR}{key}/throw-away/").status_code == 405
    assert WizardDraft.objects.live().count() == 1


def test_after_two_weeks_without_a_change_words_and_files_are_deleted(keep, upload):
    key = uuid.uuid4()
    upload(key)
    keep(submission_key=key)
    grow_old(days=13)
    call_command("support_tick")
    assert (WizardDraft.objects.count(), Attachment.objects.count()) == (1, 1)
    grow_old(days=15)
    call_command("support_tick")
    assert (WizardDraft.objects.count(), Attachment.objects.count()) == (0, 0)


def test_whoever_goes_on_with_it_gains_the_time_anew(filing, keep, upload):
    key = uuid.uuid4()
    upload(key)
    keep(submission_key=key)
    grow_old(days=13)
    keep(submission_key=key)
    assert only().kept_until == Attachment.objects.get().kept_until
    assert only().kept_until > timezone.now() + timedelta(days=13)


def test_files_of_no_draft_wait_a_day_as_before(upload):
    upload(uuid.uuid4())
    Attachment.objects.update(created_at=timezone.now() - timedelta(hours=25))
    call_command("support_tick")
    assert Attachment.objects.count() == 0


def test_the_drafts_of_a_customer_who_is_deleted_go_with_them_and_their_files_after_a_day(
    keep, upload, customer
):
    key = uuid.uuid4()
    upload(key)
    keep(submission_key=key)
    customer.delete()
    assert WizardDraft.objects.count() == 0
    Attachment.objects.update(created_at=timezone.now() - timedelta(hours=25))
    call_command("support_tick")
    assert Attachment.objects.count() == 0


# Nobody else's ---------------------------------------------------------------------------------


@pytest.fixture
def other(stranger):
    other = Client()
    other.force_login(stranger)
    return other


def test_somebody_elses_draft_is_a_fresh_form(keep, upload, other):
    key = uuid.uuid4()
    upload(key)
    keep(submission_key=key)
    context = form_at(other, key)
    assert context["form"].key != key
    assert (context["form"]["subject"].value(), context["intake"].kept) == (None, [])
    for page in OFFERED_AT:
        assert "موضوع من" not in html_of(other.get(f"{page}?draft={key}"))


def test_nobody_throws_away_or_changes_what_is_somebody_elses(keep, upload, other):
    key = uuid.uuid4()
    file = upload(key)
    keep(submission_key=key)
    assert throw_away(other, key).status_code == 404
    other.post(f"{FORM}?draft={key}", {"start_afresh": "1"})
    keep(other, submission_key=key, subject="از دیگری", remove=[file])
    assert WizardDraft.objects.get(customer__username="customer").typed["subject"] == ["موضوع من"]
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize("path", [DOOR, f"{DOOR}5f0c0f3e-2f0b-4c3c-9a53-3d0d0f4f9a10/throw-away/"])
def test_nobody_keeps_anything_without_logging_in(path, client, db):
    response = client.post(path, {"submission_key": uuid.uuid4(), "subject": "x"})
    assert response.url == f"/accounts/login/?next={path}"
    assert WizardDraft.objects.count() == 0
