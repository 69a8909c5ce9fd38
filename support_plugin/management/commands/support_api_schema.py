import json

from django.core.management.base import BaseCommand

from support_plugin.api.schema import document


class Command(BaseCommand):
    help = "Print the description of the API (OpenAPI 3.1, JSON), for example to generate a client from it."

    def handle(self, **options):
        self.stdout.write(json.dumps(document(), indent=2, ensure_ascii=False))
