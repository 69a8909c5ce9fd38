"""What becomes due by the clock alone."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from wagtail import hooks

from support_plugin.models import Ticket
from support_plugin.tickets import actions
from support_plugin.tickets.due import do_what_is_due


def test_a_promised_date_that_has_come_makes_it_our_turn_again(ticket, agent):
    actions.hold(ticket, timezone.now() + timedelta(hours=1), "یک ساعت دیگر", by=agent)
    assert do_what_is_due()["promises"] == 0
    later = timezone.now() + timedelta(hours=2)
    Ticket.objects.filter(pk=ticket.pk).update(promised_until=timezone.now() - timedelta(minutes=1))
    assert do_what_is_due(later)["promises"] == 1
    ticket.refresh_from_db()
    assert ticket.status == "open"
    assert ticket.promised_until is not None
    assert do_what_is_due(later)["promises"] == 0


def test_a_resolved_ticket_closes_itself_after_four_days(ticket, agent):
    actions.resolve(ticket, by=agent)
    assert do_what_is_due()["closed"] == 0
    assert do_what_is_due(timezone.now() + timedelta(days=4, minutes=1))["closed"] == 1
    ticket.refresh_from_db()
    assert ticket.status == "closed"
    assert ticket.events.last().actor is None


def test_the_tick_is_a_command_that_says_what_it_did(ticket, capsys):
    call_command("support_tick", verbosity=2)
    assert capsys.readouterr().out.startswith("promises: 0, closed: 0, files: 0, ")


def test_chores_of_others_are_done_as_well_and_trouble_in_one_is_not_ours(db, capsys):
    def trouble():
        raise RuntimeError("a chore of somebody else")

    chores = [("support_tick", trouble), ("support_tick", lambda: {"windows washed": 2})]
    with hooks.register_temporarily(chores):
        call_command("support_tick")
    assert "windows washed: 2" in capsys.readouterr().out
