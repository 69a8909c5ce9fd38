"""Settings: what production refuses, what the environment says, what `make run` uses by itself."""

import stat

import pytest

from .project import ROOT, manage

KEY = "kR9-vT2_mQ7xLw4zNc8bHs3dFy6gJp1aEu5oIiXr0CtVnBqWlZsYhMf"
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "desk.example",
}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "only-for-tests"}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "django-insecure-" + KEY}, "SECRET_KEY is missing"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty"),
        ({"ALLOWED_HOSTS": " "}, "ALLOWED_HOSTS is empty"),
    ],
)
def test_production_refuses_to_start_on_what_is_missing_or_known(change, sentence):
    result = manage("check", **(PRODUCTION | change))
    assert result.returncode != 0
    assert sentence in result.stderr


def test_production_passes_the_deployment_check(tmp_path):
    result = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        **PRODUCTION,
        BASE_URL="https://desk.example",
        VAR_DIR=str(tmp_path),
    )
    assert result.returncode == 0, result.stderr


def shell(code, **environment):
    result = manage("shell", "-v0", "-c", code, **environment)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_a_setting_of_the_desk_can_come_from_the_environment(tmp_path):
    said = shell(
        "from support_plugin import conf; print(conf.TICKETS_PER_HOUR, conf.SHOW_AGENT_NAMES, conf.ATTACHMENT_TYPES)",
        VAR_DIR=str(tmp_path),
        SUPPORT_TICKETS_PER_HOUR="7",
        SUPPORT_SHOW_AGENT_NAMES="true",
        SUPPORT_ATTACHMENT_TYPES="png,pdf",
    )
    assert said == "7 True ['png', 'pdf']"


def test_sqlite_waits_for_its_turn_and_survives_a_power_cut(tmp_path):
    said = shell(
        "from django.db import connection as c\n"
        "pragma = lambda name: c.cursor().execute(f'PRAGMA {name}').fetchone()[0]\n"
        "options = c.settings_dict['OPTIONS']\n"
        "print(pragma('journal_mode'), pragma('synchronous'), pragma('busy_timeout'), options['transaction_mode'])",
        VAR_DIR=str(tmp_path),
    )
    assert said == "wal 2 20000 IMMEDIATE"


def test_a_relative_folder_is_the_same_for_every_process(tmp_path):
    relative = "var/of-a-test"
    code = "from django.conf import settings; print(settings.VAR, settings.DATABASES['default']['NAME'])"
    for cwd in (ROOT, ROOT / "site"):
        result = manage(
            "shell",
            "-v0",
            "-c",
            code,
            cwd=cwd,
            VAR_DIR=relative,
            DATABASE_URL="sqlite:///var/x.db",
            SECRET_KEY=KEY,
        )
        assert result.stdout.split() == [str(ROOT / relative), str(ROOT / "var" / "x.db")], result.stderr
    (ROOT / relative).rmdir()


def test_the_embedded_default_makes_its_own_secret_once_and_shows_our_error_pages(tmp_path):
    code = "from django.conf import settings; print(settings.SECRET_KEY, settings.DEBUG)"
    first, second = shell(code, VAR_DIR=str(tmp_path)), shell(code, VAR_DIR=str(tmp_path))
    assert first == second
    assert first.endswith(" False")
    assert len(first) > 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
