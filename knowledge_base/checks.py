"""System checks: what the guides need of their host, each with a stable id and a hint."""

from django.core.checks import Error, register
from django.db import connections

KNOWS_NO_LETTERS = ("C", "POSIX")
CTYPE = "SELECT datctype FROM pg_database WHERE datname = current_database()"


@register(deploy=True)
def databases_know_letters(app_configs, **kwargs):
    """One error per PostgreSQL database whose ctype takes Persian letters for signs: its search would find nothing."""
    return [
        Error(
            f"The database “{connection.alias}” has the ctype “{ctype}”, which knows no letters but English ones: "
            "Persian guides would not be found.",
            hint="Create it anew: CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' "
            "LC_COLLATE 'C.UTF-8', and load what the old one holds.",
            id="knowledge_base.E001",
        )
        for connection in connections.all()
        if connection.vendor == "postgresql" and (ctype := _ctype(connection)) in KNOWS_NO_LETTERS
    ]


def _ctype(connection):
    with connection.cursor() as cursor:
        cursor.execute(CTYPE)
        return cursor.fetchone()[0]
