"""Deleting people in Wagtail's user screens."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db
BULK = "/admin/bulk/auth/user/delete/"


def words(response):
    return " ".join(str(message) for message in response.context["messages"])


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    return client


def exists(user):
    return get_user_model().objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_filed_tickets_cannot_be_deleted_but_deactivated(method, as_admin, customer, ticket):
    address = reverse("wagtailusers_users:delete", args=[customer.pk])
    response = getattr(as_admin, method)(address, follow=True)
    assert response.redirect_chain == [(reverse("wagtailusers_users:edit", args=[customer.pk]), 302)]
    assert "بهنام کاویانی" in words(response)
    assert "1" in words(response) or "۱" in words(response)
    assert 'name="is_active"' in response.content.decode()
    assert exists(customer)


def test_who_filed_nothing_is_deleted(as_admin, stranger):
    as_admin.post(reverse("wagtailusers_users:delete", args=[stranger.pk]))
    assert not exists(stranger)


def test_of_several_one_with_tickets_keeps_all(as_admin, customer, stranger, ticket):
    response = as_admin.post(f"{BULK}?id={customer.pk}&id={stranger.pk}&next=/admin/users/", follow=True)
    assert response.redirect_chain == [("/admin/users/", 302)]
    assert "بهنام کاویانی" in words(response)
    assert "سارا" not in words(response)
    assert exists(customer)
    assert exists(stranger)


def test_several_without_tickets_are_deleted(as_admin, stranger, customer):
    as_admin.post(f"{BULK}?id={customer.pk}&id={stranger.pk}")
    assert not exists(customer)
    assert not exists(stranger)


def test_of_very_many_a_few_are_named(as_admin, open_ticket):
    people = [factories.user(f"person{number}") for number in range(7)]
    for person in people:
        open_ticket(by=person)
    chosen = "&".join(f"id={person.pk}" for person in people)
    response = as_admin.post(f"{BULK}?{chosen}&next=/admin/users/", follow=True)
    assert [person.username in words(response) for person in people] == [True] * 5 + [False] * 2
    assert all(exists(person) for person in people)


def test_other_bulk_actions_are_none_of_our_business(as_admin, customer, ticket):
    as_admin.post(f"/admin/bulk/auth/user/set_active_state/?id={customer.pk}", {"mark_as_active": "False"})
    customer.refresh_from_db()
    assert not customer.is_active
