"""What the database itself refuses, whoever writes to it."""

import pytest
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from support_plugin.models import Attachment, Event, Message, Ticket
from support_plugin.tickets import actions


@pytest.mark.parametrize(
    "change",
    [
        {"status": "resolved"},
        {"resolved_at": timezone.now()},
        {"status": "closed", "resolved_at": timezone.now()},
        {"closed_at": timezone.now()},
        {"status": "on_hold"},
        {"status": "lost"},
        {"priority": "huge"},
        {"last_message_side": "nobody"},
        {"asked_customer": True},
        {"subject": ""},
        {"reference": ""},
        {"merged_into_id": models.F("pk")},
    ],
    ids=lambda change: ",".join(change),
)
def test_a_ticket_that_contradicts_itself_cannot_be_stored(change, ticket):
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "shout"},
        {"side": "nobody"},
        {"is_rich": True},
        {"kind": "note"},
        {"kind": "progress"},
        {"promised_until": timezone.now()},
        {"body": ""},
    ],
    ids=lambda change: ",".join(change),
)
def test_a_message_that_contradicts_itself_cannot_be_stored(change, ticket):
    with pytest.raises(IntegrityError), transaction.atomic():
        ticket.messages.update(**change)


@pytest.mark.parametrize("model", [Ticket, Message, Attachment, Event])
def test_deleting_anything_never_deletes_a_ticket_or_its_messages(model):
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey):
            assert field.remote_field.on_delete in (models.PROTECT, models.SET_NULL), field


def test_a_message_outlives_its_authors_account(ticket, agent):
    message = actions.reply(ticket, "پاسخ", by=agent)
    actions.take(ticket, by=agent)
    agent.delete()
    message.refresh_from_db()
    ticket.refresh_from_db()
    assert (message.author, message.author_name) == (None, "مینا راستین")
    assert ticket.assignee is None
