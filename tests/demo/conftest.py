import io

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

DATABASE_TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture(scope="module")
def _loaded_once(django_db_setup, django_db_blocker):
    """The demo, loaded once for the module and taken back after it. Tasks are stored, so that they can be counted."""
    with django_db_blocker.unblock(), override_settings(TASKS=DATABASE_TASKS), transaction.atomic():
        call_command("demo", force=True, stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(_loaded_once, db):
    """A loaded demo; what the test changes is taken back."""


@pytest.fixture
def load_again():
    """Runs the command once more and answers what it said."""

    def _load():
        said = io.StringIO()
        call_command("demo", force=True, stdout=said)
        return said.getvalue()

    return _load
