"""The screen of form fields, and fields made while a form is put together."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from support_plugin.models import Answer, FormField
from tests import factories
from tests.factories import asks, section

from .conftest import address

pytestmark = pytest.mark.django_db
SCREEN = "form-fields"


def filled(kind="text", choices=(), **fields):
    sent = {
        "name_0": "شماره فاکتور",
        "name_1": "Invoice number",
        "description_0": "",
        "description_1": "",
        "slug": "",
        "kind": kind,
        "is_active": "on",
        "placeholder_0": "",
        "placeholder_1": "",
        "pattern_help_0": "",
        "pattern_help_1": "",
        "choices-TOTAL_FORMS": len(choices),
        "choices-INITIAL_FORMS": 0,
        "choices-MIN_NUM_FORMS": 0,
        "choices-MAX_NUM_FORMS": 1000,
    }
    for number, (fa, en) in enumerate(choices):
        sent |= {
            f"choices-{number}-label_0": fa,
            f"choices-{number}-label_1": en,
            f"choices-{number}-value": "",
            f"choices-{number}-ORDER": number + 1,
        }
    return sent | fields


def test_a_field_with_choices_is_made_and_its_addresses_are_made_of_names(as_editor):
    choices = [("مبلغ اشتباه", "Wrong amount"), ("مبلغ دیگر", "Wrong amount")]
    response = as_editor.post(address(SCREEN, "create"), filled("choice", choices))
    assert response.status_code == 302
    field = FormField.objects.get()
    assert (field.slug, field.kind) == ("invoice-number", "choice")
    assert [choice.value for choice in field.choices.all()] == ["wrong-amount", "wrong-amount-2"]


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ({"kind": "choice"}, "kind"),
        ({"pattern": "(a"}, "pattern"),
        ({"pattern": "a" * 501}, "pattern"),
        ({"shortest": "9", "longest": "3"}, "longest"),
        ({"kind": "number", "smallest": "9", "largest": "3"}, "largest"),
        ({"kind": "file", "file_types": "pdf, exe"}, "file_types"),
        ({"kind": "nonsense"}, "kind"),
        ({"name_0": ""}, "name"),
        ({"slug": "شماره"}, "slug"),
    ],
)
def test_what_contradicts_itself_is_refused_at_its_field(as_editor, sent, name):
    response = as_editor.post(address(SCREEN, "create"), filled() | sent)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [name]
    assert not FormField.objects.exists()


def test_kind_and_address_stay_once_a_published_form_asked_it(as_editor, ticket_type):
    field = factories.form_field("invoice-number", fa="شماره")
    factories.request_form(ticket_type, section("بخش", asks(field)))
    sent = filled("date", slug="other", name_0="شماره سند")
    assert as_editor.post(address(SCREEN, "edit", field.pk), sent).status_code == 302
    field.refresh_from_db()
    assert (field.slug, field.kind, str(field.name)) == ("invoice-number", "text", "شماره سند")


def test_a_changed_field_reaches_customers_when_somebody_publishes_it(as_editor, ticket_type):
    field = factories.form_field("invoice-number", fa="شماره")
    form = factories.request_form(ticket_type, section("بخش", asks(field)))
    as_editor.post(address(SCREEN, "edit", field.pk), filled(slug="invoice-number", name_0="شماره سند"))
    form.refresh_from_db()
    assert form.current.definition["sections"][0]["items"][0]["label"]["fa"] == "شماره"
    page = as_editor.get(address(SCREEN, "publish", field.pk)).content.decode()
    assert "گزارش خطا" in page
    assert as_editor.post(address(SCREEN, "publish", field.pk)).status_code == 302
    form.refresh_from_db()
    assert form.current.number == 2
    assert form.current.definition["sections"][0]["items"][0]["label"]["fa"] == "شماره سند"
    assert ModelLogEntry.objects.filter(action="support_plugin.renew").count() == 1


def test_a_field_that_was_asked_is_not_deleted(as_editor, ticket_type):
    field = factories.form_field("invoice-number", fa="شماره")
    factories.request_form(ticket_type, section("بخش", asks(field)))
    assert as_editor.post(address(SCREEN, "delete", field.pk)).status_code == 409
    assert FormField.objects.count() == 1
    assert not Answer.objects.exists()


def test_a_new_field_is_made_in_the_chooser_with_its_choices(as_editor):
    url = reverse("support_field_chooser:create")
    sent = {"name_0": "مشکل", "name_1": "Problem", "description_0": "", "description_1": "", "kind": "choice"}
    lines = "مبلغ اشتباه | Wrong amount\n\nنرسیده | Missing"
    prefix = {f"create-section-{name}": value for name, value in sent.items()}
    response = as_editor.post(url, sent | prefix | {"lines": lines, "create-section-lines": lines})
    assert response.status_code == 200
    field = FormField.objects.get()
    labels = [choice.label.data for choice in field.choices.all()]
    assert labels == [{"fa": "مبلغ اشتباه", "en": "Wrong amount"}, {"fa": "نرسیده", "en": "Missing"}]
    assert [choice.value for choice in field.choices.all()] == ["wrong-amount", "missing"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(as_editor, django_assert_num_queries, rows):
    for number in range(rows):
        factories.form_field(f"field-{number}", fa=f"فیلد {number}")
    as_editor.get(address(SCREEN))
    with django_assert_num_queries(13):
        as_editor.get(address(SCREEN))


@pytest.mark.parametrize("who", ["customer", "agent", "lead"])
def test_only_editors_shape_fields(client, who, request):
    client.force_login(request.getfixturevalue(who))
    field = factories.form_field("invoice-number", fa="شماره")
    for action, args in [("index", ()), ("create", ()), ("edit", (field.pk,)), ("publish", (field.pk,))]:
        assert client.get(address(SCREEN, action, *args)).status_code in (302, 403, 404)
        assert client.post(address(SCREEN, action, *args), filled()).status_code in (302, 403, 404, 405)
    assert client.post(reverse("support_field_chooser:create"), {}).status_code in (302, 403, 404)
    assert FormField.objects.count() == 1
    assert str(FormField.objects.get().name) == "شماره"
