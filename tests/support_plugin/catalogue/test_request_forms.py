"""The screen of ticket forms: put together, previewed, approved, published, taken back."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, streamfield

from support_plugin.models import FieldChoice, FormVersion, RequestForm
from tests import factories
from tests.factories import asks, rules, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def problem(db):
    choices = [("wrong-sum", "مبلغ اشتباه", "Wrong amount"), ("missing", "نرسیده", "Missing")]
    return factories.form_field("problem", "choice", fa="مشکل", en="Problem", choices=choices)


@pytest.fixture
def number(db):
    return factories.form_field("invoice-number", fa="شماره فاکتور", en="Invoice number")


def address(action, *args):
    return reverse(f"support_ticket_forms:{action}", args=args)


def condition(*each, match="all"):
    rows = [{"id": "", "value": {"ask": ask, "operator": op, "value": value}} for ask, op, value in each]
    listed = {"count": str(len(rows))}
    for place, row in enumerate(rows):
        listed |= {f"{place}-{key}": value for key, value in row.items()}
        listed |= {f"{place}-order": str(place), f"{place}-deleted": ""}
    return {"match": match, "rules": listed}


def field(chosen, *, required="", show=(), require=()):
    value = {"field": str(chosen.pk), "show": condition(*show), "require": condition(*require)}
    return ("field", value | ({"required": "on"} if required else {}))


def sent(ticket_type, *items, **more):
    """What the editor's page sends: a form of one section."""
    texts = {"fa": "درباره فاکتور", "en": "About the invoice"}
    about = {
        "heading": texts,
        "help": {"fa": "", "en": ""},
        "show": condition(),
        "items": streamfield(list(items)),
    }
    return nested_form_data(
        {"ticket_type": str(ticket_type.pk), "body": streamfield([("section", about)])} | more
    )


def test_an_editor_builds_and_publishes_a_form(as_editor, ticket_type, problem, number):
    items = [field(problem, required=True), field(number, show=[("field:problem", "is", "مبلغ اشتباه")])]
    words = sent(ticket_type, *items, **{"action-publish": "action-publish"})
    assert as_editor.post(address("add"), words).status_code == 302
    form = RequestForm.objects.get()
    [about] = form.current.definition["sections"]
    assert form.live
    assert [item["name"] for item in about["items"]] == ["problem", "invoice-number"]
    # What was written as customers read it is compared by its address.
    assert about["items"][1]["show"]["rules"] == [{"ask": "field:problem", "is": "is", "value": "wrong-sum"}]


def test_a_draft_asks_nobody(as_editor, ticket_type, problem):
    as_editor.post(address("add"), sent(ticket_type, field(problem)))
    form = RequestForm.objects.get()
    assert (form.live, form.current, FormVersion.objects.count()) == (False, None, 0)


@pytest.mark.parametrize(
    ("show", "sentence"),
    [
        ([("field:invoice-number", "answered", "")], "شماره فاکتور"),
        ([("field:problem", "is", "missing")], "مشکل"),
        ([("field:gone", "is", "x")], None),
    ],
)
def test_conditions_on_later_own_or_deleted_fields_are_refused_by_name(
    as_editor, ticket_type, problem, number, show, sentence
):
    words = sent(ticket_type, field(problem, show=show), field(number))
    response = as_editor.post(address("add"), words)
    assert response.status_code == 200
    assert not RequestForm.objects.exists()
    if sentence:
        assert sentence in " ".join(str(each) for each in response.context["form"].errors["body"])


@pytest.mark.parametrize("mode", ["fa", "en", "xx"])
def test_it_is_previewed_in_each_language(as_editor, ticket_type, problem, mode):
    url = address("preview_on_add")
    assert as_editor.post(url, sent(ticket_type, field(problem))).json()["is_valid"]
    page = as_editor.get(url, {"mode": mode}).content.decode()
    assert ("Wrong amount" if mode == "en" else "مبلغ اشتباه") in page
    assert ('lang="en"' if mode == "en" else 'lang="fa"') in page


def test_a_form_is_approved_before_customers_meet_it(client, editor, admin, ticket_type, problem):
    factories.approval(admin)
    client.force_login(editor)
    client.post(address("add"), sent(ticket_type, field(problem), **{"action-submit": "action-submit"}))
    form = RequestForm.objects.get()
    state = form.current_workflow_state
    assert (form.live, state.status) == (False, "in_progress")
    client.force_login(admin)
    url = reverse(
        "support_ticket_forms:workflow_action", args=[form.pk, "approve", state.current_task_state.pk]
    )
    assert client.post(url, {"comment": ""}).status_code in (200, 302)
    form.refresh_from_db()
    assert (form.live, form.current.number) == (True, 1)


def test_versions_are_compared_reverted_and_scheduled(as_editor, ticket_type, problem, number):
    form = factories.request_form(ticket_type, section("بخش", asks(problem)))
    first = form.latest_revision
    form = factories.request_form(ticket_type, section("بخش", asks(problem), asks(number)))
    compared = as_editor.get(address("revisions_compare", form.pk, first.pk, form.latest_revision.pk))
    assert compared.status_code == 200
    reverted = as_editor.get(address("revisions_revert", form.pk, first.pk))
    assert reverted.status_code == 200
    form.body = json.dumps([section("بخش", asks(number))])
    form.go_live_at = timezone.now() + timedelta(hours=1)
    form.save_revision().publish()
    assert RequestForm.objects.get().current.number == 2
    revision = RequestForm.objects.get().latest_revision
    past = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    call_command("publish_scheduled")
    assert RequestForm.objects.get().current.number == 3


def test_a_form_that_is_only_scheduled_asks_nobody_yet(ticket_type, problem):
    form = RequestForm(ticket_type=ticket_type, live=False, body=json.dumps([section("بخش", asks(problem))]))
    form.save()
    form.go_live_at = timezone.now() + timedelta(hours=1)
    form.save_revision().publish()
    form.refresh_from_db()
    assert (form.live, form.current) == (False, None)


def test_a_change_that_contradicts_a_form_is_not_brought_into_it(as_editor, ticket_type, problem, number):
    shown_when = rules(("field:problem", "is", "missing"))
    factories.request_form(ticket_type, section("بخش", asks(problem), asks(number, show=shown_when)))
    FieldChoice.objects.get(value="missing").delete()
    url = reverse("support_form-fields_modeladmin_publish", args=[problem.pk])
    assert as_editor.post(url).status_code == 302
    assert RequestForm.objects.get().current.number == 1


def test_publishing_the_same_again_makes_no_version(ticket_type, problem):
    sections = [section("بخش", asks(problem))]
    factories.request_form(ticket_type, *sections)
    factories.request_form(ticket_type, *sections)
    assert FormVersion.objects.count() == 1


def test_a_form_with_tickets_is_not_deleted(client, admin, customer, department, ticket_type, problem):
    form = factories.request_form(ticket_type, section("بخش", asks(problem)))
    client.force_login(customer)
    url = reverse("support:new_form", args=[department.slug, ticket_type.slug])
    words = {
        "subject": "موضوع",
        "description": "شرح",
        "submission_key": "5e7c7a0e-2c1c-4c7e-9d1e-0f6d9f8a7b6c",
    }
    assert client.post(url, words).status_code == 302
    client.force_login(admin)
    bulk = reverse("wagtail_bulk_action", args=["support_plugin", "requestform", "delete"])
    for url in (address("delete", form.pk), f"{bulk}?id={form.pk}"):
        assert client.post(url).status_code == 302
    assert RequestForm.objects.count() == 1


def test_the_rules_of_conditions_know_every_field(as_editor, problem, department):
    asks_ = as_editor.get(reverse("support_form_rules")).json()
    assert list(asks_) == ["department", "ticket_type", "product", "field:problem"]
    assert asks_["field:problem"]["choices"] == [["wrong-sum", "مبلغ اشتباه"], ["missing", "نرسیده"]]


@pytest.mark.parametrize("who", ["customer", "agent", "lead"])
def test_only_editors_shape_forms(client, who, request, ticket_type, problem):
    form = factories.request_form(ticket_type, section("بخش", asks(problem)))
    client.force_login(request.getfixturevalue(who))
    for action, args in [
        ("list", ()),
        ("add", ()),
        ("edit", (form.pk,)),
        ("delete", (form.pk,)),
        ("unpublish", (form.pk,)),
        ("preview_on_edit", (form.pk,)),
        ("history", (form.pk,)),
    ]:
        assert client.get(address(action, *args)).status_code in (302, 403, 404), action
        assert client.post(address(action, *args), {}).status_code in (302, 403, 404, 405), action
    assert client.get(reverse("support_form_rules")).status_code in (302, 403)
    assert RequestForm.objects.get().current.number == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    as_editor, department, problem, django_assert_num_queries, rows
):
    for number in range(rows):
        kind = factories.ticket_type(f"type-{number}", department, fa=f"نوع {number}")
        factories.request_form(kind, section("بخش", asks(problem)))
    as_editor.get(address("list"))
    with django_assert_num_queries(11):
        as_editor.get(address("list"))


def test_conditions_of_a_form_are_shown_to_preview_and_customer_alike(
    client, customer, department, ticket_type, problem, number
):
    shown_when = rules(("field:problem", "is", "wrong-sum"))
    factories.request_form(ticket_type, section("بخش", asks(problem), asks(number, show=shown_when)))
    client.force_login(customer)
    page = client.get(reverse("support:new_form", args=[department.slug, ticket_type.slug]))
    assert page.context["questions"].shown.fields == ("problem",)
