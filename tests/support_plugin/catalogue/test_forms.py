"""Creating and editing: what is stored, and what is refused with a sentence at its field."""

import pytest
from bs4 import BeautifulSoup

from support_plugin.models import Department, Product, TicketType

from .conftest import address, words


def errors(response, field):
    """What the form says about a field, in the page the editor gets back."""
    assert response.status_code == 200
    form = response.context["form"]
    assert form.errors, "the form was accepted"
    page = BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)
    for message in form.errors.get(field, []):
        assert " ".join(message.split()) in " ".join(page.split())
    return form.errors.get(field, [])


def test_an_editor_makes_a_department(as_editor):
    response = as_editor.post(
        address("departments", "create"),
        words(description_0="فروش و تمدید", contact_line_0="۰۲۱ ۹۱۳۰ ۰۰۰۰", usual_answer_minutes="90"),
    )
    assert response.status_code == 302
    department = Department.objects.get()
    assert department.name.data == {"fa": "پشتیبانی فروش", "en": "Sales"}
    assert department.usual_answer_minutes == 90
    assert department.is_active
    assert department.search_key == " پشتیبانی فروش پشتیبانیفروش sales sales "


def test_a_type_and_a_product_belong_to_departments(as_editor, department, other_department):
    chosen = [department.pk, other_department.pk]
    for screen in ("ticket-types", "products"):
        response = as_editor.post(address(screen, "create"), words(slug="new", departments=chosen))
        assert response.status_code == 302
    assert set(TicketType.objects.get().departments.all()) == {department, other_department}
    assert set(Product.objects.get().departments.all()) == {department, other_department}


def test_what_is_new_stands_last(as_editor, department, other_department):
    as_editor.post(address("departments", "create"), words())
    assert [each.slug for each in Department.objects.all()] == ["technical", "billing", "sales"]


def test_an_edit_stores_both_languages_and_the_search_key(as_editor, department):
    url = address("departments", "edit", department.pk)
    assert (
        as_editor.post(url, words(name="پشتیبانی نرم‌افزار", english="Software", slug="software")).status_code
        == 302
    )
    department.refresh_from_db()
    assert str(department) == "پشتیبانی نرم‌افزار"
    assert department.search_key.endswith(" software software ")


def test_a_type_needs_a_department_and_a_product_does_not(as_editor):
    assert errors(as_editor.post(address("ticket-types", "create"), words()), "departments")
    assert as_editor.post(address("products", "create"), words()).status_code == 302


def test_the_form_shows_both_languages_side_by_side_in_their_own_direction(as_editor, department):
    page = BeautifulSoup(as_editor.get(address("departments", "edit", department.pk)).content, "html.parser")
    persian, english = page.select(".support-translated input[name^=name_]")
    assert (persian["lang"], persian["dir"], persian["value"]) == ("fa", "rtl", "پشتیبانی فنی")
    assert (english["lang"], english["dir"], english["value"]) == ("en", "ltr", "Technical support")
    assert [label.get_text() for label in page.select(".support-translated")[0].select("label")] == [
        "فارسی",
        "English",
    ]


def test_the_address_follows_the_english_name_without_a_script_of_ours(as_editor):
    page = BeautifulSoup(as_editor.get(address("departments", "create")).content, "html.parser")
    assert page.select_one("[name=name_1]")["data-w-sync-target-value"] == "#id_slug"
    assert "data-controller" not in page.select_one("[name=name_0]").attrs
    slug = page.select_one("#id_slug")
    assert slug["data-controller"] == "w-slug"
    assert slug["data-w-slug-allow-unicode-value"] == "false"


@pytest.mark.parametrize(
    ("persian", "english", "slug"),
    [
        ("پشتیبانی فروش", "Sales & advice", "sales-advice"),
        ("پشتیبانی فروش", "", "pshtybny-frwsh"),
        ("پشتیبانی فنی", "Technical", "technical-2"),
        ("فروش", "a" * 80, "a" * 50),
        ("★", "", "department"),
    ],
)
def test_an_address_left_empty_is_made_from_the_name(persian, english, slug, as_editor, department):
    form = words(name=persian, english=english, slug="")
    assert as_editor.post(address("departments", "create"), form).status_code == 302
    assert Department.objects.exclude(pk=department.pk).get().slug == slug


def test_an_address_that_is_emptied_becomes_its_own_name_again(as_editor, department):
    url = address("departments", "edit", department.pk)
    assert as_editor.post(url, words(english="Technical", slug="")).status_code == 302
    department.refresh_from_db()
    assert department.slug == "technical"


BAD = [
    ("name_0", "", "name"),
    ("name_0", "   ", "name"),
    ("name_0", "الف" * 81, "name"),
    ("name_1", "a" * 81, "name"),
    ("name_0", "نام\x00", "name"),
    ("description_0", "x" * 301, "description"),
    ("description_1", "a\x00b", "description"),
    ("slug", "فروش", "slug"),
    ("slug", "Sales", "slug"),
    ("slug", "two words", "slug"),
    ("slug", "-sales-", "slug"),
    ("slug", "sales\n", None),
    ("slug", "a\x00b", "slug"),
    ("slug", "a" * 51, "slug"),
    ("slug", "technical", "slug"),
    ("slug", "../admin", "slug"),
]
OF_A_DEPARTMENT = [
    ("contact_line_0", "۰" * 121, "contact_line"),
    ("contact_line_1", "\x00", "contact_line"),
    ("usual_answer_minutes", "-5", "usual_answer_minutes"),
    ("usual_answer_minutes", "0", "usual_answer_minutes"),
    ("usual_answer_minutes", "43201", "usual_answer_minutes"),
    ("usual_answer_minutes", "9" * 30, "usual_answer_minutes"),
    ("usual_answer_minutes", "9" * 5000, "usual_answer_minutes"),
    ("usual_answer_minutes", "1e9", "usual_answer_minutes"),
    ("usual_answer_minutes", "soon", "usual_answer_minutes"),
    ("usual_answer_minutes", "\x00", "usual_answer_minutes"),
    ("icon", "skull", "icon"),
    ("icon", "", "icon"),
    ("icon", "\x00", "icon"),
]
DEPARTMENTS = ["999999", "9" * 40, "-1", "abc", "\x00", "1 OR 1=1", ""]


@pytest.mark.parametrize(("name", "value", "field"), BAD + OF_A_DEPARTMENT)
def test_a_department_is_refused_at_its_field_and_keeps_what_was_typed(
    name, value, field, as_editor, department
):
    sent = words(**{"description_0": "شرح", name: value})
    response = as_editor.post(address("departments", "create"), sent)
    if field is None:
        assert response.status_code == 302
        return
    assert errors(response, field)
    assert Department.objects.count() == 1
    kept = BeautifulSoup(response.content, "html.parser")
    if name != "description_0":
        assert kept.select_one("[name=description_0]").get_text(strip=True) == "شرح"


@pytest.mark.parametrize(("name", "value", "field"), BAD + OF_A_DEPARTMENT)
def test_a_refused_edit_changes_nothing(name, value, field, as_editor, department, other_department):
    if field is None:
        return
    before = Department.objects.filter(pk=other_department.pk).values().get()
    response = as_editor.post(address("departments", "edit", other_department.pk), words(**{name: value}))
    assert errors(response, field)
    assert Department.objects.filter(pk=other_department.pk).values().get() == before


@pytest.mark.parametrize("value", DEPARTMENTS)
@pytest.mark.parametrize("screen", ["ticket-types", "products"])
def test_a_forged_department_is_refused(value, screen, as_editor, department):
    response = as_editor.post(address(screen, "create"), words(departments=[str(department.pk), value]))
    assert errors(response, "departments")
    assert not TicketType.objects.exists()
    assert not Product.objects.exists()


def test_a_forged_priority_is_refused(as_editor, department):
    response = as_editor.post(
        address("ticket-types", "create"), words(departments=[department.pk], default_priority="immediate")
    )
    assert errors(response, "default_priority")


def test_raw_surrogates_and_direction_marks_are_cleaned_or_refused(as_editor):
    response = as_editor.post(
        address("departments", "create"),
        "name_0=%ED%A0%80%D9%81%E2%80%AE%D8%A7&slug=sales&icon=headset&is_active=on",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code in (200, 302)
    assert all("\u202e" not in str(each.name) for each in Department.objects.all())


def test_an_empty_post_is_refused(as_editor, department):
    for screen in ("departments", "ticket-types", "products"):
        assert errors(as_editor.post(address(screen, "create"), {}), "name")


def test_what_cannot_be_set_by_hand_is_ignored(as_editor):
    as_editor.post(address("departments", "create"), words(sort_order="-50", search_key="x", id="77"))
    department = Department.objects.get()
    assert (department.sort_order, department.pk != 77) == (0, True)
    assert department.search_key != "x"


def test_markup_in_a_name_is_text(as_editor):
    as_editor.post(
        address("departments", "create"), words(name="<script>alert(1)</script>", english="<b>x</b>")
    )
    department = Department.objects.get()
    for action in ("index", "edit", "inspect", "history", "delete", "deactivate"):
        page = as_editor.get(address("departments", action, *([] if action == "index" else [department.pk])))
        assert "<script>alert(1)" not in page.content.decode()
        assert "<b>x</b>" not in page.content.decode()


def test_two_editors_with_one_address_at_once_the_later_is_told(as_editor, department, monkeypatch):
    """Between the form's check and the row somebody else was faster: a sentence, not a crash."""
    monkeypatch.setattr(Department, "validate_unique", lambda self, exclude=None: None)
    response = as_editor.post(address("departments", "create"), words(slug=department.slug))
    assert errors(response, "__all__")
    assert Department.objects.count() == 1
