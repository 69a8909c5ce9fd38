"""Who sees what: the querysets, the policy, and files."""

import uuid

import pytest
from wagtail.permissions import policy_registry

from support_plugin.models import Attachment, Ticket
from support_plugin.tickets import actions, attachments
from tests import factories


@pytest.mark.parametrize(
    ("who", "sees_own", "sees_foreign"),
    [
        ("customer", True, False),
        ("stranger", False, True),
        ("agent", True, False),
        ("agent2", False, True),
        ("lead", True, True),
        ("editor", False, False),
        ("admin", True, True),
    ],
)
def test_everybody_sees_their_own_and_nobody_elses(
    who, sees_own, sees_foreign, ticket, foreign_ticket, request
):
    visible = set(Ticket.objects.visible_to(request.getfixturevalue(who)))
    assert visible == {t for t, sees in [(ticket, sees_own), (foreign_ticket, sees_foreign)] if sees}


def test_an_agents_own_request_elsewhere_is_not_on_their_desk(
    open_ticket, agent, other_department, other_type
):
    own = open_ticket(by=agent, department=other_department, ticket_type=other_type)
    assert own in Ticket.objects.filed_by(agent)
    assert own not in Ticket.objects.worked_by(agent)


def test_a_deactivated_agent_sees_nothing(ticket, agent):
    agent.is_active = False
    agent.save()
    assert not Ticket.objects.worked_by(agent).exists()


@pytest.mark.parametrize(
    ("who", "may"), [("agent", True), ("agent2", False), ("customer", False), ("editor", False)]
)
@pytest.mark.parametrize("action", ["view", "change"])
def test_wagtail_asks_the_same_policy(action, who, may, ticket, request):
    person = request.getfixturevalue(who)
    policy = policy_registry.get_by_type(Ticket)
    assert policy.user_has_permission_for_instance(person, action, ticket) is may
    assert policy.user_has_any_permission_for_instance(person, [action], ticket) is may
    assert (ticket in policy.instances_user_has_any_permission_for(person, [action])) is may
    assert (person in policy.users_with_any_permission_for_instance([action], ticket)) is may


@pytest.mark.parametrize("action", ["add", "delete", "publish"])
def test_nobody_adds_or_deletes_tickets_through_wagtails_own_views(action, ticket, admin):
    policy = policy_registry.get_by_type(Ticket)
    assert not policy.user_has_permission(admin, action)
    assert not policy.user_has_permission_for_instance(admin, action, ticket)


@pytest.fixture
def files(ticket, customer, agent):
    """One file in each place: with the request, with a note, and kept for a message not sent yet."""

    def keep(owner, key):
        return attachments.keep(factories.upload(), owner=owner, submission_key=key)

    request, note, waiting = (uuid.uuid4() for _ in range(3))
    with_request, with_note = keep(customer, request), keep(agent, note)
    actions.reply(ticket, "ضمیمه شد", by=customer, attachments=[with_request])
    actions.note(ticket, "برای همکاران", by=agent, attachments=[with_note])
    return {"request": with_request, "note": with_note, "kept": keep(customer, waiting)}


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("customer", {"request", "kept"}),
        ("agent", {"request", "note"}),
        ("stranger", set()),
        ("agent2", set()),
        ("editor", set()),
    ],
)
def test_a_file_is_seen_by_whoever_may_read_its_message(who, sees, files, request):
    visible = set(Attachment.objects.visible_to(request.getfixturevalue(who)))
    assert visible == {files[name] for name in sees}
