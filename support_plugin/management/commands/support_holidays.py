from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from support_plugin import conf
from support_plugin.sla import holidays


class Command(BaseCommand):
    help = (
        "Writes the public holidays of the given years into the table, where editors go on with them; days that "
        "are there already stay as they are. `support_tick` does so by itself for this year and the next."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "years", nargs="*", type=int, help="of the Gregorian calendar; default: this year"
        )

    def handle(self, *args, **options):
        for year in options["years"] or [timezone.localdate().year]:
            if not holidays.days_of(year):
                raise CommandError(f"There are no public holidays of {conf.HOLIDAYS_COUNTRY!r} for {year}.")
            self.stdout.write(f"{year}: {holidays.seed(year)} days written")
