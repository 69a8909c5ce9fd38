"""The system checks: what a host is told before it goes wrong."""

import copy
import re

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection, connections
from django.test import override_settings

from knowledge_base.checks import databases_know_letters
from support_plugin.checks import api_docs_have_their_files, needed_apps_are_installed

from .project import ROOT

HTTP = "support_plugin.notifications.sms.HttpProvider"
AMOOT = "support_plugin.notifications.sms.AmootProvider"
SENT = {"url": "https://sms.example/send", "body": {"to": "{mobile}", "text": "{text}"}}

IMMEDIATE = "django_tasks.backends.immediate.ImmediateBackend"
UPLOADS = "support_plugin.middleware.UploadMiddleware"
CSRF = "django.middleware.csrf.CsrfViewMiddleware"


def without(setting, name):
    return {setting: [other for other in getattr(settings, setting) if other != name]}


def without_processor(name):
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"].remove(name)
    return {"TEMPLATES": templates}


def ours():
    """Ids of what our checks find; that tasks run at once is how the suite wants it."""
    found = [message.id for message in run_checks() if (message.id or "").startswith("support_plugin")]
    return [check_id for check_id in found if check_id != "support_plugin.W003"]


@pytest.mark.parametrize(
    ("change", "check_id"),
    [
        ({"SUPPORT_ATTACHMENT_STORAGE": "nowhere"}, "support_plugin.E001"),
        ({"MEDIA_ROOT": "/"}, "support_plugin.E002"),
        ({"SUPPORT_REFERENCE_DIGITS": 3}, "support_plugin.E003"),
        ({"SUPPORT_SUGGESTIONS_HELD_OUT": 10}, "support_plugin.E012"),
        ({"SUPPORT_SUGGESTIONS_HELD_OUT": "half"}, "support_plugin.E012"),
        ({"SUPPORT_SMS": {"url": "http://x"}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": {"provider": "nowhere.Provider"}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": {"provider": "datetime.date"}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": {"provider": AMOOT, "token": "x"}}, "support_plugin.E005"),
        (
            {"SUPPORT_SMS": {"provider": AMOOT, "token": "x", "patterns": {"answered": 7}}},
            "support_plugin.E005",
        ),
        ({"SUPPORT_SMS": {"provider": HTTP, "url": "ftp://x", "body": {"a": "b"}}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": {"provider": HTTP, **SENT, "encoding": "xml"}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": {"provider": HTTP, **SENT, "timeout": "soon"}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": {"provider": HTTP, **SENT, "success": {"path": "a"}}}, "support_plugin.E005"),
        (
            {"SUPPORT_SMS": {"provider": HTTP, **SENT, "success": {"path": "a", "values": 200}}},
            "support_plugin.E005",
        ),
        ({"SUPPORT_SMS": {"provider": HTTP, **SENT, "body": "to={mobile}"}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": {"provider": AMOOT, "token": "x", "patterns": [7]}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": "amoot"}, "support_plugin.E005"),
        ({"SUPPORT_MOBILE": "nowhere.number"}, "support_plugin.E006"),
        ({"SUPPORT_MOBILE": "math.pi"}, "support_plugin.E006"),
        ({"SUPPORT_CHANNELS": ["sms"], "SUPPORT_MOBILE": "math.floor"}, "support_plugin.E005"),
        ({"SUPPORT_CHANNELS": ["sms"], "SUPPORT_SMS": {"provider": HTTP, **SENT}}, "support_plugin.E006"),
        ({"SUPPORT_QUIET_HOURS": "at night"}, "support_plugin.E007"),
        ({"SUPPORT_BASE_TEMPLATE": "nowhere.html"}, "support_plugin.W001"),
        ({"SUPPORT_MESSAGE_LENGTH": 10_000_000}, "support_plugin.W002"),
        (without_processor("support_plugin.portal.context.support"), "support_plugin.E009"),
        (without_processor("django.template.context_processors.request"), "support_plugin.E009"),
        ({"ROOT_URLCONF": "wagtail.admin.urls"}, "support_plugin.E010"),
        ({"TASKS": {"default": {"BACKEND": IMMEDIATE}}}, "support_plugin.W003"),
        (without("MIDDLEWARE", UPLOADS), "support_plugin.W004"),
        ({"MIDDLEWARE": [CSRF, UPLOADS]}, "support_plugin.W004"),
        ({"SUPPORT_CHANNELS": ["email", "pigeon"]}, "support_plugin.E011"),
        ({"SUPPORT_DELIVERY_LEASE_SECONDS": 40, "EMAIL_TIMEOUT": 20}, "support_plugin.W005"),
    ],
)
def test_a_host_is_told_what_is_wrong_with_its_settings(change, check_id):
    with override_settings(**change):
        found = [message for message in run_checks() if message.id == check_id]
    assert len(found) == 1
    assert found[0].hint


@pytest.mark.parametrize("app", ["wagtail.contrib.settings", "wagtail_modeladmin", "django_filters"])
def test_a_host_is_told_which_app_is_missing(app, monkeypatch):
    monkeypatch.setattr("support_plugin.checks.apps.is_installed", lambda name: name != app)
    (found,) = needed_apps_are_installed(None)
    assert (found.id, app in found.msg, bool(found.hint)) == ("support_plugin.E008", True, True)


def test_a_host_is_told_that_the_page_of_the_api_has_no_files(monkeypatch, settings):
    monkeypatch.setattr("support_plugin.checks.apps.is_installed", lambda name: False)
    assert api_docs_have_their_files(None) == []
    settings.SUPPORT_API_DOCS = True
    (found,) = api_docs_have_their_files(None)
    assert (found.id, "drf_spectacular_sidecar" in found.msg, bool(found.hint)) == (
        "support_plugin.W006",
        True,
        True,
    )


def test_the_suites_own_settings_are_clean():
    assert ours() == []


def test_a_host_whose_tasks_have_a_worker_is_clean():
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}):
        assert [message for message in run_checks() if (message.id or "").startswith("support_plugin")] == []


def test_a_host_that_sends_sms_is_clean():
    right = {
        "SUPPORT_CHANNELS": ["email", "panel", "sms"],
        "SUPPORT_MOBILE": "math.floor",
        "SUPPORT_SMS": {"provider": HTTP, **SENT},
    }
    with override_settings(**right):
        assert ours() == []


@pytest.mark.django_db
def test_a_database_that_knows_letters_is_clean():
    assert [error.id for error in run_checks(include_deployment_checks=True) if "knowledge" in error.id] == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Only PostgreSQL has a ctype.")
@pytest.mark.django_db
def test_a_host_is_told_that_its_database_knows_no_letters(deaf_database, monkeypatch):
    monkeypatch.setattr(connections, "all", lambda: [connection, deaf_database])
    (error,) = databases_know_letters(None)
    assert (error.id, "“deaf”" in error.msg, bool(error.hint)) == ("knowledge_base.E001", True, True)


@pytest.fixture
def deaf_database(db):
    """A connection to a database of its own with the ctype C."""
    name = f"{connection.settings_dict['NAME']}_deaf"
    maintenance = connection.copy("maintenance")
    maintenance.settings_dict = {**connection.settings_dict, "NAME": "postgres"}
    deaf = connection.copy("deaf")
    deaf.settings_dict = {**connection.settings_dict, "NAME": name}
    with maintenance.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
        yield deaf
        deaf.close()
        cursor.execute(f"DROP DATABASE {name}")
    maintenance.close()


@pytest.mark.parametrize(
    ("app", "row"),
    [("support_plugin", r"^\| ([EW]\d+) "), ("knowledge_base", r"^\| knowledge_base\.([EW]\d+) ")],
)
def test_every_check_is_documented(app, row):
    source = (ROOT / app / "checks.py").read_text()
    written = (ROOT / "docs" / "deployment.md").read_text()
    assert set(re.findall(rf'"{app}\.([EW]\d+)"', source)) == set(re.findall(row, written, re.M))
