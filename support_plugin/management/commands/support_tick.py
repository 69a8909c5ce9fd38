import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from support_plugin.api import idempotency
from support_plugin.deflection import visits
from support_plugin.desk import drafts
from support_plugin.hooks import answers
from support_plugin.notifications import due as notifications
from support_plugin.sla import due as sla
from support_plugin.tickets import due as tickets
from support_plugin.tokens import due as tokens
from support_plugin.wizard import drafts as unfinished


class Command(BaseCommand):
    help = (
        "Does what is due: promised dates, closing, deadlines, measurements, retries, purges. "
        "Idempotent; run it every minute."
    )

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on for ever instead of once")

    def handle(self, *, every, **options):
        self._tick(options["verbosity"])
        while every:
            time.sleep(every)
            close_old_connections()
            self._tick(options["verbosity"])

    def _tick(self, verbosity):
        done = {}
        for part in (tickets, sla, notifications, visits, drafts, unfinished, tokens, idempotency):
            done |= part.do_what_is_due()
        for chores in answers("support_tick", read=dict):
            done |= chores
        if verbosity > 1 or any(done.values()):
            self.stdout.write(", ".join(f"{what}: {count}" for what, count in done.items()))
