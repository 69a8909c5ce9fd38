"""The house itself: settings that refuse, layers that hold, catalogues that are complete, nothing of one machine."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import OperationalError
from django.template import engines
from django.test import override_settings

ROOT = Path(__file__).resolve().parents[2]
KEY = "kR9-vT2_mQ7xLw4zNc8bHs3dFy6gJp1aEu5oIiXr0CtVnBqWlZsYhMf"


def tracked(*patterns):
    output = subprocess.run(
        ["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in output.stdout.splitlines() if (ROOT / name).is_file()]


def manage(*arguments, **environment):
    base = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**base, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_site_folder_never_shadows_the_standard_library():
    assert not (ROOT / "site" / "__init__.py").exists()


# Settings --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "django-insecure-" + KEY}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": KEY}, "ALLOWED_HOSTS is empty"),
        ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": " "}, "ALLOWED_HOSTS is empty"),
    ],
)
def test_production_refuses_to_start_on_what_is_missing_or_known(environment, sentence):
    result = manage("check", DJANGO_SETTINGS_MODULE="config.settings.production", **environment)
    assert result.returncode != 0
    assert sentence in result.stderr


def test_production_passes_the_deployment_check(tmp_path):
    result = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        DJANGO_SETTINGS_MODULE="config.settings.production",
        SECRET_KEY=KEY,
        ALLOWED_HOSTS="desk.example",
        BASE_URL="https://desk.example",
        VAR_DIR=str(tmp_path),
    )
    assert result.returncode == 0, result.stderr


def test_a_setting_of_the_desk_can_come_from_the_environment(tmp_path):
    code = "from support_plugin import conf; print(conf.TICKETS_PER_HOUR, conf.SHOW_AGENT_NAMES, conf.ATTACHMENT_TYPES)"
    result = manage(
        "shell",
        "-v0",
        "-c",
        code,
        VAR_DIR=str(tmp_path),
        SUPPORT_TICKETS_PER_HOUR="7",
        SUPPORT_SHOW_AGENT_NAMES="true",
        SUPPORT_ATTACHMENT_TYPES="png,pdf",
    )
    assert result.stdout.strip() == "7 True ['png', 'pdf']", result.stderr


def test_every_setting_and_hook_has_its_heading_in_the_documentation():
    from support_plugin.conf import DEFAULTS

    settings = (ROOT / "docs" / "settings.md").read_text()
    for name in DEFAULTS:
        assert f"### SUPPORT_{name}\n" in settings, name
    hooks = (ROOT / "docs" / "hooks.md").read_text()
    for name in ("support_suggestions", "ticket_changing", "ticket_changed"):
        assert f"### {name}\n" in hooks, name


# System checks ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "check_id"),
    [
        ({"SUPPORT_ATTACHMENT_STORAGE": "nowhere"}, "support_plugin.E001"),
        ({"MEDIA_ROOT": "/"}, "support_plugin.E002"),
        ({"SUPPORT_REFERENCE_DIGITS": 3}, "support_plugin.E003"),
        ({"SUPPORT_BASE_TEMPLATE": "nowhere.html"}, "support_plugin.W001"),
        ({"SUPPORT_MESSAGE_LENGTH": 10_000_000}, "support_plugin.W002"),
    ],
)
def test_a_host_is_told_what_is_wrong_with_its_settings(change, check_id):
    from django.core.checks import run_checks

    with override_settings(**change):
        found = [message for message in run_checks() if message.id == check_id]
    assert len(found) == 1
    assert found[0].hint


def test_the_suites_own_settings_are_clean():
    from django.core.checks import run_checks

    assert [message for message in run_checks() if (message.id or "").startswith("support_plugin")] == []


# Health and error pages ------------------------------------------------------


@pytest.mark.django_db
def test_healthz_says_whether_the_database_answers(client, monkeypatch):
    response = client.get("/healthz")
    assert (response.status_code, response.json()["status"]) == (200, "ok")

    from config import health

    def broken():
        raise OperationalError("gone")

    monkeypatch.setattr(health.connection, "cursor", broken)
    response = client.get("/healthz")
    assert (response.status_code, response.json()["status"]) == (503, "unavailable")


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "words"), [("", "این صفحه پیدا نشد"), ("/en", "This page was not found")])
def test_our_own_404_speaks_the_language_of_the_address(prefix, words, client):
    response = client.get(f"{prefix}/nowhere/")
    assert response.status_code == 404
    assert words in response.content.decode()


def test_our_own_500_needs_neither_context_nor_database():
    html = engines["django"].get_template("500.html").render()
    assert "خطایی در سامانه رخ داد" in html
    assert "Something went wrong" in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "413", "429"])
def test_every_error_page_is_ours_and_offers_a_way_on(name, rf):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    html = engines["django"].get_template(f"{name}.html").render({}, request)
    assert "desk-header" in html
    assert "/panel/" in html


@pytest.mark.django_db
def test_a_form_without_its_token_is_our_page(client):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
    assert response.status_code == 403
    assert "زمان این فرم گذشته است" in response.content.decode()


# Templates, style sheets, catalogues -----------------------------------------


@pytest.mark.parametrize(
    "path", tracked("templates/*", "*/templates/*"), ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_template_compiles(path):
    engines["django"].from_string(path.read_text())


@pytest.mark.parametrize("path", tracked("*.css"), ids=lambda path: path.name)
def test_style_sheets_know_no_left_and_right_and_no_colour_outside_the_tokens(path):
    text = path.read_text()
    physical = re.findall(
        r"(?:margin|padding|border)-(?:left|right)|[^-](?:left|right):|text-align: *(?:left|right)", text
    )
    assert physical == []
    if path.name != "tokens.css":
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)", text) == []


@pytest.mark.parametrize("path", tracked("*.po"), ids=lambda path: str(path.relative_to(ROOT)))
def test_catalogues_are_complete_and_well_written(path):
    text = path.read_text()
    entries = re.split(r"\n\n+", text)[1:]
    for entry in entries:
        assert "#, fuzzy" not in entry, entry
        texts = re.findall(r'^msgstr(?:\[\d\])? ((?:"(?:[^"\\]|\\.)*"\n?)+)', entry, re.MULTILINE)
        for words in texts:
            assert words.replace('""', "").strip(), f"untranslated: {entry}"
            if "/fa/" in str(path):
                assert not re.search("[يك]", words), entry
                assert not re.search(r"\s[،؛](?!\d)", words), entry
                assert not re.search(r"(?<!\w)ن?می (?=[آ-ی])", words), entry


def test_nothing_of_one_machine_or_registry_is_in_the_project():
    marks = [str(ROOT.parent) + "/", os.path.expanduser("~") + "/.", "pypi.org", "registry.npmjs"]
    for path in tracked():
        if path.suffix in (".webp", ".png", ".woff2", ".mo", ".pdf"):
            continue
        text = path.read_text(errors="ignore")
        for mark in marks:
            if path.name != "test_house.py":
                assert mark not in text, f"{mark} in {path}"


# Layers ----------------------------------------------------------------------


def test_imports_point_down():
    result = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


def test_no_migration_is_missing(db):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
