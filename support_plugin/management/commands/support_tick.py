import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from support_plugin.tickets.due import do_what_is_due


class Command(BaseCommand):
    help = (
        "Does what is due: promised dates, closing, sweeping of kept files. Idempotent; run it every minute."
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
        done = do_what_is_due()
        if verbosity > 1 or any(done.values()):
            self.stdout.write(", ".join(f"{what}: {count}" for what, count in done.items()))
