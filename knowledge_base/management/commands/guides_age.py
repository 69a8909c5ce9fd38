import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from knowledge_base.cockpit.aging import ask_for_checks


class Command(BaseCommand):
    help = (
        "Starts the workflow of live guides that nobody has checked for KNOWLEDGE_BASE_CHECK_MONTHS months (6) or "
        "that many readers suddenly call unhelpful, once each. Idempotent; run it every day."
    )

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on for ever instead of once")

    def handle(self, *, every, **options):
        self._ask(options["verbosity"])
        while every:
            time.sleep(every)
            close_old_connections()
            self._ask(options["verbosity"])

    def _ask(self, verbosity):
        started = ask_for_checks()
        if verbosity > 1 or started:
            self.stdout.write(f"guides to check: {started} workflows started")
