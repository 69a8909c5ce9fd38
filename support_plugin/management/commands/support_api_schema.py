from pathlib import Path

from django.core.management.base import BaseCommand

from support_plugin.api.schema import as_json


class Command(BaseCommand):
    help = "Print the description of the API (OpenAPI 3.1, JSON), for example to generate a client from it."

    def add_arguments(self, parser):
        parser.add_argument("--output", type=Path, help="A file to write it to instead.")

    def handle(self, **options):
        if options["output"]:
            options["output"].write_text(as_json(), encoding="utf-8")
        else:
            self.stdout.write(as_json(), ending="")
