"""The whole file as text: the same for the same set-up, on every site and database, with differences that read well."""

import json

from django.db import transaction

from .parts import parts

FORMAT = 1
SCHEMA = "support-catalogue.schema.json"


@transaction.atomic
def exported():
    lists = {part.name: [entry for _instance, entry in part.present().values()] for part in parts()}
    return as_text({"$schema": SCHEMA, "format": FORMAT, **lists})


def as_text(document):
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
