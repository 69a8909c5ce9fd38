"""One Idempotency-Key, one effect: in order, at once, and where the answer was lost."""

import os
import subprocess
import sys
import textwrap
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from support_plugin.models import Event, IdempotentCall, Message, Ticket
from support_plugin.tickets import actions
from tests import factories
from tests.house.project import ROOT
from tests.support_plugin.desk.test_bulk_workers import database_url
from tests.support_plugin.tickets.test_parallel import at_once


def test_a_repeated_call_gets_the_first_answer_and_does_nothing(as_customer, filing):
    first = as_customer.post("tickets/", filing, Idempotency_Key="mine-1")
    again = as_customer.post("tickets/", filing, Idempotency_Key="mine-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert ("Idempotent-Replayed" in first, again["Idempotent-Replayed"]) == (False, "true")
    assert (Ticket.objects.count(), Message.objects.count(), Event.objects.count()) == (1, 1, 1)


def test_the_order_of_members_makes_no_other_call(as_customer, filing):
    first = as_customer.post("tickets/", filing, Idempotency_Key="mine-1")
    again = as_customer.post("tickets/", dict(reversed(filing.items())), Idempotency_Key="mine-1")
    assert again.content == first.content


@pytest.mark.parametrize("what", ["body", "address"])
def test_the_same_key_with_another_call_is_refused(what, as_customer, filing, ticket):
    as_customer.post("tickets/", filing | {"despite_similar": True}, Idempotency_Key="k")
    if what == "body":
        refused = as_customer.post("tickets/", filing | {"subject": "چیز دیگری"}, Idempotency_Key="k")
    else:
        refused = as_customer.post(f"tickets/{ticket.reference}/close/", Idempotency_Key="k")
    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_key_used")
    assert Ticket.objects.count() == 2
    assert Ticket.objects.filter(status="new").count() == 2


def test_what_could_not_be_accepted_is_not_kept(as_customer, filing):
    wrong = as_customer.post("tickets/", filing | {"subject": ""}, Idempotency_Key="k")
    right = as_customer.post("tickets/", filing, Idempotency_Key="k")
    assert (wrong.status_code, right.status_code) == (422, 201)


def test_a_broken_rule_is_answered_again_as_it_was(as_agent, ticket, colleague):
    actions.take(ticket, by=colleague)
    lost = as_agent.post(f"tickets/{ticket.reference}/take/", Idempotency_Key="k")
    actions.release(ticket, by=colleague)
    again = as_agent.post(f"tickets/{ticket.reference}/take/", Idempotency_Key="k")
    assert (lost.status_code, lost.json()["agent"]) == (409, "نگار سپهری")
    assert (again.status_code, again.content) == (409, lost.content)
    assert again["Content-Type"] == lost["Content-Type"] == "application/problem+json"
    assert as_agent.post(f"tickets/{ticket.reference}/take/", Idempotency_Key="k2").status_code == 200


def test_anothers_key_is_simply_new(as_customer, as_stranger, filing):
    mine = as_customer.post("tickets/", filing, Idempotency_Key="k").json()
    theirs = as_stranger.post("tickets/", filing, Idempotency_Key="k").json()
    assert mine["reference"] != theirs["reference"]


def test_a_uuid_is_the_same_key_as_in_the_panel(
    as_customer, filing, customer, client, department, ticket_type
):
    key = str(uuid.uuid4())
    client.force_login(customer)
    words = {name: filing[name] for name in ("subject", "description")}
    client.post(f"/panel/tickets/new/{department.slug}/{ticket_type.slug}/", words | {"submission_key": key})
    answer = as_customer.post("tickets/", filing, Idempotency_Key=key)
    assert (answer.status_code, answer.json()["reference"]) == (201, Ticket.objects.get().reference)


def test_a_message_and_an_upload_happen_once(as_customer, ticket):
    path = f"tickets/{ticket.reference}/messages/"
    first = as_customer.post(path, {"body": "نکته"}, Idempotency_Key="k")
    assert as_customer.post(path, {"body": "نکته"}, Idempotency_Key="k").content == first.content
    assert ticket.messages.count() == 2
    as_customer.headers["Idempotency-Key"] = "file"
    ids = {as_customer.upload(factories.upload()).json()["id"] for _call in range(2)}
    assert len(ids) == 1
    assert as_customer.upload(factories.upload("other.png")).status_code == 409


def test_a_uuid_leads_to_the_same_things_when_its_answer_is_forgotten(as_customer, filing):
    key, file = str(uuid.uuid4()), as_customer.upload(factories.upload()).json()["id"]
    body = filing | {"attachments": [file]}
    first = as_customer.post("tickets/", body, Idempotency_Key=key).json()
    path, reply = (
        f"tickets/{first['reference']}/messages/",
        as_customer.upload(factories.upload()).json()["id"],
    )
    other = str(uuid.uuid4())
    sent = as_customer.post(path, {"body": "x", "attachments": [reply]}, Idempotency_Key=other).json()
    IdempotentCall.objects.all().delete()
    assert as_customer.post("tickets/", body, Idempotency_Key=key).json()["reference"] == first["reference"]
    again = as_customer.post(path, {"body": "x", "attachments": [reply]}, Idempotency_Key=other)
    assert again.json()["id"] == sent["id"]
    IdempotentCall.objects.all().delete()
    refused = as_customer.post("tickets/", body | {"subject": "دیگر"}, Idempotency_Key=key)
    assert (refused.status_code, refused.json()["code"]) == (409, "sent_already")


def test_who_lost_a_department_is_not_told_again_what_they_heard_there(program, lead, open_ticket):
    path, works = f"tickets/{open_ticket().reference}/take/", program(lead)
    works.post(path, Idempotency_Key="k")
    lead.department_memberships.first().delete()
    refused = program(lead).post(path, Idempotency_Key="k")
    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_key_used")


def test_what_passes_by_itself_is_not_kept(as_agent, ticket, open_ticket):
    other, path = open_ticket(subject="دیگر"), f"tickets/{ticket.reference}/"
    as_agent.post(f"{path}messages/", {"body": "پاسخ", "undo_seconds": 60})
    refused = as_agent.post(f"{path}merge/", {"into": other.reference}, Idempotency_Key="k")
    assert refused.json()["code"] == "answer_not_settled"
    Ticket.objects.filter(pk=ticket.pk).update(settles_at=timezone.now())
    assert as_agent.post(f"{path}merge/", {"into": other.reference}, Idempotency_Key="k").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_an_old_key_that_is_used_again_at_once_is_one_call(as_customer, filing):
    as_customer.post("tickets/", filing, Idempotency_Key="k")
    IdempotentCall.objects.update(created_at=timezone.now() - timedelta(hours=25))
    other = filing | {"subject": "چیز دیگری"}
    answers = at_once(*[lambda: as_customer.post("tickets/", other, Idempotency_Key="k")] * 6)
    assert {answer.status_code for answer in answers} == {201}
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_a_key_that_cannot_be_kept_is_refused(key, as_customer, filing):
    answer = as_customer.post("tickets/", filing, Idempotency_Key=key)
    assert (answer.status_code, answer.json()["errors"][0]["header"]) == (400, "Idempotency-Key")
    assert not Ticket.objects.exists()


def test_keys_are_forgotten_after_a_day(as_customer, filing):
    first = as_customer.post("tickets/", filing, Idempotency_Key="k").json()
    IdempotentCall.objects.update(created_at=timezone.now() - timedelta(hours=25))
    other = filing | {"subject": "چیز دیگری"}
    assert as_customer.post("tickets/", other, Idempotency_Key="k").json()["reference"] != first["reference"]
    IdempotentCall.objects.update(created_at=timezone.now() - timedelta(hours=25))
    call_command("support_tick")
    assert not IdempotentCall.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_one_ticket_and_one_answer(as_customer, filing):
    answers = at_once(*[lambda: as_customer.post("tickets/", filing, Idempotency_Key="k")] * 20)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" not in answer for answer in answers) == 1
    assert (Ticket.objects.count(), Message.objects.count(), Event.objects.count()) == (1, 1, 1)


# Calls the API in a process of its own, which dies after the commit and before the answer.
DYING = textwrap.dedent(
    """
    import json, os, sys
    sys.path[:0] = [{root!r}, {site!r}]
    import django
    django.setup()
    from django.test import Client
    from support_plugin.api.base import Door
    Door.finalize_response = lambda *args, **kwargs: os._exit(137)
    call = json.loads(sys.stdin.read())
    Client().post("/api/support/v1/tickets/", call["body"], content_type="application/json", headers=call["headers"])
    """
)


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_was_lost_comes_with_the_retry(as_customer, filing, tmp_path):
    import json

    headers = as_customer.headers | {"Idempotency-Key": "k"}
    killed = subprocess.run(
        [sys.executable, "-c", DYING.format(root=str(ROOT), site=str(ROOT / "site"))],
        input=json.dumps({"body": filing, "headers": headers}),
        text=True,
        env=os.environ
        | {
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "VAR_DIR": str(tmp_path / "var"),
        },
    )
    assert (killed.returncode, Ticket.objects.count()) == (137, 1)
    retry = as_customer.post("tickets/", filing, Idempotency_Key="k")
    assert (retry.status_code, retry.json()["reference"]) == (201, Ticket.objects.get().reference)
    assert retry["Idempotent-Replayed"] == "true"
