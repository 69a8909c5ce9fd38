"""The desk's set-up as a file: written, taken in again, and told line by line."""

import json
import re
import uuid
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from wagtail.log_actions import registry
from wagtail.models import Page

from support_plugin.catalogue.transfer import arrival, parts, shape
from support_plugin.catalogue.transfer.differences import differences
from support_plugin.models import (
    Calendar,
    CannedReply,
    Department,
    FormField,
    FormVersion,
    Policy,
    Product,
    Recalculation,
    RequestForm,
    TicketType,
)
from support_plugin.text.translated import TranslatedCharField, TranslatedTextField
from support_plugin.tickets import actions
from tests import factories

from .furniture import as_document, empty, exported, run, take_in

GOLDEN = Path(__file__).with_name("desk.json")

pytestmark = pytest.mark.usefixtures("furnished")


def lines_of(document, **options):
    """What was told, without the last line."""
    *lines, unchanged = take_in(document, **options)
    assert re.fullmatch(r"= \d+ unchanged", unchanged)
    return lines


def log_of(instance):
    return [(each.action, each.data) for each in registry.get_logs_for_instance(instance)]


def test_a_desk_is_written_as_the_same_file_on_every_database():
    assert exported() == GOLDEN.read_text()


def test_an_empty_desk_becomes_what_the_file_says_and_is_written_as_the_same_file():
    empty()
    text = GOLDEN.read_text()
    first, again = take_in(text), take_in(text)
    assert exported() == text
    assert [line for line in first if line.startswith("+")] == [
        "+ department billing",
        "+ department technical",
        "+ ticket type invoice",
        "+ ticket type bug-report",
        "+ product sms-panel",
        "+ product website",
        "+ tag vip",
        "+ tag فوری",
        "+ form field problem",
        "+ form field amount",
        "+ form field paid-on",
        "+ form field proof",
        "+ form field number",
        "+ ticket form invoice",
        "+ canned reply سپاس",
        "+ canned reply سپاس (2)",
        "+ working hours عادی",
        "+ working hours شیفت",
        "+ answering target فوری",
        "+ answering target همه",
    ]
    assert again == ["= 31 unchanged"]
    assert FormVersion.objects.get().form.ticket_type.slug == "invoice"
    assert CannedReply.objects.first().search_key != ""


def test_a_change_is_told_kept_and_logged():
    document = as_document()
    document["departments"][0]["description"] = {"en": "Invoices and payments", "fa": "فاکتور"}
    document["working_hours"][1]["week"]["friday"] = ["09:00-12:00", "13:00-24:00"]
    document["form_fields"][1]["limits"] = {"smallest": "0.5", "largest": "2000"}
    assert lines_of(document) == [
        "~ department billing: description.en nothing → “Invoices and payments”",
        "~ department billing: description.fa nothing → “فاکتور”",
        "~ form field amount: limits.largest “1000” → “2000”",
        "~ ticket form invoice: version 2 published",
        "~ working hours شیفت: week.friday nothing → “09:00-12:00, 13:00-24:00”",
        "! open tickets are counted anew, in the background",
    ]
    assert as_document() == document
    assert log_of(Department.objects.get(slug="billing")) == [
        ("support_plugin.change", {"fields": ["description"]})
    ]
    assert Recalculation.objects.count() == 1


def test_a_dry_run_tells_the_same_and_changes_nothing():
    before = exported()
    document = as_document()
    document["tags"].append({"name": "new"})
    document["ticket_forms"][0]["sections"][0]["items"].pop()
    told = lines_of(document, dry_run=True)
    assert told == [
        "+ tag new",
        "~ ticket form invoice: sections[1].items[4].note.en “Please attach the receipt.” → nothing",
        "~ ticket form invoice: sections[1].items[4].note.fa “رسید را پیوست کنید.” → nothing",
        "~ ticket form invoice: version 2 published",
    ]
    assert exported() == before
    assert FormVersion.objects.count() == 1
    assert lines_of(document) == told
    assert FormVersion.objects.count() == 2


def test_what_an_entry_leaves_out_stays():
    text = exported()
    partial = {
        "$schema": "support-catalogue.schema.json",
        "format": 1,
        "departments": [{"slug": "technical"}],
        "products": [{"slug": "website", "departments": ["technical"]}],
    }
    assert lines_of(partial) == ["~ product website: departments nothing → “technical”"]
    Department.objects.get(slug="technical")
    Policy.objects.get(department__slug="technical")
    assert exported() != text


def test_the_order_of_a_list_is_the_order_of_the_desk():
    document = as_document()
    document["ticket_types"].reverse()
    assert lines_of(document) == ["~ ticket_types: in another order"]
    assert [each.slug for each in TicketType.objects.all()] == ["bug-report", "invoice"]
    assert [action for action, _data in log_of(TicketType.objects.get(slug="invoice"))] == [
        "support_plugin.reorder"
    ]
    document["ticket_types"].insert(1, {"slug": "setup", "name": {"fa": "راه‌اندازی"}})
    assert lines_of(document) == ["+ ticket type setup"]
    assert [each.slug for each in TicketType.objects.all()] == ["bug-report", "setup", "invoice"]


@pytest.mark.parametrize(
    ("present", "wanted", "order"),
    [
        ("abc", "abc", "abc"),
        ("abc", "ca", "cba"),
        ("abc", "anc", "anbc"),
        ("abc", "nb", "anbc"),
        ("abc", "n", "abcn"),
        ("", "ab", "ab"),
    ],
)
def test_what_the_file_does_not_hold_keeps_its_place(present, wanted, order):
    assert arrival.merged(list(present), list(wanted)) == list(order)


def test_languages_that_the_site_has_no_longer_are_kept_by_the_desk():
    product = Product.objects.get(slug="website")
    product.name = {"fa": "وب‌سایت", "de": "Webseite"}
    product.save()
    document = as_document()
    document["products"][1]["name"] = {"fa": "سایت"}
    take_in(document)
    assert Product.objects.get(slug="website").name.data == {"fa": "سایت", "de": "Webseite"}


def test_a_published_field_stays_what_it_is():
    document = as_document()
    document["form_fields"][1] |= {"kind": "text", "limits": {}}
    with pytest.raises(
        arrival.Refused, match="A published form has asked it, so it stays what it is: “number”."
    ):
        take_in(document)


def test_a_form_that_says_the_same_is_not_published_again():
    document = as_document()
    document["ticket_forms"][0]["sections"][0]["items"][1]["required"] = False
    assert lines_of(document) == []
    assert FormVersion.objects.get().number == 1


def test_a_form_keeps_the_ids_of_what_it_asks_already():
    before = FormVersion.objects.get().definition
    document = as_document()
    document["ticket_forms"][0]["sections"][0]["items"][3]["note"]["en"] = "Attach it, please."
    take_in(document)
    after = RequestForm.objects.get().current.definition
    assert [section["id"] for section in after["sections"]] == [
        section["id"] for section in before["sections"]
    ]
    assert after["sections"][0]["items"][3]["id"] == before["sections"][0]["items"][3]["id"]


def test_an_editors_draft_goes_into_the_history_and_that_is_told():
    form = RequestForm.objects.get()
    form.save_revision()
    form.refresh_from_db()
    RequestForm.objects.update(has_unpublished_changes=True)
    document = as_document()
    document["ticket_forms"][0]["sections"].pop()
    assert lines_of(document)[-1] == (
        "! ticket form invoice: its draft is in its history now, and no longer the newest"
    )


def test_a_locked_form_is_left_to_who_locked_it():
    RequestForm.objects.update(locked=True)
    document = as_document()
    assert lines_of(document) == []
    document["ticket_forms"][0]["sections"].pop()
    with pytest.raises(arrival.Refused, match="ticket form “invoice” is locked in the editor"):
        take_in(document)


def test_a_note_finds_its_page_by_its_path_and_waits_for_one_that_is_not_there():
    home = Page.objects.get(url_path="/home/")
    document = as_document()
    note = document["ticket_forms"][0]["sections"][0]["items"][3]
    note["page"] = "/home/"
    take_in(document)
    assert as_document() == document
    assert RequestForm.objects.get().current.definition["sections"][0]["items"][3]["page"] == home.pk
    note["page"] = "/home/nowhere/"
    assert lines_of(document)[-1] == (
        "! ticket form invoice: there is no page /home/nowhere/ yet; its note is linked when there is one and the form "
        "is published again"
    )
    take_in(document)
    assert as_document() == document
    root = Page.objects.get(url_path="/home/")
    page = root.add_child(instance=Page(title="Nowhere", slug="nowhere"))
    form = RequestForm.objects.get()
    form.save_revision().publish()
    assert RequestForm.objects.get().current.definition["sections"][0]["items"][3]["page"] == page.pk


def test_the_default_hours_are_passed_on_and_a_department_moves_with_them():
    document = as_document()
    usual, shifts = document["working_hours"]
    usual["is_default"], shifts["is_default"] = False, True
    usual["departments"], shifts["departments"] = ["technical"], ["billing"]
    assert lines_of(document) == [
        "~ working hours شیفت: is_default “no” → “yes”",
        "~ working hours شیفت: departments “technical” → “billing”",
        "~ working hours عادی: is_default “yes” → “no”",
        "~ working hours عادی: departments nothing → “technical”",
        "! open tickets are counted anew, in the background",
    ]
    assert str(Calendar.objects.get(is_default=True)) == "شیفت"


def test_with_prune_goes_what_the_file_does_not_hold_and_nothing_uses(customer):
    factories.department("sales", fa="فروش")
    document = as_document()
    document["departments"] = [each for each in document["departments"] if each["slug"] == "technical"]
    document["ticket_types"] = [
        each | {"departments": ["technical"]}
        for each in document["ticket_types"]
        if each["slug"] == "invoice"
    ]
    for name in ("tags", "canned_replies", "form_fields", "ticket_forms"):
        document[name] = []
    TicketType.objects.filter(slug="bug-report").update(is_active=True)
    actions.open_ticket(
        Department.objects.get(slug="technical"),
        TicketType.objects.get(slug="bug-report"),
        by=customer,
        subject="خطا هنگام ارسال",
        description="از امروز صبح",
        product=Product.objects.get(slug="sms-panel"),
        submission_key=uuid.uuid4(),
    )
    assert [line for line in lines_of(document, prune=True) if line[0] in "-!"] == [
        "- canned reply سپاس",
        "- canned reply سپاس (2)",
        "- ticket form invoice",
        "! kept form field problem: a published form has asked it",
        "! kept form field amount: a published form has asked it",
        "! kept form field paid-on: a published form has asked it",
        "! kept form field proof: a published form has asked it",
        "- form field number",
        "- tag vip",
        "- tag فوری",
        "! kept ticket type bug-report: tickets refer to it",
        "- department billing",
        "- department sales",
    ]
    assert FormField.objects.filter(slug="number").count() == 0


def test_prune_keeps_departments_in_which_people_work():
    sales = factories.department("sales", fa="فروش")
    factories.agent("seller", sales)
    document = as_document()
    document["departments"] = [each for each in document["departments"] if each["slug"] != "sales"]
    assert lines_of(document, prune=True) == ["! kept department sales: department memberships refer to it"]


def test_prune_keeps_hours_by_which_departments_work():
    document = as_document()
    document["working_hours"] = [each for each in document["working_hours"] if each["is_default"]]
    assert lines_of(document, prune=True) == ["! kept working hours شیفت: departments work by it"]


def test_prune_keeps_what_conditions_of_forms_name():
    document = as_document()
    document["products"] = [each for each in document["products"] if each["slug"] != "sms-panel"]
    document["answering_targets"] = []
    del document["ticket_forms"]
    assert "! kept product sms-panel: conditions of forms name it" in lines_of(document, prune=True)


@pytest.mark.parametrize(
    ("state", "reason"),
    [({"has_unpublished_changes": True}, "it has unpublished changes"), ({"locked": True}, "it is locked")],
)
def test_prune_keeps_forms_on_which_somebody_works(state, reason):
    RequestForm.objects.update(**state)
    document = as_document() | {"ticket_forms": []}
    assert lines_of(document, prune=True) == [f"! kept ticket form invoice: {reason}"]


def test_names_are_known_as_they_are_stored():
    document = as_document()
    for name in ("canned_replies", "working_hours", "answering_targets"):
        for entry in document[name]:
            entry["name"]["fa"] = f"{entry['name']['fa']} ".replace("ی", "ي")
    assert lines_of(document, prune=True) == []
    entry = {**document["working_hours"][1], "name": {"fa": "كاري "}, "departments": []}
    document["working_hours"].append(entry)
    assert lines_of(document, prune=True)[0] == "+ working hours کاری"


@pytest.mark.parametrize("order", [1, -1])
def test_the_default_hours_are_passed_on_by_an_entry_alone(order):
    document = as_document()
    usual, shifts = document["working_hours"]
    del usual["is_default"]
    usual["timezone"], shifts["is_default"] = "Asia/Kabul", True
    document["working_hours"] = document["working_hours"][::order]
    take_in(document)
    assert str(Calendar.objects.get(is_default=True)) == "شیفت"


def test_prune_leaves_lists_alone_that_the_file_does_not_have():
    before = exported()
    assert lines_of({"$schema": "support-catalogue.schema.json", "format": 1}, prune=True) == []
    assert exported() == before


def test_the_command_writes_checks_and_takes_in_a_file(tmp_path):
    path = tmp_path / "desk.json"
    assert run("export", "--output", str(path)) == ""
    assert path.read_text() == run("export") == GOLDEN.read_text()
    assert list(tmp_path.iterdir()) == [path]
    path.write_text(path.read_text().replace("Billing", "Accounts"))
    told = "~ department billing: name.en “Billing” → “Accounts”\n= 30 unchanged\n"
    assert run("import", str(path), "--dry-run") == told
    assert run("import", str(path)) == told
    assert json.loads(run("schema")) == shape.schema()


@pytest.mark.parametrize(
    "words", [("import", "{}/nothing.json"), ("import", "{}"), ("export", "--output", "{}/no/file")]
)
def test_a_file_that_is_not_there_is_a_sentence(words, tmp_path):
    with pytest.raises(CommandError, match=r"cannot be (read|written): "):
        call_command("catalogue", *(word.format(tmp_path) for word in words))


def test_differences_name_the_leaf_and_show_long_texts_where_they_part():
    before = {
        "name": {"fa": "الف"},
        "body": {"en": "a" * 100 + "b"},
        "takes": False,
        "minutes": 30,
        "choices": [{"value": "a", "label": {"fa": "۱"}}],
        "order": ["1", "2"],
    }
    after = {
        "name": {"fa": "ب" * 70, "en": ""},
        "body": {"en": "a" * 100 + "c" * 50},
        "takes": True,
        "minutes": 60,
        "choices": [],
        "order": None,
    }
    assert differences(before, after) == [
        ("name", f"name.fa “الف” → “{'ب' * 60}…”"),
        ("body", f"body.en “…{'a' * 20}b” → “…{'a' * 20}{'c' * 40}…”"),
        ("takes", "takes “no” → “yes”"),
        ("minutes", "minutes “30” → “60”"),
        ("choices", "choices.a.value “a” → nothing"),
        ("choices", "choices.a.label.fa “۱” → nothing"),
        ("order", "order “1, 2” → nothing"),
    ]


def test_the_value_of_a_rule_is_an_address_before_it_is_a_name():
    """A choice may be called like the address of another."""
    field = factories.form_field("size", "choice", choices=[("a", "b", ""), ("b", "c", "")])
    show = factories.rules(("field:size", "is", "b"))
    factories.request_form(
        TicketType.objects.get(slug="bug-report"),
        factories.section("اندازه", factories.asks(field), factories.says("متن", show=show)),
    )
    asked = RequestForm.objects.get(ticket_type__slug="bug-report").current.definition["sections"][0][
        "items"
    ][1]
    assert asked["show"]["rules"][0]["value"] == "b"


def test_the_schema_says_what_the_tables_say():
    definitions = shape.schema()["$defs"]
    for part in parts.parts():
        entry = shape.schema()["properties"][part.name]["items"]["$ref"].split("/")[-1]
        properties = definitions[entry]["properties"]
        assert set(part.columns) <= set(properties)
        for column in set(part.columns) - {"sections"}:
            field = part.model._meta.get_field(column)
            rule = properties[column]
            rule = definitions[rule["$ref"].split("/")[-1]] if "$ref" in rule else rule
            if isinstance(field, TranslatedCharField | TranslatedTextField):
                assert rule["additionalProperties"]["maxLength"] == field.max_length, (part.name, column)
            elif getattr(field, "choices", None) and part.name != "message_texts":
                assert sorted(rule["enum"]) == sorted(
                    {value for value, _label in field.flatchoices} | ({""} if field.blank else set())
                )


def test_the_schema_uses_no_word_that_the_reader_does_not_understand():
    def words(rule):
        for word, value in rule.items():
            yield word
            if word in ("properties", "$defs"):
                for each in value.values():
                    yield from words(each)
            elif word in ("items", "additionalProperties", "propertyNames") and isinstance(value, dict):
                yield from words(value)

    assert set(words(shape.schema())) - shape.UNDERSTOOD == set()
