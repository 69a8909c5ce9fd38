from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from support_plugin.deflection.measuring import groups, measured_deflection


class Command(BaseCommand):
    help = (
        "Prints how visits to the ticket form ended, with suggestions and without, and the measured deflection "
        "with its 95 % confidence interval."
    )

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=90, help="of the last so many days (default: 90)")

    def handle(self, *, days, **options):
        suggested, held_out = groups(timezone.now() - timedelta(days=days))
        self._line("", "visits", "filed", "found", "left")
        for name, group in (("suggested", suggested), ("held out", held_out)):
            self._line(name, group.visits, group.filed, group.answered, group.left)
        deflection = measured_deflection(suggested, held_out)
        if deflection is None:
            self.stdout.write("Nothing can be measured yet: one of the groups has no visit that ended.")
            return
        percent = [f"{share * 100:.1f}" for share in (deflection.value, deflection.low, deflection.high)]
        self.stdout.write("measured deflection: {} % (95 %: {} to {})".format(*percent))

    def _line(self, name, *numbers):
        self.stdout.write(f"{name:10}" + "".join(f"{number:>8}" for number in numbers))
