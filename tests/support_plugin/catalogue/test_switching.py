"""Deleting what nobody used, switching off what is in use."""

import pytest
from django.contrib.messages import get_messages

from support_plugin.models import Department
from tests import factories

from .conftest import address


@pytest.fixture
def in_use(department, ticket_type, product, open_ticket):
    open_ticket(product=product)
    return {"departments": department, "ticket-types": ticket_type, "products": product}


SCREENS = ("departments", "ticket-types", "products")


@pytest.mark.parametrize("screen", SCREENS)
def test_what_tickets_name_cannot_be_deleted_and_says_how_many(screen, as_editor, in_use):
    url = address(screen, "delete", in_use[screen].pk)
    for response, status in [(as_editor.get(url), 200), (as_editor.post(url), 409)]:
        assert response.status_code == status
        assert response.context["ticket_count"] == "۱"
        assert address(screen, "deactivate", in_use[screen].pk) in response.content.decode()
    in_use[screen].refresh_from_db()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_ticket_filed_between_the_question_and_the_answer_still_refuses(
    screen, as_editor, in_use, monkeypatch
):
    monkeypatch.setattr("support_plugin.catalogue.views.is_in_use", lambda item: False)
    response = as_editor.post(address(screen, "delete", in_use[screen].pk))
    assert response.status_code == 409
    in_use[screen].refresh_from_db()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_list_offers_to_delete_at_no_ticket_and_to_deactivate_otherwise(screen, as_editor, in_use):
    page = as_editor.get(address(screen)).content.decode()
    assert address(screen, "deactivate", in_use[screen].pk) in page
    assert address(screen, "delete", in_use[screen].pk) not in page


def test_what_no_ticket_names_is_deleted(as_editor, department, other_department):
    page = as_editor.get(address("departments")).content.decode()
    assert address("departments", "delete", department.pk) in page
    assert address("departments", "deactivate", department.pk) not in page
    response = as_editor.post(address("departments", "delete", department.pk))
    assert response.url == address("departments")
    assert list(Department.objects.all()) == [other_department]


def test_asking_deletes_and_switches_nothing(as_editor, department):
    for action in ("delete", "deactivate", "activate"):
        assert as_editor.get(address("departments", action, department.pk)).status_code == 200
    department.refresh_from_db()
    assert department.is_active


def test_what_is_switched_off_can_no_longer_be_chosen_and_keeps_its_tickets(
    as_editor, department, ticket_type, ticket
):
    response = as_editor.post(address("departments", "deactivate", department.pk))
    assert response.url == address("departments")
    [message] = get_messages(response.wsgi_request)
    assert "پشتیبانی فنی" in str(message)
    assert not Department.objects.open_for_tickets().exists()
    assert list(department.tickets.all()) == [ticket]


def test_what_was_switched_off_is_switched_on_again(as_editor):
    old = factories.department("old", fa="قدیمی", is_active=False)
    assert (
        address("departments", "activate", old.pk) in as_editor.get(address("departments")).content.decode()
    )
    as_editor.post(address("departments", "activate", old.pk))
    old.refresh_from_db()
    assert old.is_active
