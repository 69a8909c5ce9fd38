from django.core.management.base import BaseCommand

from support_plugin.tickets.due import do_what_is_due


class Command(BaseCommand):
    help = (
        "Does what is due: promised dates, closing, sweeping of kept files. Idempotent; run it every minute."
    )

    def handle(self, **options):
        done = do_what_is_due()
        if options["verbosity"] > 1 or any(done.values()):
            self.stdout.write(", ".join(f"{what}: {count}" for what, count in done.items()))
