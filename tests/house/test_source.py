"""The source itself: layers that hold, nothing of one machine, templates that compile, static files that fit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template import engines
from django.test import override_settings

from config.urls import urlpatterns
from knowledge_base.models import RESERVED_SLUGS

from .project import ROOT, files, name

NO_TEXT = (".mo", ".pdf", ".png", ".webp", ".woff2")


def test_the_site_folder_never_shadows_the_standard_library():
    assert not (ROOT / "site" / "__init__.py").exists()


def test_imports_point_down():
    result = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_nothing_of_one_machine_or_registry_is_in_the_project():
    homes = [str(path) + "/" for path in (ROOT, Path.home()) if len(path.parts) > 2]
    marks = [*homes, "pypi" + ".org", "registry" + ".npmjs", os.sep + "root" + os.sep]
    found = [
        (name(path), mark)
        for path in files()
        if path.suffix not in NO_TEXT
        for mark in marks
        if mark in path.read_text(errors="ignore")
    ]
    assert found == []


@pytest.mark.parametrize("path", files("templates/**/*", "*.html", "*.txt", below=("templates",)), ids=name)
def test_every_template_of_the_host_compiles(path):
    engines["django"].from_string(path.read_text())


@pytest.mark.parametrize(
    "path",
    [path for path in files(below=("support_plugin", "knowledge_base")) if "templates" in path.parts],
    ids=name,
)
def test_every_template_of_the_apps_compiles(path):
    engines["django"].from_string(path.read_text())


def test_every_static_file_that_is_referred_to_exists(tmp_path, settings):
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()


def test_no_page_can_take_the_place_of_an_address():
    def first_words(patterns):
        for entry in patterns:
            route = str(entry.pattern).strip("^")
            if route in ("", "en/", "fa/"):
                yield from first_words(getattr(entry, "url_patterns", []))
            elif word := route.split("/")[0]:
                yield word

    ours = {word for word in first_words(urlpatterns) if word.isalpha()}
    assert {"panel", "accounts", "search", "admin", "media", "healthz"} <= ours
    assert ours <= RESERVED_SLUGS
