"""Departments, ticket types and products: what a customer can choose, and in which words."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation

from support_plugin.models import Department, Product, TicketType
from tests import factories


def test_a_department_without_an_active_type_cannot_be_chosen(department, other_department, ticket_type):
    assert list(Department.objects.open_for_tickets()) == [department]
    ticket_type.is_active = False
    ticket_type.save()
    assert not Department.objects.open_for_tickets().exists()


def test_an_inactive_department_cannot_be_chosen(department, ticket_type):
    department.is_active = False
    department.save()
    assert not Department.objects.open_for_tickets().exists()


def test_a_department_of_many_types_stands_once_in_its_place(
    department, other_department, ticket_type, other_type
):
    factories.ticket_type("question", department, other_department, fa="پرسش")
    assert list(Department.objects.open_for_tickets()) == [department, other_department]


def test_a_department_offers_its_own_products_and_those_of_no_department(
    department, other_department, product
):
    everywhere = factories.product("everywhere", fa="همه‌جا")
    factories.product("elsewhere", other_department, fa="جای دیگر")
    factories.product("retired", department, fa="بازنشسته", is_active=False)
    factories.product("both", department, other_department, fa="هر دو")
    assert [each.slug for each in Product.objects.offered_by(department)] == [
        "sms-panel",
        "everywhere",
        "both",
    ]
    assert [each.slug for each in Product.objects.offered_by(other_department)] == [
        "everywhere",
        "elsewhere",
        "both",
    ]
    assert everywhere.departments.count() == 0


@pytest.mark.parametrize(
    ("language", "name"), [("fa", "پشتیبانی فنی"), ("en", "Technical support"), ("de", "پشتیبانی فنی")]
)
def test_a_name_is_read_in_the_readers_language_or_the_sites(language, name, department):
    with translation.override(language):
        assert str(Department.objects.get()) == name


def test_a_missing_translation_falls_back_to_the_sites_language(db):
    factories.department("sales", fa="فروش")
    with translation.override("en"):
        assert str(Department.objects.get()) == "فروش"


def test_the_search_key_follows_every_save(department):
    department.name = {"fa": "كمك فنّي", "en": "Help"}
    department.save(update_fields=["name"])
    department.refresh_from_db()
    assert department.search_key == " کمک فنی کمکفنی help technical "


@pytest.mark.parametrize("thing", ["department", "ticket_type", "product"])
def test_what_a_ticket_names_cannot_be_deleted(thing, request, open_ticket, ticket_type):
    item = request.getfixturevalue(thing)
    product = request.getfixturevalue("product")
    open_ticket(product=product)
    with pytest.raises(ProtectedError), transaction.atomic():
        item.delete()
    item.refresh_from_db()


@pytest.mark.parametrize("make", [factories.department, factories.ticket_type, factories.product])
def test_an_address_is_given_once_in_its_table(make, db):
    make("one", fa="یک")
    with pytest.raises(IntegrityError), transaction.atomic():
        make("one", fa="دیگری")


def test_the_same_address_may_stand_in_two_tables(department):
    assert factories.product(department.slug, fa="محصول").slug == department.slug


@pytest.mark.parametrize("slug", ["فنی", "Tech", "two words", "-a", "a-", "a--b", "a_b", "a\n", "", "a" * 51])
def test_an_address_is_small_latin_letters_digits_and_single_hyphens(slug, db):
    with pytest.raises(ValidationError) as refused:
        TicketType(slug=slug, name={"fa": "نام"}).full_clean()
    assert "slug" in refused.value.message_dict


@pytest.mark.parametrize("minutes", [0, -1, 60 * 24 * 30 + 1])
def test_an_answering_time_is_between_a_minute_and_thirty_days(minutes, db):
    with pytest.raises(ValidationError) as refused:
        Department(slug="a", name={"fa": "نام"}, usual_answer_minutes=minutes).full_clean()
    assert list(refused.value.message_dict) == ["usual_answer_minutes"]
